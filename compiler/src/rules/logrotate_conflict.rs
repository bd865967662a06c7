//! `logrotate-conflict`.

use std::path::Path;

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits, logrotate};
use crate::plan::MainLog;

rule! {
    /// Both supervisord and logrotate rotate a log file.
    ///
    /// logrotate renames the file while supervisord goes on writing into it under its new name; supervisord renames it
    /// in its turn, and its backups are overwritten or compressed while they are written. Either may do it, but not
    /// both: with `maxbytes=0` and a `postrotate` that sends USR2 to supervisord (or with `copytruncate`) it is
    /// logrotate.
    ///
    /// ## Bad
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// ; file: /var/log/web.log
    /// ; file: /etc/logrotate.d/web
    /// /var/log/*.log {
    ///     weekly
    /// }
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// stdout_logfile_maxbytes=0
    /// ; file: /var/log/web.log
    /// ; file: /etc/logrotate.d/web
    /// /var/log/*.log {
    ///     weekly
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#290](https://github.com/Supervisor/supervisor/issues/290)
    /// - [Supervisor/supervisor#1395](https://github.com/Supervisor/supervisor/issues/1395)
    /// - [Supervisor/supervisor#1551](https://github.com/Supervisor/supervisor/issues/1551)
    "logrotate-conflict", Info, Host,
    when: When::Host,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let rotated = logrotate::files(subject);
    if rotated.is_empty() {
        return;
    }
    for program in subject.programs() {
        for stream in program.processes.iter().flat_map(|member| member.process.streams()) {
            let Some((path, place)) = stream.file().filter(|_| stream.is_rotated()) else { continue };
            let Some(by) = rotated.get(path) else { continue };
            let maxbytes = stream.maxbytes;
            let edit = match (program.option(maxbytes), program.option(stream.logfile)) {
                (Some(own), _) if !own.inherited => Some(edits::set_value(own, "0")),
                (_, Some(own)) if !own.inherited => Some(edits::add_below(own, maxbytes, "0")),
                _ => None,
            };
            let fix = edit.map(|edit| Fix::suggested(format!("write `{maxbytes}=0`"), [edit]));
            let finding = found.finding(place, message(path, by), "rotated by two", help(maxbytes));
            found.report(finding.on_host().with_fix(fix));
        }
    }
    let daemon = &subject.plan().daemon;
    if let MainLog::File(path) = &daemon.logfile.value
        && daemon.logfile_maxbytes.value > 0
        && let (Some(by), Some(section)) = (rotated.get(path), subject.section("supervisord"))
    {
        let edit = edits::set(subject, section, "logfile_maxbytes", "0");
        let fix = edit.map(|edit| Fix::suggested("write `logfile_maxbytes=0`", [edit]));
        let place = daemon.logfile.origin.location().unwrap_or(section.header());
        let finding = found.finding(place, message(path, by), "rotated by two", help("logfile_maxbytes"));
        found.report(finding.on_host().with_fix(fix));
    }
}

fn message(path: &Path, by: &Path) -> String {
    format!("`{}` is rotated by supervisord and by logrotate (`{}`)", path.display(), by.display())
}

fn help(maxbytes: &str) -> String {
    format!("write `{maxbytes}=0`, and let logrotate send USR2 to supervisord")
}
