//! `invalid-name`.

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::{Subject, edits};
use crate::schema::SectionKind;

rule! {
    /// The name of a program, group or process contains a blank, a colon or a slash.
    ///
    /// `supervisorctl` separates names by blanks and groups from processes by colons, and logs are called like processes: Supervisor refuses
    /// the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:my web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=web/main
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:my_web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1093](https://github.com/Supervisor/supervisor/issues/1093)
    /// - [Supervisor/supervisor#1094](https://github.com/Supervisor/supervisor/issues/1094)
    "invalid-name", Error, Group,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn usable(name: &str) -> String {
    name.trim().replace([' ', ':', '/', '\t'], "_")
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    if let Some(option) = subject.option_at(place) {
        let text = option.text();
        let name = usable(&text);
        let is_name = option.key() == "process_name" && !text.contains(['%', '\n', '"', '\'']);
        return is_name.then(|| Fix::suggested(format!("write `{name}`"), [edits::set_value(option, &name)]));
    }
    let section = subject.section_at(place)?;
    let (kind, name) = section.name().split_once(':')?;
    // What a template puts there is no name yet.
    if name.contains(['{', '<', '$', '%', '[']) {
        return None;
    }
    let new = format!("{kind}:{}", usable(name));
    // A group that lists the program would have to be changed, too.
    let listed = subject.sections_of(SectionKind::Group).any(|group| {
        group.option("programs").is_some_and(|programs| programs.text().contains(name.trim()))
    });
    let free = subject.section(&new).is_none() && !listed && section.header() == header(finding, subject)?;
    free.then(|| Fix::suggested(format!("write `[{new}]`"), [Edit::new(section.header(), format!("[{new}]"))]))
}

/// The header in which a finding is.
fn header(finding: &Diagnostic, subject: &Subject<'_>) -> Option<crate::sources::Location> {
    let block = subject.block_at(finding.primary.location)?;
    Some(crate::sources::Location { file: finding.primary.location.file, span: block.header })
}
