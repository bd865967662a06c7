//! What `top` shows and does, as a pure state machine: (now, something happened) in, effects out.

mod keyboard;
mod log_pane;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use keyboard::{HELP, question};
pub(crate) use log_pane::{LogPane, LogSize};

use super::keys::Key;
use super::layout::{self, Areas};
use super::process::{Process, Reading};
use super::rows::{Column, Order, Row, rows};
use crate::names::namespec;

/// The second reading comes so soon: rates need two. So do readings while something is being done.
const SOON: Duration = Duration::from_millis(500);

/// A server that has not answered for so long is slow.
pub(crate) const SLOW: Duration = Duration::from_secs(2);

/// So long a message stays, unless another comes.
const MESSAGE_STAYS: Duration = Duration::from_secs(15);

/// So many actions may be under way; each has a connection.
const AT_ONCE: usize = 16;

/// Something happened.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A key.
    Key(Key),
    /// The screen has so many columns and rows.
    Size(u16, u16),
    /// The server has answered, or why it has not.
    Read(Result<Reading, String>),
    /// An action is over: what it printed, and whether it failed.
    Done(u64, Vec<String>, bool),
    /// The log that was asked for under this number has grown.
    Output(u64, Vec<u8>),
    /// It has ended; why, if something is wrong with it.
    Ended(u64, Option<String>),
    /// Time went by.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Ask the server.
    Read,
    /// Run a command of `supervisorctl` under this number.
    Act(u64, String),
    /// Follow the log at this path under this number, and no other.
    Follow(u64, String),
    /// Follow no log.
    Unfollow,
    /// Draw everything again.
    Repaint,
    /// Stop, until the shell continues us.
    Suspend,
    /// It is over.
    Leave,
}

/// What the keys are for at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Moving and acting.
    List,
    /// The filter is typed.
    Filter,
    /// A question: the command to run if it is answered yes.
    Confirm(String),
    /// A signal is chosen for this target.
    Signal {
        /// What to signal.
        target: String,
        /// Place in [`SIGNALS`].
        chosen: usize,
    },
    /// The keys are explained, from this line on.
    Help(usize),
}

/// The signals that are offered.
pub(crate) const SIGNALS: [&str; 10] =
    ["TERM", "HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "STOP", "CONT", "WINCH"];

/// The row that the keys act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selected {
    /// The heading of a group.
    Group(String),
    /// A process: group and name.
    Process(String, String),
}

/// How the server is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// It answers.
    Up,
    /// It does not: why, and since when.
    Down(String, Duration),
}

/// A line about what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// The words.
    pub(crate) text: String,
    /// Whether something went wrong.
    pub(crate) bad: bool,
    at: Duration,
}

/// Everything that the screen is made of.
#[derive(Debug)]
pub(crate) struct Model {
    /// The server's URL.
    pub(crate) url: String,
    /// Time between two readings.
    pub(crate) interval: Duration,
    /// Now, since the beginning.
    pub(crate) now: Duration,
    /// Columns and rows of the screen.
    pub(crate) size: (u16, u16),
    /// The last reading.
    pub(crate) reading: Option<Reading>,
    /// How the server is doing.
    pub(crate) link: Link,
    /// By what the rows are sorted.
    pub(crate) order: Order,
    /// Whether groups have headings.
    pub(crate) grouped: bool,
    /// What names or states must contain.
    pub(crate) filter: String,
    /// What the keys are for.
    pub(crate) mode: Mode,
    /// The rows, as they are now.
    pub(crate) rows: Vec<Row>,
    /// The row that the keys act on.
    pub(crate) selected: Option<Selected>,
    /// Its place.
    pub(crate) place: usize,
    /// The first row on the screen.
    pub(crate) first: usize,
    /// The log.
    pub(crate) log: LogPane,
    /// The last message.
    pub(crate) message: Option<Message>,
    /// Actions under way: number and command.
    pub(crate) under_way: Vec<(u64, String)>,
    next_number: u64,
    /// Since when the server owes an answer.
    asked: Option<Duration>,
    /// Whether to ask again as soon as it comes.
    ask_again: bool,
    next_reading: Duration,
}

impl Model {
    /// Nothing is known yet.
    pub(crate) fn new(url: String, interval: Duration, size: (u16, u16)) -> Self {
        Self {
            url,
            interval,
            now: Duration::ZERO,
            size,
            reading: None,
            link: Link::Up,
            order: Order::by(Column::Name),
            grouped: false,
            filter: String::new(),
            mode: Mode::List,
            rows: Vec::new(),
            selected: None,
            place: 0,
            first: 0,
            log: LogPane::default(),
            message: None,
            under_way: Vec::new(),
            next_number: 1,
            asked: None,
            ask_again: false,
            next_reading: Duration::ZERO,
        }
    }

    /// Takes notice of what happened at this time since the beginning, and says what is to be done.
    pub(crate) fn update(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        self.now = self.now.max(now);
        let mut effects = Vec::new();
        match event {
            Event::Key(key) => self.key(key, &mut effects),
            Event::Size(columns, rows) => {
                self.size = (columns, rows);
                effects.push(Effect::Repaint);
            }
            Event::Read(read) => self.read(read),
            Event::Done(number, lines, failed) => self.done(number, &lines, failed),
            Event::Output(number, bytes) => self.log.output(number, &bytes),
            Event::Ended(number, complaint) => self.log.ended(number, complaint, self.now),
            Event::Tick => {}
        }
        self.arrange();
        if self.message.as_ref().is_some_and(|message| self.now >= message.at + MESSAGE_STAYS) {
            self.message = None;
        }
        self.log.follow(self.selected.as_ref(), &mut self.next_number, self.now, &mut effects);
        if self.asked.is_none() && self.now >= self.next_reading {
            self.asked = Some(self.now);
            effects.push(Effect::Read);
        }
        effects
    }

