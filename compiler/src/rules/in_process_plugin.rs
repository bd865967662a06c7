//! `in-process-plugin`.

use crate::lint::{Found, Subject};
use crate::plan::{EventListener, GroupKind, Setting};
use crate::plugins;

rule! {
    /// A plug-in that runs as Python inside supervisord is named.
    ///
    /// `[rpcinterface:x]` and `result_handler` name Python code that the original loads into the daemon. It refuses the
    /// whole file where the package is not installed, which is a surprise after an upgrade of Python; and a supervisord
    /// that is no Python program cannot run it at all. A listener or a client of the XML-RPC interface, a process of its
    /// own, does the same work everywhere. The commands of supervisorctl are the matter of `python-plugin`; with `--host`,
    /// `unresolvable-factory` says what is missing on this machine.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [rpcinterface:supvisors]
    /// supervisor.rpcinterface_factory=supvisors.plugin:make_supvisors_rpcinterface
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// result_handler=mypackage:handler
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// ```
    ///
    /// ```ini
    /// [eventlistener:stdout]
    /// command=supervisor_stdout
    /// events=PROCESS_LOG
    /// buffer_size=100
    /// result_handler=supervisor_stdout:event_handler
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_events_enabled=true
    /// ```
    ///
    /// ## References
    ///
    /// - [mnaberez/supervisor_twiddler#5](https://github.com/mnaberez/supervisor_twiddler/issues/5)
    /// - [mnaberez/supervisor_twiddler#11](https://github.com/mnaberez/supervisor_twiddler/issues/11)
    "in-process-plugin", Info, Portability,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    // With host checks the compiler looks for them.
    if subject.options().host_checks {
        return;
    }
    for interface in &subject.plan().rpc_interfaces {
        if !interface.is_stock() && !interface.is_twiddler() {
            report(&interface.factory, found);
        }
    }
    for group in &subject.plan().groups {
        if let GroupKind::EventListener(listener) = &group.kind {
            let handler = &listener.result_handler;
            if ![EventListener::STOCK_HANDLER, EventListener::STDOUT_HANDLER].contains(&handler.value.as_str()) {
                report(handler, found);
            }
        }
    }
}

fn report(entry_point: &Setting<String>, found: &mut Found<'_>) {
    let Some(place) = entry_point.origin.location() else { return };
    let name = &entry_point.value;
    found.report(found.finding(
        place,
        format!("`{name}` is Python code that has to run inside supervisord"),
        "needs the original, and this package beside it",
        plugins::instead(name),
    ));
}
