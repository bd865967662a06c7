//! Event listeners: who is told of which event, and in what order (spec-runtime §5.3–§5.5).
//!
//! `protocol.rs` understands what one listener says, `pool.rs` holds back events until a listener of its pool is free,
//! and [`Listeners`] is all pools together. What cannot happen here: an event in two places of one pool, or one that is
//! sent to a listener that is not RUNNING and READY. The simulation judges that.

mod buffer;
mod pool;
mod prefixed;
mod protocol;
mod result;
mod subscription;

use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{EventListener, EventType};

pub use self::pool::PoolInfo;
use self::pool::{Notice, Pool};
pub use self::subscription::Subscription;
use super::{CoreEvent, Effect, NotDelivered, Now, ProcessId};

/// All pools, in the order they were added.
#[derive(Debug)]
pub(super) struct Listeners {
    /// The daemon's `identifier`, for headers.
    server: Arc<str>,
    pools: Vec<Pool>,
    /// What any of them wants.
    wanted: Subscription,
    next_serial: u64,
}

impl Listeners {
    /// No pools; the first event that one accepts gets this serial.
    pub(super) fn new(server: &str, next_serial: u64) -> Self {
        Self { server: server.into(), pools: Vec::new(), wanted: Subscription::default(), next_serial }
    }

    /// The serial of the next event.
    pub(super) fn next_serial(&self) -> u64 {
        self.next_serial
    }

    /// From now on a pool gets what it subscribes to.
    pub(super) fn add(
        &mut self,
        name: Arc<str>,
        plan: &EventListener,
        members: impl Iterator<Item = (ProcessId, Arc<str>)>,
    ) {
        self.pools.push(Pool::new(name, plan, Arc::clone(&self.server), members));
        self.sum_up();
    }

    /// Forgets a pool of that name, if there is one, and the events it holds.
    pub(super) fn remove(&mut self, name: &str) {
        self.pools.retain(|pool| *pool.name != *name);
        self.sum_up();
    }

    fn sum_up(&mut self) {
        let all = self.pools.iter().map(|pool| pool.subscription);
        self.wanted = all.fold(Subscription::default(), Subscription::union);
    }

    /// Whether anybody wants such an event.
    pub(super) fn want(&self, event: EventType) -> bool {
        self.wanted.contains(event)
    }

    /// Something happened: every pool that wants to know gets it, and a member of a pool may have come or gone.
    pub(super) fn publish(&mut self, event: &CoreEvent, now: Now, effects: &mut Vec<Effect>) {
        let kind = event.event_type();
        if self.want(kind) {
            let payload = Arc::new(event.payload());
            let notice = Notice { serial: self.next_serial, event: kind, payload };
            self.next_serial += 1;
            for pool in self.pools.iter_mut().filter(|pool| pool.subscription.contains(kind)) {
                pool.accept(notice.clone(), effects);
            }
        }
        if let CoreEvent::ProcessState(change) = event {
            for pool in &mut self.pools {
                pool.changed(change.id, change.to, now, effects);
            }
        }
    }

    /// What there is to show about every pool.
    pub(super) fn infos(&self) -> Vec<PoolInfo> {
        self.pools.iter().map(Pool::info).collect()
    }

    /// A listener has said something.
    pub(super) fn heard(&mut self, id: ProcessId, bytes: &[u8], now: Now, effects: &mut Vec<Effect>) {
        for pool in &mut self.pools {
            pool.heard(id, bytes, now, effects);
        }
    }

    /// The answer to [`Effect::Deliver`].
    pub(super) fn delivered(
        &mut self,
        id: ProcessId,
        result: Result<(), NotDelivered>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        for pool in &mut self.pools {
            pool.delivered(id, result, now, effects);
        }
    }

    /// Lets every pool send one event. To be repeated until nothing comes of it.
    pub(super) fn dispatch(&mut self, now: Now, effects: &mut Vec<Effect>) {
        for pool in &mut self.pools {
            pool.dispatch(now, effects);
        }
    }

    /// When to [dispatch](Self::dispatch), if nothing happens before.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.pools.iter().filter_map(Pool::deadline).min()
    }

    /// Asserts what must hold between any two inputs. Returns the names of the pools, and what their buffers hold, by
    /// the pools' own numbers.
    #[cfg(test)]
    pub(super) fn assert_sound(&self, now: Now) -> Vec<(Arc<str>, Vec<u64>)> {
        self.pools.iter().map(|pool| (Arc::clone(&pool.name), pool.assert_sound(now))).collect()
    }
}
