//! `empty-value`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::values::REFUSED_VALUES;
use crate::lint::{Found, Program, Subject, edits};

rule! {
    /// An option has no value where it needs one.
    ///
    /// To leave a value out is not to leave the option out: `user=` asks for a user without a name, and the file is refused. An empty
    /// `command` is accepted and can never be run; an empty `exitcodes` means that no exit is expected, so that a program with
    /// `autorestart=unexpected` is always started again. For the default, take the line away or make it a comment.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// exitcodes=
    /// autostart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=
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
    /// autostart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: program sections](https://supervisord.org/configuration.html#program-x-section-values)
    "empty-value", Warning, Value,
    fix: Suggested,
    [Program(check), Refine(&REFUSED_VALUES, refine)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let empty = |name: &str| program.option(name).filter(|option| option.entry.value_span().is_empty());
    if let Some(option) = empty("command") {
        let finding = found.finding(
            option.location(),
            format!("`{}` has an empty command, which can never be run", program.name),
            "nothing to run",
            "write the program and its arguments",
        );
        found.report(finding);
    }
    if let Some(option) = empty("exitcodes") {
        let finding = found.finding(
            option.location(),
            format!("no exit of `{}` is expected: `exitcodes` is empty", program.name),
            "no exit code is expected",
            "write the exit codes that are expected, or remove the line for the default, 0",
        );
        found.report(finding.with_fix(Fix::suggested("remove the line", [edits::remove(option)])));
    }
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    if !option.entry.value_span().is_empty() {
        return None;
    }
    let key = option.key();
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`{key}` has no value");
    finding.primary.text = "nothing here".to_owned();
    finding.help = format!("write a value for `{key}`, or remove the line for the default");
    let needed = ["port", "socket", "events", "supervisor.rpcinterface_factory", "supervisor.ctl_factory"].contains(&&*key);
    Some(finding.with_fix((!needed).then(|| Fix::safe("remove the line", [edits::remove(option)]))))
}
