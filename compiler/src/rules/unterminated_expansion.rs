//! `unterminated-expansion`.

use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;
use crate::sources::Location;

rule! {
    /// An expansion lacks the letter after its closing parenthesis.
    ///
    /// `%(program_name)s` needs its `s`, and numbers a `d`: they say how the value is written, as in C. Without it the next
    /// character is taken for that letter, and Supervisor refuses the configuration with a message about an unsupported format
    /// character.
    ///
    /// ## Bad
    ///
    /// ```ini env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web --home %(ENV_HOME)
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)_%(process_num)02d
    /// numprocs=2
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web --home %(ENV_HOME)s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=2
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1195](https://github.com/Supervisor/supervisor/issues/1195)
    /// - [Supervisor/supervisor#447](https://github.com/Supervisor/supervisor/issues/447)
    /// - [Supervisor/supervisor#1653](https://github.com/Supervisor/supervisor/issues/1653)
    "unterminated-expansion", Error, Expansion,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// Puts the letter behind the parenthesis; without one nobody can tell where the name ends.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let directive = subject.text(place);
    let name = directive.strip_prefix("%(")?;
    // A name with parentheses or lines of its own is none. Between its lines may be one that belongs to nothing.
    let close = name.find([')', '(', '\n']).filter(|at| name.get(*at..).is_some_and(|rest| rest.starts_with(')')))?;
    let number = ["process_num", "numprocs"].contains(&name.get(..close)?);
    let letter = if number { "d" } else { "s" };
    let at = place.span.start as usize + "%(".len() + close + 1;
    let end = Location { file: place.file, span: Span::at(at) };
    Some(Fix::safe(format!("add `{letter}`"), [Edit::new(end, letter)]))
}
