//! `/live`: the status page's server-sent events. Rows at once, then what changes, and what programs use.
//!
//! All pages of one server share one [`Hub`]. It exists while somebody watches; without a watcher nothing is asked, looked
//! at or woken.

mod board;
mod hub;

use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use super::calls::Calls;
use crate::http::page::{self, Page};
use crate::rpc::RequestSender;
use hub::Hub;

/// Pages that one server keeps up to date at once.
const MOST: usize = 64;

const EVENT_STREAM: &str = "text/event-stream;charset=utf-8";

/// For proxies that would keep what they get to themselves for a while.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What the live pages of one server share.
#[derive(Debug)]
pub(in crate::http) struct Live {
    places: Arc<Semaphore>,
    hub: Mutex<Weak<Hub>>,
    /// Closed when the server ends.
    running: watch::Receiver<()>,
}

/// Whether the path is that of the stream.
pub(in crate::http) fn is_live(path: &str) -> bool {
    path == "/live"
}

impl Live {
    /// `running`'s sender is dropped when the server ends.
    pub(in crate::http) fn new(running: watch::Receiver<()>) -> Self {
        Self { places: Arc::new(Semaphore::new(MOST)), hub: Mutex::default(), running }
    }

    /// Answers a request for the stream.
    pub(in crate::http) fn answer(&self, method: &Method, requests: &RequestSender) -> Page {
        match *method {
            Method::GET => {}
            Method::HEAD => return dressed(page::whole(StatusCode::OK, EVENT_STREAM, "")),
            _ => return page::error(StatusCode::BAD_REQUEST),
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return page::error(StatusCode::SERVICE_UNAVAILABLE);
        };
        let (messages, body) = mpsc::channel(1);
        tokio::spawn(pass_on(self.hub(requests), messages, self.running.clone(), place));
        dressed(page::brisk_stream(body))
    }

    /// The hub that there is, or a new one.
    fn hub(&self, requests: &RequestSender) -> Arc<Hub> {
        let mut known = self.hub.lock().unwrap_or_else(PoisonError::into_inner);
        known.upgrade().unwrap_or_else(|| {
            let hub = Arc::new(Hub::start(Calls(requests.clone())));
            *known = Arc::downgrade(&hub);
            hub
        })
    }
}

fn dressed(mut page: Page) -> Page {
    let headers = page.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(EVENT_STREAM));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    page
}

/// Passes on what the hub says, until the page is left, falls silent or the server ends. Who reads so slowly that
/// something is lost is told everything anew.
async fn pass_on(
    hub: Arc<Hub>,
    messages: mpsc::Sender<Bytes>,
    mut running: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
) {
    loop {
        let (whole, mut news) = hub.join();
        let mut next = whole;
        loop {
            if let Some(message) = next.take()
                && messages.send(message).await.is_err()
            {
                return;
            }
            tokio::select! {
                () = messages.closed() => return,
                _ = running.changed() => return,
                message = news.recv() => match message {
                    Ok(message) => next = Some(message),
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }
}
