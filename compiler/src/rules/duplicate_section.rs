//! `duplicate-section`.

use std::collections::HashMap;
use std::path::Path;


use supervisor_grammar::Section as Block;

use crate::compile::{File, Opt};
use crate::diagnostic::{Edit, Fix, Label, Severity};
use crate::lint::values::is_template;
use crate::lint::{Found, Subject};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// Two sections have the same name: they are one, and of each option the last value counts.
    ///
    /// Whoever copies `web.conf` to `api.conf` and forgets to change the name in the header has one program, not two: it runs the command of
    /// the file that is read last, in the directory and as the user that the other file says if the last one says nothing.
    ///
    /// Sections that contradict each other in nothing are told as information. An included file that changes what the main file says of
    /// the daemon or its servers is reported as `include-overrides-main`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:example]
    /// command=/usr/bin/web
    /// directory=/srv/app
    /// ; file: conf.d/api.conf
    /// [program:example]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:web]
    /// directory=/srv/app
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:example]
    /// command=/usr/bin/web
    /// directory=/srv/app
    /// ; file: conf.d/api.conf
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#554](https://github.com/Supervisor/supervisor/issues/554)
    /// - [Supervisor/supervisor#1542](https://github.com/Supervisor/supervisor/issues/1542)
    /// - [Supervisor/supervisor#615](https://github.com/Supervisor/supervisor/issues/615)
    "duplicate-section", Warning, Syntax,
    fix: Suggested,
    [Whole(check)],
}

/// A section as it is written.
#[derive(Clone, Copy)]
struct Written<'s> {
    file: &'s File,
    block: &'s Block,
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let blocks = subject.files().iter().filter(|file| !is_template(file)).flat_map(|file| file.blocks.iter().map(move |block| Written { file, block }));
    let mut first: HashMap<&str, Written<'_>> = HashMap::new();
    for later in blocks {
        let name = later.block.name.of(&later.file.text);
        match first.get(name) {
            None => {
                first.insert(name, later);
            }
            Some(earlier) => report(name, *earlier, later, subject, found),
        }
    }
}

fn report(name: &str, earlier: Written<'_>, later: Written<'_>, subject: &Subject<'_>, found: &mut Found<'_>) {
    let program = SectionKind::of(name).is_some_and(|(kind, _)| kind.has_processes());
    let across = earlier.file.id != later.file.id;
    // Defaults, and an [include] in an included file, are matters of their own, and so is who overrides the main file.
    let others = name == "DEFAULT" || name == "include" || SectionKind::of(name).is_none();
    if others || (across && subject.in_main(at(earlier)) && !program && !name.contains(':')) {
        return;
    }
    let differs = contradict(earlier, later);
    let finding = found
        .finding(
            at(later),
            format!("[{name}] is there twice: both are one section, and the last value of an option counts"),
            "goes on with the section of that name",
            "give it another name, or write all of its options in one place",
        )
        .with_related(Label::new(at(earlier), "the first one"));
    let finding = if differs { finding } else { finding.only(Severity::Info) };
    // Of a file and its copy the copy is the one that is not called like its section.
    let copy = if stem(later.file).is_some_and(|stem| name.ends_with(&format!(":{stem}"))) { earlier } else { later };
    let fix = (differs && across && program).then(|| rename(name, copy, subject)).flatten();
    found.report(finding.with_fix(fix));
}

fn at(written: Written<'_>) -> Location {
    Location { file: written.file.id, span: written.block.header }
}

/// True when an option is in both, with different values.
fn contradict(earlier: Written<'_>, later: Written<'_>) -> bool {
    let values: HashMap<_, _> = earlier
        .block
        .entries
        .iter()
        .map(|entry| (entry.key(&earlier.file.text), Opt::standing(earlier.file, entry).text()))
        .collect();
    later.block.entries.iter().any(|entry| {
        let value = values.get(&entry.key(&later.file.text));
        value.is_some_and(|value| *value != Opt::standing(later.file, entry).text())
    })
}

/// The name of a file without its ending.
fn stem(file: &File) -> Option<&str> {
    Path::new(&file.path).file_stem()?.to_str()
}

/// The name of the file, which is what somebody who copied it had in mind.
fn rename(name: &str, copy: Written<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let (kind, _) = name.split_once(':')?;
    let has_command = copy.block.entries.iter().any(|entry| entry.has_key(&copy.file.text, "command"));
    let stem = stem(copy.file)?;
    let new = format!("{kind}:{stem}");
    let usable = !stem.contains(|c: char| !c.is_alphanumeric() && !['-', '_', '.'].contains(&c));
    (has_command && usable && subject.section(&new).is_none()).then(|| {
        let edit = Edit::new(at(copy), format!("[{new}]"));
        Fix::suggested(format!("call it `[{new}]`, like its file"), [edit])
    })
}
