//! Waiting for the next thing to happen.

use std::future::pending;
use std::time::Duration;

use supervisor_compiler::plan::LogLevel;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{sleep_until, timeout};

use super::Daemon;
use super::world::{process_key, process_of};
use crate::core::{Channel, End, Input, Mood, SpawnFailure, WaitStatus, signal_name};
use crate::logs::config::OutputStream;
use crate::logs::news::{News, NewsReceiver};
use crate::os::Pid;
use crate::os::reap::{self, Reaped};
use crate::rpc::{self, Request};

/// How long the end of a process waits for its last output to be written. Longer only when the disk hangs, and
/// then supervision is more important than order.
const DRAIN_LIMIT: Duration = Duration::from_secs(1);

/// What other tasks tell the loop.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// A process was reaped and its last output is written.
    Drained { pid: Pid, status: WaitStatus },
    /// Somebody who was told of events is not any more.
    WatcherLeft { id: u64 },
}

/// What a signal asks for (spec-runtime §4).
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Exit,
    Restart,
    Child,
    Reopen,
    /// Signals that would kill a daemon that does not catch them; nobody means that.
    Nothing,
}

/// Every signal that is caught. SIGPIPE is ignored from the start by the runtime of the language.
const MEANINGS: [(SignalKind, Meaning); 8] = [
    (SignalKind::terminate(), Meaning::Exit),
    (SignalKind::interrupt(), Meaning::Exit),
    (SignalKind::quit(), Meaning::Exit),
    (SignalKind::hangup(), Meaning::Restart),
    (SignalKind::child(), Meaning::Child),
    (SignalKind::user_defined2(), Meaning::Reopen),
    (SignalKind::user_defined1(), Meaning::Nothing),
    // A log file that reaches the limit of `ulimit -f`: the write fails, and that is enough.
    (SignalKind::from_raw(nix::libc::SIGXFSZ), Meaning::Nothing),
];

/// The signals the daemon catches from now on.
#[derive(Debug)]
pub struct Signals {
    caught: Vec<(Signal, i32, Meaning)>,
}

impl Signals {
    /// Installs the handlers. Needs a tokio runtime.
    ///
    /// # Errors
    /// The system refuses a handler.
    pub fn install() -> std::io::Result<Self> {
        let catch =
            |(kind, meaning): (SignalKind, Meaning)| Ok((signal(kind)?, kind.as_raw_value(), meaning));
        Ok(Self { caught: MEANINGS.into_iter().map(catch).collect::<std::io::Result<_>>()? })
    }

