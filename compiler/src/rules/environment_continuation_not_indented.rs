//! `environment-continuation-not-indented`.

use supervisor_grammar::{Entry, Section as Block, Span};

use crate::compile::File;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::unknown::{Unknown, Why};
use crate::lint::values::indent;
use crate::lint::{Found, Subject, edits};
use crate::sources::Location;

rule! {
    /// A variable of `environment` stands at the beginning of a line, and so is an option that nobody knows.
    ///
    /// A line that is not indented ends the value above it. `B="2"` is then an option `b` of the program, which Supervisor passes over
    /// without a word, and the program runs without the variable.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LANG="C.UTF-8",
    /// TZ="UTC",
    /// PORT="80"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LANG="C.UTF-8"
    /// TZ="UTC"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LANG="C.UTF-8",
    ///     TZ="UTC",
    ///     PORT="80"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LANG="C.UTF-8",
    ///     TZ="UTC"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-continuation-not-indented", Warning, Environment,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options().iter().filter(|unknown| unknown.why == Why::Environment) {
        report(unknown, subject, found);
    }
}

fn report(unknown: &Unknown<'_>, subject: &Subject<'_>, found: &mut Found<'_>) {
    let option = unknown.option;
    let written = option.entry.key.of(&option.file.text);
    let finding: Diagnostic = found.finding(
        option.key_location(),
        format!("`{written}` is no variable of `environment`, and no option that [{}] knows", unknown.section.name()),
        "is not indented, and so ends the list",
        "indent the line; a comma must end the line above it",
    );
    let block = subject.block_at(option.key_location());
    let fix = block.and_then(|block| fix(option.file, block, option.entry));
    found.report(finding.with_fix(fix));
}

/// Indents the line, and those between it and the list.
fn fix(file: &File, block: &Block, line: &Entry) -> Option<Fix> {
    let text = &**file.text;
    let at = block.entries.partition_point(|entry| entry.key.start < line.key.start);
    let first = block.entries.get(..at)?.iter().rposition(|entry| entry.has_key(text, "environment"))?;
    let mut edits = Vec::new();
    for pair in block.entries.get(first..=at)?.windows(2) {
        let [above, below] = pair else { continue };
        // A list that is indented as a whole would have to be indented more than this one.
        let start = edits::line_start(text, below.key.start as usize);
        if start != below.key.start as usize || edits::line_start(text, above.key.start as usize) != above.key.start as usize {
            return None;
        }
        let end = above.value_span().end as usize;
        if !above.value(text).text().ends_with(',') {
            edits.push(Edit::new(Location { file: file.id, span: Span::at(end) }, ","));
        }
        edits.push(indent(file, below.key));
    }
    Some(Fix::suggested("indent the line", edits))
}
