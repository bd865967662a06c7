//! The access log: a line of level TRAC for each answer, in the format of the original's server (spec-runtime §3.7).

use std::fmt;
use std::net::SocketAddr;

use hyper::{Request, Version};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use supervisor_compiler::plan::LogLevel;

use super::page::Page;
use crate::logs::thread::LogHandle;

/// Who is at the other end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Peer {
    /// An address and a port.
    Tcp(SocketAddr),
    /// Somebody on this machine.
    Unix,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Peer::Tcp(peer) => write!(f, "{}:{}", peer.ip(), peer.port()),
            Peer::Unix => f.write_str("localhost:0"),
        }
    }
}

/// The first line of a request, kept for the log until there is an answer.
pub(super) struct RequestLine(String);

impl RequestLine {
    /// None when the log does not want it.
    pub(super) fn of<B>(request: &Request<B>, log: &LogHandle) -> Option<Self> {
        let line = || format!("{} {} {:?}", request.method(), request.uri(), request.version());
        log.enabled(LogLevel::Trace).then(|| Self(line()))
    }

    /// Writes the line. What has no end is not logged, as in the original, where it is when it ends.
    pub(super) fn log(self, peer: Peer, page: &Page, log: &LogHandle) {
        let Some(length) = page_length(page) else { return };
        let text = line(&self.0, peer, page.status().as_u16(), length, Timestamp::now());
        // Whatever the original's server has to say is an error to it if it says so.
        let level =
            if text.to_ascii_lowercase().contains("error") { LogLevel::Error } else { LogLevel::Trace };
        log.log(level, text);
    }
}

fn line(request: &str, peer: Peer, status: u16, length: u64, at: Timestamp) -> String {
    let time = at.to_zoned(TimeZone::UTC).strftime("%d/%b/%Y:%H:%M:%S +0000");
    format!("{peer} - - [{time}] \"{request}\" {status} {length}")
}

/// Bytes of the whole answer, head included; none when it has no end.
fn page_length(page: &Page) -> Option<u64> {
    let status = page.status();
    let first = match page.version() {
        Version::HTTP_10 => "HTTP/1.0".len(),
        _ => "HTTP/1.1".len(),
    } + " 200 \r\n".len()
        + status.canonical_reason().map_or(0, str::len);
    let headers: usize =
        page.headers().iter().map(|(name, value)| name.as_str().len() + ": \r\n".len() + value.len()).sum();
    let body = hyper::body::Body::size_hint(page.body()).exact()?;
    Some((first + headers + "\r\n".len()) as u64 + body)
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;

    use super::*;
    use crate::http::page;

    #[test]
    fn a_line_as_the_originals() {
        let peer = Peer::Tcp("127.0.0.1:43810".parse().unwrap());
        let page = page::error(StatusCode::NOT_FOUND);
        let at = "2026-11-21T10:56:23Z".parse().unwrap();
        let length = page_length(&page).unwrap();
        let text = line("GET /logtail/cat/ HTTP/1.1", peer, 404, length, at);
        assert_eq!(
            text,
            "127.0.0.1:43810 - - [21/Nov/2026:10:56:23 +0000] \"GET /logtail/cat/ HTTP/1.1\" 404 264"
        );
        assert_eq!(Peer::Unix.to_string(), "localhost:0");
    }
}
