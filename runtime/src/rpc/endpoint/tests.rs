//! Bodies large and small, and multicalls, with a loop that answers at will.

use supervisor_wire::codec::request::write_call;
use supervisor_wire::codec::response::parse_response;

use super::*;
use crate::logs::main_log::{MainLog, MainLogConfig};
use crate::logs::news;
use crate::logs::syslog::SyslogConfig;

fn log() -> LogHandle {
    let config = MainLogConfig { level: LogLevel::Info, file: None, syslog: None, stdout: false };
    LogHandle::start(MainLog::open(&config).unwrap(), SyslogConfig::of_program("test"), news::channel().0)
        .unwrap()
}

/// What the call comes to when each single one is answered by `loop_side`.
async fn ask(
    method: &str,
    params: Vec<Value>,
    mut loop_side: impl FnMut(&str, Vec<Value>) -> Answer + Send + 'static,
) -> Result<Value, Fault> {
    let (sender, mut requests) = crate::rpc::requests(1);
    tokio::spawn(async move {
        while let Some(Request::Call(call)) = requests.recv().await {
            call.reply.send(loop_side(&call.method, call.params)).unwrap();
        }
    });
    let body = Bytes::from(write_call(method, &params));
    let text = answer(body, Room::default(), &sender, &log()).await.unwrap();
    parse_response(&text).unwrap()
}

fn call(method: &str, params: Vec<Value>) -> Value {
    Value::structure([("methodName", Value::from(method)), ("params", Value::Array(params))])
}

#[tokio::test]
async fn large_calls_and_answers_arrive() {
    let text = Value::from("x".repeat(3 * LARGE));
    let sent = text.clone();
    let answer = ask("a.b", vec![text.clone()], move |_, params| {
        assert_eq!(params, std::slice::from_ref(&sent));
        Ok(sent.clone())
    });
    assert_eq!(answer.await, Ok(text));
}

#[tokio::test]
async fn the_calls_of_a_multicall_come_one_after_the_other() {
    let mut count = 0;
    let elements = vec![
        call("a.one", vec![1.into()]),
        Value::structure([("methodName", Value::from("a.two"))]),
        Value::structure([("params", Value::Array(vec![]))]),
        Value::from("no struct"),
        call("system.multicall", vec![]),
        call("a.fault", vec![]),
    ];
    let results = ask("system.multicall", vec![Value::Array(elements)], move |method, params| {
        count += 1;
        match method {
            "a.fault" => Err(Fault::new(FaultCode::BadName)),
            _ => Ok(Value::from(format!("{count} {method} {}", params.len()))),
        }
    });
    let Value::Array(results) = results.await.unwrap() else { panic!("an array") };
    let shown: Vec<_> = results
        .iter()
        .map(|result| result.as_str().or_else(|| result.get("faultString")?.as_str()).unwrap())
        .collect();
    assert_eq!(
        shown,
        [
            "1 a.one 1",
            "2 a.two 0",
            "INCORRECT_PARAMETERS: No methodName",
            "INCORRECT_PARAMETERS: No methodName",
            "INCORRECT_PARAMETERS: Recursive system.multicall forbidden",
            "BAD_NAME",
        ]
    );
}

#[tokio::test]
async fn a_multicall_cannot_ask_for_more_than_memory_holds() {
    let calls: Vec<_> = (0..10).map(|_| call("a.long", vec![])).collect();
    let piece = "x".repeat(MOST_RESULTS / 4);
    let results =
        ask("system.multicall", vec![Value::Array(calls)], move |_, _| Ok(Value::from(piece.as_str())));
    let Value::Array(results) = results.await.unwrap() else { panic!("an array") };
    let whole = results.iter().filter(|result| result.as_str().is_some()).count();
    assert_eq!((whole, results.len()), (4, 10));
}

#[tokio::test]
async fn parameters_of_a_multicall_that_are_no_array_are_a_fault() {
    for params in [vec![], vec![Value::from(1)], vec![Value::Array(vec![]), Value::Array(vec![])]] {
        let fault = ask("system.multicall", params, |_, _| panic!("nothing is called")).await.unwrap_err();
        assert_eq!(fault.text, "INCORRECT_PARAMETERS");
    }
}

#[test]
fn what_is_no_call_is_shown_as_python_would() {
    assert_eq!(shown(b"<a b='c'>"), "\"<a b='c'>\"");
    assert_eq!(shown(b"\xff<a>"), "b'\\xff<a>'");
    let long = "\u{e9}".repeat(SHOWN);
    assert_eq!(shown(&long.as_bytes()[1..]).len(), "b''".len() + 4 * SHOWN);
    assert_eq!(shown(format!("x{long}").as_bytes()), format!("'x{}'", "\u{e9}".repeat(SHOWN / 2 - 1)));
}
