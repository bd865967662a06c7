//! HTTP requests byte by byte, over a unix socket or TCP: small enough to be trusted, and able to send nonsense.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;

/// Longer than any answer takes that comes at all.
const LIMIT: Duration = Duration::from_secs(20);

/// A server's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A unix socket.
    Unix(PathBuf),
    /// A port of 127.0.0.1.
    Tcp(u16),
}

/// A connection to a server: something to write to and read from.
pub trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

impl Address {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(&self) -> std::io::Result<Box<dyn Stream>> {
        match self {
            Address::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(LIMIT))?;
                Ok(Box::new(stream))
            }
            Address::Tcp(port) => {
                let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], *port)))?;
                stream.set_read_timeout(Some(LIMIT))?;
                Ok(Box::new(stream))
            }
        }
    }

    /// Sends `request` on a fresh connection and returns one whole answer: up to the end that `Content-Length` names,
    /// or until the server closes or says nothing more. `None`: closed without a word.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn exchange(&self, request: &[u8]) -> std::io::Result<Option<String>> {
        self.read_until(request, is_whole)
    }

    /// Sends `request` on a fresh connection and returns everything that comes until the server closes it.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn exchange_to_the_end(&self, request: &[u8]) -> std::io::Result<Option<String>> {
        self.read_until(request, |_| false)
    }

    fn read_until(&self, request: &[u8], enough: impl Fn(&[u8]) -> bool) -> std::io::Result<Option<String>> {
        let mut stream = self.connect()?;
        // A server may close before it has read everything; what it answered still counts.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let mut chunk = [0; 4096];
        while !enough(&answer) {
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => break,
                Ok(length) => answer.extend_from_slice(&chunk[..length]),
            }
        }
        Ok((!answer.is_empty()).then(|| String::from_utf8_lossy(&answer).into_owned()))
    }
}

/// An XML-RPC request for `/RPC2`. `parameters` are XML values such as `<string>web</string>`.
pub fn rpc_request(method: &str, parameters: &[String], credentials: Option<(&str, &str)>) -> Vec<u8> {
    let parameters: String =
        parameters.iter().map(|value| format!("<param><value>{value}</value></param>")).collect();
    let body = format!(
        "<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params>{parameters}</params></methodCall>",
    );
    let authorization = credentials.map_or_else(String::new, |(user, password)| {
        let token = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        format!("Authorization: Basic {token}\r\n")
    });
    format!(
        "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n{authorization}Content-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

/// True when the head and as many bytes as its `Content-Length` names are there.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    length.is_some_and(|length| answer.len() >= head.len() + 4 + length)
}
