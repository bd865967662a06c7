//! What happens while a command follows logs: their output, what is typed, and Ctrl-C, in one queue.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use supervisor_wire::client::follow::{Follow, Stop};
use supervisor_wire::{ClientError, Credentials, ServerUrl};

use crate::console::{ReadLine, Typing};
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::session::Session;

/// One thing that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// A log has grown by this.
    Output(Vec<u8>),
    /// A log cannot be followed: what to say about it.
    Failed(String),
    /// The server has ended the stream of a log.
    Ended,
    /// Somebody typed a line, or will not type another.
    Typed(ReadLine),
    /// Ctrl-C.
    Interrupted,
    /// Nothing, for as long as was agreed.
    Nothing,
}

/// Everything that is followed. Ends all its waiting when it is dropped.
pub(crate) struct Live {
    events: Receiver<Event>,
    sender: Sender<Event>,
    stop: Stop,
    stop_typing: Option<io::PipeWriter>,
    _interrupt: Interrupt,
}

impl Live {
    /// Begins with Ctrl-C. The session's connection is closed first: its next call makes a new one.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn start(session: &mut Session<'_>) -> Result<Self, Failure> {
        session.disconnect();
        let (sender, events) = channel();
        let interrupted = sender.clone();
        let interrupt = Interrupt::watch(move || tell(&interrupted, Event::Interrupted))?;
        Ok(Self { events, sender, stop: Stop::default(), stop_typing: None, _interrupt: interrupt })
    }

    /// Follows the log at this path of the server.
    ///
    /// # Errors
    /// The session's URL is none; no thread to be had.
    pub(crate) fn follow(&self, session: &Session<'_>, path: String) -> Result<(), Failure> {
        let url = ServerUrl::parse(&session.settings.url)?;
        let credentials = session.settings.credentials();
        let (sender, stop) = (self.sender.clone(), self.stop.clone());
        spawn(move || {
            let take = |bytes: &[u8]| tell(&sender, Event::Output(bytes.to_vec()));
            match follow(&url, credentials.as_ref(), &path, stop, take) {
                Ok(()) => tell(&sender, Event::Ended),
                Err(error) => tell(&sender, Event::Failed(complaint(&url, &path, &error))),
            }
        })?;
        Ok(())
    }

    /// Takes the lines that are typed.
    ///
    /// # Errors
    /// The console cannot be read.
    pub(crate) fn type_lines(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        let Typing { mut next_line, stop } = session.console.typing()?;
        self.stop_typing = stop;
        let sender = self.sender.clone();
        spawn(move || {
            loop {
                let line = next_line().unwrap_or(ReadLine::End);
                let last = line == ReadLine::End;
                if sender.send(Event::Typed(line)).is_err() || last {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// What happens next.
    pub(crate) fn next(&self) -> Event {
        // This holds a sender itself, so that the queue stays open.
        self.events.recv().unwrap_or(Event::Interrupted)
    }

    /// The same, for as long as `patience`.
    pub(crate) fn next_within(&self, patience: Duration) -> Event {
        match self.events.recv_timeout(patience) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => Event::Nothing,
            Err(RecvTimeoutError::Disconnected) => Event::Interrupted,
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().spawn(work).map(drop)
}

/// Nobody may want to know any more.
fn tell(sender: &Sender<Event>, event: Event) {
    let _ = sender.send(event);
}

/// Follows the log at this path until the server ends it, or somebody the waiting; each piece goes to `take`.
///
/// # Errors
/// It cannot be followed.
pub(crate) fn follow(
    url: &ServerUrl,
    credentials: Option<&Credentials>,
    path: &str,
    stop: Stop,
    mut take: impl FnMut(&[u8]),
) -> Result<(), ClientError> {
    let Some(mut log) = Follow::open(url, credentials, &encoded(path), stop)? else { return Ok(()) };
    loop {
        match log.next_piece() {
            Ok(Some(bytes)) => take(&bytes),
            // A connection that breaks off is how the original's server ends a stream.
            Ok(None) | Err(ClientError::Broken(_)) => return Ok(()),
            Err(other) => return Err(other),
        }
    }
}

/// As the original says it.
fn complaint(url: &ServerUrl, path: &str, error: &ClientError) -> String {
    match error {
        ClientError::Http { status, .. } => format!("{url}{path} Cannot read, status code {status}"),
        other => format!("{url}{path} Cannot connect, error: {other}"),
    }
}

/// A path as a request line can carry it.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:*@!$&'()+,;=".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn any_name_fits_into_a_request() {
        assert_eq!(encoded("/logtail/web:a_1/stdout"), "/logtail/web:a_1/stdout");
        assert_eq!(encoded("/logtail/a b%\u{e9}?#"), "/logtail/a%20b%25%C3%A9%3F%23");
    }
}
