//! The actions in the cells of the [table](super::table).

mod exit;
mod refuse;
mod signal;
mod start;
mod stop;

pub(super) use exit::{end, fall, finish};
pub(super) use refuse::{already_running, already_started, hold, not_running, nothing, unknown_state};
pub(super) use signal::{AskSignal, lose, signal, signalled};
pub(super) use start::{autostart, back_off, give_up, launch, prove, retry, start, succeed};
pub(super) use stop::{desist, kill, report, stop, terminate};

use super::WaitId;
use super::step::Step;

/// A request to start or to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub(super) reply: WaitId,
    pub(super) wait: bool,
}
