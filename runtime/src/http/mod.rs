//! The HTTP servers: connections, credentials, routes (spec-runtime §8).
//!
//! A connection is a task of its own and knows nothing of processes: a decoded call goes through a channel to
//! the daemon's loop, the answer comes back through a one-shot. A client that is slow, silent or hostile
//! therefore costs the daemon one task and at most [`MAX_BODY`] bytes.

mod access;
mod auth;
mod events;
mod health;
mod metrics;
mod page;
mod patient;
mod percent;
mod route;
mod seats;
mod tail;
mod web;

pub use auth::Auth;

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{Id, JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::logs::thread::LogHandle;
use crate::os::{errno, sockets};
use crate::rpc::RequestSender;
use access::Peer;
use events::Events;
use page::Reader;
use patient::Patient;
use seats::{Seat, Seats};
use tail::Tails;
use web::Live;

/// Longest request body in bytes. The longest honest one is a `sendProcessStdin`.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// Connections of one server at once. When there are as many, or no descriptors left, the next one takes the place of
/// the one that has been idle longest.
const MAX_CONNECTIONS: usize = 256;

/// Longest head of a request, in bytes; the original has no limit.
const MAX_HEAD: usize = 64 * 1024;

/// How long a client may take to send the head of its next request. Idle keep-alive connections end with it; every
/// client in use reconnects by itself.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a client may take to send the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// Pause after a failed accept, which means that descriptors ran out and no connection could give way: they come back
/// when one ends.
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
    events: Events,
    live: Live,
    /// Told when a connection may have become idle.
    idle: Notify,
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
        let shared = Shared {
            auth,
            requests,
            log,
            tails: Tails::new(running.clone()),
            events: Events::default(),
            live: Live::new(running),
            idle: Notify::new(),
        };
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
    let mut seats = Seats::default();
    let mut next_stream = None;
    loop {
        // A connection that finds no place waits, and nobody is accepted behind it, until somebody gives way.
        let evicted = match next_stream {
            Some(_) if seats.len() >= MAX_CONNECTIONS => seats.evict(),
            _ => Ok(()),
        };
        if let (Ok(()), Some(stream)) = (evicted, next_stream.take_if(|_| evicted.is_ok())) {
            let (seat, shared) = (Seat::taken(), Arc::clone(&shared));
            let served = connection(stream, shared, Arc::clone(&seat), graceful.watcher());
            seats.add(seat, connections.spawn(served));
        }
        tokio::select! {
            _ = &mut stopped => break,
            Some(ended) = connections.join_next_with_id() => {
                seats.remove(id_of(ended));
            }
            accepted = next(&listener), if next_stream.is_none() => match accepted {
                Ok(stream) => next_stream = Some(stream),
                Err(error) if errno::out_of_descriptors(&error) && seats.evict().is_ok() => {
                    // Its descriptor is free when its task has ended.
                    if let Some(ended) = connections.join_next_with_id().await {
                        seats.remove(id_of(ended));
                    }
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            () = shared.idle.notified(), if next_stream.is_some() => {}
            () = until(evicted.err().flatten()) => {}
        }
    }
    drop((listener, alive));
    // Connections that have not ended by then end with the set.
    let _ = timeout(CLOSE_LIMIT, graceful.shutdown()).await;
}

/// Which task has ended, whether well or not.
fn id_of(ended: Result<(Id, ()), JoinError>) -> Id {
    ended.map_or_else(|error| error.id(), |(id, ())| id)
}

/// Waits until then; none: for ever.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// A connection of either kind, and who is at its other end, as the access log names them.
enum Stream {
    Tcp(tokio::net::TcpStream, SocketAddr),
    Unix(tokio::net::UnixStream),
}

async fn next(listener: &Listener) -> std::io::Result<Stream> {
    match listener {
        Listener::Tcp(socket) => {
            let (stream, peer) = socket.accept().await?;
            // Answers are written whole; waiting to fill a segment only adds latency.
            let _ = stream.set_nodelay(true);
            // Who follows a log need never say anything. Without this its connection only ends later.
            let _ = sockets::keep_alive(&stream);
            Ok(Stream::Tcp(stream, peer))
        }
        Listener::Unix(socket) => Ok(Stream::Unix(socket.accept().await?.0)),
    }
}

async fn connection(stream: Stream, shared: Arc<Shared>, seat: Arc<Seat>, watcher: Watcher) {
    let _open = shared.requests.traffic().connected();
    match stream {
        Stream::Tcp(stream, peer) => serve(stream, Peer::Tcp(peer), shared, seat, watcher).await,
        Stream::Unix(stream) => serve(stream, Peer::Unix, shared, seat, watcher).await,
    }
}

/// Serves one connection. A protocol error ends this connection and nothing else.
async fn serve<S>(stream: S, peer: Peer, shared: Arc<Shared>, seat: Arc<Seat>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let patient = Patient::new(stream, Arc::clone(&seat));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (shared, seat) = (Arc::clone(&shared), Arc::clone(&seat));
        async move {
            let line = access::RequestLine::of(&request, &shared.log);
            let page = route::answer(request, &shared, &seat).await;
            if let Some(line) = line {
                line.log(peer, &page, &shared.log);
            }
            match page.body().stream_reader() {
                Some(Reader::MayRest) => seat.stream(),
                // It goes on being served, with the patience that every answer has.
                Some(Reader::IsBrisk) => {}
                None => {
                    seat.wait();
                    shared.idle.notify_one();
                }
            }
            Ok::<_, Infallible>(page)
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .title_case_headers(true)
        .auto_date_header(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(patient), service);
    let _ = watcher.watch(connection).await;
}

#[cfg(test)]
mod tests;
