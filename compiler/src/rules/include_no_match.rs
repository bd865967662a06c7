//! `include-no-match`.

use std::path::Path;

use crate::compile::Pattern;
use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Found, Subject, control};

rule! {
    /// A pattern of `[include]` matches no file.
    ///
    /// Supervisor logs a warning and goes on without the programs that should have come from there: nothing is started, and
    /// nothing in `supervisorctl status` says that something is missing. Mostly the files end in `.ini` where the pattern
    /// says `.conf`, or the other way round; then the finding is a warning. A directory that is empty, or that is not on
    /// this machine, is worth a remark only, unless `--host` says that the configuration is for this machine.
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
    /// files=/etc/supervisor/sites/*.conf
    /// ; file: sites/web.ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini main host
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
    /// files=/etc/supervisor/nowhere/*.conf
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
    /// files=/etc/supervisor/sites/*.ini
    /// ; file: sites/web.ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#345](https://github.com/Supervisor/supervisor/issues/345)
    /// - [netbox-community/netbox#2581](https://github.com/netbox-community/netbox/issues/2581)
    /// - [beyondcode/docs#16](https://github.com/beyondcode/docs/issues/16)
    "include-no-match", Warning, Include,
    fix: Suggested,
    [Whole(check)],
}

/// Endings that people take for each other.
const ENDINGS: [(&str, &str); 4] = [(".conf", ".ini"), (".ini", ".conf"), (".conf", ".cfg"), (".cfg", ".conf")];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let option = subject.section("include").and_then(|section| section.option("files"));
    let template = option.is_some_and(|option| control::is_template(&option.text()));
    for pattern in subject.patterns().iter().filter(|pattern| pattern.paths.is_empty()) {
        // A comma is the matter of include-comma-list.
        if pattern.text.contains(',') || template {
            continue;
        }
        let other = other_ending(pattern, subject);
        let help = match &other {
            Some(other) => format!("write `{other}`, which matches files"),
            None => "correct the pattern, or remove it; a relative one counts from the directory of the main file".to_owned(),
        };
        let finding = found.finding(
            pattern.location,
            format!("the pattern `{}` of `files` matches no file", pattern.text),
            "matches nothing",
            help,
        );
        let sure = other.is_some() || subject.options().host_checks;
        let finding = if sure { finding } else { finding.only(Severity::Info) };
        let as_written = subject.text(pattern.location) == pattern.text;
        let fix = other.filter(|_| as_written).map(|other| {
            Fix::suggested(format!("write `{other}`"), [Edit::new(pattern.location, other)])
        });
        found.report(finding.with_fix(fix));
    }
}

/// The pattern with another ending, if that matches.
fn other_ending(pattern: &Pattern, subject: &Subject<'_>) -> Option<String> {
    let directory = subject.main().map_or("", |main| &main.directory);
    ENDINGS.iter().find_map(|(ending, other)| {
        let other = format!("{}{other}", pattern.text.strip_suffix(ending)?);
        let matches = !subject.system().glob(&Path::new(directory).join(&other)).is_empty();
        matches.then_some(other)
    })
}
