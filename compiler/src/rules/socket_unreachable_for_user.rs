//! `socket-unreachable-for-user`.

use crate::diagnostic::Label;
use crate::lint::{Found, Program, base_name};
use crate::plan::{ServerKind, UserRef};

rule! {
    /// A program that talks to the daemon runs as a user who may not use its socket.
    ///
    /// The socket belongs to root and has the mode 0700. A listener such as `memmon` with `user=app` then gets `Permission
    /// denied` when it wants to restart something, in the night in which it matters.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:memmon]
    /// command=/usr/bin/memmon -a 500MB
    /// events=TICK_60
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:memmon]
    /// command=/usr/bin/memmon -a 500MB
    /// events=TICK_60
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1261](https://github.com/Supervisor/supervisor/issues/1261)
    /// - [Supervisor/supervisor#173](https://github.com/Supervisor/supervisor/issues/173)
    /// - [Supervisor/superlance#122](https://github.com/Supervisor/superlance/issues/122)
    /// - [frappe/bench#1136](https://github.com/frappe/bench/issues/1136)
    "socket-unreachable-for-user", Info, Security,
    [Program(check)],
}

/// Programs that ask the daemon.
const CLIENTS: [&str; 5] = ["supervisorctl", "memmon", "httpok", "supervisord-dependent-startup", "multivisor-rpc"];

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    let Some(user) = process.user.value.as_ref().filter(|user| !is_root(user)) else { return };
    let Some(command) = &program.command else { return };
    if !command.words().iter().any(|word| CLIENTS.contains(&base_name(&word.text))) {
        return;
    }
    let plan = found.subject().plan();
    // A daemon that is not root runs everything as itself.
    if plan.daemon.user.value.as_ref().is_some_and(|user| !is_root(user)) {
        return;
    }
    // Children are told of the first unix socket.
    let socket = plan.servers.iter().find_map(|server| match &server.kind {
        ServerKind::Unix { chmod, chown, .. } => Some((server, chmod, chown)),
        ServerKind::Inet { .. } => None,
    });
    let Some((server, chmod, chown)) = socket else { return };
    let owner = chown.value.as_ref();
    let owned = owner.is_some_and(|owner| owner.text.split(':').next() == Some(&*user.text));
    // Who is in a group, the text does not say.
    if owned || chmod.value & 0o022 != 0 {
        return;
    }
    let Some(place) = process.user.origin.location() else { return };
    let section = &server.section;
    let mut finding = found.finding(
        place,
        format!("`{}` may not use the socket of [{section}], which `{}` needs", user.text, program.name),
        "has no right to it",
        format!("write `chown={}` into [{section}], or let the program run as root", user.text),
    );
    if let Some(section) = found.subject().section(section) {
        finding = finding.with_related(Label::new(section.place("chmod"), "for its owner only"));
    }
    found.report(finding);
}

fn is_root(user: &UserRef) -> bool {
    user.uid == Some(0) || user.text == "root"
}
