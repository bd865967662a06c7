//! `environment-missing-comma`.

use super::option_swallowed_by_continuation::swallowed;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::Subject;
use crate::lint::list::{After, List};

rule! {
    /// Two variables of an `environment` list have no comma between them.
    ///
    /// Neither a blank nor a new line separates variables. Supervisor refuses the whole configuration, with a message about an
    /// unexpected end.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080" MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=
    ///     PORT="8080"
    ///     MODE="fast"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080", MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=
    ///     PORT="8080",
    ///     MODE="fast"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#515](https://github.com/Supervisor/supervisor/issues/515)
    "environment-missing-comma", Error, Environment,
    fix: Safe,
    [Refine(&[Code::ENVIRONMENT_SYNTAX], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let list = List::at(finding, subject)?;
    // What follows may be an option that is indented too far: that is another rule's matter.
    let kind = subject.section_at(finding.primary.location)?.kind()?;
    if swallowed(list.option, kind).next().is_some() {
        return None;
    }
    // An empty value that another variable follows lacks more than a comma.
    let apart = |item: &&crate::lint::list::Item| item.after == After::Nothing && !item.value.is_empty() && item.rest.is_empty();
    let items: Vec<_> = list.items.iter().filter(apart).collect();
    let first = items.first()?;
    let edits = items.iter().map(|item| list.edit(item.rest.end..item.rest.end, ","));
    let fix = Fix::safe("put a comma between the variables", edits);
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`environment` has no comma behind `{}`", list.key(first));
    finding.primary.location = list.option.locate(first.key.start..first.value.end);
    finding.primary.text = "the next variable follows without a comma".to_owned();
    finding.help = format!("write `{}={},`", list.key(first), list.value(first));
    Some(finding.with_fix(fix))
}
