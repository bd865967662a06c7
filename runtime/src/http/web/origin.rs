//! Whether a request comes from our own page (spec-runtime §12.30).
//!
//! Browsers say so in headers that a page cannot forge: `Sec-Fetch-Site` where the connection is trusted, `Origin` with
//! what is posted, `Referer` with a click. Programs that are no browsers send none of them; they post.

use hyper::Method;
use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN, REFERER};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the request may change something: a header proves that our own page sent it, or it was posted and no header
/// says that a browser was it.
pub(in crate::http) fn is_proven(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(SEC_FETCH_SITE) {
        return site == "same-origin";
    }
    match text(ORIGIN).or_else(|| text(REFERER)) {
        Some(url) => text(HOST).is_some_and(|host| is_at(url, host)),
        None => method == Method::POST,
    }
}

/// Whether the URL is one of that host and port.
fn is_at(url: &str, host: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    let bare = |text: &str| text.strip_suffix(port).unwrap_or(text).to_ascii_lowercase();
    !authority.is_empty() && bare(authority) == bare(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proven(method: &Method, lines: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        is_proven(method, &headers)
    }

    #[test]
    fn only_our_own_page_can_act() {
        let host = ("host", "box:9001");
        for (lines, get, post) in [
            (&[host][..], false, true),
            (&[host, ("sec-fetch-site", "same-origin")], true, true),
            (&[host, ("sec-fetch-site", "none")], false, false),
            (&[host, ("sec-fetch-site", "cross-site"), ("origin", "http://box:9001")], false, false),
            (&[host, ("origin", "http://box:9001")], true, true),
            (&[host, ("origin", "http://BOX:9001")], true, true),
            (&[host, ("origin", "http://box:9002")], false, false),
            (&[host, ("origin", "null")], false, false),
            (&[host, ("origin", "null"), ("referer", "http://box:9001/")], false, false),
            (&[host, ("referer", "http://box:9001/index.html?x")], true, true),
            (&[host, ("referer", "http://evil/box:9001")], false, false),
            (&[host, ("referer", "http://box:9001@evil/")], false, false),
            (&[host, ("referer", "/index.html")], false, false),
            (&[("origin", "http://box:9001")], false, false),
            (&[("host", "box"), ("origin", "https://box:443")], true, true),
            (&[("host", "box:80"), ("origin", "http://box")], true, true),
            (&[("host", ""), ("origin", "http://")], false, false),
        ] {
            assert_eq!((proven(&Method::GET, lines), proven(&Method::POST, lines)), (get, post), "{lines:?}");
        }
    }
}
