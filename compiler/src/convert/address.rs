//! Where servers and clients meet: `port=`, `socket=`, URLs (spec-config §3.6, §4.7, §4.11).

use std::ops::Range;
use std::path::PathBuf;

use supervisor_grammar::is_space;

use super::path::normalize;
use super::{ConvertError, decimal, integer, python};
use crate::plan::{FastCgiAddress, InetAddress};

/// `[host:]port`, split at the last colon. `*` and nothing stand for all interfaces.
///
/// # Errors
/// [`ConvertError::Port`], [`ConvertError::NoPort`], [`ConvertError::PortTooLow`], [`ConvertError::PortTooHigh`],
/// [`ConvertError::Integer`]
pub fn inet_address(text: &str) -> Result<InetAddress, ConvertError> {
    let Some((host, digits)) = text.rsplit_once(':') else {
        let port = port(text, 0..text.len()).map_err(|_| ConvertError::Port { text: text.to_owned() })?;
        return Ok(InetAddress { host: String::new(), port });
    };
    if digits.is_empty() {
        return Err(ConvertError::NoPort);
    }
    let port = port(digits, host.len() + 1..text.len())?;
    let host = if host == "*" { String::new() } else { host.to_lowercase() };
    Ok(InetAddress { host, port })
}

fn port(digits: &str, at: Range<usize>) -> Result<u16, ConvertError> {
    match (u16::try_from(integer(digits)?), decimal(digits)) {
        (Ok(port), _) if port > 0 => Ok(port),
        (Err(_), port) if !port.starts_with('-') => Err(ConvertError::PortTooHigh { port, at }),
        (_, port) => Err(ConvertError::PortTooLow { port, at }),
    }
}

/// `unix:///path` or `tcp://host:port`. `owned` says whether `socket_owner` or `socket_mode` stands beside it.
///
/// # Errors
/// [`ConvertError::SocketPath`], [`ConvertError::SocketOwnership`], [`ConvertError::SocketFormat`],
/// [`ConvertError::PortTooLow`], [`ConvertError::PortTooHigh`]
pub fn fcgi_socket(text: &str, owned: bool) -> Result<FastCgiAddress, ConvertError> {
    if let Some(path) = text.strip_prefix("unix://") {
        if !path.starts_with('/') {
            return Err(ConvertError::SocketPath { path: path.to_owned() });
        }
        return Ok(FastCgiAddress::Unix(PathBuf::from(normalize(path))));
    }
    if owned {
        return Err(ConvertError::SocketOwnership);
    }
    let bad = || ConvertError::SocketFormat { text: text.to_owned() };
    let address = text.strip_prefix("tcp://").ok_or_else(bad)?;
    let (host, digits) = address.split_once(':').ok_or_else(bad)?;
    let digits = digits.strip_suffix('\n').unwrap_or(digits);
    let host_ok = !host.is_empty() && !host.contains(is_space);
    if !host_ok || digits.is_empty() || digits.chars().any(|c| python::digit(c).is_none()) {
        return Err(bad());
    }
    let start = text.len() - address.len() + host.len() + 1;
    let port = port(digits, start..start + digits.len())?;
    Ok(FastCgiAddress::Tcp { host: host.to_lowercase(), port })
}

/// A URL for `supervisorctl -s`: a scheme, and something after it.
///
/// # Errors
/// [`ConvertError::Url`]
pub fn url(text: &str) -> Result<String, ConvertError> {
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        let letters = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let rest = rest.split(['?', '#']).next().unwrap_or("");
        letters && !rest.strip_prefix("//").unwrap_or(rest).is_empty()
    });
    if has_scheme { Ok(text.to_owned()) } else { Err(ConvertError::Url { text: text.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inet_addresses() {
        for (text, host, port) in [
            ("9001", "", 9001),
            (":9001", "", 9001),
            ("*:9001", "", 9001),
            ("127.0.0.1:9001", "127.0.0.1", 9001),
            ("LOCALHOST:9001", "localhost", 9001),
            ("2001:db8:ff:55:0:0:0:138:9001", "2001:db8:ff:55:0:0:0:138", 9001),
            ("[::1]:9001", "[::1]", 9001),
            ("::1", ":", 1),
            ("http://x:9001", "http://x", 9001),
            ("host :9001", "host ", 9001),
        ] {
            assert_eq!(inet_address(text), Ok(InetAddress { host: host.to_owned(), port }), "{text}");
        }
        for text in ["a:", ":"] {
            assert_eq!(inet_address(text).unwrap_err().to_string(), "no port number specified in ''");
        }
        for text in ["a", "0", "65536", "-1", "", "*", "/tmp/x.sock"] {
            assert_eq!(
                inet_address(text).unwrap_err().to_string(),
                format!("not a valid port number: '{text}' ")
            );
        }
        for (text, message) in [
            ("host:0", "0 is below lower bound (1)"),
            ("host:-1", "-1 is below lower bound (1)"),
            ("host:65536", "65536 is above upper bound (65535)"),
            ("host:abc", "invalid literal for int() with base 10: 'abc'"),
        ] {
            assert_eq!(inet_address(text).unwrap_err().to_string(), message);
        }
        assert_eq!(inet_address("host:70000").unwrap_err().range(), Some(5..10));
    }

    #[test]
    fn fcgi_sockets() {
        for (text, shown) in [
            ("unix:///tmp/a/../b.sock", "unix:///tmp/b.sock"),
            ("unix:////tmp/b.sock", "unix:////tmp/b.sock"),
            ("tcp://Localhost:9002", "tcp://localhost:9002"),
            ("tcp://*:9002", "tcp://*:9002"),
            ("tcp://user@host:9002", "tcp://user@host:9002"),
        ] {
            assert_eq!(fcgi_socket(text, false).unwrap().to_string(), shown);
        }
        for text in [
            "tcp://:9002",
            "tcp://localhost:9002/",
            "TCP://localhost:9002",
            "unix:/tmp/x",
            "tcp://a b:1",
            "tcp://[::1]:9000",
            "tcp://localhost",
            "junk://x",
        ] {
            let message = format!("('Bad socket format %s', '{text}')");
            assert_eq!(fcgi_socket(text, false).unwrap_err().to_string(), message);
        }
        for path in ["~/x", "rel.sock"] {
            let message = format!("('Unix socket path %s is not an absolute path', '{path}')");
            assert_eq!(fcgi_socket(&format!("unix://{path}"), true).unwrap_err().to_string(), message);
        }
        assert_eq!(fcgi_socket("tcp://localhost:0", false).unwrap_err().range(), Some(16..17));
        assert_eq!(fcgi_socket("tcp://localhost:1", true), Err(ConvertError::SocketOwnership));
    }

    #[test]
    fn urls() {
        for text in ["http://localhost:9001", "localhost:9001", "unix:///tmp/s.sock", "unix:x"] {
            assert_eq!(url(text).as_deref(), Ok(text));
        }
        for text in ["unix://", "http://", "foo", "/tmp/x", "127.0.0.1:9001", ""] {
            assert_eq!(url(text).unwrap_err().to_string(), format!("value '{text}' is not a URL"));
        }
    }
}
