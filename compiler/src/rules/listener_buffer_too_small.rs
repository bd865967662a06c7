//! `listener-buffer-too-small`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Section, Subject, edits};
use crate::plan::{EventType, Group, GroupKind};

rule! {
    /// An event listener can miss events when all programs start or stop at once.
    ///
    /// At the start each program sends an event in the same moment, long before the listener is ready. Those that do not
    /// fit into the buffer are lost: `event buffer overflowed, discarding event`, oldest first. A listener that counts
    /// states, or waits for one, then waits for ever. The buffer should hold two events of each process; fewer than one of
    /// each is reported.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=30
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// buffer_size=20
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=30
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// buffer_size=100
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=30
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// buffer_size=100
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=30
    /// ```
    ///
    /// ## References
    ///
    /// - [microvm-nix/microvm.nix#554](https://github.com/microvm-nix/microvm.nix/issues/554)
    /// - [Supervisor/superlance#119](https://github.com/Supervisor/superlance/issues/119)
    /// - [Supervisor/superlance#131](https://github.com/Supervisor/superlance/issues/131)
    /// - [sonic-net/sonic-buildimage#5241](https://github.com/sonic-net/sonic-buildimage/issues/5241)
    "listener-buffer-too-small", Warning, Listener,
    fix: Suggested,
    [Whole(check)],
}

/// What every process sends when it is started.
const STATES: [EventType; 4] =
    [EventType::Event, EventType::ProcessState, EventType::ProcessStateStarting, EventType::ProcessStateRunning];

/// What is sent of each output of those that ask for it.
const LOGS: [EventType; 3] = [EventType::ProcessLog, EventType::ProcessLogStdout, EventType::ProcessLogStderr];

/// Buffers are suggested in steps of so many.
const STEP: i64 = 100;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let groups = &subject.plan().groups;
    let listeners = || groups.iter().filter(|group| matches!(group.kind, GroupKind::EventListener(_)));
    if listeners().next().is_none() {
        return;
    }
    let processes = || groups.iter().flat_map(|group| &group.processes);
    let started = processes().filter(|process| process.autostart.value).count();
    let printing = |process: &&crate::plan::Process| process.stdout.events_enabled.value || process.stderr.events_enabled.value;
    let printing = processes().filter(printing).count();
    for group in listeners() {
        look(group, started, printing, subject, found);
    }
}

fn look(group: &Group, started: usize, printing: usize, subject: &Subject<'_>, found: &mut Found<'_>) {
    let GroupKind::EventListener(listener) = &group.kind else { return };
    let hears = |events: &[EventType]| listener.events.value.iter().any(|event| events.contains(event));
    let own = group.processes.iter().filter(|process| process.autostart.value).count();
    let states = if hears(&STATES) { started.saturating_sub(own) } else { 0 };
    let logs = if hears(&LOGS) || listener.events.value.contains(&EventType::Event) { printing } else { 0 };
    let most = i64::try_from(states.max(logs)).unwrap_or(i64::MAX);
    let size = listener.buffer_size.value;
    if size >= most {
        return;
    }
    let Some(section) = group.location().and_then(|place| subject.section_at(place)) else { return };
    let wanted = most.saturating_mul(2).saturating_add(STEP - 1) / STEP * STEP;
    let finding = found.finding(
        section.place("buffer_size"),
        format!("the buffer of `{}` has room for {size} events, and {most} processes send some at the same time", group.name),
        format!("holds {size} events"),
        format!("write `buffer_size={wanted}`"),
    );
    found.report(finding.with_fix(mended(section, wanted, subject)));
}

fn mended(section: Section<'_>, wanted: i64, subject: &Subject<'_>) -> Option<Fix> {
    let value = wanted.to_string();
    let edit = match section.option("buffer_size") {
        Some(option) if option.inherited => return None,
        Some(option) => edits::set_value(option, &value),
        None => edits::add(section, subject.file(section.header())?, "buffer_size", &value),
    };
    Some(Fix::suggested(format!("write `buffer_size={value}`"), [edit]))
}
