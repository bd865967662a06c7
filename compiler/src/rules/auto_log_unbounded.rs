//! `auto-log-unbounded`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits};
use crate::plan::LogFile;

rule! {
    /// A log file that supervisord puts somewhere by itself grows for ever.
    ///
    /// Without `stdout_logfile=` the log is a file with a random name in `childlogdir`, where no logrotate knows it.
    /// Without rotation, which `maxbytes=0` switches off, it fills the disk, usually that of `/tmp`. Often
    /// `stdout_logfile=/dev/stdout` is what is missing.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=0
    /// redirect_stderr=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `stdout_logfile_maxbytes`](https://supervisord.org/configuration.html#program-x-section-values)
    "auto-log-unbounded", Warning, Logging,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    for stream in process.streams() {
        if stream.channel.logfile.value != LogFile::Auto || stream.channel.logfile_maxbytes.value != 0 {
            continue;
        }
        let Some(option) = program.option(stream.maxbytes) else { continue };
        let (logfile, maxbytes) = (stream.logfile, stream.maxbytes);
        let finding = found.finding(
            option.location(),
            format!("the log file of `{}` grows without end: `{logfile}` is AUTO and `{maxbytes}` is 0", program.name),
            "never rotated",
            format!("remove the line, or name a file in `{logfile}`"),
        );
        let edit = edits::remove_own(found.subject(), option);
        found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("remove `{maxbytes}`"), [edit]))));
    }
}
