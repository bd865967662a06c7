//! What clients do, counted: calls, how they end and how long they take, and connections.
//!
//! Counted by the connections and read by `/metrics`. Names are those of the tables of methods, whatever clients send:
//! the counts cannot grow.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use supervisor_wire::{Fault, FaultCode};

use super::methods::METHODS;
use super::{Answer, twiddler};

/// Upper bounds of the durations that are told apart, in seconds.
pub const BOUNDS: [f64; 6] = [0.001, 0.01, 0.1, 1.0, 10.0, 60.0];

/// Calls of methods that do not exist.
const UNKNOWN: &str = "unknown";

/// Cheap to clone; all clones count together.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Mutex<Counts>>);

/// What was counted.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// By method that was called at least once, in the order of the first call.
    pub calls: Vec<(&'static str, u64)>,
    /// By fault that was answered at least once.
    pub faults: Vec<(&'static str, u64)>,
    /// How many calls took up to the bound at the same place of [`BOUNDS`], and longer than the one before; the last: longer
    /// than all.
    pub durations: [u64; BOUNDS.len() + 1],
    /// What all of them took together.
    pub duration: Duration,
    /// Connections that are open.
    pub open: u64,
    /// Connections that were accepted.
    pub accepted: u64,
}

/// A connection that is open until this is dropped.
#[derive(Debug)]
pub struct Connection(Traffic);

impl Traffic {
    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().clone()
    }

    /// A client has connected.
    #[must_use]
    pub fn connected(&self) -> Connection {
        let counts = &mut *self.lock();
        counts.open += 1;
        counts.accepted += 1;
        Connection(self.clone())
    }

    /// A call was answered.
    pub(super) fn called(&self, method: &str, answer: &Answer, took: Duration) {
        let counts = &mut *self.lock();
        add(&mut counts.calls, label(method));
        if let Err(fault) = answer {
            add(&mut counts.faults, code(fault));
        }
        let seconds = took.as_secs_f64();
        let place = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        if let Some(count) = counts.durations.get_mut(place) {
            *count += 1;
        }
        counts.duration = counts.duration.saturating_add(took);
    }

    /// It is whole even if somebody panicked while holding it.
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.lock().open -= 1;
    }
}

fn add(counts: &mut Vec<(&'static str, u64)>, label: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == label) {
        Some((_, count)) => *count += 1,
        None => counts.push((label, 1)),
    }
}

/// The name of a method as the tables know it: sections may call the stock interface and the twiddler what they like.
fn label(method: &str) -> &'static str {
    if let Some(known) = METHODS.iter().find(|known| known.name == method) {
        return known.name;
    }
    let bare = method.split_once('.').map_or("", |(_, bare)| bare);
    let stock = METHODS.iter().find(|known| known.name.strip_prefix("supervisor.") == Some(bare));
    let other = || twiddler::METHODS.iter().find(|known| known.name == bare);
    stock.or_else(other).map_or(UNKNOWN, |known| known.name)
}

fn code(fault: &Fault) -> &'static str {
    FaultCode::ALL.iter().find(|code| fault.is(**code)).map_or("UNKNOWN", |code| code.name())
}

#[cfg(test)]
mod tests {
    use supervisor_wire::Value;

    use super::*;

    #[test]
    fn calls_are_counted_by_names_that_are_known() {
        let traffic = Traffic::default();
        let ok = Ok(Value::Nil);
        let fault = Err(Fault::with(FaultCode::BadName, "x"));
        traffic.called("supervisor.getState", &ok, Duration::from_micros(10));
        traffic.called("mine.getState", &ok, Duration::from_millis(5));
        traffic.called("t.getGroupNames", &ok, Duration::from_secs(600));
        for number in 0..100 {
            traffic.called(&format!("supervisor.x{number}"), &fault, Duration::from_millis(1));
        }
        let counts = traffic.counts();
        assert_eq!(counts.calls, [("supervisor.getState", 2), ("getGroupNames", 1), ("unknown", 100)]);
        assert_eq!(counts.faults, [("BAD_NAME", 100)]);
        assert_eq!(counts.durations, [101, 1, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn connections_are_open_until_they_end() {
        let traffic = Traffic::default();
        let first = traffic.connected();
        let _second = traffic.connected();
        drop(first);
        assert_eq!((traffic.counts().open, traffic.counts().accepted), (1, 2));
    }
}
