//! `/logtail/…` and `/mainlogtail`: logs that are followed for ever (spec-runtime §8.5).
//!
//! A task per client looks into the file on a thread for blocking work and passes on what it finds through a channel of
//! one chunk, so that a client that does not read is waited for. Between two looks it sleeps until the kernel says that
//! the file has changed.

mod follow;
mod portion;
mod url;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue, LAST_MODIFIED};
use hyper::{Method, StatusCode, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::page::{self, Page};
use crate::os::inotify::Listener;
use crate::rpc::{LogName, LogQuery, Request, RequestSender};
use follow::Follower;
use portion::Portion;
pub(super) use url::is_log;

/// Logs that one server follows at once. Each holds three descriptors, and the programs need some, too.
pub(super) const MOST: usize = 64;

/// Rest after a change, so that a program which writes line by line does not wake us for each.
const GATHER: Duration = Duration::from_millis(10);

/// How often a log is looked at where the system does not tell of changes.
const LOOK: Duration = Duration::from_secs(1);

/// For proxies that would keep what they get to themselves for a while.
pub(super) const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What the tails of one server share.
#[derive(Debug)]
pub(super) struct Tails {
    places: Arc<Semaphore>,
    /// Closed when the server ends.
    running: watch::Receiver<()>,
}

impl Tails {
    /// `running`'s sender is dropped when the server ends.
    pub(super) fn new(running: watch::Receiver<()>) -> Self {
        Self { places: Arc::new(Semaphore::new(MOST)), running }
    }

    /// Answers a request for a log.
    pub(super) async fn answer(&self, method: &Method, uri: &Uri, requests: &RequestSender) -> Page {
        match self.follow(method, uri, requests).await {
            Ok(page) => page,
            Err(status) => page::error(status),
        }
    }

    async fn follow(&self, method: &Method, uri: &Uri, requests: &RequestSender) -> Result<Page, StatusCode> {
        if method != Method::GET {
            return Err(StatusCode::BAD_REQUEST);
        }
        let log = url::log_name(uri.path()).ok_or(StatusCode::NOT_FOUND)?;
        let (main, portion) = (log == LogName::Main, Portion::asked_for(uri.query()));
        let file_name = portion.file_name(&log);
        let (reply, path) = oneshot::channel();
        let gone = StatusCode::INTERNAL_SERVER_ERROR;
        requests.send(Request::Log(LogQuery { log, reply })).await.map_err(|_| gone)?;
        let path = path.await.map_err(|_| gone)?.ok_or(StatusCode::NOT_FOUND)?;
        let place =
            Arc::clone(&self.places).try_acquire_owned().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let open = move || {
            let (follower, written) = Follower::open(path, portion.backlog())?;
            // What is written during a download is not part of it: it would never end.
            let rest = if portion == Portion::Whole { Some(follower.rest()?) } else { None };
            Ok::<_, std::io::Error>((follower, written, rest))
        };
        let opened = spawn_blocking(open).await.map_err(|_| gone)?;
        let (follower, written, rest) = opened.map_err(|_| StatusCode::NOT_FOUND)?;
        let (chunks, body) = mpsc::channel(1);
        tokio::spawn(pass_on(follower, rest, chunks, self.running.clone(), place));
        let mut page = page::stream(body);
        let headers = page.headers_mut();
        if let Some(written) = page::date(written) {
            headers.insert(LAST_MODIFIED, written);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=utf-8"));
        if let Some(name) = file_name {
            headers.insert(CONTENT_DISPOSITION, name);
        }
        if !main {
            headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
        }
        Ok(page)
    }
}

/// Follows a log until its reader leaves or the server ends; then what is there by then still comes. With a `rest` it
/// ends after so many bytes.
async fn pass_on(
    mut follower: Follower,
    mut rest: Option<u64>,
    chunks: mpsc::Sender<Bytes>,
    mut running: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
) {
    let watch = follower.watch().and_then(|watch| Listener::new(watch).ok());
    let mut last = rest.is_some();
    while rest != Some(0) {
        let looked = spawn_blocking(move || {
            let found = follower.read();
            (follower, found)
        });
        // A log that cannot be read any more, and a thread that died of it, are the end of the stream.
        let Ok((same, Ok(found))) = looked.await else { return };
        follower = same;
        match found {
            Some(mut bytes) => match chunks.send(portion::counted(&mut bytes, &mut rest)).await {
                Ok(()) => continue,
                Err(_) => return,
            },
            None if last => return,
            None => {}
        }
        tokio::select! {
            () = chunks.closed() => return,
            _ = running.changed() => last = true,
            () = change(watch.as_ref(), follower.is_silent()) => {}
        }
    }
}

/// Waits until there may be something new to read.
async fn change(watch: Option<&Listener>, silent: bool) {
    let told = match watch {
        Some(watch) => watch.changed().await.is_ok(),
        None if silent => pending().await,
        None => false,
    };
    sleep(if told { GATHER } else { LOOK }).await;
}
