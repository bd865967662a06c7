//! `include-comma-list`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, control, edits};

rule! {
    /// Patterns of `[include]` are separated by commas.
    ///
    /// White space separates them. A comma is part of the name: `a.conf,b.conf` is one file of that name, which does not
    /// exist, and none of the two is read.
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
    /// files=conf.d/web.conf,conf.d/db.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ; file: conf.d/db.conf
    /// [program:db]
    /// command=/usr/bin/db
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
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=conf.d/web.conf, conf.d/db.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ; file: conf.d/db.conf
    /// [program:db]
    /// command=/usr/bin/db
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
    /// files=conf.d/web.conf conf.d/db.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ; file: conf.d/db.conf
    /// [program:db]
    /// command=/usr/bin/db
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
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=conf.d/web.conf conf.d/db.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ; file: conf.d/db.conf
    /// [program:db]
    /// command=/usr/bin/db
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [include]](https://supervisord.org/configuration.html#include-section-settings)
    "include-comma-list", Warning, Include,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let wrong = |text: &str| text.contains(',') && !control::is_template(text);
    let mut patterns = subject.patterns().iter().filter(|pattern| pattern.paths.is_empty() && wrong(&pattern.text));
    let Some(first) = patterns.next() else { return };
    let Some(option) = subject.section("include").and_then(|section| section.option("files")) else { return };
    let finding = found.finding(
        first.location,
        format!("the comma in `{}` is part of the file's name", first.text),
        "not a separator",
        "separate the patterns by blanks",
    );
    let text = option.text();
    // A file whose name has a comma in it may stand beside this one.
    let named = subject.patterns().iter().any(|pattern| pattern.text.contains(',') && !pattern.paths.is_empty());
    let commas = text.match_indices(',').map(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let blank = if rest.is_empty() || rest.starts_with([' ', '\t', '\n']) { "" } else { " " };
        edits::set_part(option, at..at + 1, blank)
    });
    let fix = (!named && !option.inherited).then(|| Fix::suggested("separate the patterns by blanks", commas));
    found.report(finding.with_fix(fix));
}
