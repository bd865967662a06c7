//! Responses as the original shapes them: header order and error bodies (spec-runtime §7.1, §8.4).

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue, SERVER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::sync::mpsc;

/// A response.
pub(super) type Page = Response<Body>;

/// What follows the head of a response.
#[derive(Debug)]
pub(super) enum Body {
    /// Everything at once; the head says how long it is.
    Whole(Full<Bytes>),
    /// What comes, until its sender is dropped.
    Stream(mpsc::Receiver<Bytes>, Reader),
}

/// Who reads a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Somebody who may rest for as long as they like.
    MayRest,
    /// Somebody whom unread news tells to be gone.
    IsBrisk,
}

impl Body {
    fn whole(bytes: impl Into<Bytes>) -> Self {
        Body::Whole(Full::new(bytes.into()))
    }

    /// Who reads it, when it comes bit by bit.
    pub(super) fn stream_reader(&self) -> Option<Reader> {
        match self {
            Body::Whole(_) => None,
            Body::Stream(_, reader) => Some(*reader),
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Body::Whole(body) => Pin::new(body).poll_frame(context),
            Body::Stream(chunks, _) => {
                chunks.poll_recv(context).map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Body::Whole(body) if body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Body::Whole(body) => body.size_hint(),
            Body::Stream(..) => SizeHint::default(),
        }
    }
}

/// What the original calls itself; some clients show it.
const SERVER_NAME: HeaderValue = HeaderValue::from_static("Medusa/1.12");

/// A 200 with an XML-RPC body.
pub(super) fn xml(body: Bytes) -> Page {
    whole(StatusCode::OK, "text/xml", body)
}

/// A body of that type; further headers are the caller's.
pub(super) fn whole(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Page {
    let mut page = start(status);
    page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    finish(page, body.into())
}

/// A 200 whose body comes bit by bit; further headers are the caller's.
pub(super) fn stream(chunks: mpsc::Receiver<Bytes>) -> Page {
    let mut page = start(StatusCode::OK);
    *page.body_mut() = Body::Stream(chunks, Reader::MayRest);
    page
}

/// The same for news that never ends: whoever leaves it unread for as long as any other answer is gone.
pub(super) fn brisk_stream(chunks: mpsc::Receiver<Bytes>) -> Page {
    let mut page = stream(chunks);
    if let Body::Stream(_, reader) = page.body_mut() {
        *reader = Reader::IsBrisk;
    }
    page
}

/// A 304: the client has it.
pub(super) fn unchanged() -> Page {
    start(StatusCode::NOT_MODIFIED)
}

/// The fixed error body of `status`.
pub(super) fn error(status: StatusCode) -> Page {
    let mut page = start(status);
    if status == StatusCode::UNAUTHORIZED {
        page.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        page.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"default\""));
    }
    let reason = status.canonical_reason().unwrap_or("Unknown");
    let body = format!(
        "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n\
         <p>Error code {}.\r\n<p>Message: {reason}.\r\n</body>\r\n",
        status.as_u16()
    );
    page.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    *page.body_mut() = Body::whole(body);
    page
}

/// `Server` and `Date`, in that order.
fn start(status: StatusCode) -> Page {
    let mut page = Page::new(Body::whole(Bytes::new()));
    *page.status_mut() = status;
    page.headers_mut().insert(SERVER, SERVER_NAME);
    if let Some(date) = date(Timestamp::now()) {
        page.headers_mut().insert(DATE, date);
    }
    page
}

/// A time as headers write it.
pub(super) fn date(time: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()?;
    HeaderValue::from_str(&text).ok()
}

fn finish(mut page: Page, body: Bytes) -> Page {
    page.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    *page.body_mut() = Body::whole(body);
    page
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn errors_have_the_originals_body_and_headers() {
        let page = error(StatusCode::UNAUTHORIZED);
        let names: Vec<_> = page.headers().keys().map(|name| name.as_str().to_owned()).collect();
        assert_eq!(
            names,
            ["server", "date", "connection", "www-authenticate", "content-length", "content-type"]
        );
        assert_eq!(page.headers()[CONTENT_LENGTH], "137");
        let body = page.into_body().collect().await.unwrap().to_bytes();
        assert!(body.ends_with(b"<p>Error code 401.\r\n<p>Message: Unauthorized.\r\n</body>\r\n"));
    }

    #[test]
    fn answers_have_the_originals_header_order() {
        let page = xml("<x/>".into());
        let names: Vec<_> = page.headers().keys().map(|name| name.as_str().to_owned()).collect();
        assert_eq!(names, ["server", "date", "content-type", "content-length"]);
    }
}
