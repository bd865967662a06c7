//! What ends a command early, and the line that reports it.

use std::io;

use supervisor_compiler::convert::python::repr;
use supervisor_wire::client::UrlError;
use supervisor_wire::{ClientError, Fault, FaultCode};

/// Why a command could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The server cannot be reached, or said no in a way the command has no words for.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server's URL is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// One process of many came to something that the command has no words for.
    #[error("Unknown result code {code} for {name} ({})", repr(.description))]
    UnknownResult {
        /// A fault code.
        code: i32,
        /// The process.
        name: String,
        /// What the server says about it.
        description: String,
    },
    /// The server's answer is not of the shape that the method promises.
    #[error("{method} answered something else than {expected}")]
    Shape {
        /// The method.
        method: String,
        /// What it should have answered.
        expected: &'static str,
    },
    /// A number that the wire has no room for.
    #[error("int exceeds XML-RPC limits")]
    TooLarge,
    /// A question went unanswered because there is no more input.
    #[error("EOF when reading a line")]
    EndOfInput,
    /// Ctrl-C at a question.
    #[error("interrupted")]
    Interrupted,
    /// The console is gone.
    #[error("{0}")]
    Console(#[from] io::Error),
}

impl Failure {
    /// The server's fault, if that is what it is.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Client(ClientError::Fault(fault)) => Some(fault),
            _ => None,
        }
    }

    /// Whether it is the server's fault of this code.
    pub(crate) fn is_fault(&self, code: FaultCode) -> bool {
        self.fault().is_some_and(|fault| fault.is(code))
    }

    /// The generic error line (spec-runtime §10.2), for whatever no command has words of its own for.
    ///
    /// It begins as the original's does, class and value in Python's notation, since scripts look for
    /// `<Fault 92:`, `<ProtocolError for` and the like. Where the original goes on to name a line of
    /// its own source, this names the server.
    pub(crate) fn generic_line(&self, url: &str) -> String {
        let (class, value) = match self {
            Self::Client(error) => client_error(error),
            Self::Url(_) | Self::UnknownResult { .. } => ("ValueError", self.to_string()),
            Self::Shape { .. } => ("TypeError", self.to_string()),
            Self::TooLarge => ("OverflowError", self.to_string()),
            Self::EndOfInput => ("EOFError", self.to_string()),
            Self::Interrupted => ("KeyboardInterrupt", self.to_string()),
            Self::Console(error) => os_error(error),
        };
        format!("error: <class '{class}'>, {value}: server: {url}")
    }
}

/// What getaddrinfo(3) says, and the numbers of it in glibc, which the library keeps to itself.
const RESOLVER_ERRORS: [(&str, i32); 4] = [
    ("Name or service not known", -2),
    ("Temporary failure in name resolution", -3),
    ("Non-recoverable failure in name resolution", -4),
    ("No address associated with hostname", -5),
];

/// What Python calls a server that hangs up instead of an answer.
const HUNG_UP: &str = "Remote end closed connection without response";

fn client_error(error: &ClientError) -> (&'static str, String) {
    match error {
        ClientError::Fault(fault) => {
            ("xmlrpc.client.Fault", format!("<Fault {}: {}>", fault.code, repr(&fault.text)))
        }
        ClientError::Http { url, status, reason } => {
            ("xmlrpc.client.ProtocolError", format!("<ProtocolError for {url}: {status} {reason}>"))
        }
        ClientError::Resolve(error) => {
            let text = error.to_string();
            let text = text.strip_prefix("failed to lookup address information: ").unwrap_or(&text);
            let number = RESOLVER_ERRORS.iter().find(|(known, _)| *known == text).map(|(_, number)| number);
            let number = number.map_or_else(String::new, |number| format!("[Errno {number}] "));
            ("socket.gaierror", format!("{number}{text}"))
        }
        ClientError::Connect(error) | ClientError::Runtime(error) => os_error(error),
        ClientError::Closed => ("http.client.RemoteDisconnected", HUNG_UP.to_owned()),
        ClientError::Broken(broken) => {
            let text = if broken.is_incomplete_message() { HUNG_UP.to_owned() } else { error.to_string() };
            ("http.client.RemoteDisconnected", text)
        }
        ClientError::Request(_) => ("ValueError", error.to_string()),
        ClientError::TooLarge { .. } => ("MemoryError", error.to_string()),
        ClientError::Silent { .. } => ("TimeoutError", error.to_string()),
        ClientError::Malformed(_) => ("xml.parsers.expat.ExpatError", error.to_string()),
    }
}

fn os_error(error: &io::Error) -> (&'static str, String) {
    let class = match error.kind() {
        io::ErrorKind::ConnectionRefused => "ConnectionRefusedError",
        io::ErrorKind::NotFound => "FileNotFoundError",
        io::ErrorKind::PermissionDenied => "PermissionError",
        io::ErrorKind::ConnectionReset => "ConnectionResetError",
        io::ErrorKind::ConnectionAborted => "ConnectionAbortedError",
        io::ErrorKind::NotADirectory => "NotADirectoryError",
        io::ErrorKind::IsADirectory => "IsADirectoryError",
        io::ErrorKind::WouldBlock => "BlockingIOError",
        io::ErrorKind::BrokenPipe => "BrokenPipeError",
        io::ErrorKind::TimedOut => "TimeoutError",
        _ => "OSError",
    };
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or(&text);
    match error.raw_os_error() {
        Some(number) => (class, format!("[Errno {number}] {text}")),
        None => (class, text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use supervisor_wire::Fault;

    use super::{ClientError, Failure, io};

    fn line(failure: impl Into<Failure>) -> String {
        failure.into().generic_line("unix:///s")
    }

    #[test]
    fn lines_begin_as_the_originals() {
        let fault = Fault { code: 92, text: "CANT_REREAD: it's\n\"bad\"".into() };
        assert_eq!(
            line(ClientError::Fault(fault)),
            "error: <class 'xmlrpc.client.Fault'>, \
             <Fault 92: 'CANT_REREAD: it\\'s\\n\"bad\"'>: server: unix:///s"
        );
        let http =
            ClientError::Http { url: "h/RPC2".into(), status: 500, reason: "Internal Server Error".into() };
        assert_eq!(
            line(http),
            "error: <class 'xmlrpc.client.ProtocolError'>, \
             <ProtocolError for h/RPC2: 500 Internal Server Error>: server: unix:///s"
        );
        assert_eq!(
            line(ClientError::Connect(io::Error::from_raw_os_error(13))),
            "error: <class 'PermissionError'>, [Errno 13] Permission denied: server: unix:///s"
        );
    }
}
