//! Starting a child: clone(2) or fork(2), and execve(2) (spec-runtime §2.2).
//!
//! [`spawn`] prepares everything first: pipes, C strings, pointer arrays, the error texts. Between fork and
//! exec the child allocates nothing, takes no lock and calls only what signal-safety(7) allows, because at
//! the moment of the fork another thread may have held any lock.
//!
//! A child that stays the same user shares the daemon's memory until its exec (`share.rs`). One that becomes another
//! user gets a copy: it must not share the memory of the daemon once that user can send it signals, or stop the daemon
//! with it.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow};
use nix::unistd::{self, ForkResult, fork};

use super::child::{Child, Failure};
use super::pipe::{Pipe, set_nonblocking};
use super::share::{self, Stack};
use super::shared_text::SharedText;
use super::slots::Slots;
use super::users::{SwitchFault, UserSwitch};
use super::{Pid, errno};

/// Everything a child needs.
#[derive(Debug, Clone)]
pub struct SpawnRequest<'fd> {
    /// The file to execute; relative to [`SpawnRequest::directory`].
    pub program: PathBuf,
    /// Its arguments, the program's name as written first.
    pub argv: Vec<OsString>,
    /// The complete environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Directory to enter, as the target user.
    pub directory: Option<PathBuf>,
    /// umask to set; none: inherited.
    pub umask: Option<u32>,
    /// User to become.
    pub user: UserChange,
    /// What the child reads from.
    pub stdin: Stdin<'fd>,
    /// stderr goes into the pipe of stdout.
    pub redirect_stderr: bool,
}

/// Whether and how the child changes its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChange {
    /// It stays what the daemon is.
    Keep,
    /// It becomes this user.
    Become(UserSwitch),
    /// It should become this one but cannot; it says so on its stderr and exits with 127, like the original.
    Impossible {
        /// The user wanted.
        uid: u32,
        /// Why not.
        fault: SwitchFault,
    },
}

impl UserChange {
    /// The change to a user, looked up now.
    #[must_use]
    pub fn to(uid: u32) -> Self {
        match super::users::switch_to(uid) {
            Ok(None) => UserChange::Keep,
            Ok(Some(switch)) => UserChange::Become(switch),
            Err(fault) => UserChange::Impossible { uid, fault },
        }
    }
}

/// Where a child's stdin comes from.
#[derive(Debug, Clone, Copy)]
pub enum Stdin<'fd> {
    /// A pipe, whose other end the daemon keeps.
    Pipe,
    /// A descriptor of the daemon, such as a FastCGI program's listening socket.
    Descriptor(BorrowedFd<'fd>),
}

/// A child that runs, with the daemon's ends of its pipes: non-blocking, closed on exec.
#[derive(Debug)]
pub struct Spawned {
    /// Its pid, and its process group.
    pub pid: Pid,
    /// To write to its stdin, if that is a pipe.
    pub stdin: Option<OwnedFd>,
    /// To read its stdout.
    pub stdout: OwnedFd,
    /// To read its stderr, unless it is redirected into stdout.
    pub stderr: Option<OwnedFd>,
    /// What kept it from becoming its program.
    pub obstacle: Obstacle,
}

/// What kept a child from becoming its program, if anything did.
#[derive(Debug)]
pub struct Obstacle(Told);

#[derive(Debug)]
enum Told {
    /// By a child that shared the daemon's memory, so it is known as soon as the child exists.
    Now(Option<String>),
    /// By a child with a copy of it.
    Later(Option<SharedText>),
}

impl Obstacle {
    /// The first line that the child wrote to its stderr about it; complete when the child is gone.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match &self.0 {
            Told::Now(text) => text.clone(),
            Told::Later(left) => left.as_ref()?.text(),
        }
    }
}

/// Why there is no child. Failures after the fork (user, directory, exec) are not among them: the child
/// reports those on its stderr and exits with 127.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    /// No descriptors for the pipes.
    #[error("too many open files")]
    TooManyFiles,
    /// Pipes failed for another reason.
    #[error("cannot make pipes: {}", errno::of(.0))]
    Pipes(io::Error),
    /// No room for another process.
    #[error("too many processes")]
    TooManyProcesses,
    /// fork(2) failed for another reason.
    #[error("cannot fork: {}", errno::name(*.0 as i32))]
    Fork(Errno),
    /// A word, variable or path contains a NUL byte.
    #[error("{0} contains a NUL byte")]
    Nul(&'static str),
}

impl SpawnError {
    fn of_fork(code: Errno) -> Self {
        if code == Errno::EAGAIN { SpawnError::TooManyProcesses } else { SpawnError::Fork(code) }
    }

    /// The `spawnerr` text of the original for the process of that name (spec-runtime §2.1).
    #[must_use]
    pub fn text(&self, process: &str) -> String {
        match self {
            SpawnError::TooManyFiles => format!("too many open files to spawn '{process}'"),
            SpawnError::Pipes(error) => {
                format!("unknown error making dispatchers for '{process}': {}", errno::of(error))
            }
            SpawnError::TooManyProcesses => {
                format!("Too many processes in process table to spawn '{process}'")
            }
            SpawnError::Fork(code) => {
                format!("unknown error during fork for '{process}': {}", errno::name(*code as i32))
            }
            SpawnError::Nul(what) => format!("cannot spawn '{process}': {what} contains a NUL byte"),
        }
    }
}

