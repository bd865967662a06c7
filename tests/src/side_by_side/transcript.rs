//! What could be seen of a daemon, as text that two daemons can have in common.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;

use crate::daemon::Daemon;
use crate::mask;
use crate::workspace::files_below;

/// The main log, the recorded events and the sockets are told apart from other files.
const LOG: &str = "supervisord.log";
const EVENTS: &str = "events";

/// Levels that are left out unless a scene is about them.
const QUIET_LEVELS: [&str; 2] = ["TRAC ", "BLAT "];

/// What the harness's own questions leave at those levels.
const OWN_QUESTIONS: [&str; 3] =
    ["supervisor.getState()", "supervisor.getProcessInfo()", "\"POST /RPC2 HTTP/1.1\" 200"];

/// Records about the original's poll loop, which have nothing to correspond to here.
const ABOUT_POLLING: [&str; 2] = ["stopped monitoring", "received SIGCHLD"];

/// Which order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// That of all lines.
    Exact,
    /// That of the lines that name the same process.
    WithinProcesses,
    /// None.
    Any,
}

/// What of the log counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// In which order.
    pub(super) order: Order,
    /// Whether the log says that something is waited for: only for what takes long enough to be seen waiting.
    pub(super) waiting: bool,
    /// Whether the levels below debug count.
    pub(super) traces: bool,
}

/// The main log, the events and the files of a daemon.
pub(super) fn of(daemon: &Daemon, kept: Kept) -> String {
    let log = masked(daemon, &daemon.read("run/supervisord.log"));
    let records = records(&log);
    let names = names(&records);
    let mut text = String::from("== log\n");
    let order = kept.order;
    write_ordered(&mut text, quiet(records, kept), order, |record| process_of(record, &names));
    if daemon.path("run/events").exists() {
        text.push_str("== events\n");
        let events = events(&daemon.read("run/events"));
        write_ordered(&mut text, events, order, |event| member(event, "processname:"));
    }
    text.push_str("== files\n");
    text.push_str(&files(daemon));
    text
}

/// Masks what is this daemon's or this moment's alone.
pub(super) fn masked(daemon: &Daemon, text: &str) -> String {
    mask::auto_logs(&mask::text(&mask::tracebacks(&daemon.hide_places(text))))
}

/// The log's records without their times: a message of several lines is one record.
fn records(log: &str) -> Vec<String> {
    let mut records: Vec<String> = Vec::new();
    for line in log.lines() {
        match (line.strip_prefix("TIMESTAMP "), records.last_mut()) {
            (Some(message), _) => records.push(message.to_owned()),
            (None, Some(last)) => {
                let _ = write!(last, "\n    {line}");
            }
            // The log was cleared in the middle of a record.
            (None, None) => records.push(line.to_owned()),
        }
    }
    records
}

/// Leaves out what the two do not have in common (see the module's head).
fn quiet(mut records: Vec<String>, kept: Kept) -> Vec<String> {
    records.retain(|record| {
        let quiet = QUIET_LEVELS.iter().any(|level| record.starts_with(level));
        let own = OWN_QUESTIONS.iter().any(|question| record.contains(question));
        !(quiet && (own || !kept.traces)) && !ABOUT_POLLING.iter().any(|text| record.contains(text))
    });
    // Who is left, and how often it is said, is a matter of timing.
    let mut said = BTreeSet::new();
    records.retain(|record| {
        let repeated = record.starts_with("INFO waiting for ");
        let subject = if record.ends_with(" to die") { "everybody" } else { record.as_str() };
        !repeated || (kept.waiting && said.insert(subject.to_owned()))
    });
    records
}

/// The processes that were started.
fn names(records: &[String]) -> BTreeSet<String> {
    let spawned = records.iter().filter_map(|record| record.split_once("spawned: '"));
    spawned.filter_map(|(_, rest)| rest.split_once('\'')).map(|(name, _)| name.to_owned()).collect()
}

/// The process that the first line of a record names.
fn process_of(record: &str, names: &BTreeSet<String>) -> Option<String> {
    let line = record.lines().next()?;
    if line.ends_with(" to die") {
        return None;
    }
    let mut words = line.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '/'));
    words.find(|word| names.contains(*word)).map(str::to_owned)
}

