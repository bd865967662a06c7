//! Connections and their ends, over a socket pair of tokio's and over a real one. Time is paused: limits pass at once.

use std::path::Path;

use supervisor_compiler::plan::LogLevel;
use supervisor_wire::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::*;
use crate::logs::main_log::{MainLog, MainLogConfig};
use crate::logs::news;
use crate::logs::syslog::SyslogConfig;
use crate::rpc::{CallMessage, Request};

const CALL: &str = "<methodCall><methodName>a.b</methodName></methodCall>";

fn request(body: &str) -> String {
    format!("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn log() -> LogHandle {
    let config = MainLogConfig { level: LogLevel::Info, file: None, syslog: None, stdout: false };
    LogHandle::start(MainLog::open(&config).unwrap(), SyslogConfig::of_program("test"), news::channel().0)
        .unwrap()
}

fn server(path: &Path) -> (Server, mpsc::Receiver<Request>) {
    let (calls, received) = crate::rpc::requests(4);
    let listener = Listener::Unix(UnixListener::bind(path).unwrap());
    (Server::start(listener, Auth::Open, calls, log()), received)
}

async fn call(requests: &mut mpsc::Receiver<Request>) -> CallMessage {
    match requests.recv().await.unwrap() {
        Request::Call(call) => call,
        other => panic!("{other:?}"),
    }
}

async fn read_answer(stream: &mut UnixStream) -> String {
    let mut bytes = vec![0; 4096];
    let count = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[tokio::test]
async fn the_answer_to_the_call_that_ended_everything_arrives() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    let (server, mut calls) = server(&path);
    let mut client = UnixStream::connect(&path).await.unwrap();
    client.write_all(request(CALL).as_bytes()).await.unwrap();
    let call = call(&mut calls).await;
    call.reply.send(Ok(Value::Bool(true))).unwrap();
    server.close().await;
    let answer = read_answer(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_closed_server_leaves_no_connection_behind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    let (server, mut calls) = server(&path);
    let mut kept_alive = UnixStream::connect(&path).await.unwrap();
    kept_alive.write_all(request(CALL).as_bytes()).await.unwrap();
    call(&mut calls).await.reply.send(Ok(Value::Bool(true))).unwrap();
    assert!(read_answer(&mut kept_alive).await.starts_with("HTTP/1.1 200"));
    let mut in_the_middle = UnixStream::connect(&path).await.unwrap();
    in_the_middle.write_all(b"POST /RPC2 HTTP/1.1\r\nContent-Len").await.unwrap();
    server.close().await;
    for client in [&mut kept_alive, &mut in_the_middle] {
        let mut rest = Vec::new();
        // The end of the stream; a reset is one too.
        let _ = client.read_to_end(&mut rest).await;
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }
    assert!(UnixStream::connect(&path).await.is_err(), "nobody listens");
}

/// What a client that sends `begin` and then nothing gets, and after how long.
async fn patience(begin: &str) -> (Duration, String) {
    let (requests, _received) = crate::rpc::requests(1);
    let (_alive, running) = watch::channel(());
    let shared = Arc::new(Shared {
        auth: Auth::Open,
        requests,
        log: log(),
        tails: Tails::new(running.clone()),
        events: Events::default(),
        live: Live::new(running),
        idle: Notify::new(),
    });
    let (mut client, stream) = tokio::io::duplex(4096);
    let graceful = GracefulShutdown::new();
    tokio::spawn(serve(stream, Peer::Unix, shared, Seat::taken(), graceful.watcher()));
    // It may be refused before it has been read.
    let _ = client.write_all(begin.as_bytes()).await;
    let start = Instant::now();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    (start.elapsed(), answer)
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_go_on_loses_its_place() {
    for begin in ["", "POST /RPC2 HTTP/1.1\r\nHost:"] {
        let (waited, _) = patience(begin).await;
        assert!(waited >= HEAD_TIMEOUT && waited < HEAD_TIMEOUT * 2, "{begin:?}: {waited:?}");
    }
    let head = "HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n<";
    let (waited, answer) = patience(&format!("POST /RPC2 {head}")).await;
    assert!(waited >= BODY_TIMEOUT && waited < BODY_TIMEOUT + HEAD_TIMEOUT * 2, "{waited:?}");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let (waited, answer) = patience(&format!("POST /elsewhere {head}")).await;
    assert!(waited < BODY_TIMEOUT + HEAD_TIMEOUT * 2, "{waited:?}");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_announced_too_long_is_refused_before_it_comes() {
    let head = format!("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", MAX_BODY + 1);
    let (waited, answer) = patience(&head).await;
    assert!(waited < BODY_TIMEOUT, "{waited:?}");
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_head_without_measure_is_refused() {
    let long = format!("GET /nosuch HTTP/1.1\r\nX: {}", "x".repeat(2 * MAX_HEAD));
    let many = format!("GET /nosuch HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(200));
    for head in [long, many] {
        let (_, answer) = patience(&head).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}
