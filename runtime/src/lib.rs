//! The daemon behind `supervisord`: starts, watches, restarts and stops what a plan says.
//!
//! [`os`] holds every system call, [`logs`] the log files and the thread that owns them.

pub mod logs;
pub mod os;
