//! `stdout-dev-under-systemd`.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::streams::{Stream, is_standard_stream};
use crate::lint::{Found, Program, Subject, edits};
use crate::plan::MainLog;
use crate::rules::Profile;
use crate::sources::Location;

rule! {
    /// A log goes to `/dev/stdout` in a service of systemd.
    ///
    /// The standard output of a service is a socket of the journal, and a socket cannot be opened by its name in
    /// `/dev`: the log cannot be opened, and the program does not start. What is right in a container is wrong here.
    /// Reported for the profile `systemd`, and with `--host` where systemd runs.
    ///
    /// ## Bad
    ///
    /// ```ini profile=systemd
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/stdout
    /// stdout_logfile_maxbytes=0
    /// redirect_stderr=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini profile=systemd
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=NONE
    /// stdout_syslog=true
    /// stdout_logfile_maxbytes=0
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/stdout
    /// stdout_logfile_maxbytes=0
    /// redirect_stderr=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#849](https://github.com/Supervisor/supervisor/issues/849)
    /// - [Supervisor/supervisor#1237](https://github.com/Supervisor/supervisor/issues/1237)
    "stdout-dev-under-systemd", Info, Host,
    when: When::HostOr(&[Profile::Systemd]),
    fix: Suggested,
    [Program(check), Whole(check_daemon)],
}

/// True where the standard output of a daemon is a socket.
fn applies(subject: &Subject<'_>) -> bool {
    subject.settings().profiles.contains(&Profile::Systemd) || subject.system().is_dir(Path::new("/run/systemd/system"))
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    for stream in process.streams() {
        let Some((path, place)) = stream.file().filter(|(path, _)| is_standard_stream(path)) else { continue };
        if !applies(found.subject()) {
            return;
        }
        let syslog = if stream.logfile == "stdout_logfile" { "stdout_syslog" } else { "stderr_syslog" };
        let help = format!("name a file, or write `{}=NONE` and `{syslog}=true` for the journal", stream.logfile);
        let finding = finding(path, place, stream.logfile, help, found);
        found.report(finding.with_fix(to_journal(program, stream, syslog)));
    }
}

/// The journal by way of the system log.
fn to_journal(program: &Program<'_>, stream: Stream<'_>, syslog: &str) -> Option<Fix> {
    let logfile = program.option(stream.logfile).filter(|option| !option.inherited)?;
    if program.option(syslog).is_some() {
        return None;
    }
    let edits = [edits::set_value(logfile, "NONE"), edits::add_below(logfile, syslog, "true")];
    Some(Fix::suggested(format!("write `{}=NONE` and `{syslog}=true`", stream.logfile), edits))
}

fn check_daemon(subject: &Subject<'_>, found: &mut Found<'_>) {
    let logfile = &subject.plan().daemon.logfile;
    if let (MainLog::File(path), Some(place)) = (&logfile.value, logfile.origin.location())
        && is_standard_stream(path)
        && applies(subject)
    {
        let help = "write `logfile=/dev/null` and run supervisord with `nodaemon=true`, which prints the log".to_owned();
        let finding = finding(path, place, "logfile", help, found);
        found.report(finding);
    }
}

fn finding(path: &Path, place: Location, option: &str, help: String, found: &Found<'_>) -> Diagnostic {
    let message = format!("`{option}` is `{}`, which cannot be opened in a service of systemd", path.display());
    found.finding(place, message, "a socket there", help)
}
