//! `logfile-keyword-typo`.

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Found, Section, edits};

rule! {
    /// A log file is called like a word that people use for "none".
    ///
    /// The words are `NONE`, `off` and `AUTO`. Anything else is a path: `stdout_logfile=false` writes to a file called `false` in the directory in
    /// which supervisord happens to run, which is `/` in most services and does not allow it, so that the program never starts.
    ///
    /// `/dev/null` works, and is told as information: with `NONE` the daemon does not open it, write to it and rotate it.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=false
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stderr_logfile=/dev/null
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=NONE
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stderr_logfile=NONE
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=off
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: stdout_logfile](https://supervisord.org/configuration.html#program-x-section-values)
    "logfile-keyword-typo", Warning, Logging,
    fix: Suggested,
    [Section(check)],
}

/// Words that nobody calls a file.
const NONE: &[&str] =
    &["false", "no", "null", "nil", "0", "disabled", "disable", "nothing", "nul", "empty", "true", "yes", "on", "1"];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for name in ["stdout_logfile", "stderr_logfile"] {
        let Some(option) = section.option(name) else { continue };
        if section.row(name).is_none() {
            continue;
        }
        let text = option.text();
        let null = text == "/dev/null";
        let word = text.trim_matches(['"', '\'']);
        if !null && !NONE.iter().any(|known| word.eq_ignore_ascii_case(known)) {
            continue;
        }
        // In quotation marks it is refused nowhere, and another rule's matter.
        if word.len() != text.len() {
            continue;
        }
        let wanted = if ["true", "yes", "on", "1"].iter().any(|known| word.eq_ignore_ascii_case(known)) { "AUTO" } else { "NONE" };
        let finding = if null {
            let message = format!("`{name}=/dev/null` opens a file for what is thrown away");
            found
                .finding(option.location(), message, "is written to", format!("write `{name}=NONE`"))
                .only(Severity::Info)
        } else {
            let message = format!("`{name}={text}` writes to a file called `{text}`");
            found.finding(option.location(), message, "a relative path", format!("write `{name}={wanted}`"))
        };
        found.report(finding.with_fix(Fix::suggested(format!("write `{wanted}`"), [edits::set_value(option, wanted)])));
    }
}
