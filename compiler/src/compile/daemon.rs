//! `[supervisord]` (spec-config §3.1), and what the command line overrides of it.

use std::path::PathBuf;

use supervisor_grammar::Span;

use super::Target;
use super::context::Context;
use super::environment;
use super::explain;
use super::findings::Findings;
use super::reader::{Found, Given, Reader};
use crate::convert::{self, ConvertError, Machine};
use crate::diagnostic::{Diagnostic, Label};
use crate::plan::{Daemon, Environment, MainLog, Origin, Setting, UserRef};
use crate::schema::daemon as rows;
use crate::sources::{FileId, Location};

const SECTION: &str = "supervisord";

/// What `user=` says before anybody looked it up, which the original does last of all.
pub(super) enum User<'r> {
    Absent,
    Faulty,
    CommandLine(Setting<String>),
    Given(Given<'r>),
}

/// Reads `[supervisord]`; defaults when there is no such section. Also says which user is to be looked up.
pub(super) fn read<'r>(cx: &'r Context<'r>, findings: &mut Findings) -> (Daemon, User<'r>) {
    let machine = cx.machine;
    let daemon = defaults(machine);
    let (mut daemon, user) = match cx.table.section(SECTION) {
        Some(section) => options(Reader::new(cx, section, findings).with_here(), daemon),
        None => (daemon, User::Absent),
    };
    let user = match &machine.options.overrides.user {
        Some(user) => User::CommandLine(user.clone()),
        None => user,
    };
    override_with(&mut daemon, machine);
    (daemon, user)
}

fn defaults(machine: Machine<'_>) -> Daemon {
    use super::reader::default_of;
    let setting = Setting::default_value;
    Daemon {
        logfile: setting(MainLog::File(machine.options.cwd.join("supervisord.log"))),
        logfile_maxbytes: Setting::default_value(default_of(&rows::LOGFILE_MAXBYTES, convert::byte_size)),
        logfile_backups: Setting::default_value(default_of(&rows::LOGFILE_BACKUPS, convert::integer)),
        loglevel: Setting::default_value(default_of(&rows::LOGLEVEL, convert::level)),
        pidfile: Setting::default_value(machine.options.cwd.join("supervisord.pid")),
        umask: Setting::default_value(default_of(&rows::UMASK, convert::octal)),
        nodaemon: Setting::default_value(default_of(&rows::NODAEMON, convert::boolean)),
        silent: Setting::default_value(default_of(&rows::SILENT, convert::boolean)),
        minfds: Setting::default_value(default_of(&rows::MINFDS, convert::integer)),
        minprocs: Setting::default_value(default_of(&rows::MINPROCS, convert::integer)),
        nocleanup: Setting::default_value(default_of(&rows::NOCLEANUP, convert::boolean)),
        childlogdir: Setting::default_value(machine.system.temp_dir()),
        user: Setting::default_value(None),
        directory: Setting::default_value(None),
        strip_ansi: Setting::default_value(default_of(&rows::STRIP_ANSI, convert::boolean)),
        environment: Setting::default_value(Environment::new()),
        identifier: Setting::default_value(default_of(&rows::IDENTIFIER, text)),
    }
}

/// The options in the order of spec-config §3.9.
fn options<'r>(mut reader: Reader<'r, '_>, defaults: Daemon) -> (Daemon, User<'r>) {
    let machine = reader.cx.machine;
    let read = &mut reader;
    let minfds = read.setting(&rows::MINFDS, convert::integer);
    let minprocs = read.setting(&rows::MINPROCS, convert::integer);
    let directory = read.optional(&rows::DIRECTORY, |text| machine.directory(text));
    let user = match read.value(&rows::USER) {
        Found::Absent => User::Absent,
        Found::Faulty(_) => User::Faulty,
        Found::Value(given) => User::Given(given),
    };
    let umask = read.setting(&rows::UMASK, convert::octal);
    let logfile = read.optional(&rows::LOGFILE, |text| {
        Ok(match machine.dirpath(text)?.as_str() {
            "syslog" => MainLog::Syslog,
            path => MainLog::File(machine.absolute(path)),
        })
    });
    let logfile_maxbytes = read.setting(&rows::LOGFILE_MAXBYTES, convert::byte_size);
    let logfile_backups = read.setting(&rows::LOGFILE_BACKUPS, convert::integer);
    let loglevel = read.setting(&rows::LOGLEVEL, convert::level);
    let pidfile = read.optional(&rows::PIDFILE, |text| Ok(machine.absolute(&machine.dirpath(text)?)));
    let identifier = read.setting(&rows::IDENTIFIER, text);
    let nodaemon = read.setting(&rows::NODAEMON, convert::boolean);
    let silent = read.setting(&rows::SILENT, convert::boolean);
    let childlogdir = read.optional(&rows::CHILDLOGDIR, |text| machine.directory(text));
    let nocleanup = read.setting(&rows::NOCLEANUP, convert::boolean);
    let strip_ansi = read.setting(&rows::STRIP_ANSI, convert::boolean);
    let environment = environment(read);
    let daemon = Daemon {
        logfile: logfile.map(|logfile| logfile.unwrap_or(defaults.logfile.value)),
        logfile_maxbytes,
        logfile_backups,
        loglevel,
        pidfile: pidfile.map(|pidfile| pidfile.unwrap_or(defaults.pidfile.value)),
        umask,
        nodaemon,
        silent,
        minfds,
        minprocs,
        nocleanup,
        childlogdir: childlogdir
            .map(|directory: Option<PathBuf>| directory.unwrap_or(defaults.childlogdir.value)),
        user: defaults.user,
        directory,
        strip_ansi,
        environment,
        identifier,
    };
    (daemon, user)
}

