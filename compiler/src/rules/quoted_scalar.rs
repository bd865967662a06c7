//! `quoted-scalar`.

use crate::compile::Opt;
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::values::REFUSED_VALUES;
use crate::lint::{Found, Section, Subject, edits};
use crate::schema::ValueType;

rule! {
    /// A value is in quotation marks, which become part of it.
    ///
    /// Only `command` and `environment` know quotation marks. Everywhere else they are letters like any other: a log file is then
    /// called `"app.log"`, marks included, in a directory that begins with one.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile="/var/log/web.log"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart="true"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
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
    /// - [Supervisor/supervisor#566](https://github.com/Supervisor/supervisor/issues/566)
    /// - [Supervisor/supervisor#946](https://github.com/Supervisor/supervisor/issues/946)
    /// - [Supervisor/supervisor#1489](https://github.com/Supervisor/supervisor/issues/1489)
    "quoted-scalar", Warning, Value,
    fix: Suggested,
    [Section(check), Refine(&REFUSED_VALUES, refine)],
}

/// The value without the quotation marks around it.
fn unquoted(text: &str) -> Option<&str> {
    let inner = ['"', '\''].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark))?;
    (!inner.is_empty() && !inner.contains(['"', '\''])).then_some(inner)
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for option in section.options() {
        // Looking at a letter is faster than looking the option up.
        if !option.text().starts_with(['"', '\'']) {
            continue;
        }
        let Some(row) = section.row(&option.key()) else { continue };
        // Where a quoted value is refused, the compiler has found it; a user is looked up on the machine only.
        let text = matches!(
            row.value,
            ValueType::Text | ValueType::User | ValueType::UserGroup | ValueType::DirPath | ValueType::Directory | ValueType::LogFile | ValueType::Patterns | ValueType::ServerUrl
        );
        if text && row.name != "command" && row.name != "password" && row.name != "prompt" {
            report(option, row.name, found);
        }
    }
}

fn report(option: Opt<'_>, name: &str, found: &mut Found<'_>) {
    let text = option.text();
    let Some(inner) = unquoted(&text) else { return };
    let finding = found.finding(
        option.location(),
        format!("the quotation marks around the value of `{name}` are part of it"),
        "the value begins and ends with a quotation mark",
        format!("write `{name}={inner}`"),
    );
    found.report(finding.with_fix(Fix::suggested("remove the quotation marks", [edits::set_value(option, inner)])));
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let inner = unquoted(&text)?;
    let key = option.key();
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`{key}` must be written without quotation marks, not `{text}`");
    finding.primary.location = option.location();
    finding.primary.text = "the marks are part of the value".to_owned();
    finding.help = format!("write `{key}={inner}`");
    Some(finding.with_fix(Fix::safe("remove the quotation marks", [edits::set_value(option, inner)])))
}
