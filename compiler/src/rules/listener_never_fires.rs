//! `listener-never-fires`.

use crate::lint::{Found, Subject};
use crate::plan::{EventType, GroupKind};
use crate::schema::SectionKind;

rule! {
    /// An event listener waits for events that nothing makes.
    ///
    /// `PROCESS_LOG` events arise only where a program has `stdout_events_enabled=true` (or `stderr_events_enabled`),
    /// and `PROCESS_COMMUNICATION` events only where one has `stdout_capture_maxbytes` above 0. Without these the
    /// listener runs, and is silent.
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
    // A program with an error, or in a file that is not here, may be the one that makes the events.
    if subject.is_refused() || subject.lacks_files() {
        return;
    }
    // A configuration without programs is a part of one, whatever it looks like.
    if subject.programs().iter().all(|program| program.kind == SectionKind::EventListener) {
        return;
    }
    let made = Made::by(subject);
    for group in &subject.plan().groups {
        let GroupKind::EventListener(listener) = &group.kind else { continue };
        let events = &listener.events;
        let (Some(place), Some(first)) = (events.origin.location(), events.value.first()) else { continue };
        if events.value.iter().any(|event| made.has(*event)) {
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

/// Which of the events are made that programs make only if they are told to.
#[derive(Default)]
struct Made {
    log_stdout: bool,
    log_stderr: bool,
    communication_stdout: bool,
    communication_stderr: bool,
}

impl Made {
    fn by(subject: &Subject<'_>) -> Self {
        let mut made = Self::default();
        for process in subject.programs().iter().filter_map(|program| program.process()) {
            made.log_stdout |= process.stdout.events_enabled.value;
            made.log_stderr |= process.stderr.events_enabled.value;
            made.communication_stdout |= process.stdout.capture_maxbytes.value > 0;
            made.communication_stderr |= process.stderr.capture_maxbytes.value > 0;
        }
        made
    }

    fn has(&self, event: EventType) -> bool {
        match event {
            EventType::ProcessLog => self.log_stdout || self.log_stderr,
            EventType::ProcessLogStdout => self.log_stdout,
            EventType::ProcessLogStderr => self.log_stderr,
            EventType::ProcessCommunication => self.communication_stdout || self.communication_stderr,
            EventType::ProcessCommunicationStdout => self.communication_stdout,
            EventType::ProcessCommunicationStderr => self.communication_stderr,
            _ => true,
        }
    }
}
