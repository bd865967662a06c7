//! `include-overrides-main`.


use supervisor_grammar::Section as Block;

use crate::compile::{File, Opt};
use crate::diagnostic::{Label, Severity};
use crate::lint::{Found, Subject};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// An included file changes what the main file says of the daemon or its servers.
    ///
    /// A section of an included file is joined to the one of that name in the main file, and what is read last counts. So a file that comes
    /// with some package moves the socket, opens a port or keeps the daemon in the foreground, while the main file says otherwise and
    /// everybody believes it.
    ///
    /// What the main file says nothing about is told as information.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [supervisord]
    /// logfile=/var/log/supervisor/other.log
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [supervisord]
    /// nodaemon=true
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: include](https://supervisord.org/configuration.html#include-section-settings)
    /// - [Supervisor/supervisor#554](https://github.com/Supervisor/supervisor/issues/554)
    "include-overrides-main", Warning, Include,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(main) = subject.main() else { return };
    for file in subject.files().iter().skip(1) {
        for block in &file.blocks {
            let name = block.name.of(&file.text);
            if is_about_the_daemon(name) {
                report(main, file, block, found);
            }
        }
    }
}

/// Programs are `duplicate-section`'s, and what supervisorctl reads it does not read here.
fn is_about_the_daemon(name: &str) -> bool {
    matches!(
        SectionKind::of(name),
        Some((SectionKind::Supervisord | SectionKind::UnixHttpServer | SectionKind::InetHttpServer, _))
    )
}

fn report(main: &File, file: &File, block: &Block, found: &mut Found<'_>) {
    let name = block.name.of(&file.text);
    let mut own = main.blocks.iter().filter(|own| own.name.of(&main.text) == name);
    let Some(first) = own.clone().next() else { return };
    let overridden = own.find_map(|own| {
        own.entries.iter().find_map(|entry| {
            let key = entry.key(&main.text);
            let value = Opt::standing(main, entry);
            let later = block.entries.iter().rev().find(|later| later.has_key(&file.text, &key))?;
            let later = Opt::standing(file, later);
            (later.text() != value.text()).then_some((value, later))
        })
    });
    let finding = match overridden {
        Some((value, later)) => found
            .finding(
                later.location(),
                format!("the included file overrides `{}` of [{name}] in the main file", later.key()),
                "counts instead of what the main file says",
                "write it in the main file only",
            )
            .with_related(Label::new(value.location(), "does not count")),
        None => {
            let header = |file: &File, block: &Block| Location { file: file.id, span: block.header };
            let finding = found.finding(
                header(file, block),
                format!("the included file goes on with [{name}] of the main file"),
                "is joined to the main file's",
                "write it in the main file, where it is looked for",
            );
            finding.with_related(Label::new(header(main, first), "the main file's")).only(Severity::Info)
        }
    };
    found.report(finding);
}
