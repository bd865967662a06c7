//! Notifications as server-sent events (HTML standard §9.2) whose data is a JSON object: docs/schemas/event-1.json.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Serialize;

use crate::core::{CoreEvent, Details, Now, Output, ProcessStateChange};
use crate::daemon::{Notification, Position};
use crate::os::Pid;

/// A comment.
pub(super) const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// How soon a client should come back when the stream ends, in milliseconds.
const RETRY: u32 = 2000;

/// The object. What a type of event does not have is left out.
#[derive(Debug, Default, Serialize)]
struct Document<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<u64>,
    time: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<Pid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_base64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<Option<u64>>,
}

/// What a stream begins with: something, so that proxies pass the head on, and the place from which it is told.
pub(super) fn opening(start: Option<Position>) -> Bytes {
    let id = start.map_or_else(String::new, |start| format!("id: {start}\n"));
    format!("retry: {RETRY}\n{id}\n").into()
}

/// A notification.
pub(super) fn event(notification: &Notification, position: Position) -> Bytes {
    let text = text(&document(notification));
    format!("id: {position}\ndata: {text}\n\n").into()
}

/// That something is lost up to that place. A browser that comes back names the last place it was told of.
pub(super) fn missed(count: Option<u64>, position: Position) -> Bytes {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let text = text(&Document { r#type: "MISSED", time, missed: Some(count), ..Document::default() });
    format!("id: {position}\ndata: {text}\n\n").into()
}

/// Nothing of it can fail: its keys are texts.
fn text(document: &Document<'_>) -> String {
    serde_json::to_string(document).unwrap_or_default()
}

fn document(notification: &Notification) -> Document<'_> {
    let Notification { serial, at, event, .. } = notification;
    let base = Document {
        r#type: event.event_type().name(),
        serial: *serial,
        time: seconds(*at),
        ..Document::default()
    };
    match event {
        CoreEvent::ProcessState(change) => changed(base, change),
        CoreEvent::SupervisorRunning | CoreEvent::SupervisorStopping => base,
        CoreEvent::GroupAdded(group) | CoreEvent::GroupRemoved(group) => {
            Document { group: Some(group), ..base }
        }
        CoreEvent::Tick { when, .. } => Document { when: Some(*when), ..base },
        CoreEvent::Printed(output) | CoreEvent::Captured(output) => printed(base, output),
        CoreEvent::RemoteCommunication { kind, data } => {
            Document { kind: Some(kind), data: Some(data.into()), ..base }
        }
    }
}

fn changed<'a>(mut document: Document<'a>, change: &'a ProcessStateChange) -> Document<'a> {
    document.group = Some(&change.group);
    document.process = Some(&change.process);
    document.from_state = Some(change.from.name());
    match change.details {
        Details::Nothing => {}
        Details::Tries(tries) => document.tries = Some(tries),
        Details::Pid(pid) => document.pid = Some(pid),
        Details::Exit { expected, pid } => {
            document.expected = Some(expected);
            document.pid = Some(pid);
        }
    }
    document
}

/// What is not UTF-8 is there in full, too, in base64.
fn printed<'a>(mut document: Document<'a>, output: &'a Output) -> Document<'a> {
    let Output { process, group, pid, channel, data } = output;
    document.group = Some(group);
    document.process = Some(process);
    document.pid = Some(*pid);
    document.channel = Some(channel.name());
    document.data = Some(String::from_utf8_lossy(data));
    document.data_base64 = str::from_utf8(data).is_err().then(|| STANDARD.encode(data));
    document
}

fn seconds(at: Now) -> f64 {
    at.wall as f64 + f64::from(at.wall_nanos / 1000) / 1e6
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use supervisor_compiler::plan::EventType;

    use super::*;
    use crate::core::{Channel, ProcessId, State};

    fn change(to: State, details: Details) -> CoreEvent {
        CoreEvent::ProcessState(ProcessStateChange {
            id: ProcessId::with_number(1),
            process: "cat".into(),
            group: "pets".into(),
            from: State::Running,
            to,
            details,
        })
    }

    fn output(data: &[u8]) -> Output {
        let (process, group) = ("cat".into(), "pets".into());
        Output { process, group, pid: 7, channel: Channel::Stderr, data: data.to_vec() }
    }

    #[test]
    fn documents() {
        let events = [
            change(State::Starting, Details::Tries(2)),
            change(State::Stopping, Details::Pid(7)),
            change(State::Exited, Details::Exit { expected: false, pid: 7 }),
            change(State::Fatal, Details::Nothing),
            CoreEvent::SupervisorRunning,
            CoreEvent::GroupRemoved("pets".into()),
            CoreEvent::Tick { event: EventType::Tick60, when: 120 },
            CoreEvent::Printed(output(b"mew\n\"purr\"")),
            CoreEvent::Captured(output(b"caf\xe9")),
            CoreEvent::RemoteCommunication { kind: "call".to_owned(), data: "home".to_owned() },
        ];
        let at = Now { monotonic: Duration::ZERO, wall: 1000, wall_nanos: 250_000_000 };
        let shown = (1..).zip(events).map(|(number, event)| {
            let notification = Notification::new(number, (number == 2).then_some(40), at, event);
            String::from_utf8_lossy(&super::event(&notification, Position { life: 31, number })).into_owned()
        });
        insta::assert_snapshot!(shown.collect::<String>());
    }

    #[test]
    fn beginnings_and_gaps() {
        assert_eq!(opening(Some(Position { life: 31, number: 0 })), "retry: 2000\nid: 1f-0\n\n");
        assert_eq!(opening(None), "retry: 2000\n\n");
        let gap =
            |count| String::from_utf8_lossy(&missed(count, Position { life: 31, number: 7 })).into_owned();
        assert!(gap(Some(3)).starts_with("id: 1f-7\ndata: {\"type\":\"MISSED\",\"time\":"));
        assert!(gap(Some(3)).ends_with(",\"missed\":3}\n\n") && gap(None).ends_with(",\"missed\":null}\n\n"));
    }
}
