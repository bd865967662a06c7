//! A moment of a daemon that never was.

use std::time::Duration;

use crate::core::{Description, Mood, Now, PoolInfo, ProcessId, ProcessInfo, State, WaitStatus};
use crate::daemon::{ProcessSnapshot, Snapshot, Totals};
use crate::logs::written::Bytes;
use crate::usage::Sampler;

fn at(seconds: u32) -> Now {
    Now { monotonic: Duration::from_secs(seconds.into()), wall: 1000 + i64::from(seconds), wall_nanos: 0 }
}

/// A process that runs, one with an odd name that never did, and a pool.
pub(in crate::http) fn snapshot() -> Snapshot {
    let info = ProcessInfo {
        id: ProcessId::with_number(1),
        name: "cat".into(),
        group: "pets".into(),
        state: State::Running,
        start: 1040,
        stop: 0,
        spawnerr: String::new(),
        exit_status: 0,
        pid: Some(7),
        description: Description::Up { pid: 7, uptime: Duration::from_millis(20_500) },
    };
    let odd = ProcessInfo {
        name: "a\\b\"c\nd".into(),
        state: State::Stopped,
        pid: None,
        start: 0,
        description: Description::NotStarted,
        ..info.clone()
    };
    let mut totals = Totals::default();
    let killed = WaitStatus::Killed { signal: 15, core_dumped: false };
    for (status, cpu) in [(WaitStatus::Exited(0), 250), (killed, 1000)] {
        totals.started();
        totals.ended(status, Duration::from_millis(cpu), |_| true);
    }
    totals.started();
    let pool =
        PoolInfo { name: "ears".into(), waiting: 2, limit: 10, delivered: 5, rejected: 1, discarded: 4 };
    Snapshot {
        now: at(60),
        began: at(0),
        mood: Mood::Running,
        identifier: "super\"visor".to_owned(),
        processes: vec![
            ProcessSnapshot { info, pid: Some(7), totals, written: Bytes { stdout: 12, stderr: 3 } },
            ProcessSnapshot { info: odd, pid: None, totals: Totals::default(), written: Bytes::default() },
        ],
        pools: vec![pool],
        watchers: 1,
        usage: Sampler::default(),
    }
}
