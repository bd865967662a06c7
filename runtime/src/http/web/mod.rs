//! The web page (spec-runtime §8.2, §9): rendered here, usable without scripts, nothing loaded from elsewhere.
//!
//! It asks the daemon's loop as XML-RPC clients do ([`calls`]). What changes something is a form that is posted, and is
//! done only when nothing says that another site sent it ([`origin`]). A script keeps the page up to date ([`live`]) and
//! does nothing that the page cannot do without it, but later.

mod actions;
mod assets;
mod calls;
mod form;
mod html;
mod live;
mod origin;
mod status;
mod tail;

use hyper::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, EXPIRES, HeaderValue, LOCATION, PRAGMA, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::page::{self, Page};
use super::percent;
use crate::rpc::RequestSender;
use actions::{Action, GROUP, PROCESS, Said};
pub(super) use assets::asset;
use calls::{Calls, Gone};
pub(super) use form::Form;
pub(super) use live::{Live, is_live};
pub(super) use origin::is_proven;
use status::Notice;

/// Longest body of a form, in bytes.
pub(super) const MAX_FORM: usize = 64 * 1024;

/// The address of the status page as forms name it: relative, so that it works behind a proxy that adds a prefix.
const INDEX: &str = "index.html";

const HTML: &str = "text/html;charset=utf-8";

const JSON: &str = "application/json";

/// Own scripts, style sheets and pictures, forms to ourselves, nothing else; nothing of them within the pages.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// A page that is made when somebody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `/` and `/index.html`.
    Status,
    /// `/tail.html`.
    Tail,
    /// `/ok.html`, for those who only want to know whether anybody answers.
    Ok,
}

/// The page of that path, for the methods that pages have.
pub(super) fn view(method: &Method, path: &str) -> Option<View> {
    let is_head = method == Method::HEAD;
    if !is_head && method != Method::GET && method != Method::POST {
        return None;
    }
    match path {
        "/tail.html" => Some(View::Tail),
        // Only the other one has a head in the original.
        _ if is_head => None,
        "/" | "/index.html" => Some(View::Status),
        "/ok.html" => Some(View::Ok),
        _ => None,
    }
}

/// Answers a request for a page.
pub(super) async fn answer(view: View, head: &Parts, body: &[u8], requests: &RequestSender) -> Page {
    let form = Form::new(head.uri.query().unwrap_or_default(), body);
    let calls = Calls(requests.clone());
    let answer = match view {
        View::Status => status_view(head, &form, calls).await,
        View::Tail => tail::page(&form, &calls).await.map(|html| dressed(StatusCode::OK, html)),
        View::Ok => Ok(page::whole(StatusCode::OK, "text/plain", "OK")),
    };
    answer.unwrap_or_else(|Gone| page::error(StatusCode::INTERNAL_SERVER_ERROR))
}

async fn status_view(head: &Parts, form: &Form, calls: Calls) -> Result<Page, Gone> {
    let Some(asked) = form.get("action") else {
        return show(StatusCode::OK, form.get("message").map(Notice::Said), &calls).await;
    };
    let Some(action) = Action::new(asked, form.get(PROCESS), form.get(GROUP)) else {
        return Ok(page::error(StatusCode::BAD_REQUEST));
    };
    if action.changes_something() && !is_proven(&head.method, &head.headers) {
        return show(StatusCode::FORBIDDEN, Some(Notice::Asks(&action)), &calls).await;
    }
    // In a task of its own: what was begun is finished, also when the browser leaves.
    let said = tokio::spawn(actions::perform(action, calls)).await.map_err(|_| Gone)??;
    Ok(if wants_json(head) { json(&said) } else { redirect(&said.text) })
}

/// Whether our script asks, which shows the message itself.
fn wants_json(head: &Parts) -> bool {
    head.headers.get(ACCEPT).is_some_and(|types| types == JSON)
}

/// How an action went, for the script.
fn json(said: &Said) -> Page {
    // Texts cannot fail to become JSON.
    let body = serde_json::to_string(said).unwrap_or_default();
    let mut page = page::whole(StatusCode::OK, JSON, body);
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    page
}

async fn show(status: StatusCode, notice: Option<Notice<'_>>, calls: &Calls) -> Result<Page, Gone> {
    Ok(match calls.all_processes().await? {
        Ok(rows) => dressed(status, status::page(&rows, notice)),
        // The daemon is going down.
        Err(_) => page::error(StatusCode::SERVICE_UNAVAILABLE),
    })
}

/// An HTML page with the headers that all have.
fn dressed(status: StatusCode, html: String) -> Page {
    let mut page = page::whole(status, HTML, html);
    let headers = page.headers_mut();
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(EXPIRES, HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Without a Referer to ourselves the pages' own links and forms could not be told from others'.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    page
}

/// To the status page, which will show the message. The status is the original's; the address is a relative one, because
/// the original's is made of whatever the client called us.
fn redirect(message: &str) -> Page {
    let mut page = dressed(StatusCode::MOVED_PERMANENTLY, String::new());
    let location = format!("./?message={}", percent::encoded(message));
    if let Ok(location) = HeaderValue::from_str(&location) {
        page.headers_mut().insert(LOCATION, location);
    }
    page
}
