//! Every system call the daemon makes that the standard library does not offer, and all `unsafe` code.
//!
//! Mechanism only: nothing in here decides when something is started, signalled or given up. Functions are
//! small and name the man page they stand on. Where the original's texts matter to scripts, the error types
//! render them (spec-runtime §§0–2, spec-config §6).

#![allow(unsafe_code, reason = "the one module that talks to the kernel; every block says why it is sound")]

mod child;
pub mod command;
pub mod daemonize;
pub mod errno;
pub mod fastcgi;
pub mod in_use;
pub mod inotify;
pub mod pidfd;
pub mod pidfile;
pub mod pipe;
pub mod poller;
pub mod privileges;
pub mod reap;
pub mod rlimits;
mod share;
mod shared_text;
pub mod signals;
mod slots;
pub mod sockets;
pub mod spawn;
pub mod usage;
pub mod users;

/// A process id.
pub type Pid = i32;
