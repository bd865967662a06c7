//! `option-in-wrong-section`.

use crate::lint::unknown::Why;
use crate::lint::{Found, Subject};

rule! {
    /// An option stands in a section that does not know it, although another one does.
    ///
    /// Supervisor passes over it without a word. `nodaemon=true` in a program leaves the daemon in the background, and the container ends at
    /// once; `autorestart=true` in `[supervisord]` is no default for all programs: it is nothing.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// nodaemon=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// loglevel=debug
    /// ```
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
    /// autorestart=true
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
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [continuouspipe/dockerfiles#210](https://github.com/continuouspipe/dockerfiles/issues/210)
    /// - [ochinchina/supervisord#108](https://github.com/ochinchina/supervisord/issues/108)
    /// - [ochinchina/supervisord#281](https://github.com/ochinchina/supervisord/issues/281)
    "option-in-wrong-section", Warning, Unknown,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options() {
        let Why::Elsewhere(place) = unknown.why else { continue };
        let key = unknown.option.key();
        let help = match place.starts_with('`') {
            true => format!("write {place}"),
            false => format!("write it in {place}, or remove it"),
        };
        let finding = found.finding(
            unknown.option.key_location(),
            format!("`{key}` has no effect in [{}]", unknown.section.name()),
            "belongs elsewhere",
            help,
        );
        found.report(finding);
    }
}
