//! `docker-nodaemon-missing`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};

rule! {
    /// In a container, the daemon goes into the background, and the container ends.
    ///
    /// A container lives as long as its first process. Without `nodaemon=true`, and without `-n` on the command line,
    /// supervisord starts a copy of itself and ends; the container is gone at once, with status 0 and an empty log.
    ///
    /// ## Bad
    ///
    /// ```ini main profile=docker
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// loglevel=warn
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
    /// ```ini main profile=docker
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// loglevel=warn
    /// nodaemon=true
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
    /// - [The manual: nodaemon](https://supervisord.org/configuration.html#supervisord-section-settings)
    /// - [Docker: run multiple processes in a container](https://docs.docker.com/engine/containers/multi-service_container/)
    "docker-nodaemon-missing", Warning, Docker,
    when: When::Profiles(&[Profile::Docker]),
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    let option = section.option("nodaemon");
    // A value that is no boolean is an error, and false only for want of anything better.
    let clear = option.is_none_or(|option| crate::convert::boolean(option.text().trim()).is_ok());
    if subject.plan().daemon.nodaemon.value || !clear {
        return;
    }
    let finding = found.finding(
        section.place("nodaemon"),
        "supervisord goes into the background, and the container ends at once",
        "does not stay in the foreground",
        "write `nodaemon=true` into [supervisord], or start it with `supervisord -n`",
    );
    let edit = match option {
        Some(option) if option.inherited => None,
        Some(option) => Some(edits::set_value(option, "true")),
        None => subject.file(section.header()).map(|file| edits::add(section, file, "nodaemon", "true")),
    };
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested("write `nodaemon=true`", [edit]))));
}
