//! The HTTP servers: connections, credentials, routes (spec-runtime §8).
//!
//! A connection is a task of its own and knows nothing of processes: a decoded call goes through a channel to
//! the daemon's loop, the answer comes back through a one-shot. A client that is slow, silent or hostile
//! therefore costs the daemon one task and at most [`MAX_BODY`] bytes.

mod auth;
mod page;
mod route;
mod tail;

pub use auth::Auth;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::logs::thread::LogHandle;
use crate::rpc::RequestSender;
use tail::Tails;

/// Longest request body in bytes. The longest honest one is a `sendProcessStdin`.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// Connections served at once per server; further ones wait in the listen queue.
const MAX_CONNECTIONS: usize = 256;

/// How long a client may take to send the head of its next request. Idle keep-alive connections end with it, so that
/// those who wait for a place get one; every client in use reconnects by itself.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a client may take to send the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// Pause after a failed accept, which means that descriptors ran out: they come back when a connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How long connections may take at the end to send the answers that are known.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// A listening socket.
#[derive(Debug)]
pub enum Listener {
    /// `[inet_http_server]`.
    Tcp(TcpListener),
    /// `[unix_http_server]`.
    Unix(UnixListener),
}

/// What every connection of one server shares.
#[derive(Debug)]
struct Shared {
    auth: Auth,
    requests: RequestSender,
    log: LogHandle,
    tails: Tails,
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    stop: oneshot::Sender<()>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Serves `listener`. Needs a tokio runtime.
    #[must_use]
    pub fn start(listener: Listener, auth: Auth, requests: RequestSender, log: LogHandle) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (alive, running) = watch::channel(());
        let shared = Shared { auth, requests, log, tails: Tails::new(running) };
        let accepting = tokio::spawn(accept(listener, Arc::new(shared), stopped, alive));
        Self { stop, accepting }
    }

    /// Stops listening and ends every connection, after the answer it is sending: a client must not be cut off because
    /// it was the one that asked for the end, nor talk to a daemon that has been restarted since.
    pub async fn close(self) {
        let _ = self.stop.send(());
        // It ends by itself, within the limit; a panic in there was told already.
        let _ = self.accepting.await;
    }
}

/// Takes connections until it is stopped. `alive` is dropped then, so that streams without an end come to one.
async fn accept(
    listener: Listener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
    alive: watch::Sender<()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next() => continue,
            accepted = next(&listener), if connections.len() < MAX_CONNECTIONS => accepted,
        };
        let (shared, watcher) = (Arc::clone(&shared), graceful.watcher());
        match accepted {
            Ok(Stream::Tcp(stream)) => drop(connections.spawn(connection(stream, shared, watcher))),
            Ok(Stream::Unix(stream)) => drop(connections.spawn(connection(stream, shared, watcher))),
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
    drop((listener, alive));
    // Connections that have not ended by then end with the set.
    let _ = timeout(CLOSE_LIMIT, graceful.shutdown()).await;
}

/// A connection of either kind.
enum Stream {
    Tcp(tokio::net::TcpStream),
    Unix(tokio::net::UnixStream),
}

async fn next(listener: &Listener) -> std::io::Result<Stream> {
    match listener {
        Listener::Tcp(socket) => {
            let (stream, _) = socket.accept().await?;
            // Answers are written whole; waiting to fill a segment only adds latency.
            let _ = stream.set_nodelay(true);
            Ok(Stream::Tcp(stream))
        }
        Listener::Unix(socket) => Ok(Stream::Unix(socket.accept().await?.0)),
    }
}

/// Serves one connection. A protocol error ends this connection and nothing else.
async fn connection<S>(stream: S, shared: Arc<Shared>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(route::answer(request, &shared).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .title_case_headers(true)
        .auto_date_header(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

#[cfg(test)]
mod tests;
