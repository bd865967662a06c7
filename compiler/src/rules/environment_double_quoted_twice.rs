//! `environment-double-quoted-twice`.

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::lint::list::{Item, List};
use crate::lint::{Found, Section, Subject};

rule! {
    /// A value in an `environment` list has two pairs of quotation marks.
    ///
    /// A template has put marks around a value that came with its own. The first two make an empty value. What follows is refused, or,
    /// at the end of the list, dropped without a word: the program runs, with an empty variable.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PUBLIC_URL=""https://example.org"",MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PUBLIC_URL=""https://example.org""
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PUBLIC_URL="https://example.org",MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PUBLIC_URL="https://example.org"
    /// ```
    ///
    /// ## References
    ///
    /// - [m3ue/m3u-editor#450](https://github.com/m3ue/m3u-editor/issues/450)
    "environment-double-quoted-twice", Error, Environment,
    fix: Suggested,
    [Section(check), Refine(&[Code::ENVIRONMENT_SYNTAX], refine)],
}

/// What stands between the two pairs.
fn inside<'l>(list: &'l List<'_>, item: &Item) -> Option<&'l str> {
    let (marks, rest) = (list.value(item), list.text.get(item.rest.clone())?);
    let inside = rest.strip_suffix(marks).filter(|_| item.quoted && list.content(item).is_empty())?;
    (!inside.is_empty() && !inside.contains(['"', '\''])).then_some(inside)
}

/// What 4.3 accepts: the value is empty then.
fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section).filter(|list| list.text.contains("\"\"") || list.text.contains("''")) else { return };
    let Some((item, value)) = list.items.iter().find_map(|item| Some((item, inside(&list, item)?))) else { return };
    // What is refused, the compiler has found.
    if list.read(found.subject()).is_none() {
        return;
    }
    let new = format!("\"{value}\"");
    let finding = found.finding(
        list.option.locate(item.value.start..item.rest.end),
        format!("`environment` sets `{}` to nothing: its value has two pairs of quotation marks", list.key(item)),
        "the first two marks are an empty value",
        format!("write `{}={new}`", list.key(item)),
    );
    let edit = list.edit(item.value.start..item.rest.end, &new);
    found.report(finding.only(Severity::Warning).with_fix(Fix::suggested("remove one pair of quotation marks", [edit])));
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let list = List::at(finding, subject)?;
    let twice: Vec<_> = list.items.iter().filter_map(|item| Some((item, inside(&list, item)?))).collect();
    let (first, value) = *twice.first()?;
    let edits = twice.iter().map(|(item, value)| list.edit(item.value.start..item.rest.end, &format!("\"{value}\"")));
    let fix = Fix::safe("remove one pair of quotation marks", edits);
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`environment`: the value of `{}` has two pairs of quotation marks", list.key(first));
    finding.primary.location = list.option.locate(first.value.start..first.rest.end);
    finding.primary.text = "the first two marks are an empty value".to_owned();
    finding.help = format!("write `{}=\"{value}\"`", list.key(first));
    Some(finding.with_fix(fix))
}
