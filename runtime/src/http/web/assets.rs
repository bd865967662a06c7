//! Files that are part of the program.

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue, X_CONTENT_TYPE_OPTIONS};

use crate::http::page::{self, Page};

/// Path, type and content of each.
const ASSETS: [(&str, &str, &str); 2] = [
    ("/stylesheets/supervisor.css", "text/css", include_str!("assets/supervisor.css")),
    ("/images/supervisor.svg", "image/svg+xml", include_str!("assets/supervisor.svg")),
];

/// The file of that path. The path is compared, not resolved: there is no directory to climb out of.
pub(in crate::http) fn asset(path: &str) -> Option<Page> {
    let (_, kind, content) = ASSETS.iter().find(|(known, _, _)| *known == path)?;
    let mut page = page::whole(StatusCode::OK, kind, *content);
    // A new version of the program may bring new ones.
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    page.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(page)
}
