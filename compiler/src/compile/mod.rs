//! Files to plan.

mod added;
pub mod client;
mod context;
mod daemon;
mod differences;
mod environment;
mod explain;
mod fastcgi;
mod files;
mod findings;
mod group;
mod inspect;
mod keys;
mod listener;
pub mod merged;
mod options;
mod program;
#[cfg(feature = "cli")]
mod reach;
mod reader;
mod server;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use added::AddedProgram;
use context::Context;
pub(crate) use explain::nearest;
pub(crate) use files::{BYTE_ORDER_MARK, Pattern};
pub(crate) use findings::{Findings, shorten};
pub(crate) use inspect::{Inspected, Kept, inspect, keep};
pub(crate) use options::Opt;
#[cfg(feature = "cli")]
pub(crate) use reach::{Reach, reach};
use table::Table;
pub(crate) use table::{File, Section};

use crate::convert::Machine;
use crate::diagnostic::{Diagnostic, LeftOut, Severity};
use crate::plan::{LogLevel, MainLog, Notice, Plan, Setting};
use crate::sources::Sources;
use crate::system::{Pipes, System};

/// Which release's behaviour to follow where they differ (spec-config §0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// Supervisor 4.3.0.
    #[default]
    V4_3,
    /// The 4.4 development line.
    V4_4Dev,
}

/// What a compilation depends on besides the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The daemon's environment, for `%(ENV_x)s`; on a reread also the keys that an earlier
    /// `[supervisord] environment` set (spec-config §2.4).
    pub environment: BTreeMap<String, String>,
    /// Those of the environment that somebody has told us for the configuration's sake. What else is in it comes from the process
    /// that we are: an editor shows no values of those.
    pub told: BTreeSet<String>,
    /// Directory that relative paths are relative to.
    pub cwd: PathBuf,
    /// `%(host_node_name)s`.
    pub host_name: String,
    /// The daemon's user id: FastCGI sockets get an owner when the program's user differs.
    pub uid: u32,
    /// Check what only the target machine can tell: users, groups, directories. Off: such values pass unresolved.
    pub host_checks: bool,
    /// What to do when the main file is a pipe or a terminal. Included files are never waited for.
    pub pipes: Pipes,
    /// Release to follow.
    pub target: Target,
    /// What the command line overrides.
    pub overrides: Overrides,
    /// Let variables of programs that are not set stand for something, and go on. It is an error all the same.
    pub assume_variables: bool,
    /// The number of the first text in [`Sources`], for who looks at several compilations together.
    pub first_file: u32,
}

impl Default for Options {
    /// An empty environment, `/` as current directory, no host checks.
    fn default() -> Self {
        Self {
            environment: BTreeMap::new(),
            told: BTreeSet::new(),
            cwd: PathBuf::from("/"),
            host_name: String::new(),
            uid: 0,
            host_checks: false,
            pipes: Pipes::default(),
            target: Target::default(),
            overrides: Overrides::default(),
            assume_variables: false,
            first_file: 0,
        }
    }
}

impl Options {
    /// For the machine and the process that we are, with host checks. Variables that are not UTF-8 are left out:
    /// a configuration file, which is UTF-8, could not show them.
    #[must_use]
    pub fn from_machine() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self {
            environment,
            cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
            host_name: nix::unistd::gethostname().unwrap_or_default().to_string_lossy().into_owned(),
            uid: nix::unistd::getuid().as_raw(),
            host_checks: true,
            ..Self::default()
        }
    }
}

