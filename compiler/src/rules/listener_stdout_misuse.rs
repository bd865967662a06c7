//! `listener-stdout-misuse`.

use crate::lint::{Found, Program, base_name};
use crate::schema::SectionKind;

rule! {
    /// The command of an event listener does not speak the protocol of event listeners.
    ///
    /// The daemon and a listener talk over standard input and output: the listener writes `READY`, gets an event, and
    /// writes `RESULT`. A command that prints anything else is in the state UNKNOWN after its first line and gets no events
    /// any more; one that reads nothing never gets any. Such a command belongs into a script that speaks the protocol, with
    /// the real output on standard error.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:alarm]
    /// command=/bin/sh -c 'echo something died >> /var/log/alarm.log'
    /// events=PROCESS_STATE_FATAL
    /// ```
    ///
    /// ```ini
    /// [eventlistener:alarm]
    /// command=/usr/bin/logger "something died"
    /// events=PROCESS_STATE_FATAL
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:alarm]
    /// command=/usr/bin/alarm
    /// events=PROCESS_STATE_FATAL
    /// ```
    ///
    /// ```ini
    /// [eventlistener:alarm]
    /// command=/bin/sh -c 'printf "READY\n" && while read -r line; do kill -3 1; done'
    /// events=PROCESS_STATE_FATAL
    /// stopasgroup=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1417](https://github.com/Supervisor/supervisor/issues/1417)
    /// - [Supervisor/supervisor#1408](https://github.com/Supervisor/supervisor/issues/1408)
    "listener-stdout-misuse", Info, Listener,
    [Program(check)],
}

/// Tools that do one thing and know of no protocol.
const TOOLS: [&str; 21] = [
    "echo", "printf", "cat", "tail", "logger", "mail", "mailx", "sendmail", "curl", "wget", "kill", "pkill", "killall", "touch",
    "date", "sleep", "true", "supervisorctl", "systemctl", "rm", "cp",
];

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    if program.kind != SectionKind::EventListener {
        return;
    }
    let Some(command) = &program.command else { return };
    let tool = match command.script() {
        Some(script) if script.text.contains("READY") => return,
        Some(script) => script.text.split_whitespace().next().map(base_name).filter(|name| TOOLS.contains(name)),
        None => Some(command.name()).filter(|name| TOOLS.contains(name)),
    };
    let Some(tool) = tool else { return };
    found.report(found.finding(
        command.location(),
        format!("`{tool}` does not speak the protocol of event listeners, and `{}` gets no events", program.name),
        "writes no `READY`",
        "write a script that answers events with `READY` and `RESULT 2\\nOK` on standard output, and let it run this",
    ));
}
