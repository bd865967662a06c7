//! A log that is followed: an answer whose body has no end.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::body::Incoming;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::connection::Connection;
use super::{ClientError, Credentials, ServerUrl, http_error, request, runtime};

/// Ends the waiting of every [`Follow`] that has a copy of it, from another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// From now on the next piece is the end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    async fn stopped(&self) {
        // The sender is here, so that there is no other end to it.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

/// An answer that comes piece by piece, such as that to `/logtail/NAME`. It blocks as [`super::Client`] does.
pub struct Follow {
    runtime: Runtime,
    body: Incoming,
    stop: Stop,
}

impl Follow {
    /// Asks for `path`, which begins with a slash, and waits for the beginning of the answer, until it is told to stop:
    /// then the answer is none.
    ///
    /// # Errors
    /// As for calls; [`ClientError::Http`] for every status but 200.
    pub fn open(
        url: &ServerUrl,
        credentials: Option<&Credentials>,
        path: &str,
        stop: Stop,
    ) -> Result<Option<Self>, ClientError> {
        let runtime = runtime()?;
        let request = request(hyper::Request::get(path), url, credentials)
            .body(http_body_util::Full::default())
            .map_err(ClientError::Request)?;
        let answer = runtime.block_on(async {
            tokio::select! {
                () = stop.stopped() => Ok(None),
                answer = async { Connection::open(&url.address).await?.send_once(request).await } => answer.map(Some),
            }
        })?;
        let Some(answer) = answer else { return Ok(None) };
        if answer.status() != StatusCode::OK {
            return Err(http_error(url, path, &answer));
        }
        Ok(Some(Self { runtime, body: answer.into_body(), stop }))
    }

    /// Waits for the next piece; none: the server, or who told us to stop, has ended it.
    ///
    /// # Errors
    /// The connection broke.
    pub fn next_piece(&mut self) -> Result<Option<Bytes>, ClientError> {
        let Self { runtime, body, stop } = self;
        runtime.block_on(async {
            loop {
                let frame = tokio::select! {
                    () = stop.stopped() => return Ok(None),
                    frame = body.frame() => frame,
                };
                match frame.transpose().map_err(ClientError::Broken)? {
                    None => return Ok(None),
                    Some(frame) => {
                        if let Ok(bytes) = frame.into_data() {
                            return Ok(Some(bytes));
                        }
                    }
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    use super::*;

    /// A server that answers one request in these pieces, and then does nothing until it is joined.
    fn serve(pieces: &'static [&'static str]) -> (ServerUrl, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = ServerUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = std::thread::spawn(move || {
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            let mut head = Vec::new();
            let mut line = String::new();
            while stream.read_line(&mut line).unwrap() > 2 {
                head.push(std::mem::take(&mut line).trim_end().to_lowercase());
            }
            for piece in pieces {
                stream.get_mut().write_all(piece.as_bytes()).unwrap();
            }
            // The client hangs up.
            let _ = stream.read_line(&mut line);
            head
        });
        (url, server)
    }

    #[test]
    fn pieces_come_as_they_are_sent_until_somebody_has_had_enough() {
        let (url, server) =
            serve(&["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\none\r\n", "3\r\ntwo\r\n"]);
        let credentials = Credentials { username: "ann".into(), password: "pw".into() };
        let stop = Stop::default();
        let mut follow = Follow::open(&url, Some(&credentials), "/logtail/a", stop.clone()).unwrap().unwrap();
        let mut read = Vec::new();
        while read != b"onetwo" {
            read.extend_from_slice(&follow.next_piece().unwrap().unwrap());
        }
        let stopper = std::thread::spawn(move || stop.stop());
        assert!(follow.next_piece().unwrap().is_none());
        stopper.join().unwrap();
        drop(follow);
        let head = server.join().unwrap();
        assert_eq!(head[0], "get /logtail/a http/1.1");
        assert!(head.contains(&"authorization: basic yw5uonb3".to_owned()), "{head:?}");
    }

    #[test]
    fn other_statuses_are_errors_and_the_end_is_none() {
        let (url, server) = serve(&["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]);
        let refused = Follow::open(&url, None, "/logtail/a", Stop::default());
        assert!(matches!(refused, Err(ClientError::Http { status: 404, .. })));
        server.join().unwrap();
        let (url, server) =
            serve(&["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"]);
        let mut follow = Follow::open(&url, None, "/logtail/a", Stop::default()).unwrap().unwrap();
        assert_eq!(follow.next_piece().unwrap().unwrap(), "x");
        assert!(follow.next_piece().unwrap().is_none());
        drop(follow);
        server.join().unwrap();
    }

    #[test]
    fn told_to_stop_before_the_answer_came() {
        let (url, _server) = serve(&[]);
        let stop = Stop::default();
        stop.stop();
        assert!(Follow::open(&url, None, "/logtail/a", stop).unwrap().is_none());
    }
}
