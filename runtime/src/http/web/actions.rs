//! What the page's buttons do, and what is said about it afterwards (spec-runtime §9.2).

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use supervisor_wire::{Fault, FaultCode, Value};

use super::calls::{Calls, Gone};

/// Something that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing but a new page.
    Refresh,
    /// Every process is stopped, then every process is started.
    RestartAll,
    /// Every process is stopped.
    StopAll,
    /// Something is done to the process of that name.
    One(Verb, String),
}

/// What can be done to one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Start it.
    Start,
    /// Stop it.
    Stop,
    /// Stop it if it runs, then start it.
    Restart,
    /// Empty its logs.
    ClearLog,
}

impl Verb {
    /// Its name in requests.
    pub(super) fn name(self) -> &'static str {
        match self {
            Verb::Start => "start",
            Verb::Stop => "stop",
            Verb::Restart => "restart",
            Verb::ClearLog => "clearlog",
        }
    }

    /// Its name on buttons.
    pub(super) fn label(self) -> &'static str {
        match self {
            Verb::Start => "Start",
            Verb::Stop => "Stop",
            Verb::Restart => "Restart",
            Verb::ClearLog => "Clear Log",
        }
    }
}

impl Action {
    /// The action that a request names; none when there is no such action, or it lacks a process.
    pub(super) fn new(name: &str, process: Option<&str>) -> Option<Self> {
        match name {
            "refresh" => return Some(Action::Refresh),
            "restartall" => return Some(Action::RestartAll),
            "stopall" => return Some(Action::StopAll),
            _ => {}
        }
        let verbs = [Verb::Start, Verb::Stop, Verb::Restart, Verb::ClearLog];
        let verb = verbs.into_iter().find(|verb| verb.name() == name)?;
        Some(Action::One(verb, process?.to_owned()))
    }

    /// Its name in requests.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Action::Refresh => "refresh",
            Action::RestartAll => "restartall",
            Action::StopAll => "stopall",
            Action::One(verb, _) => verb.name(),
        }
    }

    /// Its name on buttons.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Action::Refresh => "Refresh",
            Action::RestartAll => "Restart All",
            Action::StopAll => "Stop All",
            Action::One(verb, _) => verb.label(),
        }
    }

    /// The process it is about.
    pub(super) fn process(&self) -> Option<&str> {
        match self {
            Action::One(_, process) => Some(process),
            Action::Refresh | Action::RestartAll | Action::StopAll => None,
        }
    }

    /// Whether anything is different afterwards.
    pub(super) fn changes_something(&self) -> bool {
        *self != Action::Refresh
    }
}

/// Does it to the end, and says how it went.
pub(super) async fn perform(action: Action, calls: Calls) -> Result<String, Gone> {
    match action {
        Action::Refresh => Ok(format!("Page refreshed at {}", now())),
        Action::StopAll => {
            let stopped = calls.call("stopAllProcesses", Vec::new()).await?;
            Ok(all("stopped", stopped))
        }
        Action::RestartAll => Ok(match calls.call("stopAllProcesses", Vec::new()).await? {
            Ok(_) => all("restarted", calls.call("startAllProcesses", Vec::new()).await?),
            fault @ Err(_) => all("restarted", fault),
        }),
        Action::One(verb, process) => one(verb, &process, &calls).await,
    }
}

async fn one(verb: Verb, process: &str, calls: &Calls) -> Result<String, Gone> {
    let call = |method| calls.call(method, vec![process.into()]);
    // Also keeps whole groups out, which the methods would take.
    if let Err(fault) = call("getProcessInfo").await? {
        return Ok(if fault.is(FaultCode::BadName) {
            format!("No such process named {process}")
        } else {
            unexpected(&fault)
        });
    }
    Ok(match verb {
        Verb::Start => after_start(process, "started", call("startProcess").await?),
        Verb::Stop => match call("stopProcess").await? {
            Ok(_) => format!("Process {process} stopped"),
            Err(fault) => unexpected(&fault),
        },
        Verb::Restart => match call("stopProcess").await? {
            Err(fault) if !fault.is(FaultCode::NotRunning) => unexpected(&fault),
            _ => after_start(process, "restarted", call("startProcess").await?),
        },
        Verb::ClearLog => match call("clearProcessLogs").await? {
            Ok(_) => format!("Log for {process} cleared"),
            Err(fault) => unexpected(&fault),
        },
    })
}

fn after_start(process: &str, done: &str, answer: Result<Value, Fault>) -> String {
    let Err(fault) = answer else { return format!("Process {process} {done}") };
    let reason = match FaultCode::from_number(fault.code) {
        Some(FaultCode::NoFile) => "no such file",
        Some(FaultCode::NotExecutable) => "file not executable",
        Some(FaultCode::AlreadyStarted) => "already started",
        Some(FaultCode::SpawnError) => "spawn error",
        Some(FaultCode::AbnormalTermination) => "abnormal termination",
        _ => &unexpected(&fault),
    };
    format!("ERROR: Process {process}: {reason}")
}

/// The message about all processes, and what did not succeed with which of them.
fn all(done: &str, answer: Result<Value, Fault>) -> String {
    let value = match answer {
        Ok(value) => value,
        Err(fault) => return unexpected(&fault),
    };
    let failed: Vec<_> = value
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter(|row| row.get("status").and_then(Value::as_int) != Some(FaultCode::Success.number()))
        .filter_map(|row| row.get("description").and_then(Value::as_str))
        .collect();
    let at = now();
    if failed.is_empty() {
        format!("All {done} at {at}")
    } else {
        format!("Not all {done} at {at}: {}", failed.join(", "))
    }
}

fn unexpected(fault: &Fault) -> String {
    format!("unexpected rpc fault [{}] {}", fault.code, fault.text)
}

/// The local time, as ctime(3) writes it.
fn now() -> String {
    ctime(&Timestamp::now().to_zoned(TimeZone::system()))
}

fn ctime(time: &Zoned) -> String {
    time.strftime("%a %b %e %H:%M:%S %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_ctime_does() {
        let time: Timestamp = "2026-11-01T04:05:06Z".parse().unwrap();
        assert_eq!(ctime(&time.to_zoned(TimeZone::UTC)), "Sun Nov  1 04:05:06 2026");
    }

    #[test]
    fn names_are_those_of_the_original() {
        for name in ["refresh", "restartall", "stopall", "start", "stop", "restart", "clearlog"] {
            let action = Action::new(name, Some("a")).unwrap();
            assert_eq!(action.name(), name);
            let alone = Action::new(name, None);
            assert_eq!(alone.is_some(), action.process().is_none(), "{name}");
        }
        assert_eq!(Action::new("tail", Some("a")), None);
    }

    #[test]
    fn a_start_that_failed_is_told_in_words() {
        let failed = |code| after_start("a", "started", Err(Fault::with(code, "a")));
        assert_eq!(failed(FaultCode::NotExecutable), "ERROR: Process a: file not executable");
        assert_eq!(
            failed(FaultCode::ShutdownState),
            "ERROR: Process a: unexpected rpc fault [6] SHUTDOWN_STATE: a"
        );
        assert_eq!(after_start("a", "restarted", Ok(true.into())), "Process a restarted");
    }
}
