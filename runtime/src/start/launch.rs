//! From the command line to a plan, at the start and again at every restart (spec-config §6.1, §6.2).

use std::io::Write as _;
use std::path::PathBuf;

use supervisor_compiler::command_line::{self, Request, Run};
use supervisor_compiler::convert::Machine;
use supervisor_compiler::plan::Plan;
use supervisor_compiler::system::{Pipes, RealSystem};
use supervisor_compiler::{Options, locate};

use super::Life;
use super::failure::Failure;
use super::notes::Notes;
use crate::daemon::ConfigSource;

/// How the daemon was called.
#[derive(Debug)]
pub(super) struct Launch {
    program: String,
    /// Without the program's name.
    arguments: Vec<String>,
    /// The machine as it was at the start. The directory of the start counts for relative paths in all lives: the
    /// original takes the current one, which `directory=` has changed meanwhile, and dies at its first reload because
    /// it no longer finds `-c s.conf`.
    machine: Options,
}

/// What a life of the daemon begins with.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) source: ConfigSource,
    pub(super) plan: Plan,
    /// What is to be said about them once there is a log.
    pub(super) notes: Notes,
}

impl Launch {
    pub(super) fn new(program: &str, arguments: &[String]) -> Self {
        let arguments = arguments.iter().skip(1).cloned().collect();
        Self { program: program.to_owned(), arguments, machine: Options::from_machine() }
    }

    /// Reads command line and configuration; none: the command line asked for something that is done now.
    pub(super) fn read(&self, life: Life) -> Result<Option<Beginning>, Failure> {
        let Some(mut source) = self.source(life)? else { return Ok(None) };
        let mut notes = Notes::default();
        let compilation = source.compile().map_err(|error| Failure::usage(error.to_string()))?;
        notes.of_differences(&compilation, &source.options.cwd);
        let plan = match compilation.plan {
            Some(plan) => plan,
            None => return Err(Failure::configuration(&compilation, &source.options.cwd)),
        };
        // From now on no client can make the daemon wait until somebody writes a configuration.
        source.options.pipes = Pipes::Refuse;
        source.remember(&plan);
        source.keep_texts(compilation.sources);
        notes.of_plan(&plan);
        notes.of_foreground(&plan);
        Ok(Some(Beginning { source, plan, notes }))
    }

    fn source(&self, life: Life) -> Result<Option<ConfigSource>, Failure> {
        let mut options = self.machine.clone();
        let machine = Machine { system: &RealSystem, options: &options };
        let request = command_line::parse(self.arguments.iter().cloned(), machine)
            .map_err(|error| Failure::usage(error.to_string()))?;
        let Run { configuration, overrides } = match request {
            Request::Run(run) => *run,
            Request::Help => {
                print(&command_line::help(&self.program));
                return Ok(None);
            }
            Request::Version => {
                print(&format!("{}\n", crate::rpc::SUPERVISOR_VERSION));
                return Ok(None);
            }
        };
        options.overrides = overrides;
        if life == Life::Again {
            options.pipes = Pipes::Refuse;
        }
        options.host_checks = true;
        if life == Life::Again {
            // A restart must not wait for somebody to write.
            options.pipes = Pipes::Refuse;
        }
        let path = match configuration {
            Some(path) => path,
            None => self.search(&options, life)?,
        };
        Ok(Some(ConfigSource {
            path,
            options,
            environment: std::env::vars_os().collect(),
            texts: Vec::new(),
        }))
    }

    /// Finds the configuration in the usual places (spec-config §6.1).
    fn search(&self, options: &Options, life: Life) -> Result<PathBuf, Failure> {
        if life == Life::First && options.uid == 0 {
            let _ = writeln!(
                std::io::stderr(),
                "Supervisord is running as root and it is searching for its configuration file in default locations \
                 (including its current working directory); anybody who can write there decides what root runs. \
                 Name the file with an absolute path: \"-c\" FILE."
            );
        }
        locate::find_config(&self.program, &options.cwd, &RealSystem)
            .map_err(|error| Failure::usage(error.to_string()))
    }
}

/// Output that somebody asked for; nobody is left to tell when they do not read it.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
