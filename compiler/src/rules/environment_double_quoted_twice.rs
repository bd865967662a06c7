//! `environment-double-quoted-twice`.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::Subject;
use crate::lint::list::{Item, List};

rule! {
    /// A value in an `environment` list has two pairs of quotation marks.
    ///
    /// A template has put marks around a value that came with its own. The first two make an empty value, and Supervisor refuses
    /// what follows.
    ///
    /// ## Bad
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
    /// environment=PUBLIC_URL="https://example.org"
    /// ```
    ///
    /// ## References
    ///
    /// - [m3ue/m3u-editor#450](https://github.com/m3ue/m3u-editor/issues/450)
    "environment-double-quoted-twice", Error, Environment,
    fix: Safe,
    [Refine(&[Code::ENVIRONMENT_SYNTAX], refine)],
}

/// What stands between the two pairs.
fn inside<'l>(list: &'l List<'_>, item: &Item) -> Option<&'l str> {
    let (marks, rest) = (list.value(item), list.text.get(item.rest.clone())?);
    let inside = rest.strip_suffix(marks).filter(|_| item.quoted && list.content(item).is_empty())?;
    (!inside.is_empty() && !inside.contains(['"', '\''])).then_some(inside)
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