fn text(text: &str) -> Result<String, ConvertError> {
    Ok(text.to_owned())
}

/// `environment`: 4.3.0 expands it twice, and only the second time with `host_node_name` (spec-config §2.4).
fn environment(read: &mut Reader<'_, '_>) -> Setting<Environment> {
    let row = &rows::ENVIRONMENT;
    let passes = if read.cx.machine.options.target == Target::V4_3 { 2 } else { 1 };
    let Some(raw) = read.raw(row) else { return Setting::default_value(Environment::new()) };
    let origin = raw.origin();
    let mut found = Found::Value(raw);
    for pass in 1..=passes {
        let Found::Value(given) = found else { break };
        let last = pass == passes;
        if last {
            let host = read.cx.machine.options.host_name.as_str();
            read.scope = read.scope.clone().with_text("host_node_name", host);
        }
        found = read.expand(row.name, &given, last.then_some(row.name), passes);
    }
    let variables = match found {
        Found::Value(given) => environment::parse(read, row, &given).unwrap_or_default(),
        Found::Absent | Found::Faulty(_) => Environment::new(),
    };
    Setting::new(variables, origin)
}

fn override_with(daemon: &mut Daemon, machine: Machine<'_>) {
    fn set<T: Clone>(setting: &mut Setting<T>, by: &Option<Setting<T>>) {
        if let Some(by) = by {
            *setting = by.clone();
        }
    }
    let by = &machine.options.overrides;
    set(&mut daemon.nodaemon, &by.nodaemon);
    set(&mut daemon.silent, &by.silent);
    set(&mut daemon.umask, &by.umask);
    set(&mut daemon.directory, &by.directory.clone().map(|directory| directory.map(Some)));
    set(&mut daemon.logfile, &by.logfile);
    set(&mut daemon.logfile_maxbytes, &by.logfile_maxbytes);
    set(&mut daemon.logfile_backups, &by.logfile_backups);
    set(&mut daemon.loglevel, &by.loglevel);
    set(&mut daemon.pidfile, &by.pidfile);
    set(&mut daemon.identifier, &by.identifier);
    set(&mut daemon.childlogdir, &by.childlogdir);
    set(&mut daemon.nocleanup, &by.nocleanup);
    set(&mut daemon.minfds, &by.minfds);
    set(&mut daemon.minprocs, &by.minprocs);
    set(&mut daemon.strip_ansi, &by.strip_ansi);
}

/// Looks the daemon's user up, last of all (spec-config §3.9). `main` is where a fault of the command line shows.
pub(super) fn user(
    user: &User<'_>,
    cx: &Context<'_>,
    main: FileId,
    findings: &mut Findings,
) -> Setting<Option<UserRef>> {
    let (text, origin, place) = match user {
        User::Absent | User::Faulty => return Setting::default_value(None),
        User::CommandLine(user) => {
            let header = cx.table.section(SECTION).map(|section| section.header);
            (user.value.as_str(), user.origin, header.unwrap_or(Location { file: main, span: Span::at(0) }))
        }
        User::Given(given) => (given.text(), given.origin(), given.location()),
    };
    match convert::user(text, cx.machine) {
        Ok(found) => Setting::new(Some(found), origin),
        Err(error) => {
            let words = explain::conversion(&error, &rows::USER, text);
            let label = match origin {
                Origin::CommandLine(flag) => format!("overridden by {flag}"),
                Origin::Default | Origin::File(_) => words.label,
            };
            let label = Label::new(place, label);
            let mut diagnostic =
                Diagnostic::error(words.code, words.message, label, words.help, error.to_string());
            diagnostic.host = error.depends_on_host();
            findings.report(diagnostic);
            Setting::new(None, origin)
        }
    }
}
