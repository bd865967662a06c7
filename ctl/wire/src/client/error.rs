//! What can come of a call instead of a result.

use std::io;

use crate::Fault;
use crate::codec::response::ResponseError;

/// Why a call brought no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server understood and said no.
    #[error("fault {}: {}", .0.code, .0.text)]
    Fault(Fault),
    /// The server answered with an HTTP status other than 200.
    #[error("{url}: HTTP {status} {reason}")]
    Http {
        /// Host (`127.0.0.1` behind a unix socket) and path, such as `127.0.0.1/RPC2`.
        url: String,
        /// HTTP status.
        status: u16,
        /// Reason phrase of the status line.
        reason: String,
    },
    /// The host has no address.
    #[error("cannot resolve the host: {0}")]
    Resolve(#[source] io::Error),
    /// No connection. [`io::Error::raw_os_error`] is the error number of `connect(2)`.
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    /// The connection broke, or what came over it is not HTTP.
    #[error("the connection broke: {0}")]
    Broken(#[source] hyper::Error),
    /// The server says nothing.
    #[error("the server has said nothing for {seconds} s")]
    Silent {
        /// For so long.
        seconds: u64,
    },
    /// The server closes new connections without a word.
    #[error("the server closed the connection")]
    Closed,
    /// The request cannot be put into HTTP.
    #[error("the request cannot be sent: {0}")]
    Request(#[source] hyper::http::Error),
    /// The answer is not XML-RPC.
    #[error(transparent)]
    Malformed(#[from] ResponseError),
    /// The answer is longer than anything that a server has to say.
    #[error("the answer is larger than {} MiB", .most / (1024 * 1024))]
    TooLarge {
        /// Bytes that are read of an answer.
        most: usize,
    },
    /// The runtime that drives the connection cannot start (out of descriptors).
    #[error("cannot start the client: {0}")]
    Runtime(#[source] io::Error),
}

impl ClientError {
    /// Whether the server listens no more: the socket is there, nobody accepts.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Connect(error) if error.kind() == io::ErrorKind::ConnectionRefused)
    }

    /// Whether the unix socket does not exist.
    pub fn is_no_such_file(&self) -> bool {
        matches!(self, Self::Connect(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// Whether the server wants a user name and password, or others.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self, Self::Http { status: 401, .. })
    }
}
