//! The daemon behind `supervisord`: starts, watches, restarts and stops what a plan says.
//!
//! [`core`] decides and is pure. [`os`] holds every system call, [`logs`] the log files and the thread that owns
//! them. Between them [`daemon`] is the loop that tells the core what happened and does what it decides;
//! [`http`] and [`rpc`] let clients in, [`start`] gets from a command line to the loop.
//! [`usage`] knows what programs use. [`pidproxy`] is a command of its own.

mod bytes_literal;
pub mod core;
pub mod daemon;
pub mod http;
pub mod logs;
pub mod os;
pub mod pidproxy;
pub mod rpc;
pub mod start;
pub mod usage;
