//! `comment-glued-to-value`.

use supervisor_grammar::Span;

use crate::compile::Opt;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::values::REFUSED_VALUES;
use crate::lint::{Found, Section, Subject};
use crate::schema::ValueType;
use crate::sources::Location;

rule! {
    /// A comment begins right after a value, without a blank between: it is part of the value.
    ///
    /// Only a `;` or `#` after white space begins a comment. Without it a number, a user or a boolean is refused, and a path is taken as
    /// it stands: the socket is then called `supervisor.sock;(the path)`, and nobody finds it.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app; (where its files are)
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5;seconds
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app ; (where its files are)
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5 ;seconds
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#276](https://github.com/Supervisor/supervisor/issues/276)
    /// - [celery/celery#88](https://github.com/celery/celery/issues/88)
    "comment-glued-to-value", Warning, Syntax,
    fix: Suggested,
    [Section(check), Refine(&REFUSED_VALUES, refine)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for option in section.options() {
        // Looking for a letter is faster than looking the option up.
        let text = option.text();
        if !text.contains([';', '#']) {
            continue;
        }
        let Some(row) = section.row(&option.key()) else { continue };
        let text_like = matches!(
            row.value,
            ValueType::DirPath | ValueType::Directory | ValueType::LogFile | ValueType::User | ValueType::UserGroup
        ) || ["file", "directory", "history_file", "serverurl", "identifier"].contains(&row.name);
        let Some(at) = glued(&text).filter(|at| text_like && is_prose(text.get(*at..).unwrap_or_default())) else {
            continue;
        };
        let finding = found.finding(
            place(option, at),
            format!("the comment is part of the value of `{}`", row.name),
            "no comment: no blank before it",
            "put a blank before it",
        );
        found.report(finding.with_fix(Fix::suggested("put a blank before it", [blank(option, at)])));
    }
}

/// Where a comment begins that is part of the value.
fn glued(text: &str) -> Option<usize> {
    text.find([';', '#']).filter(|at| *at > 0)
}

/// True for what can only be a comment: `; the words`, `;(words)`, `# words`.
fn is_prose(comment: &str) -> bool {
    let mut letters = comment.chars();
    let mark = letters.next();
    let rest = letters.as_str();
    let parenthesis = mark == Some(';') && rest.starts_with('(') && rest.ends_with(')');
    let words = rest.starts_with([' ', '\t']) && rest.contains(char::is_alphabetic);
    parenthesis || words
}

fn place(option: Opt<'_>, at: usize) -> Location {
    option.locate(at..option.text().len())
}

fn blank(option: Opt<'_>, at: usize) -> Edit {
    let place = place(option, at);
    Edit::new(Location { file: place.file, span: Span::at(place.span.start as usize) }, " ")
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let at = glued(&text)?;
    // `A=1;B=2`, `a;b`: the wrong thing between the members of a list rather than a comment.
    let list = ["programs", "events", "exitcodes"].contains(&&*option.key());
    if text.contains('\n') || list && !is_prose(text.get(at..)?) {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("the comment is part of the value of `{}`", option.key());
    finding.primary.location = place(option, at);
    finding.primary.text = "no comment: no blank before it".to_owned();
    finding.help = "put a blank before it".to_owned();
    Some(finding.with_fix(Fix::safe("put a blank before it", [blank(option, at)])))
}
