//! `bad-boolean`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// An option that must be true or false is something else.
    ///
    /// Supervisor knows `yes`, `true`, `on` and `1`, and `no`, `false`, `off` and `0`, in small or capital letters, and refuses a file with
    /// anything else. Its message names the section, and not always the option.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=y
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=disabled
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=sometimes
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=false
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: program sections](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-boolean", Error, Value,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let meant = meant(&option.text())?;
    Some(Fix::safe(format!("write `{meant}`"), [edits::set_value(option, meant)]))
}

/// What a word means that can only mean one of the two.
fn meant(word: &str) -> Option<&'static str> {
    match word.trim_end_matches(['.', ',', ';']).to_lowercase().as_str() {
        "y" | "t" | "ye" | "ture" | "treu" | "tru" | "yes" | "true" | "on" | "enable" | "enabled" => Some("true"),
        "n" | "f" | "flase" | "fales" | "fals" | "no" | "false" | "off" | "disable" | "disabled" | "never" => Some("false"),
        _ => None,
    }
}
