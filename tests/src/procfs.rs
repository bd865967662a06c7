//! The kernel's view of processes, from `/proc` (man 5 proc).

use std::fs;

/// Every process whose environment holds `text`: how a test finds what a daemon of its own left behind.
pub fn with_environment(text: &str) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &i32| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == text.as_bytes())
        })
        .collect()
}

/// True for a process that exists and is no zombie.
pub fn is_alive(pid: i32) -> bool {
    status_field(pid, "State").is_some_and(|state| !state.starts_with(['Z', 'X']))
}

/// The children of a process.
pub fn children(parent: i32) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| status_field(*pid, "PPid").is_some_and(|ppid| ppid == parent.to_string()))
        .collect()
}

/// The command line of a process, its words ended by NUL; empty for a zombie, and when there is none.
pub fn command_line(pid: i32) -> Vec<u8> {
    fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()
}

/// Processor time that a process has taken, its threads together, in clock ticks: 100 a second on Linux.
///
/// # Panics
/// When the process is gone.
pub fn processor_ticks(pid: i32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process lives");
    let after_name = stat.rsplit_once(") ").expect("man 5 proc").1;
    // The third field of the line is the first behind the name; user and system time are 14 and 15.
    after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// Voluntary and involuntary context switches of all threads of a process since it started.
///
/// # Panics
/// When the process is gone.
pub fn context_switches(pid: i32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process lives");
    tasks
        .flatten()
        .map(|task| {
            let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            status
                .lines()
                .filter_map(|line| line.split_once(':'))
                .filter(|(name, _)| name.ends_with("voluntary_ctxt_switches"))
                .filter_map(|(_, count)| count.trim().parse::<u64>().ok())
                .sum::<u64>()
        })
        .sum()
}

/// Memory of a process that is in use (`VmRSS`), in KiB.
///
/// # Panics
/// When the process is gone.
pub fn resident_kib(pid: i32) -> u64 {
    let field = status_field(pid, "VmRSS").expect("the process lives");
    field.trim_end_matches(" kB").parse().expect("a number of KiB")
}

/// True when a process waits for something: what it was told has been dealt with.
pub fn waits(pid: i32) -> bool {
    status_field(pid, "State").is_some_and(|state| state.starts_with('S'))
}

fn status_field(pid: i32, name: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mut fields = status.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(field, _)| *field == name).map(|(_, value)| value.trim().to_owned())
}
