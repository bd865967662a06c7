//! `missing-supervisorctl-section`.

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Found, Subject, edits};
use crate::schema::SectionKind;

rule! {
    /// There is a server to talk to, and no section `[supervisorctl]`.
    ///
    /// `supervisorctl -c FILE` refuses a file without that section, even when the address is given on the command line: in the middle
    /// of an incident nobody can ask what runs. Without the section there is no `serverurl` either, and supervisorctl would look at
    /// `http://localhost:9001`, whatever listens there.
    ///
    /// With nothing but a port, which others may use, or with event listeners, it is told as information.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
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
    /// - [Supervisor/supervisor#1247](https://github.com/Supervisor/supervisor/issues/1247)
    /// - [Supervisor/supervisor#1052](https://github.com/Supervisor/supervisor/issues/1052)
    /// - [Supervisor/supervisor#863](https://github.com/Supervisor/supervisor/issues/863)
    /// - [orf/simple#50](https://github.com/orf/simple/issues/50)
    "missing-supervisorctl-section", Warning, Server,
    fix: Safe,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    // Without a server nobody can be talked to, which is another rule's matter.
    let Some(server) = subject
        .sections_of(SectionKind::UnixHttpServer)
        .chain(subject.sections_of(SectionKind::InetHttpServer))
        .next()
    else {
        return;
    };
    // One that a capital letter or a blank keeps from being it is reported as such.
    let meant = |name: &str| name.trim().eq_ignore_ascii_case("supervisorctl");
    if subject.sections().any(|section| meant(section.name())) {
        return;
    }
    let url = subject.plan().server_url().filter(|url| !url.contains(['%', ' ']));
    let lines = match &url {
        Some(url) => format!("[supervisorctl]\nserverurl={url}"),
        None => "[supervisorctl]".to_owned(),
    };
    // A port may be there for others than supervisorctl, and a socket for event listeners.
    let socket = subject.sections_of(SectionKind::UnixHttpServer).next().is_some()
        && subject.sections_of(SectionKind::EventListener).next().is_none();
    let finding = found.finding(
        server.header(),
        "there is no section [supervisorctl], and supervisorctl refuses the file",
        "nobody can talk to it with this file",
        format!("add a section `[supervisorctl]`{}", url.map(|url| format!(" with `serverurl={url}`")).unwrap_or_default()),
    );
    let fix = subject.main().map(|main| Fix::safe("add [supervisorctl]", [edits::append(main, &lines)]));
    let finding = if socket { finding } else { finding.only(Severity::Info) };
    found.report(finding.with_fix(fix));
}
