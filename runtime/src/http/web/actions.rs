//! What the page's buttons do, and what is said about it afterwards (spec-runtime §9.2).

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use supervisor_wire::{Fault, FaultCode, Value};

use super::calls::{Calls, Gone};

/// The parameter that names a process.
pub(super) const PROCESS: &str = "processname";

/// The parameter that names a group.
pub(super) const GROUP: &str = "groupname";

/// Something that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing but a new page.
    Refresh,
    /// Every process is stopped, then every process is started.
    RestartAll,
    /// Every process is started.
    StartAll,
    /// Every process is stopped.
    StopAll,
    /// Something is done to the process of that name.
    One(Verb, String),
    /// Something is done to every process of the group of that name.
    Group(GroupVerb, String),
}

/// What can be done to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupVerb {
    /// Start what does not run.
    Start,
    /// Stop what runs.
    Stop,
    /// Stop what runs, then start everything.
    Restart,
}

impl GroupVerb {
    /// All of them, as they stand on the page.
    pub(super) const ALL: [GroupVerb; 3] = [GroupVerb::Start, GroupVerb::Stop, GroupVerb::Restart];

    /// Its name in requests.
    pub(super) fn name(self) -> &'static str {
        match self {
            GroupVerb::Start => "startgroup",
            GroupVerb::Stop => "stopgroup",
            GroupVerb::Restart => "restartgroup",
        }
    }

    /// Its name on buttons.
    pub(super) fn label(self) -> &'static str {
        match self {
            GroupVerb::Start => "Start Group",
            GroupVerb::Stop => "Stop Group",
            GroupVerb::Restart => "Restart Group",
        }
    }
}

/// How an action went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Said {
    /// Everything that was asked for was done.
    pub(super) done: bool,
    /// In words.
    pub(super) text: String,
}

impl Said {
    fn done(text: String) -> Self {
        Self { done: true, text }
    }

    fn failed(text: String) -> Self {
        Self { done: false, text }
    }
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
    /// The action that a request names; none when there is no such action, or it lacks a process or group.
    pub(super) fn new(name: &str, process: Option<&str>, group: Option<&str>) -> Option<Self> {
        match name {
            "refresh" => return Some(Action::Refresh),
            "restartall" => return Some(Action::RestartAll),
            "startall" => return Some(Action::StartAll),
            "stopall" => return Some(Action::StopAll),
            _ => {}
        }
        if let Some(verb) = GroupVerb::ALL.into_iter().find(|verb| verb.name() == name) {
            return Some(Action::Group(verb, group?.to_owned()));
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
            Action::StartAll => "startall",
            Action::StopAll => "stopall",
            Action::One(verb, _) => verb.name(),
            Action::Group(verb, _) => verb.name(),
        }
    }

    /// Its name on buttons.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Action::Refresh => "Refresh",
            Action::RestartAll => "Restart All",
            Action::StartAll => "Start All",
            Action::StopAll => "Stop All",
            Action::One(verb, _) => verb.label(),
            Action::Group(verb, _) => verb.label(),
        }
    }

    /// The parameter that says what it is about, and its value.
    pub(super) fn object(&self) -> Option<(&'static str, &str)> {
        match self {
            Action::One(_, process) => Some((PROCESS, process)),
            Action::Group(_, group) => Some((GROUP, group)),
            Action::Refresh | Action::RestartAll | Action::StartAll | Action::StopAll => None,
        }
    }

    /// Whether anything is different afterwards.
    pub(super) fn changes_something(&self) -> bool {
        *self != Action::Refresh
    }
}

/// Does it to the end, and says how it went.
pub(super) async fn perform(action: Action, calls: Calls) -> Result<Said, Gone> {
    let no_params = Vec::new;
    match action {
        Action::Refresh => Ok(Said::done(format!("Page refreshed at {}", now()))),
        Action::StartAll => Ok(many("All", "started", calls.call("startAllProcesses", no_params()).await?)),
        Action::StopAll => Ok(many("All", "stopped", calls.call("stopAllProcesses", no_params()).await?)),
        Action::RestartAll => Ok(match calls.call("stopAllProcesses", no_params()).await? {
            Ok(_) => many("All", "restarted", calls.call("startAllProcesses", no_params()).await?),
            fault @ Err(_) => many("All", "restarted", fault),
        }),
        Action::One(verb, process) => one(verb, &process, &calls).await,
        Action::Group(verb, group) => whole_group(verb, &group, &calls).await,
    }
}

