//! The command line of `supervisord`: which flags there are, and what they override (spec-config §6.2).

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::compile::Overrides;
use crate::convert::{ConvertError, Machine, byte_size, integer, level, octal};
use crate::getopt::{self, Flag, Given, UsageError};
use crate::plan::{MainLog, Origin, Setting};

/// Every flag, in the order of the help.
pub static FLAGS: [Flag; 20] = [
    flag("c", "configuration", Some("FILE"), "read this configuration instead of searching the usual places"),
    flag("n", "nodaemon", None, "stay in the foreground (nodaemon=true)"),
    flag("s", "silent", None, "in the foreground, do not copy the log to standard output (silent=true)"),
    flag("u", "user", Some("USER"), "become this user, a name or a number (user=)"),
    flag("m", "umask", Some("OCTAL"), "file mode creation mask of the daemon (umask=, 022)"),
    flag("d", "directory", Some("DIRECTORY"), "working directory of the daemon (directory=)"),
    flag("l", "logfile", Some("FILE"), "main log (logfile=, supervisord.log)"),
    flag(
        "y",
        "logfile_maxbytes",
        Some("SIZE"),
        "rotate the main log at this size, such as 50MB (logfile_maxbytes=)",
    ),
    flag("z", "logfile_backups", Some("NUMBER"), "rotated main logs to keep (logfile_backups=, 10)"),
    flag(
        "e",
        "loglevel",
        Some("LEVEL"),
        "least severe level to log: critical, error, warn, info, debug, trace or blather (loglevel=, info)",
    ),
    flag("j", "pidfile", Some("FILE"), "where to write the process id (pidfile=, supervisord.pid)"),
    flag("i", "identifier", Some("TEXT"), "name of this instance (identifier=, supervisor)"),
    flag("q", "childlogdir", Some("DIRECTORY"), "directory of AUTO logs (childlogdir=)"),
    flag("k", "nocleanup", None, "keep old AUTO logs at start (nocleanup=true)"),
    flag("a", "minfds", Some("NUMBER"), "file descriptors that must be available (minfds=, 1024)"),
    flag("", "minprocs", Some("NUMBER"), "processes that must be available (minprocs=, 200)"),
    flag(
        "t",
        "strip_ansi",
        None,
        "remove ANSI escape sequences from the logs of processes (strip_ansi=true)",
    ),
    flag("", "profile_options", Some("LIST"), "accepted for compatibility; there is no profiler"),
    flag("h?", "help", None, "print this help"),
    flag("v", "version", None, "print the version"),
];

const fn flag(
    shorts: &'static str,
    long: &'static str,
    value: Option<&'static str>,
    doc: &'static str,
) -> Flag {
    Flag { shorts, long, value, doc, original: true }
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Run.
    Run(Box<Run>),
    /// Print the help and end with status 0.
    Help,
    /// Print the version and end with status 0.
    Version,
}

/// How to run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The configuration file; none: search for it.
    pub configuration: Option<PathBuf>,
    /// What takes precedence over the file.
    pub overrides: Overrides,
}

/// Reads the arguments, the program's name not among them. Paths are checked on `machine`.
///
/// # Errors
/// The first fault in the original's order and words.
pub fn parse(
    arguments: impl IntoIterator<Item = String>,
    machine: Machine<'_>,
) -> Result<Request, UsageError> {
    let parsed = getopt::parse(&FLAGS, arguments)?;
    parsed.no_positionals()?;
    let mut run = Run::default();
    let flow = parsed.apply(|given| take(given, machine, &mut run))?;
    Ok(match flow {
        ControlFlow::Break(request) => request,
        ControlFlow::Continue(()) => Request::Run(Box::new(run)),
    })
}

/// The text of `--help`; `program` is the name it was called by.
#[must_use]
pub fn help(program: &str) -> String {
    getopt::help(
        "supervisord runs a set of programs and keeps them running.",
        &format!("{program} [OPTIONS]"),
        &FLAGS,
        "An option given here takes precedence over the file, also after a reread or a\n\
         reload. In parentheses: the option of [supervisord] it overrides, the default.",
    )
}

fn take(given: &Given, machine: Machine<'_>, run: &mut Run) -> Result<ControlFlow<Request>, ConvertError> {
    let value = given.value.as_deref().unwrap_or_default();
    let overrides = &mut run.overrides;
    match given.flag.long {
        "configuration" => run.configuration = Some(PathBuf::from(value)),
        "nodaemon" => overrides.nodaemon = set(true, &"-n"),
        "silent" => overrides.silent = set(true, &"-s"),
        "user" => overrides.user = set(value.to_owned(), &"-u"),
        "umask" => overrides.umask = set(octal(value)?, &"-m"),
        "directory" => overrides.directory = set(machine.directory(value)?, &"-d"),
        "logfile" => overrides.logfile = set(main_log(&machine.dirpath(value)?, machine), &"-l"),
        "logfile_maxbytes" => overrides.logfile_maxbytes = set(byte_size(value)?, &"-y"),
        "logfile_backups" => overrides.logfile_backups = set(integer(value)?, &"-z"),
        "loglevel" => overrides.loglevel = set(level(value)?, &"-e"),
        "pidfile" => overrides.pidfile = set(machine.absolute(&machine.dirpath(value)?), &"-j"),
        "identifier" => overrides.identifier = set(value.to_owned(), &"-i"),
        "childlogdir" => overrides.childlogdir = set(machine.directory(value)?, &"-q"),
        "nocleanup" => overrides.nocleanup = set(true, &"-k"),
        "minfds" => overrides.minfds = set(integer(value)?, &"-a"),
        "minprocs" => overrides.minprocs = set(integer(value)?, &"--minprocs"),
        "strip_ansi" => overrides.strip_ansi = set(true, &"-t"),
        "help" => return Ok(ControlFlow::Break(Request::Help)),
        "version" => return Ok(ControlFlow::Break(Request::Version)),
        // `--profile_options`, the only one left, asks for a profiler that there is not.
        _ => {}
    }
    Ok(ControlFlow::Continue(()))
}

