//! What happens in a child between fork and exec (spec-runtime §2.2).
//!
//! [`Child::prepare`] runs in the parent and may allocate. Everything below [`Child::run`] and [`Child::run_sharing`]
//! runs in the child and may not: only signal-safety(7) calls on memory that is already there.

use std::cell::Cell;
use std::convert::Infallible;
use std::ffi::{CStr, CString, OsString, c_char};
use std::io::IoSlice;
use std::os::fd::{BorrowedFd, RawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::ptr;

use nix::errno::Errno;
use nix::libc;
use nix::sys::resource::{Resource, getrlimit};
use nix::sys::signal::SigSet;
use nix::sys::uio::writev;

use super::errno::NameBuffer;
use super::shared_text::SharedText;
use super::spawn::{SpawnError, SpawnRequest, UserChange};
use super::users::UserSwitch;

/// Exit status of a child that could not become what it should.
const NOT_SPAWNED: i32 = 127;

/// Highest descriptor that is closed one by one on kernels without close_range(2).
const CLOSE_LIMIT: u64 = 65_536;

/// A child, ready to run.
pub(super) struct Child {
    program: CString,
    argv: CStrings,
    environment: CStrings,
    directory: Option<CString>,
    umask: Option<u32>,
    user: UserChange,
    messages: Messages,
    descriptor_limit: RawFd,
}

/// The beginnings of what it may have to say on its stderr.
struct Messages {
    user: Vec<u8>,
    directory: Vec<u8>,
    exec: Vec<u8>,
    /// The whole reason when the change of user is known to fail.
    impossible: Vec<u8>,
}

/// What went wrong in the child.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    Descriptors(Errno),
    User(&'static [u8]),
    UserId(Errno),
    UserImpossible,
    Directory(Errno),
    Exec(Errno),
}

impl Child {
    /// Allocates and computes everything the child will need.
    pub(super) fn prepare(request: &SpawnRequest<'_>) -> Result<Self, SpawnError> {
        let program = CString::new(request.program.as_os_str().as_bytes())
            .map_err(|_| SpawnError::Nul("the program's path"))?;
        let directory = match &request.directory {
            Some(path) => Some(
                CString::new(path.as_os_str().as_bytes()).map_err(|_| SpawnError::Nul("the directory"))?,
            ),
            None => None,
        };
        let variables = request.environment.iter().map(|(name, value)| {
            let mut variable = OsString::with_capacity(name.len() + value.len() + 1);
            variable.push(name);
            variable.push("=");
            variable.push(value);
            variable
        });
        let (soft, _) = getrlimit(Resource::RLIMIT_NOFILE).unwrap_or((CLOSE_LIMIT, CLOSE_LIMIT));
        Ok(Self {
            program,
            argv: CStrings::new(request.argv.iter().cloned())
                .ok_or(SpawnError::Nul("a word of the command"))?,
            environment: CStrings::new(variables).ok_or(SpawnError::Nul("an environment variable"))?,
            directory,
            umask: request.umask,
            user: request.user.clone(),
            messages: Messages::of(request),
            descriptor_limit: RawFd::try_from(soft.min(CLOSE_LIMIT)).unwrap_or(RawFd::MAX),
        })
    }

    /// Becomes the program; when that fails, says why on descriptor 2 and in `left`, and exits. `descriptors` become 0,
    /// 1 and 2; all are above 2, since the standard library keeps those three open in the daemon.
    pub(super) fn run(&self, descriptors: [RawFd; 3], left: Option<&SharedText>) -> ! {
        let Err(failure) = self.become_program(descriptors);
        if let Some(left) = left {
            let mut name = NameBuffer::default();
            let (start, reason) = self.words(&failure, &mut name);
            left.leave([start, reason]);
        }
        self.report(&failure);
        exit()
    }

    /// The same for a child that shares the daemon's memory and descriptors; leaves the failure in `failed`, too.
    pub(super) fn run_sharing(&self, descriptors: [RawFd; 3], failed: &Cell<Option<Failure>>) -> ! {
        if let Err(code) = keep_descriptors_up_to(descriptors) {
            // Descriptor 2 is still the daemon's.
            failed.set(Some(Failure::Descriptors(code)));
            exit()
        }
        let Err(failure) = self.become_program(descriptors);
        failed.set(Some(failure));
        self.report(&failure);
        exit()
    }

    fn become_program(&self, descriptors: [RawFd; 3]) -> Result<Infallible, Failure> {
        lead_group();
        replace_descriptors(descriptors).map_err(Failure::Descriptors)?;
        self.close_others();
        match &self.user {
            UserChange::Keep => {}
            UserChange::Become(user) => become_user(user)?,
            UserChange::Impossible { .. } => return Err(Failure::UserImpossible),
        }
        if let Some(directory) = &self.directory {
            enter(directory).map_err(Failure::Directory)?;
        }
        if let Some(umask) = self.umask {
            // SAFETY: umask(2) takes a number and cannot fail.
            unsafe { libc::umask(umask & 0o777) };
        }
        reset_signals();
        Err(Failure::Exec(self.exec()))
    }

    /// close_range(2); one by one where the kernel (before 5.9) has it not.
    fn close_others(&self) {
        // SAFETY: nothing in this process uses a descriptor above 2 any more.
        let result = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32) };
        if result == 0 {
            return;
        }
        for descriptor in 3..self.descriptor_limit {
            // SAFETY: as above; a number that is not open yields EBADF.
            unsafe { libc::close(descriptor) };
        }
    }

    /// execve(2); returns only when it failed.
    fn exec(&self) -> Errno {
        let (argv, environment) = (self.argv.as_ptr(), self.environment.as_ptr());
        // SAFETY: the path is a C string, both arrays hold pointers to C strings and end with a null
        // pointer, and all of it lives in `self`.
        unsafe { libc::execve(self.program.as_ptr(), argv, environment) };
        Errno::last()
    }

    /// What [`Self::report`] says of a failure, without its second line.
    pub(super) fn explain(&self, failure: &Failure) -> String {
        let mut name = NameBuffer::default();
        let (start, reason) = self.words(failure, &mut name);
        String::from_utf8_lossy(&[start, reason].concat()).into_owned()
    }

    /// The beginning of the line about a failure, and the reason that ends it.
    fn words<'a>(&'a self, failure: &Failure, name: &'a mut NameBuffer) -> (&'a [u8], &'a [u8]) {
        match failure {
            Failure::User(reason) => (&self.messages.user, reason),
            Failure::UserImpossible => (&self.messages.user, &self.messages.impossible),
            Failure::UserId(code) => (&self.messages.user, name.set(*code)),
            Failure::Directory(code) => (&self.messages.directory, name.set(*code)),
            Failure::Exec(code) | Failure::Descriptors(code) => (&self.messages.exec, name.set(*code)),
        }
    }

    /// Two lines on descriptor 2, in one write so that nothing comes between them.
    fn report(&self, failure: &Failure) {
        let mut name = NameBuffer::default();
        let (start, reason) = self.words(failure, &mut name);
        let end = b"\nsupervisor: child process was not spawned\n";
        // SAFETY: descriptor 2 is the pipe that was just put there; should that have failed, it is the
        // daemon's. Either way it stays open until the exit.
        let stderr = unsafe { BorrowedFd::borrow_raw(2) };
        // There is nobody left to tell when this fails.
        let _ = writev(stderr, &[IoSlice::new(start), IoSlice::new(reason), IoSlice::new(end)]);
    }
}