async fn whole_group(verb: GroupVerb, group: &str, calls: &Calls) -> Result<Said, Gone> {
    let call = |method| calls.call(method, vec![group.into()]);
    let (done, answer) = match verb {
        GroupVerb::Start => ("started", call("startProcessGroup").await?),
        GroupVerb::Stop => ("stopped", call("stopProcessGroup").await?),
        GroupVerb::Restart => (
            "restarted",
            match call("stopProcessGroup").await? {
                Ok(_) => call("startProcessGroup").await?,
                fault @ Err(_) => fault,
            },
        ),
    };
    Ok(match answer {
        Err(fault) if fault.is(FaultCode::BadName) => Said::failed(format!("No such group named {group}")),
        answer => many(&format!("All of group {group}"), done, answer),
    })
}

async fn one(verb: Verb, process: &str, calls: &Calls) -> Result<Said, Gone> {
    let call = |method| calls.call(method, vec![process.into()]);
    // Also keeps whole groups out, which the methods would take.
    if let Err(fault) = call("getProcessInfo").await? {
        return Ok(if fault.is(FaultCode::BadName) {
            Said::failed(format!("No such process named {process}"))
        } else {
            unexpected(&fault)
        });
    }
    Ok(match verb {
        Verb::Start => after_start(process, "started", call("startProcess").await?),
        Verb::Stop => match call("stopProcess").await? {
            Ok(_) => Said::done(format!("Process {process} stopped")),
            Err(fault) => unexpected(&fault),
        },
        Verb::Restart => match call("stopProcess").await? {
            Err(fault) if !fault.is(FaultCode::NotRunning) => unexpected(&fault),
            _ => after_start(process, "restarted", call("startProcess").await?),
        },
        Verb::ClearLog => match call("clearProcessLogs").await? {
            Ok(_) => Said::done(format!("Log for {process} cleared")),
            Err(fault) => unexpected(&fault),
        },
    })
}

fn after_start(process: &str, done: &str, answer: Result<Value, Fault>) -> Said {
    let Err(fault) = answer else { return Said::done(format!("Process {process} {done}")) };
    let reason = match FaultCode::from_number(fault.code) {
        Some(FaultCode::NoFile) => "no such file",
        Some(FaultCode::NotExecutable) => "file not executable",
        Some(FaultCode::AlreadyStarted) => "already started",
        Some(FaultCode::SpawnError) => "spawn error",
        Some(FaultCode::AbnormalTermination) => "abnormal termination",
        _ => &unexpected(&fault).text,
    };
    Said::failed(format!("ERROR: Process {process}: {reason}"))
}

/// The message about many processes, and what did not succeed with which of them. `all` begins with a capital.
fn many(all: &str, done: &str, answer: Result<Value, Fault>) -> Said {
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
        Said::done(format!("{all} {done} at {at}"))
    } else {
        let all = all.replacen('A', "a", 1);
        Said::failed(format!("Not {all} {done} at {at}: {}", failed.join(", ")))
    }
}

fn unexpected(fault: &Fault) -> Said {
    Said::failed(format!("unexpected rpc fault [{}] {}", fault.code, fault.text))
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
    fn names_are_those_of_the_original_and_ours() {
        let names = [
            "refresh",
            "restartall",
            "stopall",
            "start",
            "stop",
            "restart",
            "clearlog",
            // Ours.
            "startall",
            "startgroup",
            "stopgroup",
            "restartgroup",
        ];
        for name in names {
            let action = Action::new(name, Some("a"), Some("a")).unwrap();
            assert_eq!(action.name(), name);
            let alone = Action::new(name, None, None);
            assert_eq!(alone.is_some(), action.object().is_none(), "{name}");
        }
        assert_eq!(Action::new("tail", Some("a"), None), None);
        assert_eq!(Action::new("startgroup", Some("a"), None), None);
    }

    #[test]
    fn a_start_that_failed_is_told_in_words() {
        let failed = |code| after_start("a", "started", Err(Fault::with(code, "a"))).text;
        assert_eq!(failed(FaultCode::NotExecutable), "ERROR: Process a: file not executable");
        assert_eq!(
            failed(FaultCode::ShutdownState),
            "ERROR: Process a: unexpected rpc fault [6] SHUTDOWN_STATE: a"
        );
        let restarted = after_start("a", "restarted", Ok(true.into()));
        assert_eq!(restarted, Said::done("Process a restarted".into()));
    }

    #[test]
    fn a_group_of_which_some_failed_names_them() {
        let row = |status: i32, text: &str| {
            Value::structure([("status", status.into()), ("description", text.into())])
        };
        let answer: Value = [row(80, "OK"), row(50, "SPAWN_ERROR: two")].into_iter().collect();
        let said = many("All of group web", "started", Ok(answer));
        assert!(!said.done && said.text.starts_with("Not all of group web started at "), "{said:?}");
        assert!(said.text.ends_with(": SPAWN_ERROR: two"), "{said:?}");
    }
}
