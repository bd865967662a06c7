//! `bad-signal`.

use crate::compile::nearest;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Found, Program, Subject, edits};
use crate::plan::Signal;

rule! {
    /// `stopsignal` is no signal.
    ///
    /// Supervisor wants the name of one signal, with or without `SIG`, or its number, and refuses the file otherwise. A list such as
    /// `QUIT,TERM` is for the supervisord that is written in Go. A few words are accepted that are no signals at all, such as `SIG_DFL`:
    /// the signal with their number is sent, which is 0, 1 or 2; this is a warning.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=SIGTREM
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=INT,TERM
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=SIG_IGN
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=TERM
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=INT
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: stopsignal](https://supervisord.org/configuration.html#program-x-section-values)
    /// - [The supervisord that is written in Go](https://github.com/ochinchina/supervisord)
    "bad-signal", Error, Value,
    fix: Suggested,
    [Compiler, Program(check), Mend(mend)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("stopsignal") else { return };
    let text = option.text();
    let name = text.trim().to_uppercase();
    if !name.strip_prefix("SIG").unwrap_or(&name).starts_with('_') || program.process().is_none() {
        return;
    }
    let finding = found.finding(
        option.location(),
        format!("`{text}` is no signal, although Supervisor accepts it"),
        "stands for a small number",
        "write a name such as TERM, INT, QUIT or HUP",
    );
    found.report(finding.only(Severity::Warning));
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text().to_uppercase();
    let first = text.split([',', ' ', ';', '|']).map(str::trim).find(|word| !word.is_empty())?;
    let name = first.trim_start_matches("SIG").trim_start_matches(['-', '_']);
    let names = Signal::NAMES.iter().map(|(name, _)| *name).filter(|name| !name.starts_with('_'));
    let meant = names.clone().find(|known| *known == name).or_else(|| nearest(name, names))?;
    Some(Fix::suggested(format!("write `{meant}`"), [edits::set_value(option, meant)]))
}
