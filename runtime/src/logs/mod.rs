//! Log files: the main log, the logs of programs, and the one thread that writes them.
//!
//! A slow, full or hung disk must never stall supervision or control. So the daemon's main thread opens and
//! writes no log itself once it supervises: it hands the read ends of its children's pipes to the log thread
//! ([`thread::LogHandle`]), which reads, strips, writes and rotates. What nobody can write is dropped and
//! counted, never queued without bound.

pub mod ansi;
pub mod auto;
mod capture;
pub mod config;
pub mod main_log;
pub mod news;
mod outlets;
mod pace;
mod pump;
pub mod read;
pub mod rotating;
pub mod syslog;
mod target;
pub mod thread;
mod worker;
pub mod written;