impl Messages {
    fn of(request: &SpawnRequest<'_>) -> Self {
        let uid = match &request.user {
            UserChange::Keep => 0,
            UserChange::Become(user) => user.uid,
            UserChange::Impossible { uid, .. } => *uid,
        };
        let impossible = match &request.user {
            UserChange::Impossible { fault, .. } => fault.to_string().into_bytes(),
            UserChange::Keep | UserChange::Become(_) => Vec::new(),
        };
        let shown =
            |text: Option<&std::ffi::OsStr>| text.map(OsStrExt::as_bytes).unwrap_or_default().to_vec();
        let line = |action: &str, object: Vec<u8>| [action.as_bytes(), &object, b": "].concat();
        Self {
            user: format!("supervisor: couldn't setuid to {uid}: ").into_bytes(),
            directory: line(
                "supervisor: couldn't chdir to ",
                shown(request.directory.as_deref().map(AsRef::as_ref)),
            ),
            exec: line("supervisor: couldn't exec ", shown(request.argv.first().map(AsRef::as_ref))),
            impossible,
        }
    }
}

/// _exit(2), which runs nothing of the daemon's.
fn exit() -> ! {
    // SAFETY: takes a number and does not return.
    unsafe { libc::_exit(NOT_SPAWNED) }
}

