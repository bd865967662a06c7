//! Processes for tests.

use super::process::{Process, State, Usage};

/// A process; one with a pid takes something.
pub(crate) fn process(group: &str, name: &str, state: State, pid: i32) -> Process {
    let description = match state {
        State::Fatal | State::Backoff => "Exited too quickly (process log may have details)",
        State::Exited => "Nov 21 03:03 PM",
        State::Stopped => "Not started",
        _ => "",
    };
    let figure = f64::from(pid);
    Process {
        group: group.to_owned(),
        name: name.to_owned(),
        state,
        pid,
        uptime: (pid != 0).then(|| i64::from(pid) * 61),
        description: description.to_owned(),
        usage: Some(Usage { cpu_seconds: figure, memory: figure * 150_000.0, starts: Some(pid % 4) }),
        cpu: (pid != 0).then_some(f64::from(pid * 7 % 100)),
    }
}

/// Processes in every state.
pub(crate) fn farm() -> Vec<Process> {
    vec![
        process("cron", "cron", State::Running, 812),
        process("mail", "in", State::Exited, 0),
        process("mail", "out", State::Starting, 77),
        process("queue", "queue", State::Fatal, 0),
        process("search", "search", State::Backoff, 0),
        process("web", "web_2", State::Running, 31_200),
        process("web", "web_10", State::Running, 31_201),
        process("web", "web_1", State::Stopping, 31_150),
        process("worker", "worker", State::Stopped, 0),
        process("zombie", "zombie", State::Unknown, 9),
    ]
}
