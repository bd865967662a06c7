//! One HTTP connection that is kept alive between calls.

use std::net::ToSocketAddrs;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use super::url::Address;
use super::{ClientError, within};

/// Bytes of an answer; a larger one is refused. Far more than a log that somebody reads in one piece, and nothing that a
/// server without end could use up the memory with.
const MOST: usize = 256 * 1024 * 1024;

/// The sending end of an open connection; a task of the current runtime moves the bytes.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

/// What a request came to.
pub(super) enum Sent {
    /// The server's answer with its whole body.
    Answered(Response<Bytes>),
    /// The server had closed the connection before the request was written, so that it may be sent
    /// again on a new one.
    NotSent(Request<Full<Bytes>>),
}

impl Connection {
    /// Connects; a host with several addresses is tried at each, and the last error counts.
    pub(super) async fn open(address: &Address) -> Result<Self, ClientError> {
        match address {
            Address::Unix { path } => {
                Self::over(UnixStream::connect(path).await.map_err(ClientError::Connect)?).await
            }
            Address::Tcp { host, port } => {
                let addresses = (host.as_str(), *port).to_socket_addrs().map_err(ClientError::Resolve)?;
                let addresses: Vec<_> = addresses.collect();
                let stream = TcpStream::connect(addresses.as_slice()).await.map_err(ClientError::Connect)?;
                // One small write per request: waiting for more would only delay it. A socket that
                // cannot do without the delay still works.
                let _ = stream.set_nodelay(true);
                Self::over(stream).await
            }
        }
    }

    async fn over<S>(stream: S) -> Result<Self, ClientError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(ClientError::Broken)?;
        // Its error also reaches whoever waits for an answer, and nobody else wants it.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { sender })
    }

    /// Sends one request, the only one, and reads the head of the answer.
    pub(super) async fn send_once(
        mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, ClientError> {
        self.sender.send_request(request).await.map_err(ClientError::Broken)
    }

    /// Sends one request and reads the whole answer, as long as there is something new within `patience`.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
        patience: Option<Duration>,
    ) -> Result<Sent, ClientError> {
        // Nothing ran while the caller did not call, so a close that arrived meanwhile has not been seen:
        // the first yield lets the runtime look at the socket, the second lets the connection react.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        if self.sender.ready().await.is_err() {
            return Ok(Sent::NotSent(request));
        }
        match within(patience, self.sender.try_send_request(request)).await? {
            Ok(answer) => Ok(Sent::Answered(read_whole(answer, patience).await?)),
            Err(mut error) => match error.take_message() {
                Some(request) => Ok(Sent::NotSent(request)),
                None => Err(ClientError::Broken(error.into_error())),
            },
        }
    }
}

async fn read_whole(
    answer: Response<Incoming>,
    patience: Option<Duration>,
) -> Result<Response<Bytes>, ClientError> {
    let (head, body) = answer.into_parts();
    let body = gather(body, MOST, patience).await?.map_err(ClientError::Broken)?;
    Ok(Response::from_parts(head, body.ok_or(ClientError::TooLarge { most: MOST })?))
}

/// A body in one piece; none: it is longer than `most`, or says that it will be.
async fn gather<B>(
    mut body: B,
    most: usize,
    patience: Option<Duration>,
) -> Result<Result<Option<Bytes>, B::Error>, ClientError>
where
    B: Body<Data = Bytes> + Unpin,
{
    if body.size_hint().lower() > most as u64 {
        return Ok(Ok(None));
    }
    let mut whole = Vec::new();
    while let Some(frame) = within(patience, body.frame()).await? {
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => return Ok(Err(error)),
        };
        let Ok(piece) = frame.into_data() else { continue };
        if piece.len() > most - whole.len() {
            return Ok(Ok(None));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(Ok(Some(whole.into())))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use hyper::body::Frame;

    use super::*;

    /// As many pieces of four bytes, and nobody knows how many.
    struct Pieces(usize);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let left = self.0.checked_sub(1);
            Poll::Ready(left.map(|left| {
                self.0 = left;
                Ok(Frame::data(Bytes::from_static(b"mew ")))
            }))
        }
    }

    #[tokio::test]
    async fn bodies_have_a_bound() {
        assert_eq!(gather(Pieces(2), 8, None).await.unwrap().unwrap().unwrap(), "mew mew ");
        assert_eq!(gather(Pieces(usize::MAX), 8, None).await.unwrap().unwrap(), None);
        assert_eq!(
            gather(Full::new(Bytes::from_static(b"mew mew!!")), 8, None).await.unwrap().unwrap(),
            None
        );
        assert_eq!(gather(Pieces(0), 0, None).await.unwrap().unwrap().unwrap(), "");
    }
}
