//! Event listeners of tests: `tests/scripts/listener.py`, and what it has written down.

use serde::Deserialize;

use crate::daemon::Daemon;
use crate::{oracle, wait, workspace};

/// An event as a listener got it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// The header line, with its end.
    pub header: String,
    /// What followed it.
    pub payload: String,
    /// Pid of the listener.
    pub listener: i32,
}

impl Event {
    /// A field of the header.
    ///
    /// # Panics
    /// When the header has no such field.
    #[track_caller]
    pub fn field(&self, name: &str) -> &str {
        let fields = self.header.split_whitespace().filter_map(|field| field.split_once(':'));
        let found = fields.filter(|(key, _)| *key == name).map(|(_, value)| value).next();
        found.unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// The event in one line, without what differs from run to run: pids, times, and lengths that depend on them.
    pub fn shown(&self) -> String {
        let payload = mask_numbers(&mask_numbers(&self.payload, "pid:"), "when:");
        let header = if payload == self.payload {
            self.header.trim_end().to_owned()
        } else {
            mask_numbers(self.header.trim_end(), "len:")
        };
        format!("{header} {payload:?}")
    }
}

/// Puts `#` in the place of the number after `key`; 0 means "none" and stays.
fn mask_numbers(text: &str, key: &str) -> String {
    let mut parts = text.split(key);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        masked.push_str(key);
        masked.push_str(if number == "0" { number } else { "#" });
        masked.push_str(rest);
    }
    masked
}

/// The command of a listener that writes to `record`, a file beside the configuration; `more` are further arguments.
pub fn command(record: &str, more: &str) -> String {
    let (python, script) = (oracle::program("python"), workspace::script("listener.py"));
    format!("{} {} %(here)s/{record} {more}", python.display(), script.display())
}

/// What the listener that writes to `record` has been sent so far.
///
/// # Panics
/// When the file is not what the script writes.
pub fn events(daemon: &Daemon, record: &str) -> Vec<Event> {
    let text = daemon.read(record);
    // The last line may not be complete.
    let complete = text.rfind('\n').map_or("", |end| &text[..end]);
    complete.lines().map(|line| serde_json::from_str(line).expect("the listener writes JSON")).collect()
}

/// Waits until the listener that writes to `record` has been sent an event whose payload contains `text`.
///
/// # Panics
/// When it is not sent.
#[track_caller]
pub fn await_event(daemon: &Daemon, record: &str, text: &str) -> Event {
    let found = || events(daemon, record).into_iter().find(|event| event.payload.contains(text));
    wait::until_some(&format!("{record} has an event with {text:?}"), found)
}

/// Emits a REMOTE_COMMUNICATION event.
///
/// # Panics
/// When the daemon does not say that it did.
#[track_caller]
pub fn order(daemon: &Daemon, kind: &str, data: &str) {
    let text = |text: &str| format!("<string>{text}</string>");
    let answer = daemon.call("supervisor.sendRemoteCommEvent", &[text(kind), text(data)]);
    let answer = answer.expect("the daemon answers");
    assert!(answer.contains("<boolean>1</boolean>"), "{answer}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pids_times_and_lengths_are_masked() {
        let shown = |header: &str, payload: &str| {
            let (header, payload) = (format!("{header}\n"), payload.to_owned());
            Event { header, payload, listener: 1 }.shown()
        };
        assert_eq!(shown("a:1 len:9", "x:1 pid:12"), "a:1 len:# \"x:1 pid:#\"");
        assert_eq!(shown("a:1 len:9", "x:1 pid:0"), "a:1 len:9 \"x:1 pid:0\"");
        assert_eq!(shown("a:1 len:7", "when:60"), "a:1 len:# \"when:#\"");
    }
}
