//! `option-swallowed-by-continuation`.

use crate::compile::Opt;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::values::{Continuation, REFUSED_VALUES, continuations, dedent, open_quote};
use crate::lint::{Found, Section, Subject};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// An option is indented, and so continues the value of the option above it.
    ///
    /// A line that is indented more than the option above it is no option, whatever it looks like: `autostart=false` becomes an argument of
    /// the command. The option itself keeps its default, and nobody is told.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///     autostart=false
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5
    ///   stopwaitsecs=30
    /// ```
    ///
    /// ```ini
    /// [program:web]
    ///   command=/usr/bin/web
    ///     autostart=false
    ///   stopwaitsecs=30
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=false
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5
    /// stopwaitsecs=30
    /// ```
    ///
    /// ```ini
    /// [program:web]
    ///   command=/usr/bin/web
    ///   autostart=false
    ///   stopwaitsecs=30
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=A="1",
    ///     user="web"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "option-swallowed-by-continuation", Warning, Syntax,
    fix: Suggested,
    [Section(check), Refine(&REFUSED_VALUES, refine), Refine(&LIST, refine)],
}

/// What the compiler says of a list of variables that goes on with an option, and of the names in it.
static LIST: [Code; 2] = [Code::ENVIRONMENT_SYNTAX, Code::UNKNOWN_EXPANSION];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(kind) = section.kind() else { return };
    for option in section.options().filter(|option| option.entry.pieces.len() > 1) {
        let lines: Vec<_> = swallowed(option, kind).collect();
        if let Some((first, key)) = lines.first() {
            let finding = found.finding(
                place(option, *first),
                format!("`{key}` is no option here: the line is part of the value of `{}`", option.key()),
                "is indented, and continues the value above",
                format!("indent the line like `{}`, not more", option.key()),
            );
            found.report(finding.with_fix(fix(option, &lines, Fix::suggested)));
        }
    }
}

/// The lines of a value that are options.
pub(super) fn swallowed<'s>(option: Opt<'s>, kind: SectionKind) -> impl Iterator<Item = (Continuation<'s>, &'static str)> {
    let own = option.key();
    continuations(option).filter_map(move |line| {
        let (key, _) = line.text.split_once(['=', ':'])?;
        let row = kind.option(&key.trim_end().to_lowercase())?;
        let goes_on = match &*own {
            // A variable may be called like an option.
            "environment" => {
                let variable = key.trim_end() != row.name || line.text.trim_end().ends_with(['"', '\'', ',']);
                variable || line.before.ends_with(',')
            }
            // So may be one of a script.
            "command" => open_quote(option.text().get(..line.start)?).is_some() || line.before.ends_with('\\'),
            _ => false,
        };
        (!goes_on).then_some((line, row.name))
    })
}

fn place(option: Opt<'_>, line: Continuation<'_>) -> Location {
    Location { file: option.file.id, span: line.span }
}

fn fix(
    option: Opt<'_>,
    lines: &[(Continuation<'_>, &str)],
    class: fn(&'static str, Vec<crate::diagnostic::Edit>) -> Fix,
) -> Fix {
    class("take blanks away", lines.iter().map(|(line, _)| dedent(option, line.span)).collect())
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    let kind = subject.section_at(finding.primary.location)?.kind()?;
    let lines: Vec<_> = swallowed(option, kind).collect();
    let (first, key) = lines.first()?;
    // A name that stands for nothing in the value itself is not the line's fault.
    if finding.code == Code::UNKNOWN_EXPANSION && finding.primary.location.span.start < first.span.start {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`{key}` is no option here: the line is part of the value of `{}`", option.key());
    finding.primary.location = place(option, *first);
    finding.primary.text = "is indented, and continues the value above".to_owned();
    finding.help = format!("indent the line like `{}`, not more", option.key());
    Some(finding.with_fix(fix(option, &lines, Fix::safe)))
}
