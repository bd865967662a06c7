//! `backslash-continuation`.

use supervisor_grammar::{Span, is_space};

use crate::diagnostic::{Edit, Fix};
use crate::lint::unknown::{Unknown, Why};
use crate::lint::values::{continuations, indent, open_quote};
use crate::lint::{Found, Program, Subject, edits};
use crate::sources::Location;

rule! {
    /// A line of a command ends in a backslash.
    ///
    /// In a shell that joins two lines. Here lines are joined by indenting the second one, and the backslash makes the line end part of the
    /// next argument: the program is given an option `⏎--port` that it does not know. With a next line that is not indented the command ends
    /// in a backslash, which is an error at every start.
    ///
    /// Inside quotation marks, where a shell reads it, a backslash is fine.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web \
    ///     --port 80 \
    ///     --verbose
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web \
    /// --port=80 \
    /// --limit=5
    /// autostart=false
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///     --port 80
    ///     --verbose
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///     --port=80
    ///     --limit=5
    /// autostart=false
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/python3 -c 'import web; \
    ///     web.run()'
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#140](https://github.com/Supervisor/supervisor/issues/140)
    /// - [ochinchina/supervisord#96](https://github.com/ochinchina/supervisord/issues/96)
    "backslash-continuation", Warning, Command,
    fix: Suggested,
    [Program(check), Whole(swallowed_lines)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let option = command.given;
    if !command.text.contains('\\') {
        return;
    }
    let text = &*command.text;
    // Where each line ends that another one follows.
    let ends = continuations(option).map(|line| line.start.saturating_sub(1));
    let mut faulty = Vec::new();
    // At the end of the command it makes no start succeed, which `unbalanced-quote` tells, unless lines follow.
    let last = is_followed(program, found.subject()).then_some(text.len());
    for end in ends.chain(last) {
        let line = text.get(..end).unwrap_or_default();
        // Two of them are one that was meant.
        let lone = line.len() - line.trim_end_matches('\\').len();
        let before = line.get(..line.len().saturating_sub(1)).unwrap_or_default();
        if lone == 1 && open_quote(before).is_none() {
            faulty.push(line.trim_end_matches('\\').trim_end_matches(is_space).len()..end);
        }
    }
    let Some(first) = faulty.first() else { return };
    let finding = found.finding(
        option.locate(first.end - 1..first.end),
        format!("the backslash in the command of `{}` joins no lines", program.name),
        "makes the line end part of the next argument",
        "remove the backslash, and indent the lines that follow",
    );
    let mut edits: Vec<_> = faulty.iter().map(|range| edits::set_part(option, range.clone(), "")).collect();
    let indented = below(program, found.subject());
    edits.extend(indented.into_iter().flatten());
    found.report(finding.with_fix(Fix::suggested("remove the backslash", edits)));
}

/// The lines below the command that it should have gone on with.
fn followers<'p>(program: &'p Program<'_>, subject: &'p Subject<'_>) -> impl Iterator<Item = &'p Unknown<'p>> {
    let lines = subject.unknown_options().iter().filter(|unknown| unknown.why == Why::Command);
    lines.filter(|unknown| unknown.section.name() == program.section.name())
}

/// True when the command ends in a backslash, and lines follow that were meant to belong to it.
pub(super) fn is_followed(program: &Program<'_>, subject: &Subject<'_>) -> bool {
    let ends = program.command.as_ref().is_some_and(|command| command.text.ends_with('\\'));
    ends && followers(program, subject).next().is_some()
}

/// The edits that make the lines below the command part of it: those that end in a backslash, and one more.
fn below(program: &Program<'_>, subject: &Subject<'_>) -> Option<Vec<Edit>> {
    let command = program.command.as_ref()?;
    let file = command.given.file;
    let text = &**file.text;
    if !command.text.ends_with('\\') || command.given.inherited {
        return None;
    }
    let mut edits = Vec::new();
    for line in followers(program, subject).filter(|line| line.option.file.id == file.id) {
        let entry = line.option.entry;
        if edits::line_start(text, entry.key.start as usize) != entry.key.start as usize {
            return None;
        }
        edits.push(indent(file, entry.key));
        let value = entry.value(text);
        if let Some(rest) = value.text().strip_suffix('\\') {
            let end = entry.value_span().end as usize;
            let gap = rest.len() - rest.trim_end_matches(is_space).len();
            edits.push(Edit::new(Location { file: file.id, span: Span::new(end - 1 - gap..end) }, ""));
        }
    }
    Some(edits)
}

/// Lines below a command that ends in a backslash are options that nobody knows: the command's finding speaks for them.
fn swallowed_lines(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options().iter().filter(|unknown| unknown.why == Why::Command) {
        let finding = found.finding(
            unknown.option.key_location(),
            format!("`{}` is no argument of the command above it", subject.text(unknown.option.key_location())),
            "is not indented, and so an option that nobody knows",
            "indent the line, and remove the backslash from the one above",
        );
        found.report(finding);
    }
}
