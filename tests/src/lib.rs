//! The harness of the end-to-end tests: it starts our programs and those of the Python original on the same
//! configuration, drives both, and makes what they say comparable.
//!
//! - [`workspace`]: where things are. [`binaries`]: our programs, built. [`oracle`]: the original, installed.
//!   [`provision`]: everything that comes from the registries.
//! - [`flavor`]: ours or the original, the one switch every comparison turns on.
//! - [`daemon`]: a running supervisord in a directory of its own. [`config`]: what it runs.
//! - [`command`]: one command run to its end. [`http`]: requests, byte by byte.
//! - [`scenario`]: a list of steps played against a daemon; the transcript is what gets compared.
//! - [`pairings`]: command lines of either client on either daemon; each outcome is compared.
//! - [`twins`]: a function played on both daemons; what it returns is compared.
//! - [`side_by_side`]: the same actions on both daemons; all that can be seen of them is compared.
//! - [`namespace`]: file systems that only one daemon sees. [`system_log`]: what it sends to `/dev/log`.
//! - [`listener`]: an event listener that writes down what it is sent.
//! - [`browser`]: Chromium, with what judges the accessibility of a page.
//! - [`operators`]: tasks of Ansible and Salt.
//! - [`fuzzing`]: what must hold for any bytes at all, for cargo-fuzz and for property tests.
//! - [`original`]: the original's parser, asked about many files. [`verdict`]: our answer in the same words.
//! - [`generate`]: configurations made up, and real ones damaged. [`judge`]: compares the two on many of them.
//!   [`differences`]: what may differ. [`shrink`]: the smallest case on which they disagree.
//! - [`schema`]: JSON Schema, for the documents that our commands print.
//! - [`additions`]: what our interface has beside the original's.
//! - [`lsp`]: an editor without a screen.
//! - [`mask`]: what may differ between two runs. [`wait`]: waiting for a condition. [`procfs`]: the kernel's view.
//! - [`pty`]: a command on a terminal of its own, what its screen shows, and keys for it.
//! - [`tail`]: a log that is followed over HTTP. [`event_stream`]: the same for events. [`live`]: the same for the status
//!   page. [`talk`]: a command that goes on until Ctrl-C.

pub mod additions;
pub mod binaries;
pub mod browser;
pub mod command;
pub mod config;
pub mod daemon;
pub mod differences;
pub mod event_stream;
pub mod flavor;
pub mod fuzzing;
pub mod generate;
pub mod http;
pub mod judge;
pub mod listener;
pub mod live;
pub mod lsp;
pub mod mask;
pub mod namespace;
pub mod operators;
pub mod oracle;
pub mod original;
pub mod pairings;
pub mod port;
pub mod procfs;
pub mod provision;
pub mod pty;
pub mod scenario;
pub mod schema;
pub mod shrink;
pub mod side_by_side;
pub mod system_log;
pub mod tail;
pub mod talk;
pub mod twins;
pub mod verdict;
pub mod wait;
pub mod workspace;
