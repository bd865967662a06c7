//! Files that are part of the program.

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use sha1::{Digest as _, Sha1};

use crate::http::page::{self, Page};

const SCRIPT: &str = "text/javascript;charset=utf-8";

/// Path, type and content of each.
const ASSETS: [(&str, &str, &str); 8] = [
    ("/stylesheets/supervisor.css", "text/css", include_str!("assets/supervisor.css")),
    ("/images/supervisor.svg", "image/svg+xml", include_str!("assets/supervisor.svg")),
    ("/scripts/common.js", SCRIPT, include_str!("assets/common.js")),
    ("/scripts/log.js", SCRIPT, include_str!("assets/log.js")),
    ("/scripts/status.js", SCRIPT, include_str!("assets/status.js")),
    ("/scripts/stream.js", SCRIPT, include_str!("assets/stream.js")),
    ("/scripts/supervisor.js", SCRIPT, include_str!("assets/supervisor.js")),
    ("/scripts/theme.js", SCRIPT, include_str!("assets/theme.js")),
];

/// What the script makes the live status page of.
pub(super) const STATUS_TEMPLATES: &str = include_str!("assets/status.html");

/// What the script makes a log viewer of.
pub(super) const LOG_TEMPLATE: &str = include_str!("assets/log.html");

/// The file of that path, or the news that the browser has it. The path is compared, not resolved: there is no directory
/// to climb out of.
pub(in crate::http) fn asset(path: &str, asked: &HeaderMap) -> Option<Page> {
    let (_, kind, content) = ASSETS.iter().find(|(known, _, _)| *known == path)?;
    let tag = tag(content);
    let mut page = match asked.get(IF_NONE_MATCH) {
        Some(known) if known.as_bytes() == tag.as_bytes() => page::unchanged(),
        _ => page::whole(StatusCode::OK, kind, *content),
    };
    let headers = page.headers_mut();
    // A new version of the program may bring new ones: browsers keep them, and ask whether they are still right.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(page)
}

/// What is different when the content is.
fn tag(content: &str) -> String {
    let hash: String = Sha1::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"")
}
