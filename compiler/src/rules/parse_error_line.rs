//! `parse-error-line`.

use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::values::indent;
use crate::lint::{Subject, edits};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// A line is neither a header, nor an option, nor a comment, nor the continuation of a value.
    ///
    /// Supervisor refuses the file as a whole, with a list of line numbers. A single such line in one of many included files keeps every
    /// program of every file from being changed: `reread` and `update` fail until it is gone. Often it was meant to continue the value
    /// above, and is not indented.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --verbose
    /// --config /etc/web.conf
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --verbose
    ///     --config /etc/web.conf
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1713](https://github.com/Supervisor/supervisor/issues/1713)
    /// - [Supervisor/supervisor#171](https://github.com/Supervisor/supervisor/issues/171)
    /// - [Supervisor/supervisor#990](https://github.com/Supervisor/supervisor/issues/990)
    "parse-error-line", Error, Syntax,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

/// A header without its `]` is closed. A line right below a command that begins like an argument can only be one.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let (file, line) = (subject.file(place)?, subject.text(place));
    if let Some(name) = line.strip_prefix('[') {
        let known = SectionKind::of(name).is_some_and(|(kind, rest)| rest.is_empty() && !kind.prefix().ends_with(':'));
        let end = Location { span: Span::at(place.span.end as usize), ..place };
        return (known && subject.section(name).is_none())
            .then(|| Fix::suggested(format!("write `{line}]`"), [Edit::new(end, "]")]));
    }
    let block = subject.block_at(place)?;
    let next = block.entries.partition_point(|entry| entry.key.start < place.span.start);
    let above = block.entries.get(next.checked_sub(1)?)?;
    let start = place.span.start as usize;
    let end = above.value_span().end.max(above.delimiter.end) as usize;
    // Below the one line of the command, at the beginning of its own.
    let adjacent = edits::next_line(&file.text, end) == start;
    let outermost = edits::line_start(&file.text, above.key.start as usize) == above.key.start as usize;
    let argument = line.starts_with('-') && above.has_key(&file.text, "command");
    (argument && adjacent && outermost).then(|| Fix::suggested("indent the line", [indent(file, place.span)]))
}
