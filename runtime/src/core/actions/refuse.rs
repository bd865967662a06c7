//! Cells that leave the state as it is.

use supervisor_compiler::plan::LogLevel;

use super::{Ask, Step};
use crate::core::Refusal;

pub(in crate::core) fn nothing<T>(_: &mut Step<'_>, _: T) {}

pub(in crate::core) fn already_started<T>(_: &mut Step<'_>, _: T) -> Result<(), Refusal> {
    Err(Refusal::AlreadyStarted)
}

pub(in crate::core) fn not_running<T>(_: &mut Step<'_>, _: T) -> Result<(), Refusal> {
    Err(Refusal::NotRunning)
}

pub(in crate::core) fn unknown_state<T>(_: &mut Step<'_>, _: T) -> Result<(), Refusal> {
    Err(Refusal::UnknownState)
}

/// A start while it still stops does nothing, and says so also to who does not wait (spec-runtime §12, no. 22).
pub(in crate::core) fn already_running(step: &mut Step<'_>, _: Ask) -> Result<(), Refusal> {
    step.log(LogLevel::Warn, format!("process '{}' already running", step.process.name));
    Err(Refusal::AbnormalTermination)
}

/// It is not running, and by this request it shall stay so: an automatic restart that was to come is off.
pub(in crate::core) fn hold(step: &mut Step<'_>, _: Ask) -> Result<(), Refusal> {
    step.process.hold();
    Err(Refusal::NotRunning)
}
