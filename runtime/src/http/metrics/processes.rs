//! The metrics of processes. Names, labels and numbers are those that node_exporter's supervisord collector has after its
//! prefix, where it has them.

use std::time::Duration;

use super::text::{Kind, Text};
use crate::core::{Description, State};
use crate::daemon::{ProcessSnapshot, Snapshot};
use crate::os::usage::Usage;
use crate::usage::Sample;

/// A process, what it uses now, and its labels.
struct Subject<'a> {
    process: &'a ProcessSnapshot,
    usage: Usage,
    name: &'a str,
    group: &'a str,
}

/// Writes a family: its samples are what `each` makes of every process, with a further label or without.
macro_rules! family {
    ($text:ident, $subjects:ident, $kind:ident, $name:literal, $help:literal, |$it:ident| $samples:expr) => {
        $text.family($name, Kind::$kind, $help);
        for $it in &$subjects {
            for (label, value) in IntoIterator::into_iter($samples) {
                $it.sample($text, $name, label, value);
            }
        }
    };
}

/// A sample without further labels.
const PLAIN: Option<(&str, &str)> = None;

pub(super) fn write(snapshot: &Snapshot, sample: Option<&Sample>, text: &mut Text) {
    let subjects: Vec<Subject<'_>> = snapshot.processes.iter().map(|it| Subject::new(it, sample)).collect();
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_state",
        "Code of the state: 0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED, 200 FATAL, 1000 UNKNOWN.",
        |it| [(PLAIN, it.process.info.state.code())]
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_up",
        "1 while there is a process: STARTING, RUNNING or STOPPING.",
        |it| [(PLAIN, u8::from(it.is_up()))]
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_start_time_seconds",
        "When it was started, in seconds since 1970, while it is up.",
        |it| it.is_up().then_some((PLAIN, it.process.info.start))
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_uptime_seconds",
        "Time since it was started; 0 while it is not up.",
        |it| [(PLAIN, it.uptime(snapshot).as_secs_f64())]
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_exit_status",
        "Exit code of the last run that has ended, -1 for a signal; missing before the first end.",
        |it| it.process.totals.last.map(|(status, _)| (PLAIN, status.exit_status()))
    );
    family!(text, subjects, Counter, "supervisor_process_starts_total", "How often it was spawned.", |it| [
        (PLAIN, it.process.totals.starts)
    ]);
    family!(
        text,
        subjects,
        Counter,
        "supervisor_process_exits_total",
        "How often it ended with a code in exitcodes (expected), with another (unexpected), by a signal (signal).",
        |it| {
            let endings = it.process.totals.endings;
            [("expected", endings.expected), ("unexpected", endings.unexpected), ("signal", endings.signal)]
                .map(|(how, count)| (Some(("outcome", how)), count))
        }
    );
    family!(
        text,
        subjects,
        Counter,
        "supervisor_process_cpu_seconds_total",
        "Processor time of all its runs, with their descendants.",
        |it| [(PLAIN, it.process.totals.cpu(it.usage.cpu).total.as_secs_f64())]
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_resident_memory_bytes",
        "Resident memory, with its descendants.",
        |it| [(PLAIN, it.usage.memory)]
    );
    family!(
        text,
        subjects,
        Gauge,
        "supervisor_process_processes",
        "How many processes it is, with its descendants.",
        |it| [(PLAIN, it.usage.processes)]
    );
    family!(
        text,
        subjects,
        Counter,
        "supervisor_process_log_bytes_total",
        "Bytes that it printed into its logs.",
        |it| {
            let written = it.process.written;
            [("stdout", written.stdout), ("stderr", written.stderr)]
                .map(|(stream, bytes)| (Some(("stream", stream)), bytes))
        }
    );
}

impl<'a> Subject<'a> {
    fn new(process: &'a ProcessSnapshot, sample: Option<&Sample>) -> Self {
        let usage = process.pid.and_then(|pid| sample?.of_child(pid)).unwrap_or_default();
        Self { process, usage, name: &process.info.name, group: &process.info.group }
    }

    fn sample(
        &self,
        text: &mut Text,
        name: &str,
        label: Option<(&str, &str)>,
        value: impl std::fmt::Display,
    ) {
        let (own, group) = (("name", self.name), ("group", self.group));
        match label {
            Some(label) => text.sample(name, &[own, group, label], value),
            None => text.sample(name, &[own, group], value),
        }
    }

    fn is_up(&self) -> bool {
        matches!(self.process.info.state, State::Starting | State::Running | State::Stopping)
    }

    fn uptime(&self, snapshot: &Snapshot) -> Duration {
        match self.process.info.description {
            Description::Up { uptime, .. } => uptime,
            _ if self.is_up() => {
                let seconds = snapshot.now.wall.saturating_sub(self.process.info.start);
                Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
            }
            _ => Duration::ZERO,
        }
    }
}