/// `[supervisord]` options that the command line overrides (spec-config §6.2), already converted; their
/// origin is [`crate::plan::Origin::CommandLine`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is the option of the same name in [supervisord]")]
pub struct Overrides {
    pub nodaemon: Option<Setting<bool>>,
    pub silent: Option<Setting<bool>>,
    pub user: Option<Setting<String>>,
    pub umask: Option<Setting<i64>>,
    pub directory: Option<Setting<PathBuf>>,
    pub logfile: Option<Setting<MainLog>>,
    pub logfile_maxbytes: Option<Setting<i64>>,
    pub logfile_backups: Option<Setting<i64>>,
    pub loglevel: Option<Setting<LogLevel>>,
    pub pidfile: Option<Setting<PathBuf>>,
    pub identifier: Option<Setting<String>>,
    pub childlogdir: Option<Setting<PathBuf>>,
    pub nocleanup: Option<Setting<bool>>,
    pub minfds: Option<Setting<i64>>,
    pub minprocs: Option<Setting<i64>>,
    pub strip_ansi: Option<Setting<bool>>,
}

/// The outcome of a compilation.
#[derive(Debug, Clone)]
pub struct Compilation {
    /// The plan; none when there is an error.
    pub plan: Option<Plan>,
    /// Every text that was read.
    pub sources: Sources,
    /// Every finding, **in the order in which the original would come to it** (spec-config §3.9), so that the
    /// first error is the one the original reports. Renderers sort by place. Of each code at most a thousand.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings beyond those, counted.
    pub left_out: Vec<LeftOut>,
}

impl Compilation {
    /// The error that the original would have reported: its text after `Error: `.
    #[must_use]
    pub fn original_error(&self) -> Option<&str> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .find_map(|diagnostic| diagnostic.original.as_deref())
    }
}

/// The main file cannot be had at all. The texts are the original's (spec-config §6.1).
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It does not exist.
    #[error("could not find config file {}", path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// It exists and cannot be read.
    #[error("could not read config file {}{}", path.display(), own_reason(source))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Why a file that could be read is not: the original has no such words.
fn own_reason(source: &io::Error) -> String {
    source.get_ref().map_or_else(String::new, |reason| format!(": {reason}"))
}

/// Compiles `path` and what it includes.
///
/// # Errors
/// Only when the main file cannot be read. Everything else is a diagnostic.
pub fn compile(path: &Path, system: &dyn System, options: &Options) -> Result<Compilation, ReadError> {
    let kept = Kept::compile(path, Machine { system, options }, Wanted::Plan, Findings::default())?;
    Ok(kept.into_compilation())
}

/// What a compilation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// All of it.
    Plan,
    /// What can be had of it although something is wrong.
    Parts,
}

/// Everything after reading, in the order of spec-config §3.9. What comes out is a plan only if there was no error.
fn plan(
    path: &Path,
    main: &File,
    table: &Table<'_>,
    machine: Machine<'_>,
    wanted: Wanted,
    findings: &mut Findings,
    mut notices: Vec<Notice>,
) -> Plan {
    if table.section("supervisord").is_none() {
        findings.report(files::missing_supervisord(table, main.id));
    }
    let before = Context::new(machine, table, &main.directory);
    let (mut daemon, user) = daemon::read(&before, findings);
    let environment = Arc::new(daemon.environment.value.clone());
    let cx = Context::new(machine, table, &main.directory).with_environment(environment).for_sake_of(wanted);
    let rpc_interfaces = server::rpc_interfaces(&cx, findings);
    let groups = group::groups(&cx, findings, &mut notices);
    let servers = server::servers(&cx, findings);
    server::foreign_commands(&cx, findings);
    daemon.user = daemon::user(&user, &cx, main.id, findings);
    // The daemon logs its collected warnings first, then what it only mentions.
    notices.sort_by_key(|notice| notice.level != LogLevel::Warn);
    Plan { path: path.to_path_buf(), daemon, servers, rpc_interfaces, groups, notices }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_this_machine_are_complete() {
        let options = Options::from_machine();
        assert!(options.host_checks && options.cwd.is_absolute());
        assert!(!options.host_name.is_empty());
        assert_eq!(options.environment.get("PATH"), std::env::var("PATH").ok().as_ref());
    }
}
