//! `environment-unquoted-value`.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::list::{self, Item, List};
use crate::lint::{Found, Section, Subject};

rule! {
    /// A value in an `environment` list needs quotation marks and has none.
    ///
    /// Bare values may hold letters, digits and `_/.+-():`, and nothing else. Some others are refused, and some are accepted and
    /// mangled without a word: `A=hello world` sets `A` to `hello`, `A=$HOME` sets it to `$`, and `A=http://x/y?z=1` sets a variable
    /// `z`, too. Text behind a closing quotation mark is lost in the same way.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING=hello world
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=URL=http://localhost/?page=1,MODE=fast
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=MAIL=ops@example.org,MODE=
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LD_LIBRARY_PATH="/opt/lib":/usr/lib
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING="hello world"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=URL="http://localhost/?page=1",MODE=fast
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=MAIL="ops@example.org",MODE=""
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LD_LIBRARY_PATH="/opt/lib:/usr/lib"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=ROOT=/srv/app,NAME=%(program_name)s,URL=http://localhost:8080/x(1),HOST=%(host_node_name)s.example.org
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#779](https://github.com/Supervisor/supervisor/issues/779)
    /// - [Supervisor/supervisor#247](https://github.com/Supervisor/supervisor/issues/247)
    /// - [ddollar/foreman#182](https://github.com/ddollar/foreman/issues/182)
    /// - [ddollar/foreman#394](https://github.com/ddollar/foreman/issues/394)
    "environment-unquoted-value", Warning, Environment,
    fix: Suggested,
    [Section(check), Refine(&[Code::ENVIRONMENT_SYNTAX], refine)],
}

/// True for a value that only quotation marks make what it looks like. Expansions are what they are.
fn needs_marks(list: &List<'_>, item: &Item) -> bool {
    if item.quoted {
        let rest = list.text.get(item.rest.clone()).unwrap_or_default();
        return !rest.is_empty() && !rest.contains(['"', '\'', '\\', ' ', '\n']) && !list.content(item).is_empty();
    }
    let value = list.masked_value(item);
    value.is_empty() || !value.bytes().all(list::is_plain)
}

/// What the value was meant to be, in quotation marks.
fn meant(list: &List<'_>, item: &Item) -> Option<String> {
    let rest = list.text.get(item.rest.clone()).unwrap_or_default();
    list::quoted(&format!("{}{rest}", list.content(item)))
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section) else { return };
    let items = || list.items.iter().filter(|item| needs_marks(&list, item));
    if items().next().is_none() {
        return;
    }
    // What is refused, the compiler has found.
    let Some(pairs) = list.read(found.subject()) else { return };
    for item in items() {
        let whole = item.value.start..item.rest.end;
        let read = pairs.iter().find(|pair| pair.key_range.start == item.key.start);
        if read.is_some_and(|read| read.value_range == whole) {
            continue;
        }
        let key = list.key(item);
        let text = list.text.get(whole.clone()).unwrap_or_default();
        let becomes = read.and_then(|read| list.text.get(read.value_range.clone()));
        let message = match becomes {
            Some(becomes) => format!("`environment` sets `{key}` to `{becomes}`, not to `{text}`"),
            None => format!("`environment` does not set `{key}` to `{text}`"),
        };
        let finding = found.finding(list.option.locate(whole.clone()), message, "is cut without quotation marks", help(&list, item));
        let fix = meant(&list, item).map(|new| Fix::suggested("quote the value", [list.edit(whole, &new)]));
        found.report(finding.with_fix(fix));
    }
}

fn help(list: &List<'_>, item: &Item) -> String {
    match meant(list, item) {
        Some(new) => format!("write `{}={new}`", list.key(item)),
        None => format!("put the value of `{}` in quotation marks that it does not contain itself", list.key(item)),
    }
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let list = List::at(finding, subject)?;
    if !list.complete {
        return None;
    }
    let items: Vec<_> = list.items.iter().filter(|item| needs_marks(&list, item)).collect();
    let first = items.first()?;
    let edits: Option<Vec<_>> =
        items.iter().map(|item| Some(list.edit(item.value.start..item.rest.end, &meant(&list, item)?))).collect();
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = match list.value(first) {
        "" => format!("`environment` gives `{}` no value: an empty one needs quotation marks", list.key(first)),
        value => format!("`environment`: the value of `{}` needs quotation marks: `{value}`", list.key(first)),
    };
    finding.primary.location = list.option.locate(first.key.start..first.rest.end);
    finding.primary.text = "not in quotation marks".to_owned();
    finding.help = help(&list, first);
    Some(finding.with_fix(edits.map(|edits| Fix::safe("quote the values", edits))))
}