/// The recorded events: header and payload, without serials and length.
fn events(recorded: &str) -> Vec<String> {
    let mut events: Vec<String> = Vec::new();
    for line in recorded.lines() {
        if line.starts_with("ver:") {
            let words = line.split(' ').filter(|word| !word.starts_with("len:"));
            let words: Vec<&str> = words.map(|word| key_of(word, &["serial", "poolserial"])).collect();
            events.push(words.join(" "));
        } else if let Some(event) = events.last_mut() {
            let words: Vec<&str> = line.split(' ').map(|word| key_of(word, &["pid", "when"])).collect();
            let _ = write!(event, "\n    {}", words.join(" "));
        }
    }
    events
}

/// `pid` for `pid:77` when the key is listed; 0 stays.
fn key_of<'a>(word: &'a str, keys: &[&str]) -> &'a str {
    match word.split_once(':') {
        Some((key, value)) if keys.contains(&key) && (value != "0" || key.ends_with("serial")) => key,
        _ => word,
    }
}

fn member(event: &str, key: &str) -> Option<String> {
    let (_, rest) = event.split_once(key)?;
    rest.split([' ', '\n']).next().map(str::to_owned)
}

fn write_ordered(
    text: &mut String,
    mut entries: Vec<String>,
    order: Order,
    process: impl Fn(&str) -> Option<String>,
) {
    match order {
        Order::Exact => {}
        Order::WithinProcesses => entries.sort_by_cached_key(|entry| process(entry)),
        Order::Any => entries.sort(),
    }
    for entry in entries {
        text.push_str(&entry);
        text.push('\n');
    }
}

/// Every file in `run/`: name, kind, mode and content.
fn files(daemon: &Daemon) -> String {
    let run = daemon.path("run");
    let mut files: Vec<String> = files_below(&run)
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(&run).expect("it was found below").display().to_string();
            format!("{} {}", mask::auto_logs(&name), shown(daemon, &file, &name))
        })
        .collect();
    files.sort();
    files.concat()
}

fn shown(daemon: &Daemon, file: &Path, name: &str) -> String {
    let Ok(metadata) = fs::symlink_metadata(file) else { return "has gone\n".to_owned() };
    let mode = metadata.permissions().mode() & 0o7777;
    let kind = metadata.file_type();
    if kind.is_socket() {
        return format!("{mode:04o} socket\n");
    }
    if name == LOG || name == EVENTS {
        return format!("{mode:04o}\n");
    }
    let bytes = fs::read(file).unwrap_or_default();
    if name == "supervisord.pid" {
        let right = bytes == format!("{}\n", daemon.pid()).into_bytes();
        return format!("{mode:04o} {}\n", if right { "the daemon's pid" } else { "another pid" });
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().escape_ascii().to_string());
    let text = masked(daemon, &text);
    let lines: String = text.lines().map(|line| format!("    {line:?}\n")).collect();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "    (no newline)\n" };
    format!("{mode:04o}\n{lines}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_grouped_by_the_process_they_name() {
        let log = "TIMESTAMP INFO spawned: 'b' with pid PID\nTIMESTAMP INFO spawned: 'a' with pid PID\n\
                   TIMESTAMP DEBG 'b' stdout output:\nx\n\nTIMESTAMP INFO supervisord started\n";
        let records = records(log);
        let names = names(&records);
        let kept = Kept { order: Order::WithinProcesses, waiting: false, traces: false };
        let mut text = String::new();
        write_ordered(&mut text, quiet(records, kept), Order::WithinProcesses, |record| {
            process_of(record, &names)
        });
        assert_eq!(
            text,
            "INFO supervisord started\nINFO spawned: 'a' with pid PID\nINFO spawned: 'b' with pid PID\n\
             DEBG 'b' stdout output:\n    x\n    \n"
        );
    }

    #[test]
    fn of_events_the_serials_are_masked() {
        let recorded = "ver:3.0 server:supervisor serial:21 pool:recorder poolserial:10 \
                        eventname:PROCESS_STATE_STOPPED len:58\nprocessname:a groupname:b from_state:BACKOFF pid:0\n";
        assert_eq!(
            events(recorded),
            [
                "ver:3.0 server:supervisor serial pool:recorder poolserial eventname:PROCESS_STATE_STOPPED\n    \
              processname:a groupname:b from_state:BACKOFF pid:0"
            ]
        );
    }
}
