//! `pidproxy PIDFILE COMMAND [ARGUMENTS]`: runs a command and passes signals on to the process whose id stands in a
//! file, for programs that cannot be kept in the foreground (spec-runtime Appendix B).
//!
//! Signals and texts are the original's. What differs is in docs/differences.md: the end of the command is noticed at
//! once and its status passed on, and a stop lasts until the process of the file is gone.

use std::ffi::{OsStr, OsString};
use std::future::{pending, poll_fn};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::task::Poll;

use nix::errno::Errno;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::core::signal_name;
use crate::os::Pid;
use crate::os::pidfd::Watched;
use crate::os::signals::{KillError, Recipient, send};

/// Exit status when the command does not exist, as of a shell.
const NOT_FOUND: u8 = 127;
/// Exit status when the command cannot be executed, as of a shell.
const NOT_EXECUTABLE: u8 = 126;
/// Added to the number of the signal that ended the command, as a shell does.
const SIGNALLED: i32 = 128;

/// The signals that are passed on, and whether they ask for the end.
const FORWARDED: [(SignalKind, bool); 6] = [
    (SignalKind::terminate(), true),
    (SignalKind::hangup(), false),
    (SignalKind::interrupt(), true),
    (SignalKind::user_defined1(), false),
    (SignalKind::user_defined2(), false),
    (SignalKind::quit(), true),
];

/// Runs `pidproxy`; `arguments` begin with the name it was called by.
///
/// Exit status: the command's; 128 and the number of the signal that ended it; 0 after TERM, INT or QUIT was passed on
/// and the process is gone; 127 or 126 when the command cannot be run; 1 for a wrong command line, or when the system
/// refuses.
#[must_use]
pub fn main(arguments: &[OsString]) -> ExitCode {
    let [program, pidfile, name, rest @ ..] = arguments else {
        print(&usage(arguments.first().map_or(OsStr::new("pidproxy"), OsString::as_os_str)));
        return ExitCode::FAILURE;
    };
    let complain = |text: &str| {
        // Nobody is left to tell when this fails.
        let _ = writeln!(io::stderr(), "{}: {text}", program.display());
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_io().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("cannot wait for signals: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let end = runtime.block_on(async {
        // Before the command runs: no signal is lost.
        let signals = Signals::install().map_err(|error| Failure::Signals { error })?;
        let child =
            command(name, rest).spawn().map_err(|error| Failure::Command { name: name.clone(), error })?;
        Proxy { pidfile: PathBuf::from(pidfile), child, stopping: None }.run(signals, complain).await
    });
    match end {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            complain(&failure.to_string());
            ExitCode::from(failure.status())
        }
    }
}

/// Why there is nothing to pass signals on for.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot catch signals: {error}")]
    Signals { error: io::Error },
    #[error("cannot run {}: {error}", .name.display())]
    Command { name: OsString, error: io::Error },
    #[error("cannot wait for the command: {error}")]
    Wait { error: io::Error },
}

impl Failure {
    fn status(&self) -> u8 {
        match self {
            Failure::Command { error, .. } if error.kind() == ErrorKind::NotFound => NOT_FOUND,
            Failure::Command { .. } => NOT_EXECUTABLE,
            Failure::Signals { .. } | Failure::Wait { .. } => 1,
        }
    }
}

fn usage(program: &OsStr) -> String {
    format!(
        "pidproxy runs a command and passes the signals TERM, HUP, INT, USR1, USR2 and QUIT on to the process\n\
         whose id stands in a file, which is read when the signal comes.\n\n\
         Usage: {} PIDFILE COMMAND [ARGUMENT ...]\n",
        program.display()
    )
}

/// The command. A name without a slash is one of the current directory, where alone the original looks, or else is
/// searched along PATH.
fn command(name: &OsStr, arguments: &[OsString]) -> Command {
    let here = Path::new(".").join(name);
    let program = if here.is_file() && !Path::new(name).is_absolute() { here } else { PathBuf::from(name) };
    let mut command = Command::new(program);
    command.arg0(name).args(arguments);
    command
}

/// A command that runs, and the file that says who gets its signals.
struct Proxy {
    pidfile: PathBuf,
    child: Child,
    /// The process that was asked to end.
    stopping: Option<Watched>,
}

