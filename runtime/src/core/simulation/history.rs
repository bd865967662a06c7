//! Random configurations and what happens to them.

use std::sync::Arc;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use supervisor_compiler::plan::{AutoRestart, EventType, Group, Process};

use crate::core::testing::{group, pool, program};

/// A configuration and what happens to it. Indices that are too big count round and round.
#[derive(Debug)]
pub(super) struct History {
    pub(super) groups: Vec<Arc<Group>>,
    pub(super) happenings: Vec<Happening>,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// Time passes, with a wake-up at every deadline.
    Pass(Duration),
    /// Time passes and nobody wakes up in time.
    Oversleep(Duration),
    SpuriousTimer,
    Exit {
        child: usize,
        code: i32,
    },
    /// A child that nobody knows is reaped.
    StrangerExits,
    SpawnsFail(u8),
    SignalsFail {
        count: u8,
        gone: bool,
    },
    /// Whether children ignore everything but SIGKILL.
    ChildrenTurnDeaf(bool),
    Start {
        process: usize,
        wait: bool,
    },
    Stop {
        process: usize,
        wait: bool,
    },
    Signal {
        process: usize,
        signal: i32,
    },
    /// A child says something, which is of interest if it is an event listener.
    Say {
        child: usize,
        words: &'static str,
    },
    /// A child says what a listener should say next, if anything.
    Obey {
        child: usize,
        accept: bool,
    },
    /// A child prints something for PROCESS_LOG.
    Print(usize),
    RemoteCommunication,
    WritesFail {
        count: u8,
        closed: bool,
    },
    Add(usize),
    Remove(usize),
    /// A process joins a group.
    Join(usize),
    /// A process leaves its group.
    Leave(usize),
    /// A group becomes another one, in which a process is made anew.
    Refresh(usize),
    Reload {
        group: usize,
        patience: Duration,
    },
    Shutdown,
    Restart,
}

pub(super) fn histories() -> impl Strategy<Value = History> {
    (vec(groups(), 1..4), vec(happenings(), 1..60)).prop_map(|(groups, happenings)| {
        let named = groups.into_iter().enumerate().map(|(index, (priority, processes, listens))| {
            let processes = processes.into_iter().enumerate().map(|(index, options)| options.process(index));
            let (name, processes) = (format!("g{index}"), processes.collect());
            match listens {
                Some((events, buffer_size)) => pool(&name, priority, processes, events, buffer_size),
                None => group(&name, priority, processes),
            }
        });
        History { groups: named.collect(), happenings }
    })
}

/// The options that matter to the core.
#[derive(Debug, Clone)]
struct Options {
    autostart: bool,
    autorestart: AutoRestart,
    startsecs: i64,
    startretries: i64,
    stopwaitsecs: i64,
    priority: i64,
}

impl Options {
    fn process(self, index: usize) -> Process {
        program(&format!("p{index}"), |process| {
            process.autostart.value = self.autostart;
            process.autorestart.value = self.autorestart;
            process.startsecs.value = self.startsecs;
            process.startretries.value = self.startretries;
            process.stopwaitsecs.value = self.stopwaitsecs;
            process.priority.value = self.priority;
        })
    }
}

/// Subscriptions and buffer size of a pool.
type Listens = (Vec<EventType>, i64);

fn groups() -> impl Strategy<Value = (i64, Vec<Options>, Option<Listens>)> {
    let autorestart = select(vec![AutoRestart::Never, AutoRestart::Unexpected, AutoRestart::Always]);
    let (startsecs, startretries) = (select(vec![-1, 0, 1, 2]), select(vec![-1, 0, 1, 3]));
    let stopwaitsecs = select(vec![-1, 0, 1, 3]);
    let options = (any::<bool>(), autorestart, startsecs, startretries, stopwaitsecs, 0_i64..3).prop_map(
        |(autostart, autorestart, startsecs, startretries, stopwaitsecs, priority)| Options {
            autostart,
            autorestart,
            startsecs,
            startretries,
            stopwaitsecs,
            priority,
        },
    );
    let types = EventType::ALL.map(|(event, _)| event).to_vec();
    let listens = prop::option::of((subsequence(types, 1..6), 1_i64..5));
    (0_i64..3, vec(options, 1..4), listens)
}

/// What listeners say that have not read the manual.
const WORDS: [&str; 8] =
    ["READY\n", "REA", "DY\n", "RESULT 2\nOK", "RESULT 2\nO", "RESULT 4\nFAILREADY\n", "RESULT x\n", "hm"];

fn happenings() -> impl Strategy<Value = Happening> {
    let time = || (0_u64..4_000).prop_map(Duration::from_millis);
    let index = || 0_usize..12;
    prop_oneof![
        10 => time().prop_map(Happening::Pass),
        2 => time().prop_map(Happening::Oversleep),
        1 => Just(Happening::SpuriousTimer),
        8 => (index(), 0..3).prop_map(|(child, code)| Happening::Exit { child, code }),
        1 => Just(Happening::StrangerExits),
        2 => (1_u8..5).prop_map(Happening::SpawnsFail),
        2 => (1_u8..4, any::<bool>()).prop_map(|(count, gone)| Happening::SignalsFail { count, gone }),
        2 => any::<bool>().prop_map(Happening::ChildrenTurnDeaf),
        6 => (index(), any::<bool>()).prop_map(|(process, wait)| Happening::Start { process, wait }),
        6 => (index(), any::<bool>()).prop_map(|(process, wait)| Happening::Stop { process, wait }),
        3 => (index(), select(vec![0, 1, 9, 15])).prop_map(|(process, signal)| Happening::Signal { process, signal }),
        3 => (index(), select(WORDS.to_vec())).prop_map(|(child, words)| Happening::Say { child, words }),
        16 => (index(), any::<bool>()).prop_map(|(child, accept)| Happening::Obey { child, accept }),
        2 => index().prop_map(Happening::Print),
        3 => Just(Happening::RemoteCommunication),
        1 => (1_u8..4, any::<bool>()).prop_map(|(count, closed)| Happening::WritesFail { count, closed }),
        1 => index().prop_map(Happening::Add),
        1 => index().prop_map(Happening::Remove),
        1 => index().prop_map(Happening::Join),
        1 => index().prop_map(Happening::Leave),
        1 => index().prop_map(Happening::Refresh),
        2 => (index(), time()).prop_map(|(group, patience)| Happening::Reload { group, patience }),
        1 => Just(Happening::Shutdown),
        1 => Just(Happening::Restart),
    ]
}
