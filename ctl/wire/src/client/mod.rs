//! Calls methods over HTTP, through TCP or a unix socket.
//!
//! [`Client`] blocks: the runtime that hyper needs lives inside it, on the calling thread.

mod connection;
mod error;
pub mod follow;
mod url;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::ext::ReasonPhrase;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Request, Response, StatusCode};
use tokio::runtime::{self, Runtime};

use crate::Value;
use crate::codec::request::write_call;
use crate::codec::response;
use connection::{Connection, Sent};
pub use error::ClientError;
pub use url::{ServerUrl, UrlError};

const PATH: &str = "/RPC2";

/// A user name and password for HTTP Basic authentication.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User name; the server ends it at the first colon.
    pub username: String,
    /// Password in clear.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// A client of one server. It connects with the first call and keeps the connection.
pub struct Client {
    url: ServerUrl,
    credentials: Option<Credentials>,
    runtime: Runtime,
    connection: Option<Connection>,
    patience: Option<Duration>,
}

impl Client {
    /// A client that has not connected yet. Fails only if the machine has no descriptors left.
    pub fn new(url: ServerUrl, credentials: Option<Credentials>) -> Result<Self, ClientError> {
        Ok(Self { url, credentials, runtime: runtime()?, connection: None, patience: None })
    }

    /// Gives up on a server that says nothing for so long: not to connect, not to answer, not to go on with an answer.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// The server's URL.
    pub fn url(&self) -> &ServerUrl {
        &self.url
    }

    /// Calls a method and waits for its result; without limit, unless [`Client::with_patience`] sets one.
    ///
    /// A server may close an idle connection at any time, so a call that finds it closed before it was
    /// sent goes out again on a new one. A call that may have reached the server is never repeated.
    pub fn call(&mut self, method: &str, params: &[Value]) -> Result<Value, ClientError> {
        let body = write_call(method, params);
        let request = self.request(body).map_err(ClientError::Request)?;
        let answer =
            self.runtime.block_on(exchange(&mut self.connection, &self.url, request, self.patience))?;
        if answer.status() != StatusCode::OK {
            // The original's server promises to close after a 401, does not, and ignores all that follows.
            self.connection = None;
            return Err(http_error(&self.url, PATH, &answer));
        }
        response::parse_response(answer.body())?.map_err(ClientError::Fault)
    }

    fn request(&self, body: String) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        request(Request::post(PATH), &self.url, self.credentials.as_ref())
            .header(CONTENT_TYPE, "text/xml")
            .body(Full::new(Bytes::from(body)))
    }
}

fn runtime() -> Result<Runtime, ClientError> {
    runtime::Builder::new_current_thread().enable_all().build().map_err(ClientError::Runtime)
}

/// Adds the headers of every request.
fn request(begun: Builder, url: &ServerUrl, credentials: Option<&Credentials>) -> Builder {
    let host = match url.host() {
        host if host.contains(':') => format!("[{host}]"),
        host => host.to_owned(),
    };
    let request =
        begun.header(HOST, host).header(USER_AGENT, concat!("supervisor-wire/", env!("CARGO_PKG_VERSION")));
    match credentials {
        Some(Credentials { username, password }) => {
            let packed = STANDARD.encode(format!("{username}:{password}"));
            request.header(AUTHORIZATION, format!("Basic {packed}"))
        }
        None => request,
    }
}

fn http_error<B>(url: &ServerUrl, path: &str, answer: &Response<B>) -> ClientError {
    let reason = match answer.extensions().get::<ReasonPhrase>() {
        Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
        None => answer.status().canonical_reason().unwrap_or_default().to_owned(),
    };
    ClientError::Http { url: format!("{}{path}", url.host()), status: answer.status().as_u16(), reason }
}

/// Waits for something, but not longer than `patience`.
async fn within<T>(patience: Option<Duration>, something: impl Future<Output = T>) -> Result<T, ClientError> {
    match patience {
        None => Ok(something.await),
        Some(patience) => tokio::time::timeout(patience, something)
            .await
            .map_err(|_| ClientError::Silent { seconds: patience.as_secs() }),
    }
}

/// Sends over the open connection, or over a new one if there is none or it was closed meanwhile.
async fn exchange(
    open: &mut Option<Connection>,
    url: &ServerUrl,
    request: Request<Full<Bytes>>,
    patience: Option<Duration>,
) -> Result<Response<Bytes>, ClientError> {
    let request = match open.take() {
        None => request,
        Some(mut connection) => match connection.send(request, patience).await? {
            Sent::Answered(answer) => {
                *open = Some(connection);
                return Ok(answer);
            }
            Sent::NotSent(request) => request,
        },
    };
    let mut connection = within(patience, Connection::open(&url.address)).await??;
    match connection.send(request, patience).await? {
        Sent::Answered(answer) => {
            *open = Some(connection);
            Ok(answer)
        }
        Sent::NotSent(_) => Err(ClientError::Closed),
    }
}

#[cfg(test)]
mod tests;
