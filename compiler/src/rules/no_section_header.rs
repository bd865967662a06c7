//! `no-section-header`.

use std::path::Path;


use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::{Subject, edits};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// A line stands before the first section header of its file.
    ///
    /// Supervisor stops reading there, and with an included file it is not that file that is left out: the whole configuration is
    /// refused, so that the daemon does not start, and every `reread` and `update` fails, whichever program they are for.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// command=/usr/bin/web
    /// autostart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:example]
    /// command=/usr/bin/web
    /// autostart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1566](https://github.com/Supervisor/supervisor/issues/1566)
    /// - [Supervisor/supervisor#1713](https://github.com/Supervisor/supervisor/issues/1713)
    "no-section-header", Error, Syntax,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

/// What begins with options of a program, in a file of its own, is a program that is called like the file.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let key = subject.text(place).split(['=', ':']).next()?.trim().to_lowercase();
    SectionKind::Program.option(&key)?;
    if subject.in_main(place) {
        return None;
    }
    let file = subject.file(place)?;
    let stem = Path::new(&file.path).file_stem()?.to_str()?;
    let name = format!("program:{stem}");
    let usable = !stem.contains([' ', ':', '/', '[', ']', ';', '#']) && subject.section(&name).is_none();
    let start = edits::line_start(&file.text, place.span.start as usize);
    usable.then(|| {
        let edit = Edit::new(Location { file: place.file, span: Span::at(start) }, format!("[{name}]{}", edits::line_end(&file.text)));
        Fix::suggested(format!("write `[{name}]` above it"), [edit])
    })
}
