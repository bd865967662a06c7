//! The daemon at one moment, for those who make numbers of it.

use super::Daemon;
use super::totals::{Ending, Totals};
use super::world::process_key;
use crate::core::{Mood, Now, PoolInfo, ProcessInfo, State};
use crate::logs::written::Bytes;
use crate::os::Pid;
use crate::usage::Sampler;

/// Everything that is counted, and the way to what the system knows.
#[derive(Debug)]
pub struct Snapshot {
    /// When it was taken.
    pub now: Now,
    /// When this life of the daemon began.
    pub began: Now,
    /// What the daemon is about.
    pub mood: Mood,
    /// Its `identifier`.
    pub identifier: String,
    /// Every process, by group name, then by its own.
    pub processes: Vec<ProcessSnapshot>,
    /// Every pool of event listeners.
    pub pools: Vec<PoolInfo>,
    /// How many connections are told of events.
    pub watchers: usize,
    /// What programs use.
    pub usage: Sampler,
}

/// One process.
#[derive(Debug)]
pub struct ProcessSnapshot {
    /// What the core knows.
    pub info: ProcessInfo,
    /// Its pid, as long as nobody else can have it: until it is reaped.
    pub pid: Option<Pid>,
    /// What was counted.
    pub totals: Totals,
    /// What went into its logs.
    pub written: Bytes,
}

impl ProcessSnapshot {
    /// Whether it failed and somebody should look: FATAL, BACKOFF, UNKNOWN, or EXITED in a way that is not in `exitcodes`.
    #[must_use]
    pub fn is_troubled(&self) -> bool {
        match self.info.state {
            State::Fatal | State::Backoff | State::Unknown => true,
            State::Exited => self.totals.last.is_some_and(|(_, ending)| ending != Ending::Expected),
            State::Stopped | State::Starting | State::Running | State::Stopping => false,
        }
    }
}

impl Daemon {
    /// The daemon as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let now = self.now();
        let processes = self.core.by_name().into_iter().filter_map(|process| {
            let child = self.world.children.get(&process).filter(|child| !child.reaped);
            Some(ProcessSnapshot {
                info: self.core.info(process, now)?,
                pid: child.map(|child| child.pid),
                totals: self.world.totals.get(&process).cloned().unwrap_or_default(),
                written: self.world.logs.written(process_key(process)),
            })
        });
        Snapshot {
            now,
            began: self.began,
            mood: self.core.mood(),
            identifier: self.plan.daemon.identifier.value.clone(),
            processes: processes.collect(),
            pools: self.core.pools(),
            watchers: self.world.feed.watchers(),
            usage: self.usage.clone(),
        }
    }
}
