//! The lines of `status`, sorted and grouped on request.

use std::cmp::Reverse;

use crate::color;
use crate::failure::Failure;
use crate::names::namespec;
use crate::processes::Process;
use crate::session::Session;

/// Narrowest column for names, without the blanks behind it.
const NAME_WIDTH: usize = 30;

/// The column for states.
const STATE_WIDTH: usize = 10;

/// States from the one that wants attention most to the one that wants it least.
const WORST_FIRST: [i32; 8] = [200, 1000, 30, 100, 40, 10, 0, 20];

/// The code of RUNNING.
const RUNNING: i32 = 20;

/// An order that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    key: Key,
    reversed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Name,
    State,
    Uptime,
    Pid,
}

const KEYS: [(&str, Key); 4] =
    [("name", Key::Name), ("state", Key::State), ("uptime", Key::Uptime), ("pid", Key::Pid)];

impl Order {
    pub(super) fn read(word: &str) -> Result<Self, String> {
        let (name, reversed) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        match KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, key)) => Ok(Self { key: *key, reversed }),
            None => {
                let names = KEYS.map(|(name, _)| name).join(", ");
                Err(format!(
                    "Error: --sort does not know {word:?}; there are {names}, and each with - before it"
                ))
            }
        }
    }

    /// Sorts; among equals the order stays. What does not run comes last by uptime and pid, either way round.
    pub(super) fn sort(self, processes: &mut [&Process]) {
        let by_number = |processes: &mut [&Process], number: fn(&Process) -> Option<i32>| {
            processes.sort_by_key(|process| {
                let number = number(process).map(i64::from);
                (number.is_none(), number.map(|number| if self.reversed { -number } else { number }))
            });
        };
        let name = |process: &&Process| (process.group.clone(), process.name.clone());
        let rank = |process: &&Process| WORST_FIRST.iter().position(|state| *state == process.state);
        match (self.key, self.reversed) {
            (Key::Name, false) => processes.sort_by_cached_key(name),
            (Key::Name, true) => processes.sort_by_cached_key(|process| Reverse(name(process))),
            (Key::State, false) => processes.sort_by_key(rank),
            (Key::State, true) => processes.sort_by_key(|process| Reverse(rank(process))),
            (Key::Uptime, _) => by_number(processes, Process::uptime),
            (Key::Pid, _) => by_number(processes, |process| process.pid),
        }
    }
}

/// Prints the processes; `grouped`: those of a group together, below its name.
pub(super) fn show(session: &mut Session<'_>, listed: &[&Process], grouped: bool) -> Result<(), Failure> {
    let longest = listed
        .iter()
        .map(|process| namespec(&process.group, &process.name).chars().count())
        .max()
        .unwrap_or(0);
    let width = longest.max(NAME_WIDTH) + 3;
    if !grouped {
        return listed.iter().try_for_each(|process| line(session, process, width, ""));
    }
    let mut groups: Vec<&str> = Vec::new();
    for process in listed {
        if !groups.contains(&process.group.as_str()) {
            groups.push(&process.group);
        }
    }
    for group in groups {
        let members: Vec<_> = listed.iter().filter(|process| process.group == group).collect();
        let running = members.iter().filter(|process| process.state == RUNNING).count();
        session.say(&format!("{group} ({running} of {} running)", members.len()))?;
        members.into_iter().try_for_each(|process| line(session, process, width, "  "))?;
    }
    Ok(())
}

fn line(session: &mut Session<'_>, process: &Process, width: usize, indent: &str) -> Result<(), Failure> {
    let terminal = session.console.is_terminal();
    // Into pipes goes what the original would print.
    let shown =
        |text: &str| if terminal { color::harmless(text).replace('\n', "?") } else { text.to_owned() };
    let name = shown(&namespec(&process.group, &process.name));
    let state = shown(&process.state_name);
    let gap = STATE_WIDTH.saturating_sub(state.chars().count());
    let description = shown(&process.description);
    let state = if session.colors() { color::state(&state) } else { state };
    session.say(&format!("{indent}{name:width$}{state}{:gap$}{description}", ""))
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::processes::Process;
    use crate::testing::info;

    fn sorted(by: &str) -> String {
        let mut processes = Process::list(&[
            info("b", "b", 20, "RUNNING", 9),
            info("a", "z", 0, "STOPPED", 0),
            info("a", "y", 200, "FATAL", 0),
            info("c", "c", 20, "RUNNING", 10),
        ])
        .unwrap();
        for (process, start) in processes.iter_mut().zip([50, 0, 0, 90]) {
            (process.start, process.now) = (Some(start), Some(100));
        }
        let mut listed: Vec<_> = processes.iter().collect();
        Order::read(by).unwrap().sort(&mut listed);
        listed.iter().map(|process| process.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn orders() {
        assert_eq!(sorted("name"), "y z b c");
        assert_eq!(sorted("-name"), "c b z y");
        assert_eq!(sorted("state"), "y z b c");
        assert_eq!(sorted("-State"), "b c z y");
        assert_eq!(sorted("uptime"), "c b z y");
        assert_eq!(sorted("-uptime"), "b c z y");
        assert_eq!(sorted("pid"), "b c z y");
        assert_eq!(sorted("-pid"), "c b z y");
        assert!(Order::read("size").unwrap_err().contains("there are name, state, uptime, pid"));
    }
}
