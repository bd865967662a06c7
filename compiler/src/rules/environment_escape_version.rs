//! `environment-escape-version`.

use crate::compile::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::lint::list::{Item, List};
use crate::lint::{Found, Section, Subject};

rule! {
    /// A value in an `environment` list contains an escape that releases of Supervisor read differently.
    ///
    /// Up to 4.3 a backslash is a letter like any other, and `"x\"y"` ends at the second mark: the value is `x\`, or the list is
    /// refused for what follows. The development line 4.4 reads it as a shell does, `x"y`. Single quotation marks around the value mean the same in all releases, as long as it
    /// contains none.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PATTERN="a\\b"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=TITLE="a\"b"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=TITLE="a \"b\" c"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PATTERN='a\\b'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=TITLE='a "b" c',PATTERN="a\b"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor: changes](https://github.com/Supervisor/supervisor/blob/main/CHANGES.rst)
    "environment-escape-version", Info, Environment,
    [Section(check), Refine(&[Code::ENVIRONMENT_SYNTAX, Code::ENVIRONMENT_UNCLOSED_QUOTE], refine)],
}

/// True when a mark behind a backslash ends the value, as in 4.3, and more follows.
fn ends_early(list: &List<'_>, item: &Item) -> bool {
    list.value(item).starts_with('"') && list.value(item).ends_with("\\\"") && !item.rest.is_empty()
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section).filter(|list| list.text.contains('\\')) else { return };
    for item in list.items.iter().filter(|item| list.value(item).starts_with('"')) {
        if !ends_early(&list, item) && !list.content(item).contains("\\\\") {
            continue;
        }
        found.report(found.finding(
            list.option.locate(item.value.start..item.rest.end),
            format!("`environment`: the value of `{}` differs between Supervisor 4.3 and 4.4", list.key(item)),
            "the backslash is part of the value up to 4.3",
            "put the value in single quotation marks, without a backslash before double ones",
        ));
    }
}

/// What 4.3 refuses, because the value ends before it should.
fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let list = List::at(finding, subject).filter(|_| subject.options().target == Target::V4_3)?;
    let item = list.items.iter().find(|item| ends_early(&list, item))?;
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`environment`: the value of `{}` ends at its second quotation mark, backslash or not", list.key(item));
    finding.primary.location = list.option.locate(item.value.clone());
    finding.primary.text = "ends here up to Supervisor 4.3".to_owned();
    finding.help = "put the value in single quotation marks, without a backslash before double ones".to_owned();
    Some(finding)
}
