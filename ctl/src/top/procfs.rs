//! What processes take, from this machine's `/proc`, where the server is on it and cannot say it itself.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use nix::unistd::{SysconfVar, sysconf};

use super::process::{Process, Usage};

/// What `/proc/PID/stat` says of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    parent: i32,
    /// Processor time in clock ticks.
    ticks: u64,
    /// Resident memory in pages.
    pages: u64,
}

/// Reads a line of `/proc/PID/stat` (proc_pid_stat(5)). The name, in brackets, may contain anything.
fn parse(line: &str) -> Option<Stat> {
    let (_, fields) = line.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
    // The first field here is the third one of the manual.
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(14)?.saturating_add(number(15)?),
        pages: number(24)?,
    })
}

/// Fills in what the children of this daemon take, each with its descendants. Nothing is known if no daemon of that
/// pid is here: the server is in a container, or behind a tunnel.
pub(crate) fn fill(processes: &mut [Process], daemon: i32) {
    let proc = Path::new("/proc");
    let words = fs::read(proc.join(daemon.to_string()).join("cmdline")).unwrap_or_default();
    if !String::from_utf8_lossy(&words).contains("supervisord") {
        return;
    }
    let scale = |variable, usual: f64| {
        let value = sysconf(variable).ok().flatten().and_then(|value| i32::try_from(value).ok());
        value.map_or(usual, f64::from)
    };
    let (ticks, page) = (scale(SysconfVar::CLK_TCK, 100.0), scale(SysconfVar::PAGE_SIZE, 4096.0));
    let stats = scan(proc);
    for process in processes {
        process.usage = family(&stats, process.pid, daemon).map(|total| Usage {
            cpu_seconds: total.0 as f64 / ticks,
            memory: total.1 as f64 * page,
            starts: None,
        });
    }
}

fn scan(proc: &Path) -> HashMap<i32, Stat> {
    let Ok(entries) = fs::read_dir(proc) else { return HashMap::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter_map(|pid| {
        let line = fs::read(proc.join(pid.to_string()).join("stat")).ok()?;
        Some((pid, parse(&String::from_utf8_lossy(&line))?))
    })
    .collect()
}

/// Ticks and pages of a child of the daemon and of all that descend from it.
fn family(stats: &HashMap<i32, Stat>, pid: i32, daemon: i32) -> Option<(u64, u64)> {
    let root = stats.get(&pid).filter(|stat| stat.parent == daemon)?;
    let (mut ticks, mut pages) = (root.ticks, root.pages);
    let mut found = vec![pid];
    let mut next = 0;
    // A process has one parent, so none is met twice; the scan is no single moment, so there is a bound all the same.
    while let Some(&parent) = found.get(next).filter(|_| next <= stats.len()) {
        next += 1;
        for (child, stat) in stats.iter().filter(|(_, stat)| stat.parent == parent) {
            found.push(*child);
            ticks = ticks.saturating_add(stat.ticks);
            pages = pages.saturating_add(stat.pages);
        }
    }
    Some((ticks, pages))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::top::process::State;
    use crate::top::samples::process;

    #[test]
    fn a_line_with_any_name() {
        let line = "7 (a) b) S 3 7 7 0 -1 4194560 1 2 3 4 50 25 1 1 20 0 1 0 99 1000 12 18446744073709551615";
        assert_eq!(parse(line), Some(Stat { parent: 3, ticks: 75, pages: 12 }));
        assert_eq!(parse("7 (a) S 3"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn descendants_count_and_strangers_do_not() {
        let stat = |parent, ticks| Stat { parent, ticks, pages: 1 };
        let stats = HashMap::from([
            (1, stat(0, 1000)),
            (10, stat(1, 100)),
            (20, stat(10, 1)),
            (21, stat(20, 2)),
            (22, stat(21, 4)),
            (30, stat(10, 8)),
        ]);
        assert_eq!(family(&stats, 20, 10), Some((7, 3)));
        assert_eq!(family(&stats, 30, 10), Some((8, 1)));
        assert_eq!(family(&stats, 10, 99), None, "not its child");
        assert_eq!(family(&stats, 77, 10), None);
    }

    #[test]
    fn nothing_is_said_where_there_is_no_such_daemon() {
        let parent = nix::unistd::getppid().as_raw();
        let mut processes = [process("a", "a", State::Running, nix::unistd::getpid().as_raw())];
        processes[0].usage = None;
        fill(&mut processes, i32::MAX);
        assert_eq!(processes[0].usage, None);
        let (ticks, pages) = family(&scan(Path::new("/proc")), processes[0].pid, parent).unwrap();
        assert!(ticks < 1_000_000 && pages > 0, "{ticks} {pages}");
    }
}
