//! Where the output of a process goes, and opening its logs before it is spawned.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use supervisor_compiler::plan::{Channel, LogFile, Process};
use tokio::sync::oneshot;

use crate::logs::rotating::{FileConfig, PRIVATE, SHARED};
use crate::logs::thread::{LogFileError, LogHandle, OutputStream, ProcessConfig, ProcessKey, StreamConfig};

/// How long a spawn waits for its logs to be opened. On a disk that works this takes microseconds; on one that
/// hangs the program is started all the same, and its output waits in the pipe until the disk is back.
const OPEN_LIMIT: Duration = Duration::from_millis(250);

/// What the plan says about a stream.
pub(super) fn channel(process: &Process, stream: OutputStream) -> &Channel {
    match stream {
        OutputStream::Stdout => &process.stdout,
        OutputStream::Stderr => &process.stderr,
    }
}

/// The streams of a process as the log thread wants them. `auto` knows the paths of AUTO logs.
pub(super) fn streams(
    process: &Process,
    strip_ansi: bool,
    auto: impl Fn(OutputStream) -> Option<PathBuf>,
) -> ProcessConfig {
    let stream = |stream| {
        let channel = channel(process, stream);
        let (path, mode) = match &channel.logfile.value {
            LogFile::None => (None, SHARED),
            LogFile::File(path) => (Some(path.clone()), SHARED),
            LogFile::Auto => (auto(stream), PRIVATE),
        };
        let file = path.map(|path| FileConfig {
            path,
            max_bytes: channel.logfile_maxbytes.value,
            backups: channel.logfile_backups.value,
            mode,
        });
        StreamConfig { file, strip_ansi }
    };
    ProcessConfig {
        name: process.name.value.clone(),
        stdout: stream(OutputStream::Stdout),
        stderr: (!process.redirect_stderr.value).then(|| stream(OutputStream::Stderr)),
    }
}

/// Opens logs through the log thread, without ever waiting long for it.
#[derive(Debug)]
pub(super) struct Opener {
    logs: LogHandle,
    /// The answer that did not come in time. Until it comes, nobody waits for another.
    overdue: Option<oneshot::Receiver<Result<(), LogFileError>>>,
}

impl Opener {
    pub(super) fn new(logs: LogHandle) -> Self {
        Self { logs, overdue: None }
    }

    /// Opens the logs of a process that is about to be spawned.
    ///
    /// # Errors
    /// A file that cannot be opened, when that is known in time.
    pub(super) fn open(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        let mut answer = self.logs.open(process, config);
        if let Some(overdue) = &mut self.overdue {
            if matches!(overdue.try_recv(), Err(oneshot::error::TryRecvError::Empty)) {
                return Ok(());
            }
            self.overdue = None;
        }
        match wait_at_most(OPEN_LIMIT, &mut answer) {
            // The thread has ended with the daemon; there is nothing to write to any more.
            Some(result) => result.unwrap_or(Ok(())),
            None => {
                self.overdue = Some(answer);
                Ok(())
            }
        }
    }
}

/// Unparks the thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks this thread until the answer is there, or the time over.
fn wait_at_most<T>(
    limit: Duration,
    answer: &mut oneshot::Receiver<T>,
) -> Option<Result<T, oneshot::error::RecvError>> {
    let until = Instant::now() + limit;
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    // Inside a task of the runtime a receiver may claim to be not ready, so that others get their turn.
    let mut answer = tokio::task::coop::unconstrained(answer);
    loop {
        if let Poll::Ready(result) = Pin::new(&mut answer).poll(&mut context) {
            return Some(result);
        }
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_an_answer_but_not_for_ever() {
        let (reply, mut answer) = oneshot::channel();
        assert_eq!(wait_at_most(Duration::from_millis(5), &mut answer), None, "nobody answers");
        let sender = thread::spawn(move || reply.send(7));
        assert_eq!(wait_at_most(Duration::from_secs(30), &mut answer), Some(Ok(7)));
        sender.join().unwrap().unwrap();
    }
}
