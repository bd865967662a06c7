//! `/events`: what happens, as a stream of server-sent events with one JSON object each (docs/additions.md).
//!
//! A task per client passes on what its watcher is told. A client that does not read is waited for; what it does not
//! take meanwhile waits in the watcher's mailbox, up to the bound there.

mod json;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use supervisor_compiler::plan::EventType;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::sleep;

use super::page::{self, Page};
use super::tail::X_ACCEL_BUFFERING;
use super::web::Form;
use crate::core::Subscription;
use crate::daemon::{Position, Told, Watcher};
use crate::rpc::{Request, RequestSender, WatchQuery};

/// The path.
pub(super) const PATH: &str = "/events";

/// Clients that one server tells of events at once. With all logs that can be followed and all live pages, some of its
/// connections are left for requests.
const MOST: usize = 104;

/// A comment is sent after so much silence, or proxies take the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Events between a watcher and its connection.
const ON_THE_WAY: usize = 8;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// What the streams of one server share.
#[derive(Debug)]
pub(super) struct Events {
    places: Arc<Semaphore>,
}

impl Default for Events {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Events {
    /// Answers a request for the stream.
    pub(super) async fn answer(&self, head: &Parts, requests: &RequestSender) -> Page {
        let events = match types(head.uri.query().unwrap_or_default()) {
            Ok(events) => events,
            Err(unknown) => {
                let text = format!("{unknown} is no type of event\n");
                return page::whole(StatusCode::BAD_REQUEST, "text/plain;charset=utf-8", text);
            }
        };
        if head.method == Method::HEAD {
            return dressed(page::whole(StatusCode::OK, "text/event-stream", ""));
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return page::error(StatusCode::SERVICE_UNAVAILABLE);
        };
        let (reply, watcher) = oneshot::channel();
        let after = after(&head.headers);
        let query = Request::Watch(WatchQuery { events, after, reply });
        let gone = page::error(StatusCode::INTERNAL_SERVER_ERROR);
        if requests.send(query).await.is_err() {
            return gone;
        }
        let Ok(watcher) = watcher.await else { return gone };
        let (chunks, body) = mpsc::channel(ON_THE_WAY);
        let opening = json::opening(after.is_none().then(|| watcher.start()));
        tokio::spawn(pass_on(watcher, opening, chunks, place));
        dressed(page::stream(body))
    }
}

fn dressed(mut page: Page) -> Page {
    let headers = page.headers_mut();
    headers.insert(CONTENT_TYPE, EVENT_STREAM);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    page
}

/// The types that `?types=A,B` names; without it, all.
///
/// # Errors
/// A name that is none.
fn types(query: &str) -> Result<Subscription, String> {
    let form = Form::new(query, b"");
    let Some(names) = form.get("types") else { return Ok(Subscription::to(&[EventType::Event])) };
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let types = names.map(|name| EventType::from_name(&name.to_uppercase()).ok_or_else(|| name.to_owned()));
    Ok(Subscription::to(&types.collect::<Result<Vec<_>, _>>()?))
}

/// The last place in the stream that a client knows which comes back. A text that is none counts as a place of long ago.
fn after(headers: &HeaderMap) -> Option<Position> {
    let value = headers.get(LAST_EVENT_ID)?;
    let position = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    Some(position.unwrap_or(Position { life: 0, number: 0 }))
}

/// Passes on what the watcher is told, until its client leaves or the daemon ends.
async fn pass_on(
    mut watcher: Watcher,
    opening: Bytes,
    chunks: mpsc::Sender<Bytes>,
    _place: OwnedSemaphorePermit,
) {
    let mut next = opening;
    loop {
        if chunks.send(next).await.is_err() {
            return;
        }
        next = tokio::select! {
            told = watcher.next() => match told {
                Some(Told::Notification(it)) => it.rendered(|it| json::event(it, watcher.position(it.number))),
                Some(Told::Missed(missed)) => json::missed(missed.count, watcher.position(missed.last)),
                None => return,
            },
            () = chunks.closed() => return,
            () = sleep(HEARTBEAT) => json::HEARTBEAT,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_as_listeners_name_them() {
        let set = types("x=1&types=PROCESS_STATE%2Ctick_5,,").unwrap();
        assert!(set.contains(EventType::ProcessStateFatal) && set.contains(EventType::Tick5));
        assert!(!set.contains(EventType::Tick60));
        assert!(types("").unwrap().contains(EventType::ProcessLogStdout));
        assert_eq!(types("types=TICK,NOSUCH").unwrap_err(), "NOSUCH");
    }

    #[test]
    fn who_comes_back_says_from_where() {
        let mut headers = HeaderMap::new();
        assert_eq!(after(&headers), None);
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("1f-7"));
        assert_eq!(after(&headers), Some(Position { life: 31, number: 7 }));
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("nonsense"));
        assert_eq!(after(&headers), Some(Position { life: 0, number: 0 }));
    }
}
