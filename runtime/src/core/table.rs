//! The state machine: every state × every thing that can happen to a process.
//!
//! A column is a kind of happening and has the type of its actions; a cell is an action of `actions.rs`. No
//! transition happens outside this table: a new feature brings a column, not a special case.

use super::actions::{
    Ask, AskSignal, already_running, already_started, autostart, back_off, desist, end, fall, finish,
    give_up, hold, kill, launch, lose, not_running, nothing, prove, retry, signal, start, stop, succeed,
    terminate, unknown_state,
};
use super::step::Step;
use super::{Pid, Refusal, SpawnFailure, State, WaitStatus};

/// What is done when something happened.
pub(super) type On<T> = fn(&mut Step<'_>, T);

/// What is done when an operator asked for something. `Err` is the reply; after `Ok` the reply was given or will be.
pub(super) type Asked<T> = fn(&mut Step<'_>, T) -> Result<(), Refusal>;

/// What one state does when …
pub(super) struct Row {
    /// … the daemon begins or the group was added,
    pub(super) begin: On<()>,
    /// … an operator wants it started,
    pub(super) start: Asked<Ask>,
    /// … an operator wants it stopped,
    pub(super) stop: Asked<Ask>,
    /// … an operator wants it signalled,
    pub(super) signal: Asked<AskSignal>,
    /// … it was spawned,
    pub(super) spawned: On<Pid>,
    /// … it could not be spawned,
    pub(super) not_spawned: On<SpawnFailure>,
    /// … it was reaped,
    pub(super) exited: On<WaitStatus>,
    /// … it may not be signalled,
    pub(super) not_signalled: On<()>,
    /// … its deadline is reached,
    pub(super) due: On<()>,
    /// … its group has its turn in a shutdown.
    pub(super) shutdown: On<()>,
}

/// The row of a state.
#[rustfmt::skip]
pub(super) const fn row(state: State) -> Row {
    match state {
        //                        begin      start            stop         signal       spawned  not_spawned exited    not_signalled due      shutdown
        State::Stopped  => cells((autostart, start,           not_running, not_running, nothing, nothing,    nothing,  nothing,      nothing, nothing)),
        State::Starting => cells((nothing,   already_started, stop,        signal,      prove,   back_off,   fall,     lose,         succeed, terminate)),
        State::Running  => cells((nothing,   already_started, stop,        signal,      nothing, nothing,    end,      lose,         nothing, terminate)),
        State::Backoff  => cells((nothing,   already_started, desist,      not_running, nothing, nothing,    nothing,  nothing,      retry,   give_up)),
        State::Stopping => cells((nothing,   already_running, not_running, signal,      nothing, nothing,    finish,   lose,         kill,    nothing)),
        State::Exited   => cells((nothing,   start,           hold,        not_running, nothing, nothing,    nothing,  nothing,      launch,  nothing)),
        State::Fatal    => cells((nothing,   start,           not_running, not_running, nothing, nothing,    nothing,  nothing,      nothing, nothing)),
        State::Unknown  => cells((nothing,   unknown_state,   not_running, not_running, nothing, nothing,    end,      nothing,      nothing, nothing)),
    }
}

/// One row, in the order of the columns above.
type Cells = (
    On<()>,
    Asked<Ask>,
    Asked<Ask>,
    Asked<AskSignal>,
    On<Pid>,
    On<SpawnFailure>,
    On<WaitStatus>,
    On<()>,
    On<()>,
    On<()>,
);

const fn cells(
    (begin, start, stop, signal, spawned, not_spawned, exited, not_signalled, due, shutdown): Cells,
) -> Row {
    Row { begin, start, stop, signal, spawned, not_spawned, exited, not_signalled, due, shutdown }
}
