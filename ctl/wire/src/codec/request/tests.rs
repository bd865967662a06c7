use proptest::prelude::*;

use super::*;
use crate::codec::test_values::any_value;

fn with_param(inside_value: &str) -> Result<Value, CallError> {
    let body = format!(
        "<methodCall><methodName>a.b</methodName><params><param><value>{inside_value}</value></param></params></methodCall>"
    );
    parse_call(body.as_bytes()).map(|call| call.params.into_iter().next().unwrap())
}

fn method_of(body: &str) -> Result<String, CallError> {
    parse_call(body.as_bytes()).map(|call| call.method)
}

fn text(value: &str) -> Result<Value, CallError> {
    Ok(Value::from(value))
}

#[test]
fn writes_what_pythons_client_writes() {
    let params = [
        Value::from("a:*"),
        Value::from(false),
        Value::from(vec![Value::structure([("n", Value::from(-1))])]),
    ];
    insta::assert_snapshot!(write_call("supervisor.startProcess", &params));
    insta::assert_snapshot!(write_call("supervisor.getState", &[]));
}

#[test]
fn scalars() {
    assert_eq!(with_param("<int>5</int>"), Ok(Value::Int(5)));
    assert_eq!(with_param("<i4> -5 </i4>"), Ok(Value::Int(-5)));
    assert_eq!(with_param("<int>1_0</int>"), Ok(Value::Int(10)));
    assert_eq!(with_param("<int>+3</int>"), Ok(Value::Int(3)));
    assert_eq!(with_param("<double>1.5</double>"), Ok(Value::Double(1.5)));
    assert_eq!(with_param("<boolean>1</boolean>"), Ok(Value::Bool(true)));
    assert_eq!(with_param("<boolean>true</boolean>"), Ok(Value::Bool(false)));
    assert_eq!(with_param("<string> cat </string>"), text(" cat "));
    assert_eq!(with_param("<string/>"), text(""));
    assert_eq!(with_param(" cat "), text(" cat "));
    assert_eq!(with_param(""), text(""));
    assert_eq!(with_param("<base64> Y2\nF0 </base64>"), text("cat"));
    assert_eq!(
        with_param("<dateTime.iso8601>20200101T10:00:00</dateTime.iso8601>"),
        Ok(Value::DateTime("20200101T10:00:00".into()))
    );
}

#[test]
fn unknown_types_keep_their_text() {
    assert_eq!(with_param("<i8>5</i8>"), text("5"));
    assert_eq!(with_param("<nil/>"), Ok(Value::Nil));
    assert_eq!(with_param("<int>99999999999</int>"), text("99999999999"));
}

#[test]
fn text_ends_at_the_first_child_and_the_first_child_counts() {
    assert_eq!(with_param("a<string>b</string>c"), text("b"));
    assert_eq!(with_param("<string>a</string><string>b</string>"), text("a"));
    assert_eq!(with_param("<string>a<b/>c</string>"), text("a"));
    assert_eq!(with_param("<string>c<!-- no -->at</string>"), text("cat"));
    assert_eq!(with_param("<string><![CDATA[<&>]]></string>"), text("<&>"));
}

#[test]
fn references_and_line_ends() {
    assert_eq!(with_param("<string>&lt;&amp;&gt;&quot;&apos;&#86;&#x41;</string>"), text("<&>\"'VA"));
    assert_eq!(with_param("<string>x\r\ny\rz&#13;</string>"), text("x\ny\nz\r"));
    assert!(matches!(with_param("<string>&foo;</string>"), Err(CallError::Malformed(_))));
    assert!(matches!(with_param("<string>&#1;</string>"), Err(CallError::Malformed(_))));
}

#[test]
fn arrays_and_structs() {
    assert_eq!(with_param("<array><data/></array>"), Ok(Value::Array(vec![])));
    assert_eq!(
        with_param("<array><data>x<value>1</value><value><int>2</int></value></data></array>"),
        Ok(Value::Array(vec![Value::from("1"), Value::from(2)]))
    );
    assert_eq!(
        with_param("<struct><member><name> a </name><value><int>1</int></value></member></struct>"),
        Ok(Value::structure([(" a ", Value::from(1))]))
    );
    assert_eq!(with_param("<struct/>"), Ok(Value::Struct(vec![])));
    let twice = "<member><name>a</name><value><int>1</int></value></member>\
                 <member><name>b</name><value><int>2</int></value></member>\
                 <member><name>a</name><value><int>3</int></value></member>";
    assert_eq!(
        with_param(&format!("<struct>{twice}</struct>")),
        Ok(Value::structure([("a", Value::from(3)), ("b", Value::from(2))]))
    );
}

