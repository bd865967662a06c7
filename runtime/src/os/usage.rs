//! What processes use: one look at /proc/PID/stat (proc_pid_stat(5)) of everything that runs.
//!
//! A supervised program is seldom one process. What it uses is what it and its descendants use, and what is left of its
//! process group when a parent in between has ended.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::time::Duration;

use nix::libc;

use super::Pid;

/// What a process and its descendants use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time, in user and kernel mode, of those that live and of those they have waited for.
    pub cpu: Duration,
    /// Resident memory in bytes. What several share counts for each.
    pub memory: u64,
    /// How many they are.
    pub processes: u32,
}

/// What the kernel says about one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    parent: Pid,
    group: Pid,
    /// In ticks of the clock.
    cpu: u64,
    /// The same of ended children that it has waited for.
    waited: u64,
    /// When it was started, in ticks since the system was. With the pid, this is what makes it the same process.
    start: u64,
    /// In pages.
    resident: u64,
}

/// Units of the kernel's numbers.
#[derive(Debug, Clone, Copy)]
struct Units {
    ticks_per_second: u64,
    page: u64,
}

/// All processes of the system at one moment, more or less: they go on while they are looked at.
#[derive(Debug)]
pub struct Processes {
    units: Units,
    all: HashMap<Pid, Stat>,
    /// By parent, and by group.
    kin: HashMap<Pid, Vec<Pid>>,
}

impl Processes {
    /// Looks at all processes. Takes about ten microseconds for each: not for the daemon's loop.
    ///
    /// # Errors
    /// /proc cannot be read.
    pub fn look() -> io::Result<Self> {
        let stats = fs::read_dir("/proc")?.filter_map(|entry| {
            let pid: Pid = entry.ok()?.file_name().to_str()?.parse().ok()?;
            // It may have ended meanwhile.
            Some((pid, parse(&fs::read(format!("/proc/{pid}/stat")).ok()?)?))
        });
        Ok(Self::new(stats, units()))
    }

    fn new(stats: impl Iterator<Item = (Pid, Stat)>, units: Units) -> Self {
        let all: HashMap<Pid, Stat> = stats.collect();
        let mut kin: HashMap<Pid, Vec<Pid>> = HashMap::new();
        for (pid, stat) in &all {
            kin.entry(stat.parent).or_default().push(*pid);
            if stat.group != stat.parent && stat.group != *pid {
                kin.entry(stat.group).or_default().push(*pid);
            }
        }
        Self { units, all, kin }
    }

    /// What a child of `parent`, its descendants and the process group it leads use; none: it is no child of that
    /// process (any more).
    #[must_use]
    pub fn of_child(&self, parent: Pid, child: Pid) -> Option<Usage> {
        self.all.get(&child).filter(|stat| stat.parent == parent)?;
        let mut usage = Usage::default();
        let mut known = HashSet::from([child]);
        let mut left = vec![child];
        while let Some(pid) = left.pop() {
            let Some(stat) = self.all.get(&pid) else { continue };
            usage = usage.and(self.usage(stat, stat.cpu.saturating_add(stat.waited)));
            let kin = self.kin.get(&pid).into_iter().flatten();
            // A pid that was given to somebody else between two looks has older children, which are not its own.
            let own = kin.filter(|pid| self.all.get(pid).is_some_and(|it| it.start >= stat.start));
            left.extend(own.filter(|pid| known.insert(**pid)));
        }
        Some(usage)
    }

    /// What one process uses by itself, without any children.
    #[must_use]
    pub fn of_one(&self, pid: Pid) -> Option<Usage> {
        self.all.get(&pid).map(|stat| self.usage(stat, stat.cpu))
    }

    fn usage(&self, stat: &Stat, cpu: u64) -> Usage {
        let Units { ticks_per_second, page } = self.units;
        let (seconds, ticks) = (cpu / ticks_per_second, cpu % ticks_per_second);
        let part = Duration::from_nanos(ticks * 1_000_000_000 / ticks_per_second);
        Usage {
            cpu: Duration::from_secs(seconds) + part,
            memory: stat.resident.saturating_mul(page),
            processes: 1,
        }
    }
}

impl Usage {
    fn and(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_add(other.cpu),
            memory: self.memory.saturating_add(other.memory),
            processes: self.processes.saturating_add(other.processes),
        }
    }
}

