use proptest::prelude::*;

use super::*;
use crate::FaultCode;
use crate::codec::test_values::any_value;

/// The bodies below were taken from the original's server.
#[test]
fn results_are_written_byte_for_byte_as_the_original_writes_them() {
    assert_eq!(
        write_result(&Value::from("3.0")),
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><string>3.0</string></value>\n\
         </param>\n</params>\n</methodResponse>\n"
    );
    assert_eq!(
        write_result(&Value::from(vec![Value::from(""), Value::from(0), Value::from(false)])),
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n\
         <value><string></string></value>\n<value><int>0</int></value>\n<value><boolean>0</boolean></value>\n\
         </data></array></value>\n</param>\n</params>\n</methodResponse>\n"
    );
    let nothing = || Value::Array(vec![]);
    assert_eq!(
        write_result(&Value::from(vec![Value::from(vec![nothing(), nothing(), nothing()])])),
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n\
         <value><array><data>\n<value><array><data>\n</data></array></value>\n\
         <value><array><data>\n</data></array></value>\n<value><array><data>\n</data></array></value>\n\
         </data></array></value>\n</data></array></value>\n</param>\n</params>\n</methodResponse>\n"
    );
    let state = Value::structure([("statecode", Value::from(1)), ("statename", Value::from("RUNNING"))]);
    assert_eq!(
        write_result(&Value::from(vec![state])),
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n\
         <value><struct>\n<member>\n<name>statecode</name>\n<value><int>1</int></value>\n</member>\n\
         <member>\n<name>statename</name>\n<value><string>RUNNING</string></value>\n</member>\n\
         </struct></value>\n</data></array></value>\n</param>\n</params>\n</methodResponse>\n"
    );
}

#[test]
fn faults_are_written_byte_for_byte_as_the_original_writes_them() {
    assert_eq!(
        write_fault(&Fault::with(FaultCode::BadName, "no<&>\"'")),
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n\
         <name>faultCode</name>\n<value><int>10</int></value>\n</member>\n<member>\n<name>faultString</name>\n\
         <value><string>BAD_NAME: no&lt;&amp;&gt;\"'</string></value>\n</member>\n</struct></value>\n\
         </fault>\n</methodResponse>\n"
    );
}

#[test]
fn characters_that_xml_cannot_carry_are_replaced() {
    let body = write_result(&Value::from("\u{1b}[31mred\u{1b}[0m\0\u{ffff}\tok\n"));
    assert!(body.contains("<string>\u{fffd}[31mred\u{fffd}[0m\u{fffd}\u{fffd}\tok\n</string>"), "{body}");
}

#[test]
fn control_characters_of_the_originals_server_are_read() {
    let body = b"<methodResponse><params><param><value><string>\x1b[0m</string></value></param></params></methodResponse>";
    assert_eq!(parse_response(body), Ok(Ok(Value::from("\u{1b}[0m"))));
}

#[test]
fn answers_that_are_none() {
    assert_eq!(parse_response(b"<methodResponse/>"), Err(ResponseError::Incomplete));
    assert_eq!(
        parse_response(b"<methodResponse><fault><value>x</value></fault></methodResponse>"),
        Err(ResponseError::Incomplete)
    );
    assert_eq!(parse_response(b"\xff"), Err(ResponseError::NotUtf8));
    assert!(matches!(parse_response(b"<html><body>"), Err(ResponseError::Malformed(_))));
}

proptest! {
    #[test]
    fn results_are_read_again(value in any_value()) {
        prop_assert_eq!(parse_response(write_result(&value).as_bytes()), Ok(Ok(value)));
    }

    #[test]
    fn faults_are_read_again(code in any::<i32>(), text in "[ -~\u{e4}\n]{0,40}") {
        let fault = Fault { code, text };
        prop_assert_eq!(parse_response(write_fault(&fault).as_bytes()), Ok(Err(fault)));
    }

    #[test]
    fn every_string_can_be_sent(text in any::<String>()) {
        let answer = parse_response(write_result(&Value::from(text.as_str())).as_bytes()).unwrap().unwrap();
        let arrived = answer.as_str().unwrap().chars().filter(|c| *c != '\n').count();
        let sent = text.replace("\r\n", "\n").chars().filter(|c| !matches!(c, '\n' | '\r')).count();
        prop_assert_eq!(arrived, sent);
    }
}
