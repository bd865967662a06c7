//! `hash-in-environment`.

use super::inline_semicolon_truncates::is_quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Subject;
use crate::lint::values::cuts;

rule! {
    /// A `#` after a blank cuts a variable of `environment` in the middle.
    ///
    /// It begins a comment, even inside quotation marks. What is left has an opening mark without its partner, and Supervisor refuses the
    /// file with "No closing quotation", which says nothing of the comment. There is no way to write a blank and a `#` in a row: put such a
    /// value into the environment in which supervisord is started.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=TITLE="## News ##"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini env=TITLE:x
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=COLOUR="##aabbcc"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1557](https://github.com/Supervisor/supervisor/issues/1557)
    "hash-in-environment", Error, Environment,
    [Refine(&[Code::ENVIRONMENT_UNCLOSED_QUOTE], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    let cut = cuts(option).find(|cut| cut.mark == '#' && is_quoted(cut))?;
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("a blank and a `#` cut the value of `{}` in the middle", option.key());
    finding.primary.location = cut.comment;
    finding.primary.text = "a comment, even inside quotation marks".to_owned();
    finding.help =
        "take the blank before `#` away, or set the variable in the environment in which supervisord is started".to_owned();
    Some(finding)
}
