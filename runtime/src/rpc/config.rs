//! Reading the configuration again, and activating what it says (spec-runtime §7.11).

use std::sync::Arc;

use supervisor_wire::{Fault, FaultCode, Value};

use super::Outcome;
use super::params::Params;
use crate::core::NotRemoved;
use crate::daemon::Daemon;

/// Only compares; `addProcessGroup` and `removeProcessGroup` act.
pub(super) fn reload_config(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let diff = daemon.reread().map_err(|text| Fault::with(FaultCode::CantReread, text))?;
    let names = |names: Vec<String>| names.into_iter().map(Value::from).collect::<Value>();
    let [added, changed, removed] = [diff.added, diff.changed, diff.removed].map(names);
    // One array inside another: the original's clients take the first element.
    Ok(Value::Array(vec![Value::Array(vec![added, changed, removed])]).into())
}

pub(super) fn add_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let name = params.text(0)?;
    let group = daemon.read_group(&name).map(Arc::clone).map_err(|refusal| not_removed(refusal, &name))?;
    daemon.add_group(group).map_err(|_| Fault::with(FaultCode::AlreadyAdded, &name))?;
    Ok(true.into())
}

pub(super) fn remove_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let name = params.text(0)?;
    daemon.remove_group(&name).map_err(|refusal| not_removed(refusal, &name))?;
    Ok(true.into())
}

/// Why a group stays.
pub(super) fn not_removed(refusal: NotRemoved, name: &str) -> Fault {
    match refusal {
        NotRemoved::NoSuchGroup => Fault::with(FaultCode::BadName, name),
        NotRemoved::StillRunning => Fault::with(FaultCode::StillRunning, name),
    }
}