    async fn next(&mut self) -> (i32, Meaning) {
        std::future::poll_fn(|context| {
            for (signal, number, meaning) in &mut self.caught {
                if let std::task::Poll::Ready(Some(())) = signal.poll_recv(context) {
                    return std::task::Poll::Ready((*number, *meaning));
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}

/// Runs the daemon until everything has stopped.
pub async fn run(
    daemon: &mut Daemon,
    signals: &mut Signals,
    mut requests: mpsc::Receiver<Request>,
    mut events: EventReceiver,
    mut news: NewsReceiver,
) -> End {
    daemon.apply(Input::Begin);
    // Children of an earlier life of this process may have died before the handlers were there.
    daemon.reap();
    loop {
        if let Some(end) = daemon.world.end {
            return end;
        }
        let deadline = daemon.core.deadline().map(|deadline| daemon.world.clock.instant(deadline));
        let timer = async {
            match deadline {
                Some(deadline) => sleep_until(deadline.into()).await,
                None => pending().await,
            }
        };
        tokio::select! {
            (number, meaning) = signals.next() => daemon.signalled(number, meaning),
            Some(request) = requests.recv() => rpc::dispatch(daemon, request),
            Some(event) = events.0.recv() => {
                // The last words of a process come before its end.
                for piece in (0..news.waiting()).map_while(|_| news.try_recv()) {
                    daemon.told(piece);
                }
                daemon.happened(event);
            }
            Some(piece) = news.recv() => daemon.told(piece),
            () = timer => daemon.apply(Input::Timer),
        }
    }
}

fn channel(stream: OutputStream) -> Channel {
    match stream {
        OutputStream::Stdout => Channel::Stdout,
        OutputStream::Stderr => Channel::Stderr,
    }
}

/// The loop's end of the way from other tasks.
#[derive(Debug)]
pub struct EventReceiver(pub(super) mpsc::UnboundedReceiver<Event>);

impl Daemon {
    fn happened(&mut self, event: Event) {
        match event {
            Event::WatcherLeft { id } => self.unwatch(id),
            Event::Drained { pid, status } => {
                let process = self.core.process_with_pid(pid);
                let child = process.and_then(|process| self.world.children.remove(&process));
                if let Some(text) = child.and_then(|child| child.obstacle.text()) {
                    let reason = text.strip_prefix("supervisor: ").unwrap_or(&text);
                    self.apply(Input::NotExecuted { pid, failure: SpawnFailure(reason.to_owned()) });
                }
                self.apply(Input::Exited { pid, status });
                // After the line about its end; not when it is back already.
                if let Some(process) = process.filter(|process| !self.world.children.contains_key(process)) {
                    self.world.fastcgi.release(process);
                }
            }
        }
    }

    fn told(&mut self, news: News) {
        self.apply(match news {
            News::Output { process, pid, stream, data } => {
                Input::Printed { process: process_of(process), pid, channel: channel(stream), data }
            }
            News::Captured { process, pid, stream, data } => {
                Input::Captured { process: process_of(process), pid, channel: channel(stream), data }
            }
            News::Listener { process, pid, data } => Input::Heard { process: process_of(process), pid, data },
        });
    }

    fn signalled(&mut self, number: i32, meaning: Meaning) {
        let name = signal_name(number);
        let log = |level, text: &str| self.world.log(level, text);
        match meaning {
            Meaning::Child => {
                log(LogLevel::Debug, &format!("received {name} indicating a child quit"));
                self.reap();
            }
            Meaning::Exit => {
                log(LogLevel::Warn, &format!("received {name} indicating exit request"));
                self.apply(Input::Shutdown);
            }
            Meaning::Restart if self.core.mood() == Mood::Shutdown => {
                log(
                    LogLevel::Warn,
                    &format!("ignored {name} indicating restart request (shutdown in progress)"),
                );
            }
            Meaning::Restart => {
                log(LogLevel::Warn, &format!("received {name} indicating restart request"));
                if let Err(text) = self.restart() {
                    let text = format!("not restarting: {text}");
                    self.world.log(LogLevel::Critical, &text);
                }
            }
            Meaning::Reopen => {
                log(LogLevel::Info, &format!("received {name} indicating log reopen request"));
                log(LogLevel::Info, "supervisord logreopen");
                self.world.logs.reopen();
            }
            Meaning::Nothing => {
                log(LogLevel::Blather, &format!("received {name} indicating nothing"));
            }
        }
    }

    /// Collects all dead children. The core hears of one of its own when its last output is written.
    fn reap(&mut self) {
        loop {
            match reap::next() {
                Ok(Some(reaped)) => self.reaped(reaped),
                Ok(None) => return,
                Err(code) => {
                    let text = format!(
                        "waitpid error {}; a process may not be cleaned up properly",
                        crate::os::errno::name(code as i32)
                    );
                    self.world.log(LogLevel::Critical, &text);
                    return;
                }
            }
        }
    }

    fn reaped(&mut self, Reaped { pid, status, cpu }: Reaped) {
        let process = self.core.process_with_pid(pid);
        let Some((process, child)) =
            process.and_then(|process| Some((process, self.world.children.get_mut(&process)?)))
        else {
            self.apply(Input::Exited { pid, status });
            return;
        };
        child.reaped = true;
        let config = self.core.config(process);
        let expects =
            |code| config.is_some_and(|(_, it)| it.exitcodes.iter().any(|it| i32::from(*it) == code));
        self.world.totals.entry(process).or_default().ended(status, cpu, expects);
        let drained = self.world.logs.drain(process_key(process));
        let events = self.world.events.clone();
        tokio::spawn(async move {
            let _ = timeout(DRAIN_LIMIT, drained).await;
            let _ = events.send(Event::Drained { pid, status });
        });
    }
}
