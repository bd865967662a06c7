//! `events-enabled-without-listener`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, Subject, edits};
use crate::plan::{EventType, GroupKind};

rule! {
    /// A program makes events of its output, to which nobody listens.
    ///
    /// `stdout_events_enabled=true` makes supervisord build an event of each piece of output. Without an event listener
    /// for `PROCESS_LOG` that is work for nothing; and whoever relies on the line, because it looks like "send my
    /// output somewhere", waits in vain.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_events_enabled=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_events_enabled=true
    ///
    /// [eventlistener:ship]
    /// command=/usr/bin/ship
    /// events=PROCESS_LOG
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `PROCESS_LOG` events](https://supervisord.org/events.html#process-log-event-type)
    "events-enabled-without-listener", Info, Listener,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    // A listener with an error, or in a file that is not here, may be the one.
    if subject.is_refused() || subject.lacks_files() {
        return;
    }
    let heard = |wanted: EventType| {
        subject.plan().groups.iter().any(|group| match &group.kind {
            GroupKind::EventListener(listener) => {
                let events = &listener.events.value;
                events.iter().any(|event| [wanted, EventType::ProcessLog, EventType::Event].contains(event))
            }
            GroupKind::Programs | GroupKind::FastCgi(_) => false,
        })
    };
    let stdout = heard(EventType::ProcessLogStdout);
    let stderr = heard(EventType::ProcessLogStderr);
    for program in subject.programs() {
        let Some(process) = program.process() else { continue };
        if process.stdout.events_enabled.value && !stdout {
            report(program, "stdout_events_enabled", "PROCESS_LOG_STDOUT", found);
        }
        if process.stderr.events_enabled.value && !stderr {
            report(program, "stderr_events_enabled", "PROCESS_LOG_STDERR", found);
        }
    }
}

fn report(program: &Program<'_>, key: &str, event: &str, found: &mut Found<'_>) {
    let Some(option) = program.option(key) else { return };
    let finding = found.finding(
        option.location(),
        format!("nobody listens to the events that `{key}` makes"),
        "no event listener subscribes to them",
        format!("remove the line, or add an event listener with `events={event}`"),
    );
    let edit = edits::remove_own(found.subject(), option);
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("remove `{key}`"), [edit]))));
}
