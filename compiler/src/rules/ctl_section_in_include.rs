//! `ctl-section-in-include`.

use supervisor_grammar::{Section as Block, Span};

use crate::compile::File;
use crate::diagnostic::{Edit, Fix};
use crate::lint::{Found, Subject, edits};
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// A section for supervisorctl is in an included file.
    ///
    /// The supervisorctl of Supervisor follows no `[include]`: it reads the main file alone. A `[supervisorctl]` in an
    /// included file has no effect there, so that it asks `http://localhost:9001`, with no password; a `[ctlplugin:x]` adds
    /// no commands. (Ours does follow it.)
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=/etc/supervisor/conf.d/*.conf
    /// ; file: conf.d/web.conf
    /// [ctlplugin:wildcards]
    /// supervisor.ctl_factory=supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=/etc/supervisor/conf.d/*.conf
    ///
    /// [ctlplugin:wildcards]
    /// supervisor.ctl_factory=supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
    /// ; file: conf.d/web.conf
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#962](https://github.com/Supervisor/supervisor/issues/962)
    /// - [Supervisor/supervisor#993](https://github.com/Supervisor/supervisor/issues/993)
    /// - [Supervisor/supervisor#1007](https://github.com/Supervisor/supervisor/issues/1007)
    /// - [Supervisor/supervisor#1506](https://github.com/Supervisor/supervisor/issues/1506)
    "ctl-section-in-include", Warning, Include,
    fix: Safe,
    [File(check)],
}

fn check(file: &File, found: &mut Found<'_>) {
    let subject = found.subject();
    let Some(main) = subject.main().filter(|main| main.id != file.id && subject.daemon().is_some()) else { return };
    for block in &file.blocks {
        let name = block.name.of(&file.text);
        let kind = SectionKind::of(name).map(|(kind, _)| kind);
        if !matches!(kind, Some(SectionKind::Supervisorctl | SectionKind::CtlPlugin)) {
            continue;
        }
        let finding = found.finding(
            Location { file: file.id, span: block.header },
            format!("[{name}] is in an included file, which Supervisor's supervisorctl does not read"),
            "has no effect there",
            format!("move the section to the main file, {}", main.path),
        );
        found.report(finding.with_fix(moved(block, file, main, subject)));
    }
}

/// Moves a block to the end of the main file, unless it would meet another of its name there or means something else there.
fn moved(block: &Block, file: &File, main: &File, subject: &Subject<'_>) -> Option<Fix> {
    let name = block.name.of(&file.text);
    // Lines that nobody understands would stay behind, and belong to the section above.
    if subject.is_refused() {
        return None;
    }
    // The first of several, and none else, looks for the others.
    if subject.section(name)?.header() != (Location { file: file.id, span: block.header }) {
        return None;
    }
    let blocks = subject.files().iter().flat_map(|file| file.blocks.iter().map(move |block| block.name.of(&file.text)));
    if blocks.filter(|other| *other == name).count() > 1 {
        return None;
    }
    let start = edits::line_start(&file.text, block.header.start as usize);
    let last = block.entries.last().map_or(block.header.end, |entry| entry.value_span().end.max(entry.delimiter.end));
    let end = edits::next_line(&file.text, last as usize);
    let span = Span::new(start..end);
    let lines = span.of(&file.text).replace("\r\n", "\n");
    let lines = lines.trim_end();
    if lines.contains("%(here)") {
        return None;
    }
    let away = Edit::new(Location { file: file.id, span }, "");
    Some(Fix::safe("move the section to the main file", [away, edits::append(main, lines)]))
}
