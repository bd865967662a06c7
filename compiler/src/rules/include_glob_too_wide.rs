//! `include-glob-too-wide`.

use std::path::Path;

use crate::compile::Pattern;
use crate::diagnostic::{Edit, Fix};
use crate::lint::{Found, Subject};

rule! {
    /// A pattern of `[include]` also matches backups and leftovers of editors and packages.
    ///
    /// `conf.d/*` takes in `web.conf~`, `web.conf.SAVE` and `web.conf.dpkg-dist`. They define the same programs, and of two
    /// definitions the later one counts: the backup, because it is sorted behind the file. An edit then has no effect, and
    /// nothing says why.
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
    /// files=/etc/supervisor/conf.d/*
    /// ; file: conf.d/web.conf
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
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1194](https://github.com/Supervisor/supervisor/issues/1194)
    "include-glob-too-wide", Warning, Include,
    fix: Suggested,
    [Whole(check)],
}

/// Endings of what editors, packages and people leave behind.
const LEFTOVERS: [&str; 12] =
    ["~", ".save", ".bak", ".old", ".orig", ".rej", ".swp", ".tmp", ".disabled", ".dpkg-dist", ".rpmsave", ".rpmnew"];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for pattern in subject.patterns() {
        if !pattern.text.ends_with('*') {
            continue;
        }
        let leftover = pattern.paths.iter().find(|path| is_leftover(path));
        let ending = ending(pattern);
        let narrow = ending.map(|ending| narrowed(&pattern.text, ending));
        let label = match leftover {
            Some(path) => format!("matches `{}`, too", path.display()),
            None => "matches whatever is in the directory".to_owned(),
        };
        let help = match &narrow {
            Some(narrow) => format!("write `{narrow}`"),
            None => "write a pattern that ends in `.conf`, and name the files so".to_owned(),
        };
        let finding = found.finding(
            pattern.location,
            format!("the pattern `{}` of `files` matches backups and leftovers, too", pattern.text),
            label,
            help,
        );
        let as_written = subject.text(pattern.location) == pattern.text;
        let fix = narrow.filter(|_| as_written).map(|narrow| {
            Fix::suggested(format!("write `{narrow}`"), [Edit::new(pattern.location, narrow)])
        });
        found.report(finding.with_fix(fix));
    }
}

/// `conf.d/*` and `conf.d/*.*` become `conf.d/*.conf`.
fn narrowed(pattern: &str, ending: &str) -> String {
    let stem = pattern.trim_end_matches('*');
    let stem = stem.strip_suffix("*.").or_else(|| stem.strip_suffix(&format!("*{ending}"))).unwrap_or(stem);
    format!("{stem}*{ending}")
}

fn is_leftover(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    LEFTOVERS.iter().any(|ending| name.ends_with(ending))
}

/// The ending that all other files have; `.conf` when there are none.
fn ending(pattern: &Pattern) -> Option<&'static str> {
    let mut wanted = pattern.paths.iter().filter(|path| !is_leftover(path)).peekable();
    if wanted.peek().is_none() {
        return Some(".conf");
    }
    let wanted: Vec<_> = wanted.collect();
    [".conf", ".ini"]
        .into_iter()
        .find(|ending| wanted.iter().all(|path| path.to_string_lossy().ends_with(ending)))
}