/// Gives this process a descriptor table of its own, with nothing in it above the highest of these: close_range(2).
fn keep_descriptors_up_to(descriptors: [RawFd; 3]) -> Result<(), Errno> {
    let highest = descriptors.into_iter().max().unwrap_or(2);
    // SAFETY: with CLOSE_RANGE_UNSHARE the daemon's table stays as it is.
    let result =
        unsafe { libc::syscall(libc::SYS_close_range, highest + 1, u32::MAX, libc::CLOSE_RANGE_UNSHARE) };
    Errno::result(result).map(drop)
}

/// setpgid(2): a process group of its own, in the daemon's session. Cannot fail right after a fork.
fn lead_group() {
    // SAFETY: takes two numbers.
    unsafe { libc::setpgid(0, 0) };
}

/// dup2(2), which also clears the close-on-exec flag of the copy.
fn replace_descriptors(descriptors: [RawFd; 3]) -> Result<(), Errno> {
    for (number, descriptor) in (0..).zip(descriptors) {
        // SAFETY: takes two numbers; the daemon's 0, 1 and 2 are not used in this process.
        Errno::result(unsafe { libc::dup2(descriptor, number) })?;
    }
    Ok(())
}

/// setgroups(2), setgid(2), setuid(2), in the only order that works.
fn become_user(user: &UserSwitch) -> Result<(), Failure> {
    // SAFETY: the pointer and the length describe one slice of gid_t.
    let groups = unsafe { libc::setgroups(user.groups.len(), user.groups.as_ptr()) };
    if groups != 0 {
        return Err(Failure::User(b"Could not set groups of effective user"));
    }
    // SAFETY: takes a number.
    if unsafe { libc::setgid(user.gid) } != 0 {
        return Err(Failure::User(b"Could not set group id of effective user"));
    }
    // SAFETY: takes a number.
    Errno::result(unsafe { libc::setuid(user.uid) }).map(drop).map_err(Failure::UserId)
}

/// chdir(2).
fn enter(directory: &CStr) -> Result<(), Errno> {
    // SAFETY: the argument is a C string.
    Errno::result(unsafe { libc::chdir(directory.as_ptr()) }).map(drop)
}

/// Default dispositions and an empty mask: the standard library ignores SIGPIPE, an ignored signal stays
/// ignored across exec, and the mask is kept too.
fn reset_signals() {
    for signal in 1..=64 {
        // SAFETY: the default disposition runs no code of ours; numbers that are no signal, SIGKILL and
        // SIGSTOP are refused without effect.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // Setting an empty mask cannot fail.
    let _ = SigSet::empty().thread_set_mask();
}

/// A null-terminated array of C strings.
struct CStrings {
    pointers: Vec<*const c_char>,
    _strings: Vec<CString>,
}

impl CStrings {
    /// `None` when one contains a NUL byte.
    fn new(strings: impl Iterator<Item = OsString>) -> Option<Self> {
        let strings: Vec<CString> =
            strings.map(|string| CString::new(string.into_vec()).ok()).collect::<Option<_>>()?;
        let pointers = strings.iter().map(|string| string.as_ptr()).chain([ptr::null()]).collect();
        Some(Self { pointers, _strings: strings })
    }

    fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }
}
