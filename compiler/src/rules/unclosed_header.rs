//! `unclosed-header`.

use supervisor_grammar::{Entry, Span};

use crate::compile::File;
use crate::diagnostic::{Edit, Fix};
use crate::lint::Found;
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// A section header lacks its `]`.
    ///
    /// `[program:web` without the `]` is no header: Supervisor reads it as an option called `[program` of the section above, which nobody
    /// knows, and passes over it without a word. The program does not exist, and its options change the section above: its `command`
    /// becomes the command of the program before it.
    ///
    /// What stands below such a line is not reported as unknown or written twice. A header that ends before its colon, as `[supervisord`,
    /// is an error: `parse-error-line`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:api]
    /// command=/usr/bin/web --api
    ///
    /// [program:web
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:api]
    /// command=/usr/bin/web --api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "unclosed-header", Warning, Syntax,
    fix: Suggested,
    [File(check)],
}

fn check(file: &File, found: &mut Found<'_>) {
    for block in &file.blocks {
        let unclosed = block.entries.iter().filter(|entry| entry.is_unclosed_header(&file.text));
        for entry in unclosed {
            report(file, block.name.of(&file.text), entry, found);
        }
    }
}

fn report(file: &File, section: &str, entry: &Entry, found: &mut Found<'_>) {
    let end = entry.pieces.first().map_or(0, |piece| piece.end).max(entry.delimiter.end);
    let span = Span { start: entry.key.start, end };
    let place = Location { file: file.id, span };
    let line = span.of(&file.text);
    let name = line.trim_start_matches('[');
    // A section that is there already would have to be joined with it by hand.
    let is_new = found.subject().section(name).is_none();
    let known = SectionKind::of(name).is_some_and(|(kind, own)| kind.prefix().ends_with(':') && !own.trim().is_empty());
    let write = format!("write `{line}]`");
    let fix = (known && is_new)
        .then(|| Fix::suggested(write.clone(), [Edit::new(Location { span: Span::at(end as usize), ..place }, "]")]));
    let finding = found.finding(
        place,
        format!("`{line}` is no header without its `]`, but an option of [{section}]"),
        "lacks its `]`",
        if known { write } else { "close the header, or remove the line".to_owned() },
    );
    found.report(finding.with_fix(fix));
}