fn set<T>(value: T, flag: &'static &'static str) -> Option<Setting<T>> {
    Some(Setting::new(value, Origin::CommandLine(flag)))
}

fn main_log(path: &str, machine: Machine<'_>) -> MainLog {
    if path == "syslog" { MainLog::Syslog } else { MainLog::File(machine.absolute(path)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Options;
    use crate::plan::LogLevel;
    use crate::system::MemorySystem;

    fn run(line: &[&str]) -> Result<Request, String> {
        let options = Options { cwd: PathBuf::from("/tmp"), host_checks: true, ..Options::default() };
        let machine = Machine { system: &MemorySystem::new(), options: &options };
        parse(line.iter().map(|word| (*word).to_owned()), machine).map_err(|error| error.0)
    }

    #[test]
    fn every_flag_overrides_its_option() {
        let line = "-c f -n -s -u me -m 027 -d /tmp -l x.log -y 1MB -z 3 -e debug -j x.pid -i me -q /tmp -k -a 5 \
                    --minprocs=6 -t --profile_options=calls";
        let file = |name: &str| PathBuf::from("/tmp").join(name);
        let expected = Overrides {
            nodaemon: set(true, &"-n"),
            silent: set(true, &"-s"),
            user: set("me".to_owned(), &"-u"),
            umask: set(0o27, &"-m"),
            directory: set(file(""), &"-d"),
            logfile: set(MainLog::File(file("x.log")), &"-l"),
            logfile_maxbytes: set(1 << 20, &"-y"),
            logfile_backups: set(3, &"-z"),
            loglevel: set(LogLevel::Debug, &"-e"),
            pidfile: set(file("x.pid"), &"-j"),
            identifier: set("me".to_owned(), &"-i"),
            childlogdir: set(file(""), &"-q"),
            nocleanup: set(true, &"-k"),
            minfds: set(5, &"-a"),
            minprocs: set(6, &"--minprocs"),
            strip_ansi: set(true, &"-t"),
        };
        let request = run(&line.split_whitespace().collect::<Vec<_>>());
        let configuration = Some(PathBuf::from("f"));
        assert_eq!(request, Ok(Request::Run(Box::new(Run { configuration, overrides: expected }))));
    }

    /// Each text was compared with the original's.
    #[test]
    fn bad_values_have_the_original_texts() {
        let rows = [
            ("-m 9", "-m '9': 9 can not be converted to an octal type"),
            ("-e foo", "-e 'foo': bad logging level name 'foo'"),
            ("--logl foo", "--loglevel 'foo': bad logging level name 'foo'"),
            ("-y 1M", "-y '1M': invalid literal for int() with base 10: '1m'"),
            ("-z x", "-z 'x': invalid literal for int() with base 10: 'x'"),
            ("-a x", "-a 'x': invalid literal for int() with base 10: 'x'"),
            ("--minprocs x", "--minprocs 'x': invalid literal for int() with base 10: 'x'"),
            ("-d /nope", "-d '/nope': /nope is not an existing directory"),
            ("-q /nope", "-q '/nope': /nope is not an existing directory"),
            ("-l /no/x", "-l '/no/x': The directory named as part of the path /no/x does not exist"),
            ("-j /no/x", "-j '/no/x': The directory named as part of the path /no/x does not exist"),
        ];
        for (line, text) in rows {
            let outcome = run(&line.split(' ').collect::<Vec<_>>());
            assert_eq!(outcome, Err(format!("invalid value for {text}")), "{line}");
        }
    }

    #[test]
    fn help_and_version_end_the_line_where_they_stand() {
        assert_eq!(run(&["-n", "--vers", "-m9"]), Ok(Request::Version));
        assert_eq!(run(&["-?"]), Ok(Request::Help));
        assert_eq!(
            run(&["-m9", "-h"]).unwrap_err(),
            "invalid value for -m '9': 9 can not be converted to an octal type"
        );
        assert_eq!(run(&["-h", "x"]).unwrap_err(), "positional arguments are not supported: ['x']");
    }

    #[test]
    fn the_system_log_is_no_file() {
        let Ok(Request::Run(run)) = run(&["-l", "syslog"]) else { panic!("a fine line") };
        assert_eq!(run.overrides.logfile, set(MainLog::Syslog, &"-l"));
    }

    #[test]
    fn help_text() {
        insta::assert_snapshot!(help("supervisord"));
    }
}
