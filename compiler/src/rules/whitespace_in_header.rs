//! `whitespace-in-header`.

use crate::diagnostic::{Edit, Fix};
use crate::lint::unknown::{Fault, fault};
use crate::lint::{Found, Section};

rule! {
    /// White space in a section header makes it a section that nobody knows.
    ///
    /// Names of sections are compared letter by letter, blanks included. `[ program:web ]` is not `[program:web]`: Supervisor passes over it
    /// without a word, and the program does not exist. A blank after the colon does no harm.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [ program:web ]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program :web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program: web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "whitespace-in-header", Warning, Syntax,
    fix: Suggested,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind().is_some() {
        return;
    }
    let Some(Fault::WhiteSpace(meant)) = fault(section) else { return };
    // The error that [supervisord] is missing points here.
    if meant == "supervisord" && found.subject().section("supervisord").is_none() {
        return;
    }
    let write = format!("write `[{meant}]`");
    // Two of a name are too many: which options are meant only a person can tell.
    let is_there = found.subject().section(&meant).is_some();
    let finding = found.finding(
        section.header(),
        format!("[{}] is not [{meant}], and ignored", section.name()),
        "white space is part of the name",
        if is_there { format!("move its options to `[{meant}]`, or remove it") } else { write.clone() },
    );
    let edit = Edit::new(section.header(), format!("[{meant}]"));
    found.report(finding.with_fix((!is_there).then(|| Fix::suggested(write, [edit]))));
}
