use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use super::*;
use crate::codec::request::{Call, parse_call};
use crate::{Fault, FaultCode};

/// What a scripted server does with one request.
enum Answer {
    /// Answers with a status line, further header lines and a body, and keeps the connection.
    Keep(&'static str, &'static str, String),
    /// Answers 200, then closes the connection without having said so, then reports.
    ThenClose(String, Sender<()>),
    /// Closes the connection instead of answering.
    Close,
}

/// A request as the server saw it.
#[derive(Debug)]
struct Seen {
    /// On which of the connections, counted from 1.
    connection: usize,
    /// Request line and headers in lower case.
    head: Vec<String>,
    call: Call,
}

/// A server that answers one request after the other by script, over as many connections as it takes.
/// Joining it gives what it saw.
fn serve(answers: Vec<Answer>) -> (ServerUrl, JoinHandle<Vec<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = ServerUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let server = std::thread::spawn(move || {
        let mut seen = Vec::new();
        let mut answers = answers.into_iter().peekable();
        let mut connection = 0;
        while answers.peek().is_some() {
            connection += 1;
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            while let Some((head, call)) = read_request(&mut stream) {
                seen.push(Seen { connection, head, call });
                let (status, headers, body) = match answers.next().unwrap() {
                    Answer::Keep(status, headers, body) => (status, headers, body),
                    Answer::ThenClose(body, report) => {
                        write_answer(&mut stream, "200 OK", "", &body);
                        drop(stream);
                        report.send(()).unwrap();
                        break;
                    }
                    Answer::Close => break,
                };
                write_answer(&mut stream, status, headers, &body);
                if answers.peek().is_none() {
                    break;
                }
            }
        }
        seen
    });
    (url, server)
}

fn write_answer(stream: &mut BufReader<std::net::TcpStream>, status: &str, headers: &str, body: &str) {
    let answer = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
    stream.get_mut().write_all(answer.as_bytes()).unwrap();
}

fn read_request(stream: &mut BufReader<std::net::TcpStream>) -> Option<(Vec<String>, Call)> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        head.push(line.trim_end().to_ascii_lowercase());
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    Some((head, parse_call(&body).unwrap()))
}

fn ok(value: &str) -> String {
    response::write_result(&Value::from(value))
}

#[test]
fn calls_share_a_connection_and_carry_the_credentials() {
    let (url, server) =
        serve(vec![Answer::Keep("200 OK", "", ok("one")), Answer::Keep("200 OK", "", ok("two"))]);
    let credentials = Credentials { username: "ann".into(), password: "p:w".into() };
    let mut client = Client::new(url, Some(credentials)).unwrap();
    assert_eq!(client.call("a.b", &[Value::from(1)]).unwrap(), Value::from("one"));
    assert_eq!(client.call("a.c", &[]).unwrap(), Value::from("two"));
    let seen = server.join().unwrap();
    let [first, second] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((first.connection, second.connection), (1, 1));
    assert_eq!(first.call, Call { method: "a.b".into(), params: vec![Value::from(1)] });
    assert_eq!(second.call.method, "a.c");
    let head = &first.head;
    assert_eq!(head[0], "post /rpc2 http/1.1");
    assert!(head.contains(&"authorization: basic yw5uonA6dw==".to_ascii_lowercase()), "{head:?}");
}

#[test]
fn a_connection_closed_while_idle_is_replaced() {
    let (report, closed) = channel();
    let (url, server) =
        serve(vec![Answer::ThenClose(ok("one"), report), Answer::Keep("200 OK", "", ok("two"))]);
    let mut client = Client::new(url, None).unwrap();
    assert_eq!(client.call("a.b", &[]).unwrap(), Value::from("one"));
    closed.recv().unwrap();
    assert_eq!(client.call("a.b", &[]).unwrap(), Value::from("two"));
    let connections: Vec<usize> = server.join().unwrap().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [1, 2]);
}

#[test]
fn a_call_that_may_have_arrived_is_not_repeated() {
    let (url, server) = serve(vec![Answer::Close]);
    let mut client = Client::new(url, None).unwrap();
    assert!(matches!(client.call("a.b", &[]), Err(ClientError::Broken(_))));
    assert_eq!(server.join().unwrap().len(), 1);
}

#[test]
fn faults_statuses_and_rubbish() {
    let fault = Fault::with(FaultCode::BadName, "cat");
    let (url, server) = serve(vec![
        Answer::Keep("200 OK", "", response::write_fault(&fault)),
        Answer::Keep("401 Unauthorized", "Connection: close\r\n", String::new()),
        Answer::Keep("500 Odd Words", "", "<p>".into()),
        Answer::Keep("200 OK", "", "<p>".into()),
    ]);
    let mut client = Client::new(url, None).unwrap();
    assert!(matches!(client.call("a.b", &[]), Err(ClientError::Fault(answer)) if answer == fault));
    let unauthorized = client.call("a.b", &[]).unwrap_err();
    assert!(unauthorized.is_unauthorized());
    assert_eq!(unauthorized.to_string(), "127.0.0.1/RPC2: HTTP 401 Unauthorized");
    assert_eq!(client.call("a.b", &[]).unwrap_err().to_string(), "127.0.0.1/RPC2: HTTP 500 Odd Words");
    assert!(matches!(client.call("a.b", &[]), Err(ClientError::Malformed(_))));
    server.join().unwrap();
}

#[test]
fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = ServerUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    assert!(Client::new(url, None).unwrap().call("a.b", &[]).unwrap_err().is_refused());
    let url = ServerUrl::parse("unix:///nonexistent/socket").unwrap();
    assert!(Client::new(url, None).unwrap().call("a.b", &[]).unwrap_err().is_no_such_file());
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = ServerUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    // Nobody ever accepts: the system takes the connection, and nothing comes.
    let client = Client::new(url, None).unwrap();
    let error = client.with_patience(Duration::from_millis(50)).call("x", &[]).unwrap_err();
    assert!(matches!(error, ClientError::Silent { .. }), "{error}");
}