/// Starts a child and returns as soon as it exists; [`Spawned::obstacle`] tells whether its exec failed.
///
/// # Errors
/// See [`SpawnError`]; then nothing was started and nothing is left open.
pub fn spawn(request: &SpawnRequest<'_>) -> Result<Spawned, SpawnError> {
    let child = Child::prepare(request)?;
    let pipes = Pipes::new(request).map_err(no_pipes)?;
    let (pid, told) = match request.user {
        UserChange::Keep if share::is_possible() => {
            let (pid, failure) = share_with_child(&child, &pipes)?;
            (pid, Told::Now(failure.map(|failure| child.explain(&failure))))
        }
        _ => {
            let left = SharedText::new();
            let descriptors = pipes.of_child().map(|descriptor| descriptor.as_raw_fd());
            let pid = fork_child(&child, descriptors, left.as_ref())?;
            lead_own_group(pid);
            (pid, Told::Later(left))
        }
    };
    Ok(pipes.of_daemon(pid.as_raw(), Obstacle(told)))
}

/// What children that share the daemon's memory use one after the other.
struct Launchpad {
    slots: Slots,
    stack: Stack,
}

static LAUNCHPAD: Mutex<Option<Launchpad>> = Mutex::new(None);

/// See `share.rs`. Returns when the child has executed its program, or has failed to.
fn share_with_child(child: &Child, pipes: &Pipes<'_>) -> Result<(unistd::Pid, Option<Failure>), SpawnError> {
    // Nothing in it can be left half done.
    let mut launchpad = LAUNCHPAD.lock().unwrap_or_else(PoisonError::into_inner);
    let Launchpad { slots, stack } = match &mut *launchpad {
        Some(launchpad) => launchpad,
        none => none.insert(Launchpad { slots: Slots::reserve().map_err(no_pipes)?, stack: Stack::new() }),
    };
    let filled = slots.fill(pipes.of_child()).map_err(no_pipes)?;
    let started = with_signals_blocked(|| share::start(child, filled.numbers(), stack));
    started.map_err(SpawnError::of_fork)
}

fn no_pipes(error: io::Error) -> SpawnError {
    if errno::out_of_descriptors(&error) { SpawnError::TooManyFiles } else { SpawnError::Pipes(error) }
}

fn fork_child(
    child: &Child,
    descriptors: [RawFd; 3],
    left: Option<&SharedText>,
) -> Result<unistd::Pid, SpawnError> {
    // SAFETY: the child calls `Child::run` at once, which never returns, allocates nothing and makes only
    // async-signal-safe calls; that is all fork(2) asks for in a process with threads.
    with_signals_blocked(|| match unsafe { fork() } {
        Ok(ForkResult::Child) => child.run(descriptors, left),
        Ok(ForkResult::Parent { child }) => Ok(child),
        Err(code) => Err(SpawnError::of_fork(code)),
    })
}

/// A handler of the daemon must not run in the child, where it would write to the daemon's own wake-up pipe.
fn with_signals_blocked<T>(action: impl FnOnce() -> T) -> T {
    let previous = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK);
    let result = action();
    if let Ok(previous) = previous {
        // Setting a mask that was in force a moment ago cannot fail.
        let _ = previous.thread_set_mask();
    }
    result
}

/// Does in the parent what the child does too, setpgid(2), so that the group exists before anybody can want
/// to signal it. Fails, harmlessly, when the child was faster and already has exec'ed.
fn lead_own_group(pid: unistd::Pid) {
    let _ = unistd::setpgid(pid, pid);
}

/// The pipes to a child, both ends.
struct Pipes<'fd> {
    stdin: ChildStdin<'fd>,
    stdout: Pipe,
    stderr: Option<Pipe>,
}

enum ChildStdin<'fd> {
    Pipe(Pipe),
    Descriptor(BorrowedFd<'fd>),
}

impl<'fd> Pipes<'fd> {
    fn new(request: &SpawnRequest<'fd>) -> io::Result<Self> {
        let stdin = match request.stdin {
            Stdin::Pipe => {
                let pipe = Pipe::new()?;
                set_nonblocking(&pipe.write)?;
                ChildStdin::Pipe(pipe)
            }
            Stdin::Descriptor(descriptor) => ChildStdin::Descriptor(descriptor),
        };
        let stdout = output_pipe()?;
        let stderr = if request.redirect_stderr { None } else { Some(output_pipe()?) };
        Ok(Self { stdin, stdout, stderr })
    }

    /// The child's ends, in the order of the descriptors they become.
    fn of_child(&self) -> [BorrowedFd<'_>; 3] {
        let stdin = match &self.stdin {
            ChildStdin::Pipe(pipe) => pipe.read.as_fd(),
            ChildStdin::Descriptor(descriptor) => *descriptor,
        };
        let stdout = self.stdout.write.as_fd();
        [stdin, stdout, self.stderr.as_ref().map_or(stdout, |pipe| pipe.write.as_fd())]
    }

    /// Closes the child's ends and keeps the daemon's.
    fn of_daemon(self, pid: Pid, obstacle: Obstacle) -> Spawned {
        let stdin = match self.stdin {
            ChildStdin::Pipe(pipe) => Some(pipe.write),
            ChildStdin::Descriptor(_) => None,
        };
        Spawned { pid, stdin, stdout: self.stdout.read, stderr: self.stderr.map(|pipe| pipe.read), obstacle }
    }
}

fn output_pipe() -> io::Result<Pipe> {
    let pipe = Pipe::new()?;
    set_nonblocking(&pipe.read)?;
    Ok(pipe)
}

#[cfg(test)]
mod tests;
