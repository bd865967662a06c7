//! `[eventlistener:x]` (spec-config §3.7).

use super::context::Context;
use super::explain::{self, Words};
use super::findings::Findings;
use super::group::header;
use super::program::{bare_name, processes};
use super::reader::{Found, Given, Reader, default_of};
use super::server::resolve;
use super::table::Section;
use crate::convert::{self, ConvertError};
use crate::diagnostic::Code;
use crate::plan::{EventListener, EventType, Group, GroupKind, Notice, Setting};
use crate::schema::program as rows;

/// Priority of a pool that sets none; its processes have the priority of any other process.
const POOL_PRIORITY: i64 = -1;

/// The pool that `section` makes; none when it has no usable events.
pub(super) fn pool(
    cx: &Context<'_>,
    section: &Section<'_>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Option<Group> {
    let mut read = Reader::new(cx, section, findings).with_here();
    // Not trimmed, and not checked: only the processes' names are.
    let name = bare_name(section).to_owned();
    let priority = read
        .optional(&rows::LISTENER_PRIORITY, convert::integer)
        .map(|priority| priority.unwrap_or(POOL_PRIORITY));
    let buffer_size = buffer_size(&mut read);
    let result_handler = result_handler(&mut read);
    let events = events(&mut read);
    refuse_redirection(&mut read);
    let processes = processes(cx, section, &name, findings, notices);
    let listener = EventListener { events: events?, buffer_size, result_handler };
    let kind = GroupKind::EventListener(Box::new(listener));
    Some(Group { name, priority, kind, processes, header: header(section) })
}

fn buffer_size(read: &mut Reader<'_, '_>) -> Setting<i64> {
    let row = &rows::BUFFER_SIZE;
    let Found::Value(given) = read.value(row) else {
        return Setting::default_value(default_of(row, convert::integer));
    };
    let size = read.convert(row, &given, convert::integer).map(|size| size.unwrap_or_default());
    if convert::integer(given.text()).is_ok_and(|size| size < 1) {
        let section = read.section.name;
        let words = Words::new(
            Code::LISTENER_BAD_BUFFER,
            format!("`buffer_size` must be at least 1, not `{}`", given.text()),
            "below 1",
            "write the number of events to hold back while all listeners are busy, or remove the line for the default, 10",
        );
        let original =
            format!("[{section}] section sets invalid buffer_size ({})", convert::decimal(given.text()));
        read.fault_at(&given, given.location(), words, original);
    }
    size
}

fn result_handler(read: &mut Reader<'_, '_>) -> Setting<String> {
    let row = &rows::RESULT_HANDLER;
    match read.value(row) {
        Found::Value(given) => {
            resolve(read, row, &given);
            Setting::new(given.text().to_owned(), given.origin())
        }
        Found::Absent | Found::Faulty(_) => {
            Setting::default_value(default_of(row, |text| Ok::<_, ConvertError>(text.to_owned())))
        }
    }
}

fn events(read: &mut Reader<'_, '_>) -> Option<Setting<Vec<EventType>>> {
    let given = match read.value(&rows::EVENTS) {
        Found::Faulty(_) => return None,
        Found::Value(given) if !given.text().is_empty() => given,
        Found::Value(given) => {
            let place = given.location();
            no_events(read, |read, words, original| read.fault_at(&given, place, words, original));
            return None;
        }
        Found::Absent => {
            no_events(read, |read, words, original| read.missing(rows::EVENTS.name, words, original));
            return None;
        }
    };
    let events = known_events(read, &given)?;
    Some(Setting::new(events, given.origin()))
}

fn no_events<'r, 'f>(read: &mut Reader<'r, 'f>, report: impl FnOnce(&mut Reader<'r, 'f>, Words, String)) {
    let section = read.section.name;
    let words = Words::new(
        Code::LISTENER_WITHOUT_EVENTS,
        format!("[{section}] subscribes to no events"),
        "`events` is missing",
        "add a line such as `events=PROCESS_STATE`",
    );
    report(read, words, format!("[{section}] section requires an \"events\" line"));
}

/// The types, sorted and without duplicates; none when one of them does not exist.
fn known_events(read: &mut Reader<'_, '_>, given: &Given<'_>) -> Option<Vec<EventType>> {
    let section = read.section.name;
    let mut events = Vec::new();
    let mut all_known = true;
    for item in convert::items(given.text()) {
        let name = item.text.to_uppercase();
        match EventType::from_name(&name) {
            Some(event) => events.push(event),
            None => {
                all_known = false;
                let original = format!("Unknown event type {name} in [{section}] events");
                let words = explain::event(&name, section, !read.are_few(Code::UNKNOWN_EVENT));
                read.fault_at(given, given.locate(item.range), words, original);
            }
        }
    }
    events.sort_unstable();
    events.dedup();
    all_known.then_some(events)
}

fn refuse_redirection(read: &mut Reader<'_, '_>) {
    let row = &rows::REDIRECT_STDERR;
    let Found::Value(given) = read.value(row) else { return };
    if read.convert(row, &given, convert::boolean).value != Some(true) {
        return;
    }
    let section = read.section.name;
    let words = Words::new(
        Code::EVENTLISTENER_REDIRECT_STDERR,
        format!("[{section}] sends its standard error into the event protocol"),
        "not allowed for an event listener",
        "remove the line: the daemon and the listener talk over standard output",
    );
    let original = format!(
        "[{section}] section sets redirect_stderr=true but this is not allowed because it will interfere with the \
         eventlistener protocol"
    );
    read.fault_at(&given, given.location(), words, original);
}
