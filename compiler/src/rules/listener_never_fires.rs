//! `listener-never-fires`.

use crate::lint::{Found, Subject};
use crate::plan::{EventType, GroupKind, Process};

rule! {
    /// An event listener waits for events that nothing makes.
    ///
    /// `PROCESS_LOG` events arise only where a program has `stdout_events_enabled=true` (or `stderr_events_enabled`), and
    /// `PROCESS_COMMUNICATION` events only where one has `stdout_capture_maxbytes` above 0. Without these the listener runs, and is silent.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:ship]
    /// command=/usr/bin/ship
    /// events=PROCESS_LOG_STDOUT
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [eventlistener:ship]
    /// command=/usr/bin/ship
    /// events=PROCESS_COMMUNICATION
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:ship]
    /// command=/usr/bin/ship
    /// events=PROCESS_LOG_STDOUT
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_events_enabled=true
    /// ```
    ///
    /// ```ini
    /// [eventlistener:ship]
    /// command=/usr/bin/ship
    /// events=PROCESS_COMMUNICATION,TICK_60
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `PROCESS_LOG` events](https://supervisord.org/events.html#process-log-event-type)
    /// - [The manual: `PROCESS_COMMUNICATION` events](https://supervisord.org/events.html#process-communication-event-type)
    "listener-never-fires", Info, Listener,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    // A program with an error may be the one that makes the events.
    if subject.is_refused() {
        return;
    }
    for group in &subject.plan().groups {
        let GroupKind::EventListener(listener) = &group.kind else { continue };
        let events = &listener.events;
        let (Some(place), Some(first)) = (events.origin.location(), events.value.first()) else { continue };
        if events.value.iter().any(|event| is_made(*event, subject)) {
            continue;
        }
        let option = match first {
            EventType::ProcessLog | EventType::ProcessLogStdout => "stdout_events_enabled=true",
            EventType::ProcessLogStderr => "stderr_events_enabled=true",
            EventType::ProcessCommunicationStderr => "stderr_capture_maxbytes=1MB",
            _ => "stdout_capture_maxbytes=1MB",
        };
        let finding = found.finding(
            place,
            format!("nothing makes the events that `{}` waits for", group.name),
            "never happens",
            format!("write `{option}` into the programs that it is to listen to"),
        );
        found.report(finding);
    }
}

/// True when some process makes events of that type.
fn is_made(event: EventType, subject: &Subject<'_>) -> bool {
    let logs_stdout = |process: &Process| process.stdout.events_enabled.value;
    let logs_stderr = |process: &Process| process.stderr.events_enabled.value;
    let talks_stdout = |process: &Process| process.stdout.capture_maxbytes.value > 0;
    let talks_stderr = |process: &Process| process.stderr.capture_maxbytes.value > 0;
    let any = |test: &dyn Fn(&Process) -> bool| {
        subject.programs().iter().any(|program| program.process().is_some_and(test))
    };
    match event {
        EventType::ProcessLog => any(&|process| logs_stdout(process) || logs_stderr(process)),
        EventType::ProcessLogStdout => any(&logs_stdout),
        EventType::ProcessLogStderr => any(&logs_stderr),
        EventType::ProcessCommunication => any(&|process| talks_stdout(process) || talks_stderr(process)),
        EventType::ProcessCommunicationStdout => any(&talks_stdout),
        EventType::ProcessCommunicationStderr => any(&talks_stderr),
        _ => true,
    }
}