    /// When a [`Event::Tick`] is due at the latest.
    pub(crate) fn deadline(&self) -> Duration {
        let reading = match self.asked {
            // The time that a slow server takes is shown, by the second.
            Some(asked) => asked.max(self.now) + Duration::from_secs(1),
            None => self.next_reading,
        };
        let message = self.message.as_ref().map(|message| message.at + MESSAGE_STAYS);
        [self.log.deadline(), message].into_iter().flatten().fold(reading, Duration::min)
    }

    /// How long the server has been silent though it was asked, if that is long.
    pub(crate) fn silence(&self) -> Option<Duration> {
        let silence = self.now.saturating_sub(self.asked?);
        (silence >= SLOW).then_some(silence)
    }

    /// Where things are on the screen.
    pub(crate) fn areas(&self) -> Areas {
        layout::areas(self.size, self.log.size)
    }

    /// All processes.
    pub(crate) fn processes(&self) -> &[Process] {
        self.reading.as_ref().map_or(&[], |reading| &reading.processes)
    }

    /// Asks the server at the next opportunity.
    fn refresh(&mut self) {
        self.ask_again = self.asked.is_some();
        self.next_reading = self.now;
    }

    fn read(&mut self, read: Result<Reading, String>) {
        self.asked = None;
        let mut wait = self.interval;
        match read {
            Ok(mut reading) => {
                match &self.reading {
                    Some(earlier) => reading.compare(earlier),
                    None => wait = wait.min(SOON),
                }
                self.reading = Some(reading);
                self.link = Link::Up;
            }
            Err(reason) => {
                let since = match &self.link {
                    Link::Down(_, since) => *since,
                    Link::Up => self.now,
                };
                self.link = Link::Down(reason, since);
            }
        }
        if !self.under_way.is_empty() {
            wait = wait.min(SOON);
        }
        let wait = if std::mem::take(&mut self.ask_again) { Duration::ZERO } else { wait };
        self.next_reading = self.now + wait;
    }

    fn act(&mut self, line: String, effects: &mut Vec<Effect>) {
        if self.under_way.len() >= AT_ONCE {
            self.say("Too much is under way already".to_owned(), true);
            return;
        }
        let number = self.take_number();
        self.message = None;
        self.under_way.push((number, line.clone()));
        effects.push(Effect::Act(number, line));
        self.refresh();
    }

    fn done(&mut self, number: u64, lines: &[String], failed: bool) {
        let Some(at) = self.under_way.iter().position(|(known, _)| *known == number) else { return };
        let (_, command) = self.under_way.remove(at);
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        let text = match lines.as_slice() {
            [] => format!("{command}: done"),
            [only] => (*only).to_owned(),
            // `restart` says what it stopped, then what it started.
            [.., last] if lines.len() == 2 && !failed => (*last).to_owned(),
            all => {
                let errors: Vec<&str> = all.iter().copied().filter(|line| is_error(line)).collect();
                match errors.first() {
                    Some(first) => format!("{command}: {} of {} failed: {first}", errors.len(), all.len()),
                    None => format!("{command}: {} done", all.len()),
                }
            }
        };
        self.say(text, failed);
        self.refresh();
    }

    fn say(&mut self, text: String, bad: bool) {
        self.message = Some(Message { text, bad, at: self.now });
    }

    fn take_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// Makes the rows again and keeps the selected one, or its place, on the screen.
    fn arrange(&mut self) {
        let listed = rows(self.processes(), self.order, self.grouped, &self.filter);
        self.rows = listed;
        let places = 0..self.rows.len();
        let found = self.selected.as_ref().and_then(|selected| {
            places.clone().find(|place| self.identity(*place).as_ref() == Some(selected))
        });
        self.select(found.unwrap_or(self.place));
    }

    /// Selects the row at this place, or the last one.
    fn select(&mut self, place: usize) {
        self.place = place.min(self.rows.len().saturating_sub(1));
        let selected = self.identity(self.place);
        // When the server is silent, or the filter fits nothing, what was selected may come back.
        if selected.is_some() {
            self.selected = selected;
        }
        let height = usize::from(self.areas().list.height).max(1);
        let last = self.rows.len().saturating_sub(height);
        self.first = self.first.min(self.place).max((self.place + 1).saturating_sub(height)).min(last);
    }

    fn identity(&self, place: usize) -> Option<Selected> {
        Some(match self.rows.get(place)? {
            Row::Group { name, .. } => Selected::Group(name.clone()),
            Row::Process { index, .. } => {
                let process = self.processes().get(*index)?;
                Selected::Process(process.group.clone(), process.name.clone())
            }
        })
    }

    /// The name that commands know the selected row by, if it is on the screen. Never the short one: a program may be
    /// called `all`.
    fn target(&self) -> Option<String> {
        match self.identity(self.place)? {
            Selected::Group(group) => Some(format!("{group}:*")),
            Selected::Process(group, name) => Some(format!("{group}:{name}")),
        }
    }
}

/// Whether a line that a command printed says that something went wrong.
fn is_error(line: &str) -> bool {
    line.contains("ERROR") || line.starts_with("error:")
}

/// A target as it is shown.
pub(crate) fn shown(target: &str) -> String {
    match target.split_once(':') {
        Some((group, name)) => namespec(group, name),
        None => target.to_owned(),
    }
}
