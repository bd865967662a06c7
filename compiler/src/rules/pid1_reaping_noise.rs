//! `pid1-reaping-noise`.

use crate::diagnostic::Label;
use crate::lint::{Command, Found, Subject, programs_of};
use crate::plan::LogLevel;

rule! {
    /// As the first process of a container, the daemon logs the end of processes that are not its own.
    ///
    /// The first process inherits all whose parents are gone. supervisord reaps them, as it must, and writes `reaped
    /// unknown pid` into its log for each, at the level `info`: a shell that leaves children behind fills the log, and what
    /// matters is lost in it. An init such as `tini` as the first process takes that over. The rule looks for what leaves
    /// children behind: scripts, cron, and servers that start a process for each session.
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
    ///
    /// [program:cron]
    /// command=/usr/sbin/cron -f
    ///
    /// [eventlistener:exit-on-fatal]
    /// command=/usr/bin/exit-on-fatal
    /// events=PROCESS_STATE_FATAL
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
    ///
    /// [program:cron]
    /// command=/usr/sbin/cron -f
    ///
    /// [eventlistener:exit-on-fatal]
    /// command=/usr/bin/exit-on-fatal
    /// events=PROCESS_STATE_FATAL
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

/// Programs that start others and do not wait for all of them.
const PARENTS: [&str; 12] = [
    "cron", "crond", "busybox", "anacron", "atd", "sshd", "xinetd", "inetd", "xrdp", "in.tftpd", "runsvdir", "jenkins-agent",
];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    if subject.plan().daemon.loglevel.value > LogLevel::Info {
        return;
    }
    let Some(program) = subject.programs().iter().find(|program| program.command.as_ref().is_some_and(leaves_children)) else { return };
    let finding = found.finding(
        section.place("loglevel"),
        format!("as the first process of the container, supervisord logs `reaped unknown pid` for every orphan, and `{}` may leave many", program.name),
        "logs each of them",
        "start the container with an init (`docker run --init`, or `tini -- supervisord`), or write `loglevel=warn`",
    );
    found.report(finding.with_related(Label::new(program.header(), "may leave children behind")));
}

/// A script of one command that is not `exec` is still a shell with a child; of a longer one nobody knows.
fn leaves_children(command: &Command<'_>) -> bool {
    let script = command.script().is_some_and(|script| !script.text.trim_start().starts_with("exec "));
    let is_parent = |name: &String| {
        PARENTS.contains(&name.as_str()) || [".sh", ".bash"].iter().any(|ending| name.ends_with(ending))
    };
    script || programs_of(command).iter().any(is_parent)
}
