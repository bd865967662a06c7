//! `bad-exitcodes`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// `exitcodes` is no list of numbers from 0 to 255.
    ///
    /// The codes are separated by commas. With blanks between them, or with a code that no process can have, Supervisor refuses the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// exitcodes=0 2
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// exitcodes=0,256
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// exitcodes=0,2
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: exitcodes](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-exitcodes", Error, Value,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let separators = |letter: char| [',', ';', '|', '[', ']', '(', ')'].contains(&letter) || letter.is_whitespace();
    let codes: Vec<_> = text.split(separators).filter(|code| !code.is_empty()).collect();
    // `-1`, `1-3` and numbers that no process ends with are for a person to decide.
    let fine = !codes.is_empty() && codes.iter().all(|code| !code.starts_with('+') && code.parse::<u8>().is_ok());
    let list = codes.join(",");
    fine.then(|| Fix::safe(format!("write `{list}`"), [edits::set_value(option, &list)]))
}
