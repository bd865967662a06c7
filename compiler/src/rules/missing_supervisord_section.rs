//! `missing-supervisord-section`.

use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::{Subject, edits};
use crate::sources::Location;

rule! {
    /// No file has a section `[supervisord]`.
    ///
    /// Supervisor refuses to start without it, even if there is nothing to say in it. Names of sections are compared letter by letter:
    /// `[Supervisord]` and `[supervisor]` are other sections, and whatever stands in them is ignored.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [Supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#863](https://github.com/Supervisor/supervisor/issues/863)
    /// - [Supervisor/supervisor#1052](https://github.com/Supervisor/supervisor/issues/1052)
    /// - [Supervisor/supervisor#1247](https://github.com/Supervisor/supervisor/issues/1247)
    "missing-supervisord-section", Error, Syntax,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

/// The finding points at the header that was meant, or at nothing.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    if place.span.is_empty() {
        let text = &subject.file(place)?.text;
        let (end, start) = (edits::line_end(text), Span::at(edits::first_line(text)));
        let section = Edit::new(Location { file: place.file, span: start }, format!("[supervisord]{end}{end}"));
        return Some(Fix::suggested("add an empty [supervisord]", [section]));
    }
    subject.text(place).starts_with('[').then(|| {
        Fix::suggested("write `[supervisord]`", [Edit::new(place, "[supervisord]")])
    })
}
