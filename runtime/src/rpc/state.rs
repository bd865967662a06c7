//! The daemon itself: versions, identity, shutdown and restart (spec-runtime §7.6).

use supervisor_wire::{Fault, FaultCode, Value};

use super::Outcome;
use super::params::Params;
use crate::core::Input;
use crate::daemon::Daemon;

/// Version of the interface: what the original's supervisorctl insists on.
const API_VERSION: &str = "3.0";

/// The release whose behaviour this is; monitoring agents parse it.
pub(crate) const SUPERVISOR_VERSION: &str = "4.3.0";

pub(super) fn get_api_version(_: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(API_VERSION.into())
}

pub(super) fn get_supervisor_version(_: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(SUPERVISOR_VERSION.into())
}

pub(super) fn get_identification(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(daemon.plan().daemon.identifier.value.as_str().into())
}

pub(super) fn get_pid(_: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(i32::try_from(std::process::id()).unwrap_or(i32::MAX).into())
}

pub(super) fn get_state(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let mood = daemon.core().mood();
    Ok(Value::structure([("statecode", mood.code().into()), ("statename", mood.name().into())]).into())
}

pub(super) fn shutdown(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    daemon.apply(Input::Shutdown);
    Ok(true.into())
}

/// Refuses a configuration that does not compile while everything still runs: the original stops all
/// programs first and then dies of it (spec-runtime §12.34).
pub(super) fn restart(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    daemon.restart().map_err(|text| Fault::with(FaultCode::CantReread, text))?;
    Ok(true.into())
}
