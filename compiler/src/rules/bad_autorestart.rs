//! `bad-autorestart`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// `autorestart` is none of true, false and unexpected.
    ///
    /// Docker and systemd say `always`, `never` and `on-failure`; Supervisor refuses the file. `unexpected`, which is the default, starts
    /// a program again unless its exit code is one of `exitcodes`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=always
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=on-failure
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
    /// autorestart=unexpected
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: autorestart](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-autorestart", Error, Restart,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let meant = match option.text().to_lowercase().as_str() {
        "always" | "unless-stopped" | "y" | "t" | "enabled" | "ture" => "true",
        "never" | "n" | "f" | "disabled" | "flase" | "none" => "false",
        "on-failure" | "on_failure" | "onfailure" | "on-abnormal" | "unexpect" | "unexpectd" | "unexpeted" => "unexpected",
        _ => return None,
    };
    Some(Fix::suggested(format!("write `{meant}`"), [edits::set_value(option, meant)]))
}