/// Reads a line of /proc/PID/stat. The name in it may have spaces, parentheses and line ends, and be no text.
fn parse(line: &[u8]) -> Option<Stat> {
    let end = line.iter().rposition(|byte| *byte == b')')?;
    let rest = str::from_utf8(line.get(end + 1..)?).ok()?;
    // The first one is the third field of the manual page.
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    let text = |field: usize| fields.get(field - 3).copied();
    let number = |field| text(field)?.parse::<u64>().ok();
    Some(Stat {
        parent: text(4)?.parse().ok()?,
        group: text(5)?.parse().ok()?,
        cpu: number(14)?.checked_add(number(15)?)?,
        waited: number(16)?.checked_add(number(17)?)?,
        start: number(22)?,
        resident: number(24)?,
    })
}

/// What the kernel counts in: sysconf(3).
fn units() -> Units {
    let ask = |name, usual: u64| {
        // SAFETY: takes a number and touches no memory of ours.
        let answer = unsafe { libc::sysconf(name) };
        u64::try_from(answer).ok().filter(|number| *number > 0).unwrap_or(usual)
    };
    Units { ticks_per_second: ask(libc::_SC_CLK_TCK, 100), page: ask(libc::_SC_PAGESIZE, 4096) }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::{Command, Stdio};

    use super::*;

    const UNITS: Units = Units { ticks_per_second: 100, page: 4096 };

    fn own_pid() -> Pid {
        std::process::id().cast_signed()
    }

    /// A table of `(pid, parent, group, ticks, start, pages)`.
    fn table(rows: &[(Pid, Pid, Pid, u64, u64, u64)]) -> Processes {
        let stat = |&(pid, parent, group, cpu, start, resident)| {
            (pid, Stat { parent, group, cpu, waited: 100, start, resident })
        };
        Processes::new(rows.iter().map(stat), UNITS)
    }

    #[test]
    fn a_line_of_the_kernel() {
        let line =
            b"42 (a) S) \n(b) S 7 42 42 0 -1 4194560 1 2 3 4 150 25 1000 2 20 0 1 0 12345 9000000 250 1844 1";
        let stat = Stat { parent: 7, group: 42, cpu: 175, waited: 1002, start: 12_345, resident: 250 };
        assert_eq!(parse(line), Some(stat));
    }

    #[test]
    fn lines_that_are_none() {
        for line in ["", "42", "42 (a", "42 (a)", "42 (a) S 7 42", "42 (a) S x y z"] {
            assert_eq!(parse(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn descendants_count() {
        let processes = table(&[
            (1, 0, 1, 9, 0, 9),
            (10, 1, 10, 100, 50, 1),
            (11, 10, 10, 50, 60, 2),
            (12, 11, 12, 1, 70, 4),
            (20, 1, 20, 7, 50, 8),
        ]);
        let usage = Usage { cpu: Duration::from_millis(4510), memory: 7 * 4096, processes: 3 };
        assert_eq!(processes.of_child(1, 10), Some(usage));
        assert_eq!(processes.of_child(1, 20).map(|usage| usage.processes), Some(1));
        assert_eq!(processes.of_child(1, 12), None, "a child of somebody else");
        assert_eq!(processes.of_child(1, 99), None);
        let alone = Usage { cpu: Duration::from_millis(90), memory: 9 * 4096, processes: 1 };
        assert_eq!(processes.of_one(1), Some(alone));
    }

    #[test]
    fn orphans_of_the_group_count() {
        let processes = table(&[(10, 5, 10, 1, 50, 1), (13, 1, 10, 2, 60, 2), (14, 13, 14, 4, 70, 4)]);
        let usage = Usage { cpu: Duration::from_millis(3070), memory: 7 * 4096, processes: 3 };
        assert_eq!(processes.of_child(5, 10), Some(usage));
    }

    #[test]
    fn a_pid_that_was_used_again_has_no_older_children() {
        let processes = table(&[(10, 1, 10, 1, 50, 1), (11, 10, 11, 1, 49, 1), (12, 1, 10, 1, 49, 1)]);
        assert_eq!(processes.of_child(1, 10).map(|usage| usage.processes), Some(1));
    }

    #[test]
    fn a_circle_has_an_end() {
        let processes = table(&[(10, 11, 10, 1, 50, 1), (11, 10, 10, 1, 50, 1)]);
        assert_eq!(processes.of_child(11, 10).map(|usage| usage.processes), Some(2));
    }

    #[test]
    fn this_system_is_seen() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 100 & echo; read line; kill $!; wait"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = [0];
        shell.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
        let processes = Processes::look().unwrap();
        let usage = processes.of_child(own_pid(), shell.id().cast_signed()).unwrap();
        assert_eq!(usage.processes, 2);
        assert!(usage.memory > 100_000, "{usage:?}");
        drop(shell.stdin.take());
        shell.wait().unwrap();
        assert!(processes.of_one(own_pid()).unwrap().memory > 100_000);
    }
}
