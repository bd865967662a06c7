//! A child that shares the daemon's memory until it executes its program: clone(2) with `CLONE_VM`, `CLONE_VFORK`
//! and `CLONE_FILES`.
//!
//! fork(2) copies page tables and the descriptor table, which grows with the daemon; this copies neither, so the
//! thousandth child takes as long as the first. The price: the calling thread waits until the child has executed its
//! program or has exited, and nothing that the child does in between may change what the daemon sees.

use std::cell::Cell;
use std::ffi::c_void;
use std::os::fd::RawFd;
use std::ptr;
use std::sync::OnceLock;

use nix::errno::Errno;
use nix::libc::{self, c_int};
use nix::unistd::Pid;

use super::child::{Child, Failure};

/// Bytes of stack for a child; its deepest call needs a few hundred.
const STACK: usize = 64 * 1024;

/// Memory for the stack of a child, kept for the next one.
#[derive(Debug)]
pub(super) struct Stack(Vec<u128>);

impl Stack {
    pub(super) fn new() -> Self {
        Self(vec![0; STACK / size_of::<u128>()])
    }
}

/// What the child's first function gets.
struct Start<'a> {
    child: &'a Child,
    descriptors: [RawFd; 3],
    failed: Cell<Option<Failure>>,
}

/// Starts a child that inherits the descriptors with these numbers as 0, 1 and 2, and shares everything else until its
/// exec. Also returns what kept it from becoming its program, if anything did. Every signal must be blocked: a handler
/// would run in the child, on the daemon's memory.
pub(super) fn start(
    child: &Child,
    descriptors: [RawFd; 3],
    stack: &mut Stack,
) -> Result<(Pid, Option<Failure>), Errno> {
    let start = Start { child, descriptors, failed: Cell::new(None) };
    let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_FILES | libc::SIGCHLD;
    let top = stack.0.as_mut_ptr_range().end;
    // SAFETY: `top` is the aligned end of a buffer that nobody else uses: stacks grow downwards on every architecture
    // that Linux and Rust share. With CLONE_VFORK this call returns only when the child has executed its program or is
    // gone, so buffer and `start` outlive it. `begin` never returns or unwinds; until its exec the child writes to
    // nothing but its stack, `start.failed` and this thread's errno.
    let pid = unsafe { libc::clone(begin, top.cast(), flags, ptr::from_ref(&start).cast_mut().cast()) };
    Errno::result(pid).map(|pid| (Pid::from_raw(pid), start.failed.get()))
}

extern "C" fn begin(start: *mut c_void) -> c_int {
    // SAFETY: the pointer was made from a `Start` that lives until the child is done, and that nobody changes.
    let start = unsafe { &*start.cast::<Start<'_>>() };
    start.child.run_sharing(start.descriptors, &start.failed)
}

/// Whether the kernel can give a child a table of its own that holds only the beginning of the daemon's:
/// close_range(2) with `CLOSE_RANGE_UNSHARE`, since Linux 5.9; container sandboxes may refuse it.
pub(super) fn is_possible() -> bool {
    static POSSIBLE: OnceLock<bool> = OnceLock::new();
    *POSSIBLE.get_or_init(|| {
        // SAFETY: no descriptor has that number, so nothing is closed.
        let result = unsafe { libc::syscall(libc::SYS_close_range, u32::MAX, u32::MAX, 0_u32) };
        result == 0
    })
}
