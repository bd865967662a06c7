//! `docker-no-exit-on-fatal`.

use crate::lint::{Found, Subject};
use crate::plan::{EventType, GroupKind};
use crate::schema::SectionKind;

rule! {
    /// In a container, nothing notices when a program has failed for good.
    ///
    /// When a program goes FATAL, supervisord lives on, and with it the container: for Docker and Kubernetes it is up and
    /// well, and nothing restarts it. A listener for `PROCESS_STATE_FATAL` can end supervisord, and a health check that
    /// asks `supervisorctl status` can notice.
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
    /// nodaemon=true
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:web]
    /// command=/usr/bin/web
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
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [eventlistener:exit-on-fatal]
    /// command=/usr/bin/exit-on-fatal
    /// events=PROCESS_STATE_FATAL
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#712](https://github.com/Supervisor/supervisor/issues/712)
    /// - [Supervisor/supervisor#733](https://github.com/Supervisor/supervisor/issues/733)
    /// - [ddev/ddev#1142](https://github.com/ddev/ddev/issues/1142)
    "docker-no-exit-on-fatal", Info, Docker,
    when: When::Profiles(&[Profile::Docker]),
    [Whole(check)],
}

/// What a listener hears that may notice a program which has failed.
const NOTICES: [EventType; 4] =
    [EventType::Event, EventType::ProcessState, EventType::ProcessStateFatal, EventType::ProcessStateExited];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    // With errors not all listeners are in the plan.
    if subject.is_refused() || subject.sections_of(SectionKind::Program).next().is_none() {
        return;
    }
    let watched = subject.plan().groups.iter().any(|group| match &group.kind {
        GroupKind::EventListener(listener) => listener.events.value.iter().any(|event| NOTICES.contains(event)),
        GroupKind::Programs | GroupKind::FastCgi(_) => false,
    });
    if watched {
        return;
    }
    found.report(found.finding(
        section.header(),
        "when a program fails for good, the container stays up as if nothing had happened",
        "nothing watches for FATAL",
        "add an [eventlistener:x] with `events=PROCESS_STATE_FATAL` that ends supervisord, or a health check that asks `supervisorctl status`",
    ));
}
