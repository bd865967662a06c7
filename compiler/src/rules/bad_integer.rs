//! `bad-integer`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// An option that must be a whole number is something else.
    ///
    /// Times are in seconds and have no unit; fractions, spaces and digit groups are refused. Supervisor's own message names
    /// neither the section nor, for some options, the option.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5s
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: values of program options](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-integer", Error, Value,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// `5s` can only have meant 5; what `0.5` or `5m` should become is for a person to say.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let number = ["s", "sec", "secs", "seconds"].iter().find_map(|unit| text.strip_suffix(unit))?.trim_end();
    let seconds = ["startsecs", "stopwaitsecs"].contains(&&*option.key());
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (seconds && digits).then(|| Fix::safe(format!("write `{number}`"), [edits::set_value(option, number)]))
}
