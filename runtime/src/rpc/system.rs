//! `system.*` (spec-runtime §7.12).

use supervisor_wire::{Fault, FaultCode, Value};

use super::Outcome;
use super::methods::Method;
use super::namespaces;
use super::params::Params;
use crate::daemon::Daemon;

pub(super) fn list_methods(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(Value::Array(namespaces::names(daemon.plan()).into_iter().map(Value::from).collect()).into())
}

pub(super) fn method_help(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    Ok(known(daemon, params)?.help.into())
}

/// The return type, then the parameter types, in one flat array.
pub(super) fn method_signature(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let method = known(daemon, params)?;
    let types = std::iter::once(&method.result).chain(method.params);
    Ok(Value::Array(types.map(|name| (*name).into()).collect()).into())
}

/// Runs on the connection's task ([`super::endpoint`]), because each call must be over before the next; only a
/// multicall inside a multicall comes here.
pub(super) fn multicall(_: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Err(Fault::with(FaultCode::IncorrectParameters, "Recursive system.multicall forbidden"))
}

fn known(daemon: &Daemon, params: &Params) -> Result<&'static Method, Fault> {
    let unsupported = || Fault::new(FaultCode::SignatureUnsupported);
    namespaces::find(daemon.plan(), &params.text(0)?).ok_or_else(unsupported)
}