#[test]
fn values_that_cannot_be_what_they_say() {
    for inside in [
        "<int></int>",
        "<int>x</int>",
        "<int>_1</int>",
        "<double>x</double>",
        "<array/>",
        "<dateTime.iso8601>x</dateTime.iso8601>",
        "<base64>!</base64>",
        "<base64>/w==</base64>",
        "<struct><member><name>a</name></member></struct>",
        "<struct><int>1</int></struct>",
    ] {
        assert!(matches!(with_param(inside), Err(CallError::Malformed(_))), "{inside}");
    }
}

#[test]
fn the_frame_is_hardly_checked() {
    let name = "<methodName>a.b</methodName>";
    for body in [
        format!("<x>{name}</x>"),
        format!("<x><y>{name}</y></x>"),
        format!("<methodCall a='b'>{name}<params/></methodCall>"),
        format!("<methodCall><params/>{name}</methodCall> \n"),
        format!("\u{feff}<methodCall>{name}</methodCall>"),
        format!("<?xml version=\"1.0\" encoding=\"latin1\"?>\n<methodCall>{name}</methodCall>"),
        "<x><methodName>other</methodName><methodName>a.b</methodName></x>".to_owned(),
    ] {
        assert_eq!(method_of(&body), Ok("a.b".into()), "{body}");
    }
    assert_eq!(method_of("<x><methodName> a.b </methodName></x>"), Ok(" a.b ".into()));
    let direct = format!("<x>{name}<params><value>x</value></params></x>");
    assert_eq!(parse_call(direct.as_bytes()).unwrap().params, [Value::from("x")]);
}

#[test]
fn not_a_call() {
    for body in ["<methodCall/>", "<x><methodName></methodName></x>"] {
        assert_eq!(method_of(body), Err(CallError::NoMethod), "{body}");
    }
    assert_eq!(parse_call(b"<x>\xff</x>"), Err(CallError::NotUtf8));
    let name = "<methodName>a.b</methodName>";
    for body in [
        String::new(),
        "abc".into(),
        format!("<x>{name}"),
        format!("<x>{name}</y>"),
        format!("<x>{name}</x><x/>"),
        format!("<x>{name}</x>y"),
        format!("<x>{name}</x>&amp;"),
        format!("<x>{name}</x>\u{1}"),
        format!("<x a>{name}</x>"),
        format!("\n<?xml version='1.0'?><x>{name}</x>"),
        format!("<x>{name}<params><param/></params></x>"),
    ] {
        assert!(matches!(method_of(&body), Err(CallError::Malformed(_))), "{body}");
    }
}

#[test]
fn bombs_are_refused() {
    let entities = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'>]><x><methodName>&a;</methodName></x>";
    assert_eq!(
        method_of(entities).unwrap_err().to_string(),
        "the request cannot be read: document type declarations are refused"
    );
    let deep = "<value><array><data>".repeat(100_000);
    assert_eq!(
        method_of(&deep).unwrap_err().to_string(),
        "the request cannot be read: more than 192 elements inside each other"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(method in "[a-z]{1,9}\\.[a-z<&>]{1,9}", params in prop::collection::vec(any_value(), 0..4)) {
        let call = parse_call(write_call(&method, &params).as_bytes());
        prop_assert_eq!(call, Ok(Call { method, params }));
    }

    #[test]
    fn no_bytes_upset_the_reader(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_call(&body);
    }

    #[test]
    fn no_sequence_of_tags_upsets_the_reader(words in prop::collection::vec(prop::sample::select(vec![
        "<methodCall>", "</methodCall>", "<methodName>", "a.b", "</methodName>", "<params>", "</params>", "<param>", "</param>",
        "<value>", "</value>", "<struct>", "</struct>", "<member>", "</member>", "<name>", "</name>", "<array>", "</array>",
        "<data>", "</data>", "<int>", "5", "</int>", "<string/>", "&amp;", "<![CDATA[x]]>", "<!--x-->", "<?x y?>", "&#0;", "<",
    ]), 0..30)) {
        let _ = parse_call(words.concat().as_bytes());
    }
}

#[test]
fn a_struct_of_very_many_members_is_read_in_no_time() {
    let members: String =
        (0..100_000).map(|number| format!("<member><name>{number}</name><value/></member>")).collect();
    let start = std::time::Instant::now();
    let Ok(Value::Struct(read)) = with_param(&format!("<struct>{members}</struct>")) else {
        panic!("a struct")
    };
    assert_eq!(read.len(), 100_000);
    // Comparing each name with all before it takes minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
