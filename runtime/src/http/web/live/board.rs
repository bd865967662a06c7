//! What live pages show, and the messages that keep them up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use crate::http::web::calls::Row;
use crate::os::usage::Usage;

/// Processor time in percent of one processor, and resident memory in bytes, as they stand in messages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Load(f64, u64);

/// A measurement of a process.
#[derive(Debug, Clone, Copy)]
struct Measured {
    pid: i32,
    usage: Usage,
    /// By the wall clock, since 1970.
    at: Duration,
}

/// Everything that pages know.
#[derive(Debug, Default)]
pub(super) struct Board {
    rows: BTreeMap<String, Row>,
    loads: BTreeMap<String, Load>,
    measured: BTreeMap<String, Measured>,
    /// The message that begins a page, until something changes.
    whole: Option<Bytes>,
    /// Rows have been put up.
    begun: bool,
}

/// Rows: all of them, or those that are new or different.
#[derive(Serialize)]
struct Rows<'a> {
    /// The daemon's clock, in seconds since 1970: the browser's may differ.
    now: i64,
    rows: Vec<&'a Row>,
    gone: Vec<&'a str>,
}

#[derive(Serialize)]
struct Loads<'a> {
    now: i64,
    usage: BTreeMap<&'a str, Load>,
}

#[derive(Serialize)]
struct Mood<'a> {
    state: &'a str,
}

impl Board {
    /// Everything, for a page that knows nothing yet; none before the first rows are up.
    pub(super) fn whole(&mut self) -> Option<Bytes> {
        if !self.begun {
            return None;
        }
        if self.whole.is_none() {
            let (rows, gone) = (self.rows.values().collect(), Vec::new());
            let mut text = message("rows", &Rows { now: now(), rows, gone });
            let usage = self.loads.iter().map(|(name, load)| (name.as_str(), *load)).collect();
            text.push_str(&message("usage", &Loads { now: now(), usage }));
            self.whole = Some(text.into());
        }
        self.whole.clone()
    }

    /// Puts up these rows. What to tell pages, if anything is different.
    pub(super) fn update(&mut self, rows: Vec<Row>) -> Option<Bytes> {
        let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.namespec.clone(), settled(row))).collect();
        let before = std::mem::replace(&mut self.rows, rows);
        if !self.begun {
            self.begun = true;
            return self.whole();
        }
        let changed: Vec<_> =
            self.rows.values().filter(|row| before.get(&row.namespec) != Some(row)).collect();
        let gone: Vec<_> =
            before.keys().filter(|name| !self.rows.contains_key(*name)).map(String::as_str).collect();
        if changed.is_empty() && gone.is_empty() {
            return None;
        }
        let told = message("change", &Rows { now: now(), rows: changed, gone });
        let living = |name: &String| self.rows.get(name).is_some_and(|row| row.pid != 0);
        self.loads.retain(|name, _| living(name));
        self.measured.retain(|name, _| living(name));
        self.whole = None;
        Some(told.into())
    }

    /// The processes that live, by name.
    pub(super) fn living(&self) -> Vec<(String, i32)> {
        let living = self.rows.values().filter(|row| row.pid != 0);
        living.map(|row| (row.namespec.clone(), row.pid)).collect()
    }

    /// Puts up what was measured. The message comes also when nothing is different: it shows that we are there.
    pub(super) fn measure(&mut self, usages: Vec<(String, i32, Usage)>, at: Duration) -> Bytes {
        let mut changed = BTreeSet::new();
        for (name, pid, usage) in usages {
            let this = Measured { pid, usage, at };
            let before = self.measured.insert(name.clone(), this);
            let percent =
                before.filter(|before| before.pid == pid).map_or(0.0, |before| percent(before, this));
            let load = Load(percent, usage.memory);
            if self.loads.insert(name.clone(), load) != Some(load) {
                changed.insert(name);
            }
        }
        if !changed.is_empty() {
            self.whole = None;
        }
        let all = self.loads.iter().filter(|(name, _)| changed.contains(*name));
        let usage = all.map(|(name, load)| (name.as_str(), *load)).collect();
        message("usage", &Loads { now: now(), usage }).into()
    }
}

/// The daemon goes down, or is up again: its state's name.
pub(super) fn mood(state: &str) -> Bytes {
    message("daemon", &Mood { state }).into()
}

/// A row without what changes by itself: the page counts the uptime.
fn settled(mut row: Row) -> Row {
    if row.state == "RUNNING" {
        row.description.clear();
    }
    row
}

/// How much of a processor was used between the two, to one decimal.
fn percent(before: Measured, this: Measured) -> f64 {
    let (wall, cpu) = (this.at.saturating_sub(before.at), this.usage.cpu.saturating_sub(before.usage.cpu));
    if wall.is_zero() { 0.0 } else { (cpu.as_secs_f64() / wall.as_secs_f64() * 1000.0).round() / 10.0 }
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// A server-sent event. JSON has no line ends in it.
fn message(event: &str, data: &impl Serialize) -> String {
    // Texts and numbers cannot fail to become JSON.
    let data = serde_json::to_string(data).unwrap_or_default();
    format!("event: {event}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests;
