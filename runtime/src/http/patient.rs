//! A connection that does not wait for ever for a client that does not read its answer.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::seats::Seat;

/// How long a client may leave an answer unread, from one byte to the next. It does not hold for logs that are followed:
/// their readers may rest, and take no memory.
pub(super) const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// The stream of a connection.
pub(super) struct Patient<S> {
    stream: S,
    seat: Arc<Seat>,
    /// Runs while the client has not read what is there.
    limit: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, seat: Arc<Seat>) -> Self {
        Self { stream, seat, limit: None }
    }

    /// What a write came to, or the end of our patience.
    fn judge<T>(&mut self, wrote: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if wrote.is_ready() || self.seat.is_streaming() {
            self.limit = None;
            return wrote;
        }
        let limit = self.limit.get_or_insert_with(|| Box::pin(sleep(READ_TIMEOUT)));
        ready!(limit.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(wrote, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.judge(wrote, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
    use tokio::time::{Instant, advance, timeout};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_is_waited_for_and_who_does_not_is_not() {
        let (mut client, stream) = duplex(10);
        let mut patient = Patient::new(stream, Seat::taken());
        let reader = tokio::spawn(async move {
            let mut byte = [0];
            for _ in 0..3 {
                advance(READ_TIMEOUT / 2).await;
                client.read_exact(&mut byte).await.unwrap();
            }
            client
        });
        let begin = Instant::now();
        patient.write_all(&[0; 13]).await.unwrap();
        assert!(begin.elapsed() >= READ_TIMEOUT, "in all it took longer than the limit");
        let _client = reader.await.unwrap();
        let error = patient.write_all(&[0; 13]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn who_follows_a_log_may_rest() {
        let (_client, stream) = duplex(10);
        let seat = Seat::taken();
        seat.stream();
        let mut patient = Patient::new(stream, seat);
        assert!(timeout(READ_TIMEOUT * 100, patient.write_all(&[0; 13])).await.is_err(), "it still waits");
    }
}
