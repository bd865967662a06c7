//! `unknown-option`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::unknown::{Unknown, Why};
use crate::lint::{Found, Subject, edits};

rule! {
    /// A section has an option that nobody knows: it has no effect.
    ///
    /// Supervisor passes over such options without a word, and uses the default. `stopwaitsec=600` leaves a worker ten seconds to finish its
    /// job before it is killed; `autoresart=true` is why the program was not running this morning.
    ///
    /// Options that are known elsewhere, options of other programs and options of plug-ins are reported by rules of their own.
    /// Options that a tool of yours reads are allowed by `--allow-option`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autoresart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsec=600
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// colour=green
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// --port=80
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=600
    /// ```
    ///
    /// ```ini allow-option=colour
    /// [program:web]
    /// command=/usr/bin/web
    /// colour=green
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#748](https://github.com/Supervisor/supervisor/issues/748)
    /// - [Supervisor/supervisor#1655](https://github.com/Supervisor/supervisor/issues/1655)
    /// - [orf/simple#50](https://github.com/orf/simple/issues/50)
    /// - [ansible/awx#60](https://github.com/ansible/awx/issues/60)
    "unknown-option", Warning, Unknown,
    fix: Suggested,
    [Whole(check)],
}

/// What people write who know other programs.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("chdir", "directory"),
    ("cmd", "command"),
    ("cwd", "directory"),
    ("dir", "directory"),
    ("env", "environment"),
    ("exec", "command"),
    ("instances", "numprocs"),
    ("processes", "numprocs"),
    ("restart", "autorestart"),
    ("retries", "startretries"),
    ("signal", "stopsignal"),
    ("stderr", "stderr_logfile"),
    ("stdout", "stdout_logfile"),
    ("uid", "user"),
    ("username", "user"),
    ("workdir", "directory"),
    ("working_directory", "directory"),
];

/// Looking for what may have been meant takes long: of very many options only the first are worth it.
const FEW: usize = 1000;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let unknown = subject.unknown_options().iter().filter(|unknown| unknown.why == Why::Nobody);
    for (number, unknown) in unknown.enumerate() {
        let finding = report(unknown, number < FEW, found);
        found.report(finding);
    }
}

fn report(unknown: &Unknown<'_>, few: bool, found: &Found<'_>) -> Diagnostic {
    let key = unknown.option.key();
    let section = unknown.section.name();
    let place = unknown.option.key_location();
    let message = format!("[{section}] knows no option `{key}`");
    if key.starts_with('-') || key.contains([' ', '/']) {
        return found.finding(
            place,
            message,
            "is an option of its own, and ignored",
            "indent the line if it goes on with the line above",
        );
    }
    let other_word = OTHER_WORDS.iter().find(|(word, _)| unknown.kind.has_processes() && *word == key);
    let meant = other_word.map(|(_, meant)| *meant).or_else(|| if few { unknown.nearest() } else { None });
    let Some(meant) = meant else {
        return found.finding(place, message, "has no effect", "remove the line, or allow the option with `--allow-option`");
    };
    let finding = found.finding(place, message, "has no effect", format!("did you mean `{meant}`?"));
    // What is farther away may well be something else.
    let near = other_word.is_some() || strsim::damerau_levenshtein(&key, meant) <= 2;
    let fix = Fix::suggested(format!("write `{meant}`"), [edits::rename(unknown.option, meant)]);
    finding.with_fix((near && !unknown.has(meant)).then_some(fix))
}
