//! `environment-wrong-separator`.

use supervisor_grammar::Span;

use crate::diagnostic::{Edit, Fix};
use crate::lint::list::{After, List};
use crate::lint::{Found, Section};
use crate::sources::Location;

rule! {
    /// Variables of an `environment` list are separated by a semicolon.
    ///
    /// `A=1;B=2` works by chance: whatever single character stands between two variables is skipped unseen. With a blank before it,
    /// the semicolon begins a comment, and all variables behind it are gone without a word.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080";MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080" ;MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080";
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080" ,MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=CLASSES="/a;B=/b" ; these are the classes, see MODE=fast
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-wrong-separator", Warning, Environment,
    fix: Suggested,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section) else { return };
    for item in &list.items {
        let After::Semicolon(at) = item.after else { continue };
        let key = list.key(item);
        let is_last = list.text.get(at + 1..).is_none_or(|rest| rest.trim().is_empty());
        let (message, label, help, new) = if is_last {
            (format!("`environment` ends in `;` behind `{key}`, which works by chance"), "separates nothing", "remove the semicolon", "")
        } else {
            let message = format!("`environment` separates `{key}` from the next variable by `;`, which works by chance");
            (message, "should be a comma", "write a comma", ",")
        };
        let finding = found.finding(list.option.locate(at..at + 1), message, label, help);
        // Where values are bare, the two readings may differ; then somebody has to look.
        let safe = list.complete && list.items.iter().all(|item| item.quoted && item.rest.is_empty());
        let edit = list.edit(at..at + 1, new);
        let fix = if safe { Fix::safe(help, [edit]) } else { Fix::suggested(help, [edit]) };
        found.report(finding.with_fix(fix));
    }
    cut(&list, found);
}

/// A semicolon that has become a comment, with variables in it.
fn cut(list: &List<'_>, found: &mut Found<'_>) {
    let file = list.option.file;
    let end = list.option.entry.value_span().end as usize;
    let Some(rest) = file.text.get(end..).and_then(|rest| rest.split(['\n', '\r']).next()) else { return };
    let comment = rest.trim_start();
    let Some(hidden) = comment.strip_prefix(';') else { return };
    let hidden = hidden.trim_start();
    let name = hidden.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let assigns = hidden.get(name..).is_some_and(|rest| rest.starts_with("=\"") || rest.starts_with("='"));
    let begins = hidden.starts_with(|letter: char| letter.is_ascii_uppercase());
    if !begins || !assigns || list.items.is_empty() {
        return;
    }
    let at = end + rest.len() - comment.len();
    let key = hidden.get(..name).unwrap_or_default();
    let finding = found.finding(
        Location { file: file.id, span: Span::new(at..at + 1) },
        format!("`environment` ends before `{key}`: a blank and `;` begin a comment"),
        "begins a comment",
        "write a comma",
    );
    let edit = Edit::new(Location { file: file.id, span: Span::new(at..at + 1) }, ",");
    found.report(finding.with_fix(Fix::suggested("write a comma", [edit])));
}
