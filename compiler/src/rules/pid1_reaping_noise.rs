//! `pid1-reaping-noise`.

use crate::lint::{Found, Subject};
use crate::plan::LogLevel;

rule! {
    /// As the first process of a container, the daemon logs the end of processes that are not its own.
    ///
    /// The first process inherits all whose parents are gone. supervisord reaps them, as it must, and writes `reaped
    /// unknown pid` into its log for each, at the level `info`: a shell that leaves children behind fills the log, and what
    /// matters is lost in it. An init such as `tini` as the first process takes that over.
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
    /// nodaemon=true
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
    /// nodaemon=true
    /// loglevel=warn
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
    /// - [Supervisor/supervisor#936](https://github.com/Supervisor/supervisor/issues/936)
    /// - [docker-library/rabbitmq#453](https://github.com/docker-library/rabbitmq/issues/453)
    "pid1-reaping-noise", Info, Docker,
    when: When::Profiles(&[Profile::Docker]),
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    if subject.plan().daemon.loglevel.value > LogLevel::Info {
        return;
    }
    found.report(found.finding(
        section.place("loglevel"),
        "as the first process of the container, supervisord logs `reaped unknown pid` for every orphan",
        "logs each of them",
        "start the container with an init (`docker run --init`, or `tini -- supervisord`), or write `loglevel=warn`",
    ));
}
