//! `rotation-on-unseekable`.

use crate::diagnostic::Fix;
use crate::lint::streams::is_standard_stream;
use crate::lint::{Found, Program, Subject, edits};
use crate::plan::MainLog;

rule! {
    /// A log that goes to a pipe or a terminal is to be rotated.
    ///
    /// `/dev/stdout` and its like are no files that could be renamed when they are full, but rotation is on by default
    /// (`50MB`). Asking a pipe how long it is fails: with the first line of output supervisord logs "Illegal seek" and
    /// closes the channel, and from then on the output of the program is lost. This is the most frequent mistake in
    /// containers.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/stdout
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/fd/1
    /// stdout_logfile_maxbytes=10MB ; small
    /// stderr_logfile=/proc/self/fd/2
    /// stderr_logfile_maxbytes=0
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/stdout
    /// stdout_logfile_maxbytes=0
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/dev/fd/1
    /// stdout_logfile_maxbytes=0 ; small
    /// stderr_logfile=/proc/self/fd/2
    /// stderr_logfile_maxbytes=0
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#935](https://github.com/Supervisor/supervisor/issues/935)
    /// - [Supervisor/supervisor#1078](https://github.com/Supervisor/supervisor/issues/1078)
    /// - [Supervisor/supervisor#1224](https://github.com/Supervisor/supervisor/issues/1224)
    /// - [Supervisor/supervisor#1412](https://github.com/Supervisor/supervisor/issues/1412)
    /// - [cachethq/Docker#224](https://github.com/cachethq/Docker/issues/224)
    "rotation-on-unseekable", Warning, Docker,
    fix: Suggested,
    [Program(check), Whole(check_daemon)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    for stream in process.streams() {
        let Some((path, place)) = stream.file() else { continue };
        if !stream.is_rotated() || !is_standard_stream(path) {
            continue;
        }
        let (logfile, maxbytes) = (stream.logfile, stream.maxbytes);
        let edit = match (program.option(maxbytes), program.option(logfile)) {
            (Some(own), _) if !own.inherited => Some(edits::set_value(own, "0")),
            (_, Some(own)) if !own.inherited => Some(edits::add_below(own, maxbytes, "0")),
            _ => None,
        };
        let finding = found.finding(
            place,
            format!("`{}` cannot be rotated, but `{maxbytes}` is not 0", path.display()),
            "no file that can be rotated",
            format!("write `{maxbytes}=0`"),
        );
        found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("write `{maxbytes}=0`"), [edit]))));
    }
}

fn check_daemon(subject: &Subject<'_>, found: &mut Found<'_>) {
    let daemon = &subject.plan().daemon;
    let (MainLog::File(path), Some(section)) = (&daemon.logfile.value, subject.section("supervisord")) else { return };
    let Some(place) = daemon.logfile.origin.location() else { return };
    if daemon.logfile_maxbytes.value <= 0 || !is_standard_stream(path) {
        return;
    }
    let edit = edits::set(subject, section, "logfile_maxbytes", "0");
    let finding = found.finding(
        place,
        format!("`{}` cannot be rotated, but `logfile_maxbytes` is not 0", path.display()),
        "no file that can be rotated",
        "write `logfile_maxbytes=0`",
    );
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested("write `logfile_maxbytes=0`", [edit]))));
}
