//! `foreign-dialect-option`.

use crate::diagnostic::Diagnostic;
use crate::lint::unknown::{Fault, Unknown, Why, fault};
use crate::lint::{Found, Section, Subject};

rule! {
    /// An option or section belongs to another program.
    ///
    /// Several programs have files that look like Supervisor's, and one that is written in Go calls itself supervisord, too. Their options
    /// are passed over without a word: a program with `depends_on=db` starts before its database, and one with `group=www-data` runs with
    /// the groups of its user.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// depends_on=db
    /// ```
    ///
    /// ```ini
    /// [program-default]
    /// autorestart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// priority=20
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1459](https://github.com/Supervisor/supervisor/issues/1459)
    /// - [goinfinite/os#336](https://github.com/goinfinite/os/issues/336)
    /// - [The supervisord that is written in Go](https://github.com/ochinchina/supervisord)
    "foreign-dialect-option", Info, Unknown,
    [Whole(options), Section(section)],
}

/// What to write instead, where there is something.
const INSTEAD: &[(&str, &str)] = &[
    ("entrypoint", "write `command`"),
    ("env_file", "write the variables into `environment`, or set them where supervisord is started"),
    ("envfiles", "write the variables into `environment`, or set them where supervisord is started"),
    ("environmentfile", "write the variables into `environment`, or set them where supervisord is started"),
    ("execstart", "write `command`"),
    ("group", "write `user`; a program runs with the groups of its user"),
    ("graceful_timeout", "write `stopwaitsecs`"),
    ("killmode", "write `stopasgroup` and `killasgroup`"),
    ("killsignal", "write `stopsignal`"),
    ("limitnofile", "write `minfds` in [supervisord]"),
    ("numprocesses", "write `numprocs`"),
    ("restartpause", "remove it: the pause between two starts cannot be set"),
    ("restartsec", "remove it: the pause between two starts cannot be set"),
    ("stop_grace_period", "write `stopwaitsecs`"),
    ("stop_signal", "write `stopsignal`"),
    ("timeoutstopsec", "write `stopwaitsecs`"),
    ("working_dir", "write `directory`"),
    ("workingdirectory", "write `directory`"),
];

fn options(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options() {
        if let Why::Foreign(whose) = unknown.why {
            let finding = report(unknown, whose, found);
            found.report(finding);
        }
    }
}

fn report(unknown: &Unknown<'_>, whose: &str, found: &Found<'_>) -> Diagnostic {
    let key = unknown.option.key();
    let instead = INSTEAD.iter().find(|(known, _)| *known == key).map(|(_, instead)| *instead);
    found.finding(
        unknown.option.key_location(),
        format!("`{key}` is an option of {whose}, and has no effect here"),
        "ignored",
        instead.unwrap_or("remove the line: Supervisor has nothing like it"),
    )
}

fn section(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind().is_some() {
        return;
    }
    let Some(Fault::Foreign(whose)) = fault(section) else { return };
    let finding = found.finding(
        section.header(),
        format!("[{}] is a section of {whose}, and has no effect here", section.name()),
        "ignored",
        "remove the section, or write its options into the sections that they are meant for",
    );
    found.report(finding);
}
