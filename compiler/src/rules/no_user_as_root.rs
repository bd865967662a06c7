//! `no-user-as-root`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::rules::Profile;

rule! {
    /// `[supervisord]` does not say as which user the daemon runs.
    ///
    /// Started by root it stays root, which it takes for an oversight: it logs `Supervisor is running as root` as CRITICAL
    /// at every start, and who reads logs for that level gets used to it. `user=root` says that it is meant; a user of its
    /// own is better, if no program needs another.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
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
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// user=root
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
    /// - [laravel/sail#53](https://github.com/laravel/sail/issues/53)
    /// - [The manual: [supervisord]](https://supervisord.org/configuration.html#supervisord-section-settings)
    "no-user-as-root", Info, Security,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    let options = subject.options();
    let elsewhere = subject.settings().profiles.contains(&Profile::Nonroot) || (options.host_checks && options.uid != 0);
    if elsewhere || section.option("user").is_some() || options.overrides.user.is_some() {
        return;
    }
    let finding = found.finding(
        section.header(),
        "[supervisord] has no `user`: started by root, the daemon stays root and logs that as CRITICAL",
        "does not say as whom",
        "add `user=root` if that is meant, or the name of another user",
    );
    let file = subject.file(section.header());
    let fix = file.map(|file| Fix::suggested("add `user=root`", [edits::add(section, file, "user", "root")]));
    found.report(finding.with_fix(fix));
}
