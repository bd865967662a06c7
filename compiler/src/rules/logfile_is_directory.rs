//! `logfile-is-directory`.

use std::path::Path;

use crate::diagnostic::Fix;
use crate::lint::{Found, Section, edits};
use crate::schema::SectionKind;

rule! {
    /// A log file is a directory.
    ///
    /// The path ends in a slash, or (with `--host`) a directory is there. Supervisor accepts the file, since the directory exists; at every start
    /// of the program it fails to open the log, and the program goes to FATAL without ever having run.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stderr_logfile=/var/log/supervisor/
    /// ```
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/%(program_name)s.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stderr_logfile=/var/log/supervisor/%(program_name)s-error.log
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: stdout_logfile](https://supervisord.org/configuration.html#program-x-section-values)
    "logfile-is-directory", Warning, Logging,
    fix: Suggested,
    [Section(check)],
}

/// Options that name a file, and what a program's file may be called.
const FILES: &[(&str, &str)] = &[
    ("stdout_logfile", "%(program_name)s.log"),
    ("stderr_logfile", "%(program_name)s-error.log"),
    ("logfile", "supervisord.log"),
    ("pidfile", "supervisord.pid"),
];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(kind) = section.kind() else { return };
    let files = match kind {
        SectionKind::Supervisord => FILES.get(2..),
        kind if kind.has_processes() => FILES.get(..2),
        _ => None,
    };
    for (name, file) in files.unwrap_or_default() {
        let Some(option) = section.option(name) else { continue };
        let text = option.text();
        let slash = text.ends_with('/');
        let subject = found.subject();
        // A relative path is relative to who knows what.
        let asked = subject.options().host_checks && text.starts_with('/') && !text.contains('%');
        let there = asked && subject.system().is_dir(Path::new(&*text));
        if !slash && !there {
            continue;
        }
        let mut finding = found.finding(
            option.location(),
            format!("`{name}` is a directory: `{text}`"),
            "no file",
            format!("write the path of a file, such as `{}/{file}`", text.trim_end_matches('/')),
        );
        finding.host = !slash;
        // Processes of one program would share the file, and get one each only by their number.
        let single = section.option("numprocs").is_none_or(|number| number.text() == "1");
        let value = format!("{}/{file}", text.trim_end_matches('/'));
        let fix = Fix::suggested(format!("write `{value}`"), [edits::set_value(option, &value)]);
        found.report(finding.with_fix((slash && single).then_some(fix)));
    }
}
