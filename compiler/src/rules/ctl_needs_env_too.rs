//! `ctl-needs-env-too`.

use crate::lint::{Found, Section, expansions};
use crate::schema::SectionKind;

rule! {
    /// An option of `[supervisorctl]` needs a variable that must be set for everybody who calls supervisorctl.
    ///
    /// supervisorctl reads this section in its own environment, not in that of supervisord. In a plain `docker exec`, in a cron job
    /// or after `sudo` the variable is missing, and supervisorctl ends with an error instead of doing what it was called for. The
    /// other sections are read by supervisord alone. `username` and `password` are left out: written down they would be no better.
    ///
    /// ## Bad
    ///
    /// ```ini main closed env=NAME:ops
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
    /// prompt=%(ENV_NAME)s
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
    /// prompt=ops
    /// ```
    ///
    /// ## References
    ///
    /// - [MISP/misp-docker#435](https://github.com/MISP/misp-docker/issues/435)
    "ctl-needs-env-too", Warning, Expansion,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind() != Some(SectionKind::Supervisorctl) {
        return;
    }
    for option in section.options() {
        // A password has hardly a better place.
        if matches!(&*option.key(), "password" | "username") {
            continue;
        }
        let text = option.text();
        let mut variables = expansions::expansions(&text).filter_map(|(range, name)| Some((range, name.strip_prefix("ENV_")?)));
        // These two are there for nearly everybody.
        let Some((range, name)) = variables.find(|(_, name)| !["HOME", "PATH"].contains(name)) else { continue };
        let key = option.key();
        found.report(found.finding(
            option.locate(range),
            format!("`{key}` of [supervisorctl] needs `{name}` in the environment of everybody who calls supervisorctl"),
            "read by supervisorctl, in its own environment",
            format!("write the value itself, or call supervisorctl where `{name}` is set"),
        ));
    }
}
