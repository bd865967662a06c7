//! The HTTP servers: connections, credentials, routes (spec-runtime §8).
//!
//! A connection is a task of its own and knows nothing of processes: a decoded call goes through a channel to
//! the daemon's loop, the answer comes back through a one-shot. A client that is slow, silent or hostile
//! therefore costs the daemon one task and at most [`MAX_BODY`] bytes.

mod auth;
mod page;
mod route;

pub use auth::Auth;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::logs::thread::LogHandle;
use crate::rpc::CallSender;

/// Longest request body in bytes. The longest honest one is a `sendProcessStdin`.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// Connections served at once per server; further ones wait in the listen queue.
const MAX_CONNECTIONS: usize = 256;

/// How long a client may take to send the head of its next request. Idle keep-alive connections end with it;
/// every client in use reconnects by itself.
const HEAD_TIMEOUT: Duration = Duration::from_secs(300);

/// Pause after a failed accept, which means that descriptors ran out: they come back when a connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

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
    calls: CallSender,
    log: LogHandle,
    slots: Arc<Semaphore>,
}

/// Serves `listener` until the returned task is aborted.
pub fn serve(listener: Listener, auth: Auth, calls: CallSender, log: LogHandle) -> JoinHandle<()> {
    let shared = Arc::new(Shared { auth, calls, log, slots: Arc::new(Semaphore::new(MAX_CONNECTIONS)) });
    tokio::spawn(accept(listener, shared))
}

async fn accept(listener: Listener, shared: Arc<Shared>) {
    loop {
        let Ok(slot) = Arc::clone(&shared.slots).acquire_owned().await else { return };
        let shared = Arc::clone(&shared);
        let accepted = match &listener {
            Listener::Tcp(socket) => socket.accept().await.map(|(stream, _)| {
                // Answers are written whole; waiting to fill a segment only adds latency.
                let _ = stream.set_nodelay(true);
                tokio::spawn(async move {
                    connection(stream, shared).await;
                    drop(slot);
                });
            }),
            Listener::Unix(socket) => socket.accept().await.map(|(stream, _)| {
                tokio::spawn(async move {
                    connection(stream, shared).await;
                    drop(slot);
                });
            }),
        };
        if accepted.is_err() {
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }
}

/// Serves one connection. A protocol error ends this connection and nothing else.
async fn connection<S>(stream: S, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(route::answer(request, &shared.auth, &shared.calls, &shared.log).await) }
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .title_case_headers(true)
        .auto_date_header(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
