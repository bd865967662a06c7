//! Compiles a `supervisord.conf` and everything it includes into a typed [`Plan`], and explains, all at
//! once, why a file does not compile.
//!
//! [`compile`](fn@compile) is the way in, [`client::load`] the small
//! one for supervisorctl. Around it: [`plan`] is what comes out, [`diagnostic`] what is wrong, [`schema`] the table of
//! every section and option, [`sources`] the texts that spans point into, [`system`] everything the compiler asks the
//! machine, [`convert`] from text to value, [`locate`] where to look for a file nobody named, [`diff`] what separates two
//! plans, [`render`] the output formats, [`plugins`] what stands in for Python, [`getopt`] and [`command_line`] what the
//! original's commands accept as arguments, [`recognize`](mod@recognize) what the original says, [`mod@fmt`] the formatter,
//! [`facts`] the tests of configurations, [`editor`] what an editor asks.

#[cfg(feature = "cli")]
pub mod cli;
pub mod command_line;
pub mod compile;
pub mod convert;
pub mod diagnostic;
pub mod diff;
pub mod editor;
mod expand;
pub mod facts;
pub mod fmt;
pub mod getopt;
pub mod lint;
pub mod locate;
mod parallel;
pub mod plan;
pub mod plugins;
pub mod recognize;
pub mod render;
pub mod rules;
pub mod schema;
#[cfg(feature = "cli")]
mod server;
pub mod sources;
pub mod system;

pub use compile::client;
pub use compile::{AddedProgram, Compilation, Options, Overrides, ReadError, Target, compile};
pub use diagnostic::Diagnostic;
pub use plan::Plan;
pub use sources::Sources;