/// What is waited for.
enum Event {
    /// A signal to pass on, and whether it asks for the end.
    Signal(i32, bool),
    /// Perhaps the command has ended.
    Child,
    /// The process that was asked to end has.
    Stopped,
}

impl Proxy {
    async fn run(mut self, mut signals: Signals, complain: impl Fn(&str)) -> Result<u8, Failure> {
        loop {
            let event = tokio::select! {
                event = signals.next() => event,
                () = gone(self.stopping.as_ref()) => Event::Stopped,
            };
            match event {
                Event::Stopped => return Ok(0),
                Event::Child => {
                    let ended = self.child.try_wait().map_err(|error| Failure::Wait { error })?;
                    // Who is asked to stop has not stopped before the process of the file has.
                    if let Some(status) = ended.filter(|_| self.stopping.is_none()) {
                        return Ok(exit_status(status));
                    }
                }
                Event::Signal(number, asks_for_end) => match self.pass_on(number) {
                    Ok(stopping) if asks_for_end => match stopping {
                        Some(process) => self.stopping = Some(process),
                        None => return Ok(0),
                    },
                    Ok(_) => {}
                    Err(NotPassed::Unreadable) => {
                        print(&format!("Can't read child pidfile {}!\n", self.pidfile.display()));
                    }
                    Err(NotPassed::Refused { pid, error }) => complain(&format!(
                        "cannot send {} to process {pid} of {}: {error}",
                        signal_name(number),
                        self.pidfile.display()
                    )),
                },
            }
        }
    }

    /// Sends a signal to the process of the file and returns what tells of its end; none where the kernel has no such
    /// thing.
    fn pass_on(&self, number: i32) -> Result<Option<Watched>, NotPassed> {
        let pid = read_pid(&self.pidfile).ok_or(NotPassed::Unreadable)?;
        // Before the signal, so that it is this process and no later one of the same id.
        let watched = Watched::new(pid);
        if watched.as_ref().is_err_and(|error| *error == Errno::ESRCH) {
            return Err(NotPassed::Refused { pid, error: KillError::Gone });
        }
        send(Recipient::Process(pid), number).map_err(|error| NotPassed::Refused { pid, error })?;
        Ok(watched.ok())
    }
}

/// Why a signal did not reach anybody.
enum NotPassed {
    /// There is no pid file, or no pid in it.
    Unreadable,
    /// The process is gone, or somebody else's.
    Refused { pid: Pid, error: KillError },
}

/// The process id in a file. 1, 0 and negative numbers are none: to kill(2) they mean others.
fn read_pid(file: &Path) -> Option<Pid> {
    let text = std::fs::read_to_string(file).ok()?;
    text.trim().parse().ok().filter(|pid| *pid > 1)
}

/// Returns when the process has ended; never without a process.
async fn gone(process: Option<&Watched>) {
    match process {
        Some(process) => process.ended().await,
        None => pending().await,
    }
}

fn exit_status(status: ExitStatus) -> u8 {
    let number = status.code().or_else(|| status.signal().map(|signal| SIGNALLED + signal));
    number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)
}

/// The signals that are caught from now on.
struct Signals {
    forwarded: Vec<(Signal, i32, bool)>,
    child: Signal,
}

impl Signals {
    fn install() -> io::Result<Self> {
        let catch = |(kind, ends): (SignalKind, bool)| Ok((signal(kind)?, kind.as_raw_value(), ends));
        Ok(Self {
            forwarded: FORWARDED.into_iter().map(catch).collect::<io::Result<_>>()?,
            child: signal(SignalKind::child())?,
        })
    }

    /// Those to pass on come first: a stop that arrives together with the end of the command is a stop.
    async fn next(&mut self) -> Event {
        poll_fn(|context| {
            for (signal, number, ends) in &mut self.forwarded {
                if let Poll::Ready(Some(())) = signal.poll_recv(context) {
                    return Poll::Ready(Event::Signal(*number, *ends));
                }
            }
            self.child.poll_recv(context).map(|_| Event::Child)
        })
        .await
    }
}

/// For standard output. Nobody is left to tell when that is closed.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}
