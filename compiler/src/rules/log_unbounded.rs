//! `log-unbounded`.

use std::path::Path;

use crate::compile::Opt;
use crate::diagnostic::Fix;
use crate::lint::streams::is_device;
use crate::lint::{Found, Subject, edits, logrotate};
use crate::plan::MainLog;

rule! {
    /// A log file is never rotated.
    ///
    /// With `maxbytes=0` it is left to somebody else to keep the file small. Where nobody does, it fills the disk, and
    /// everything else on the machine stops with it. With `--host` the files that logrotate knows are not reported.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// stdout_logfile_maxbytes=0
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// ```
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
    /// - [Supervisor/supervisor#322](https://github.com/Supervisor/supervisor/issues/322)
    "log-unbounded", Info, Logging,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let rotated = logrotate::files(subject);
    let unknown = |path: &Path| !is_device(path) && !rotated.contains_key(path);
    for program in subject.programs() {
        let Some(process) = program.process() else { continue };
        for stream in process.streams().into_iter().filter(|stream| !stream.is_rotated()) {
            let Some((path, _)) = stream.file().filter(|(path, _)| unknown(path)) else { continue };
            let Some(option) = program.option(stream.maxbytes) else { continue };
            report(option, stream.maxbytes, path, found);
        }
    }
    let daemon = &subject.plan().daemon;
    if let MainLog::File(path) = &daemon.logfile.value
        && daemon.logfile_maxbytes.value <= 0
        && unknown(path)
        && let Some(option) = subject.section("supervisord").and_then(|section| section.option("logfile_maxbytes"))
    {
        report(option, "logfile_maxbytes", path, found);
    }
}

fn report(option: Opt<'_>, maxbytes: &str, path: &Path, found: &mut Found<'_>) {
    let finding = found.finding(
        option.location(),
        format!("`{}` is never rotated", path.display()),
        "grows without end",
        format!("remove `{maxbytes}` for the default, 50MB, or let logrotate know the file"),
    );
    let edit = edits::remove_own(found.subject(), option);
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("remove `{maxbytes}`"), [edit]))));
}
