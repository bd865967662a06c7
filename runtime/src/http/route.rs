//! From a request to its answer (spec-runtime §8.2).

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH};
use hyper::{Method, Request, StatusCode};
use tokio::time::timeout;

use super::page::{self, Page};
use super::seats::Seat;
use super::{BODY_TIMEOUT, MAX_BODY, Shared, events, health, metrics, tail, web};
use crate::rpc::endpoint;
use crate::rpc::room::Room;

/// Answers one request.
pub(super) async fn answer(request: Request<Incoming>, shared: &Shared, seat: &Seat) -> Page {
    if !shared.auth.admits(request.headers().get(AUTHORIZATION)) {
        return refuse(StatusCode::UNAUTHORIZED, request).await;
    }
    // The original matches this prefix literally: `/RPC2foo?x` works.
    if request.uri().path().starts_with("/RPC2") {
        return rpc(request, shared, seat).await;
    }
    if tail::is_log(request.uri().path()) {
        seat.serve();
        return shared.tails.answer(request.method(), request.uri(), &shared.requests).await;
    }
    if web::is_live(request.uri().path()) {
        seat.serve();
        return shared.live.answer(request.method(), &shared.requests);
    }
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let path @ (events::PATH | health::PATH | metrics::PATH) = request.uri().path()
    {
        seat.serve();
        return match path {
            events::PATH => shared.events.answer(&request.into_parts().0, &shared.requests).await,
            health::PATH => health::answer(&request.into_parts().0, &shared.requests).await,
            _ => metrics::answer(&shared.requests).await,
        };
    }
    if let Some(view) = web::view(request.method(), request.uri().path()) {
        let (head, body) = request.into_parts();
        return match collect(body, web::MAX_FORM).await {
            Ok(body) => {
                seat.serve();
                web::answer(view, &head, &body, &shared.requests).await
            }
            Err(status) => page::error(status),
        };
    }
    match *request.method() {
        Method::GET | Method::HEAD => match web::asset(request.uri().path(), request.headers()) {
            Some(page) => page,
            None => refuse(StatusCode::NOT_FOUND, request).await,
        },
        _ => refuse(StatusCode::BAD_REQUEST, request).await,
    }
}

/// The whole body, or what to answer instead.
async fn collect(body: Incoming, longest: usize) -> Result<Bytes, StatusCode> {
    match timeout(BODY_TIMEOUT, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// An error without a look at the body. The body is read all the same, and thrown away: a client that still writes it
/// when the connection closes would see a broken pipe instead of the answer.
async fn refuse(status: StatusCode, request: Request<Incoming>) -> Page {
    let mut body = request.into_body();
    let mut read = 0;
    let skip = async {
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > MAX_BODY {
                break;
            }
        }
    };
    // Who is that slow gets the answer too early, and no more of our time.
    let _ = timeout(BODY_TIMEOUT, skip).await;
    page::error(status)
}

async fn rpc(request: Request<Incoming>, shared: &Shared, seat: &Seat) -> Page {
    if request.method() != Method::POST {
        return refuse(StatusCode::BAD_REQUEST, request).await;
    }
    // A page of another site can post here as well as to our own page.
    if !web::is_proven(request.method(), request.headers()) {
        return refuse(StatusCode::FORBIDDEN, request).await;
    }
    let chunked = request.body().size_hint().exact().is_none();
    if !request.headers().contains_key(CONTENT_LENGTH) && !chunked {
        return page::error(StatusCode::LENGTH_REQUIRED);
    }
    if request.body().size_hint().lower() > MAX_BODY as u64 {
        return page::error(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let room = Room::default();
    let announced = request.body().size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok());
    if room.take_for_body(announced.unwrap_or(MAX_BODY).min(MAX_BODY)).await.is_err() {
        return page::error(StatusCode::SERVICE_UNAVAILABLE);
    }
    let body = match collect(request.into_body(), MAX_BODY).await {
        Ok(body) => body,
        Err(status) => return page::error(status),
    };
    seat.serve();
    match endpoint::answer(body, room, &shared.requests, &shared.log).await {
        Ok(xml) => page::xml(xml),
        Err(endpoint::Rejection::BadRequest) => page::error(StatusCode::BAD_REQUEST),
        Err(endpoint::Rejection::Gone) => page::error(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
