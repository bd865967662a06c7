//! Where a server listens, as written after `-s` and `serverurl=` (spec-runtime §10.1).

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// Port of `http://host` without one.
const DEFAULT_PORT: u16 = 80;

/// A server's URL: `http://host[:port]` or `unix://path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    text: String,
    pub(super) address: Address,
}

/// What to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// A host, not yet resolved, and a port.
    Tcp { host: String, port: u16 },
    /// Path of a socket.
    Unix { path: PathBuf },
}

/// Why a text is not the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `http://` nor `unix://`, in lower case.
    #[error("Unknown protocol for serverurl {0}")]
    Scheme(String),
    /// An `http` URL without a host.
    #[error("No host in serverurl {0}")]
    NoHost(String),
    /// The port is not a number.
    #[error("Port could not be cast to integer value as '{0}'")]
    Port(String),
    /// The port is not below 65536.
    #[error("Port out of range 0-65535")]
    PortRange,
}

impl ServerUrl {
    /// Reads a URL. Path, query and `user:password@` of an `http` URL are ignored, as in the original.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let address = if let Some(path) = text.strip_prefix("unix://") {
            Address::Unix { path: PathBuf::from(path) }
        } else if let Some(rest) = text.strip_prefix("http://") {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let (host, port) = split_authority(authority);
            if host.is_empty() {
                return Err(UrlError::NoHost(text.to_owned()));
            }
            Address::Tcp { host: host.to_ascii_lowercase(), port: parse_port(port)? }
        } else {
            return Err(UrlError::Scheme(text.to_owned()));
        };
        Ok(Self { text: text.to_owned(), address })
    }

    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the server is on this machine: a unix socket, or a loopback address.
    pub fn is_local(&self) -> bool {
        match &self.address {
            Address::Unix { .. } => true,
            Address::Tcp { host, .. } if host == "localhost" => true,
            Address::Tcp { host, .. } => host.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        }
    }

    /// The host as error messages and the `Host` header name it; behind a unix socket it is this machine.
    pub(super) fn host(&self) -> &str {
        match &self.address {
            Address::Tcp { host, .. } => host,
            Address::Unix { .. } => "127.0.0.1",
        }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Host, without the brackets of an IPv6 address, and what follows its colon.
fn split_authority(authority: &str) -> (&str, &str) {
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    if let Some((host, after)) = host_and_port.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (host, after.strip_prefix(':').unwrap_or_default());
    }
    host_and_port.split_once(':').unwrap_or((host_and_port, ""))
}

fn parse_port(text: &str) -> Result<u16, UrlError> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(UrlError::Port(text.to_owned()));
    }
    text.parse().map_err(|_| UrlError::PortRange)
}

#[cfg(test)]
mod tests {
    use super::{Address, ServerUrl, UrlError};

    fn tcp(text: &str) -> (String, u16) {
        match ServerUrl::parse(text).unwrap().address {
            Address::Tcp { host, port } => (host, port),
            Address::Unix { path } => panic!("{text} is {path:?}"),
        }
    }

    #[test]
    fn http() {
        assert_eq!(tcp("http://localhost:9001"), ("localhost".into(), 9001));
        assert_eq!(tcp("http://Localhost"), ("localhost".into(), 80));
        assert_eq!(tcp("http://127.0.0.1:9001/a/b?c"), ("127.0.0.1".into(), 9001));
        assert_eq!(tcp("http://ann:pw@h:1"), ("h".into(), 1));
        assert_eq!(tcp("http://[::1]:9001/"), ("::1".into(), 9001));
        assert_eq!(tcp("http://[::1]"), ("::1".into(), 80));
    }

    #[test]
    fn unix_paths_are_taken_as_they_are() {
        let url = ServerUrl::parse("unix:///run/a b.sock").unwrap();
        assert_eq!(url.address, Address::Unix { path: "/run/a b.sock".into() });
        assert_eq!(url.to_string(), "unix:///run/a b.sock");
        assert_eq!(url.host(), "127.0.0.1");
    }

    #[test]
    fn not_a_server() {
        let error = |text| ServerUrl::parse(text).unwrap_err();
        assert_eq!(error("https://h"), UrlError::Scheme("https://h".into()));
        assert_eq!(error("HTTP://h"), UrlError::Scheme("HTTP://h".into()));
        assert_eq!(error("http:///path"), UrlError::NoHost("http:///path".into()));
        assert_eq!(error("http://h:x"), UrlError::Port("x".into()));
        assert_eq!(error("http://h:99999"), UrlError::PortRange);
    }

    #[test]
    fn local_servers() {
        let local = |text| ServerUrl::parse(text).unwrap().is_local();
        assert!(
            local("unix:///s")
                && local("http://localhost:9001")
                && local("http://127.0.0.2")
                && local("http://[::1]:9")
        );
        assert!(
            !local("http://example.org")
                && !local("http://10.0.0.1:9001")
                && !local("http://localhost.example")
        );
    }
}
