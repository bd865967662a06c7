//! The supervisor as a pure state machine: *(now, something happened)* goes in, *effects to perform* come out.
//!
//! Nothing here looks at a clock, makes a system call, opens a file or knows of tokio; `tests/core_is_pure.rs`
//! guards that. So thousands of random histories run in the simulation test, and the shell around it only has to
//! be honest: tell what happened, do what it is told.
//!
//! - `table.rs` is the heart: every state × every thing that can happen, each cell a small named action of `actions/`.
//! - [`Core`]: groups, processes, mood, ordered shutdown.
//! - `listeners/`: who is told of what; `ticks.rs`: what the wall clock has to say.
//! - [`Input`] goes in through [`Core::handle`], [`Effect`]s come out; [`settle`] performs them in the right order
//!   on a [`World`] and feeds the answers back.
//!
//! All decisions use [`Now::monotonic`]; [`Now::wall`] is only reported, so a clock that jumps changes nothing
//! but what people read, and one TICK event.

mod actions;
mod effect;
mod event;
mod group;
mod info;
mod input;
mod listeners;
mod names;
mod policy;
mod process;
mod processes;
mod refresh;
mod settle;
mod shutdown;
mod signal;
mod state;
mod step;
mod supervisor;
mod table;
mod ticks;
mod twiddle;
mod wait_status;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use effect::{Effect, End, Refusal};
pub use event::{Channel, CoreEvent, Details, Output, ProcessStateChange};
pub use group::ActiveGroup;
pub use info::{Description, ProcessInfo};
pub use input::{Input, NotDelivered, Now, Pid, ProcessId, SignalFailure, SpawnFailure, WaitId};
pub use listeners::{PoolInfo, Subscription};
pub use names::Found;
pub use settle::{World, settle};
pub use signal::signal_name;
pub use state::{Mood, State};
pub use supervisor::{AlreadyAdded, Core, NotRemoved};
pub use twiddle::ProcessNotRemoved;
pub use wait_status::WaitStatus;
