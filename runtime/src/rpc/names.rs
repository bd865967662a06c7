//! From the names in a call to processes (spec-runtime §7.5, §1.9).

use supervisor_wire::{Fault, FaultCode};

use super::batch::Subject;
use crate::core::{Found, ProcessId};
use crate::daemon::Daemon;

/// What a name stands for.
pub(super) enum Target {
    /// One process.
    Process(ProcessId),
    /// `group:*`: its processes in order of priority.
    Group(Vec<ProcessId>),
}

/// What `asked` stands for.
pub(super) fn target(daemon: &Daemon, asked: &str) -> Result<Target, Fault> {
    match daemon.core().find(asked) {
        Some(Found::Process(process)) => Ok(Target::Process(process)),
        Some(Found::Group(group)) => Ok(Target::Group(daemon.core().members_by_priority(group))),
        None => Err(Fault::with(FaultCode::BadName, asked)),
    }
}

/// The one process that `asked` stands for; a whole group will not do.
pub(super) fn process(daemon: &Daemon, asked: &str) -> Result<ProcessId, Fault> {
    match target(daemon, asked)? {
        Target::Process(process) => Ok(process),
        Target::Group(_) => Err(Fault::with(FaultCode::BadName, asked)),
    }
}

/// The processes of the group of that name, lowest priority number first.
pub(super) fn members(daemon: &Daemon, name: &str) -> Result<Vec<ProcessId>, Fault> {
    let group = daemon.core().group(name).ok_or_else(|| Fault::with(FaultCode::BadName, name))?;
    Ok(daemon.core().members_by_priority(group))
}

/// Who a wait is about; faults quote `asked`, or the namespec when a call on many was made.
pub(super) fn subject(daemon: &Daemon, process: ProcessId, asked: Option<String>) -> Option<Subject> {
    let info = daemon.core().info(process, daemon.now())?;
    let asked = asked.unwrap_or_else(|| info.namespec());
    Some(Subject { name: info.name, group: info.group, asked })
}
