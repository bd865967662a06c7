//! What is known of the processes at one moment.

use std::time::Duration;

use supervisor_wire::Value;

/// The state of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// What needs somebody first: given up.
    Fatal,
    /// Waits for its next attempt.
    Backoff,
    /// Nobody knows.
    Unknown,
    /// Ended by itself.
    Exited,
    /// Is being stopped.
    Stopping,
    /// Is being started.
    Starting,
    /// Runs.
    Running,
    /// Was stopped, or never started.
    Stopped,
}

impl State {
    /// All of them, in the order in which they are listed.
    pub(crate) const ALL: [Self; 8] = [
        Self::Fatal,
        Self::Backoff,
        Self::Unknown,
        Self::Exited,
        Self::Stopping,
        Self::Starting,
        Self::Running,
        Self::Stopped,
    ];

    /// The state of that code (spec-runtime §1.1).
    pub(crate) fn from_code(code: i32) -> Self {
        match code {
            0 => Self::Stopped,
            10 => Self::Starting,
            20 => Self::Running,
            30 => Self::Backoff,
            40 => Self::Stopping,
            100 => Self::Exited,
            200 => Self::Fatal,
            _ => Self::Unknown,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Backoff => "BACKOFF",
            Self::Stopping => "STOPPING",
            Self::Exited => "EXITED",
            Self::Fatal => "FATAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// What a process and its children take.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Usage {
    /// Processor time since the process began, in seconds.
    pub(crate) cpu_seconds: f64,
    /// Resident memory in bytes.
    pub(crate) memory: f64,
    /// How often it was started, if that is known.
    pub(crate) starts: Option<i32>,
}

/// One process.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Process {
    /// Its group.
    pub(crate) group: String,
    /// Its name within the group.
    pub(crate) name: String,
    /// Its state.
    pub(crate) state: State,
    /// Its process id; 0 when there is none.
    pub(crate) pid: i32,
    /// How long it has been there, in seconds; none without a process.
    pub(crate) uptime: Option<i64>,
    /// What the server says about it in words.
    pub(crate) description: String,
    /// What it takes, if that is known.
    pub(crate) usage: Option<Usage>,
    /// How much of one processor it has taken lately, in percent.
    pub(crate) cpu: Option<f64>,
}

/// What the server said at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    /// When it was read, since the client began.
    pub(crate) at: Duration,
    /// What the daemon calls itself.
    pub(crate) identification: String,
    /// All processes.
    pub(crate) processes: Vec<Process>,
}

impl Process {
    /// Reads a process info struct.
    pub(crate) fn read(info: &Value) -> Option<Self> {
        let text = |key| info.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key| info.get(key).and_then(Value::as_int);
        let pid = number("pid")?;
        let (start, now) = (number("start").map(i64::from), number("now").map(i64::from));
        // A clock that was set back in between makes no negative time.
        let uptime = start.zip(now).map(|(start, now)| (now - start).max(0));
        Some(Self {
            group: text("group")?,
            name: text("name")?,
            state: State::from_code(number("state")?),
            pid,
            uptime: uptime.filter(|_| pid != 0),
            description: text("description").unwrap_or_default(),
            usage: None,
            cpu: None,
        })
    }

    /// Whether it has this name.
    pub(crate) fn is(&self, group: &str, name: &str) -> bool {
        self.group == group && self.name == name
    }

    /// How often it was started again, if that is known.
    pub(crate) fn restarts(&self) -> Option<i32> {
        let starts = self.usage.as_ref()?.starts?;
        Some(starts.saturating_sub(1).max(0))
    }

    /// Resident memory in bytes, while it runs.
    pub(crate) fn memory(&self) -> Option<f64> {
        self.usage.as_ref().filter(|_| self.pid != 0).map(|usage| usage.memory)
    }
}

impl Usage {
    /// Reads a struct of `extension.getAllProcessUsage`: group, name and what it takes.
    pub(crate) fn read(value: &Value) -> Option<(&str, &str, Self)> {
        let number = |key| match value.get(key) {
            Some(Value::Double(number)) if number.is_finite() => Some(number.max(0.0)),
            Some(Value::Int(number)) => Some(f64::from(*number).max(0.0)),
            _ => None,
        };
        let usage = Self {
            cpu_seconds: number("cpu_seconds")?,
            memory: number("memory_bytes")?,
            starts: value.get("starts").and_then(Value::as_int),
        };
        Some((value.get("group")?.as_str()?, value.get("name")?.as_str()?, usage))
    }
}

impl Reading {
    /// Says of each process how much of a processor it has taken since the earlier reading.
    pub(crate) fn compare(&mut self, earlier: &Self) {
        let elapsed = self.at.saturating_sub(earlier.at).as_secs_f64();
        if elapsed <= 0.0 {
            return;
        }
        for process in &mut self.processes {
            let before = earlier.processes.iter().find(|before| before.is(&process.group, &process.name));
            let Some(before) = before.filter(|before| before.pid == process.pid && process.pid != 0) else {
                continue;
            };
            if let (Some(now), Some(then)) = (&process.usage, &before.usage) {
                // Less than before: a child has gone, and its time with it.
                let taken = (now.cpu_seconds - then.cpu_seconds).max(0.0);
                process.cpu = Some(taken / elapsed * 100.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::top::samples::process;

    fn reading(seconds: u64, pid: i32, cpu_seconds: f64) -> Reading {
        let mut one = process("web", "a", State::Running, pid);
        one.usage = Some(Usage { cpu_seconds, memory: 1.0, starts: Some(3) });
        one.cpu = None;
        Reading { at: Duration::from_secs(seconds), identification: String::new(), processes: vec![one] }
    }

    #[test]
    fn a_rate_needs_the_same_process_twice() {
        let before = reading(10, 7, 1.0);
        let rate = |mut later: Reading| {
            later.compare(&before);
            later.processes.first().and_then(|process| process.cpu)
        };
        assert_eq!(rate(reading(12, 7, 2.0)), Some(50.0));
        assert_eq!(rate(reading(12, 7, 0.5)), Some(0.0));
        assert_eq!(rate(reading(12, 8, 2.0)), None);
        assert_eq!(rate(reading(10, 7, 2.0)), None);
    }

    #[test]
    fn usage_is_read_and_nonsense_is_not() {
        let value = |cpu: Value| {
            Value::structure([
                ("group", Value::from("g")),
                ("name", Value::from("p")),
                ("cpu_seconds", cpu),
                ("memory_bytes", Value::from(2048.0)),
                ("starts", Value::from(2)),
            ])
        };
        let usage = Usage { cpu_seconds: 1.5, memory: 2048.0, starts: Some(2) };
        assert_eq!(Usage::read(&value(Value::from(1.5))), Some(("g", "p", usage)));
        assert_eq!(Usage::read(&value(Value::from(f64::NAN))), None);
        assert_eq!(Usage::read(&value(Value::from("1"))), None);
    }
}
