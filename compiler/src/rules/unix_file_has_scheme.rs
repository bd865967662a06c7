//! `unix-file-has-scheme`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Section, edits};
use crate::schema::SectionKind;

rule! {
    /// The `file` of `[unix_http_server]` is a URL.
    ///
    /// `file` is a path, and `unix:///run/supervisor.sock` a relative one: the socket is made in the directory `unix:` of
    /// the current directory, or, when there is none, the start fails. supervisorctl looks for it elsewhere.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=unix:///run/supervisor.sock
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
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [unix_http_server]](https://supervisord.org/configuration.html#unix-http-server-section-settings)
    "unix-file-has-scheme", Warning, Server,
    fix: Suggested,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind() != Some(SectionKind::UnixHttpServer) {
        return;
    }
    let Some(option) = section.option("file") else { return };
    let text = option.text();
    let Some(rest) = text.strip_prefix("unix:") else { return };
    let path = rest.trim_start_matches('/');
    let path = if path.starts_with(['%', '~']) { path.to_owned() } else { format!("/{path}") };
    let finding = found.finding(
        option.location(),
        format!("`file` is a path, not a URL: `{text}`"),
        "a directory called `unix:`",
        format!("write `file={path}`"),
    );
    let fix = (!option.inherited).then(|| Fix::suggested(format!("write `{path}`"), [edits::set_value(option, &path)]));
    found.report(finding.with_fix(fix));
}
