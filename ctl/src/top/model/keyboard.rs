//! What the keys do.

use super::{Effect, LogSize, Mode, Model, SIGNALS, shown};
use crate::top::keys::Key;
use crate::top::rows::{Column, Order};

/// The keys and what they do, for the help: its only home.
pub(crate) const HELP: &[(&str, &str)] = &[
    ("Up k Dn j", "select a row"),
    ("PgUp PgDn", "page by page; Home, End"),
    ("s", "start process or group"),
    ("x", "stop it (asks)"),
    ("r", "restart it (asks)"),
    ("K", "send it a signal"),
    ("c", "clear its logs (asks)"),
    ("S X R C", "the same with all (asks)"),
    ("/", "filter by name or state"),
    ("Esc", "no filter"),
    ("N P", "sort by name, CPU"),
    ("M T", "sort by memory, uptime"),
    ("< > v", "other column; turn round"),
    ("g", "with or without groups"),
    ("l", "log: small, large, none"),
    ("o Tab", "stdout or stderr"),
    ("[ ]", "scroll the log"),
    ("Ctrl-L", "read and draw again"),
    ("Ctrl-Z", "pause; fg comes back"),
    ("q Ctrl-C", "leave"),
];

/// A filter is no longer, in bytes.
const FILTER: usize = 64;

impl Model {
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        match key {
            Key::Ctrl('c') => return effects.push(Effect::Leave),
            Key::Ctrl('z') => return effects.push(Effect::Suspend),
            Key::Ctrl('l') => {
                self.refresh();
                return effects.push(Effect::Repaint);
            }
            _ => {}
        }
        match self.mode.clone() {
            Mode::List => self.list_key(key, effects),
            Mode::Filter => self.filter_key(key),
            Mode::Confirm(line) => {
                self.mode = Mode::List;
                match key {
                    Key::Char('y' | 'Y') => self.act(line, effects),
                    _ => self.say("Nothing was done".to_owned(), false),
                }
            }
            Mode::Signal { target, chosen } => self.signal_key(key, target, chosen, effects),
            Mode::Help(line) => match key {
                Key::Down | Key::Char('j') => self.mode = Mode::Help((line + 1).min(HELP.len() - 1)),
                Key::Up | Key::Char('k') => self.mode = Mode::Help(line.saturating_sub(1)),
                Key::Char('q' | '?' | 'h') | Key::Escape | Key::Enter => self.mode = Mode::List,
                _ => {}
            },
        }
    }

    fn list_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let page = usize::from(self.areas().list.height).max(1);
        let place = self.place;
        match key {
            Key::Char('q') => effects.push(Effect::Leave),
            Key::Char('?' | 'h') => self.mode = Mode::Help(0),
            Key::Up | Key::Char('k') => self.select(place.saturating_sub(1)),
            Key::Down | Key::Char('j') => self.select(place + 1),
            Key::PageUp => self.select(place.saturating_sub(page)),
            Key::PageDown => self.select(place + page),
            Key::Home => self.select(0),
            Key::End => self.select(usize::MAX),
            Key::Char('/') => self.mode = Mode::Filter,
            Key::Escape => {
                self.filter.clear();
                self.message = None;
            }
            Key::Char('N') => self.order = Order::by(Column::Name),
            Key::Char('P') => self.order = Order::by(Column::Cpu),
            Key::Char('M') => self.order = Order::by(Column::Memory),
            Key::Char('T') => self.order = Order::by(Column::Uptime),
            Key::Char('>') => self.order = Order::by(self.order.column.beside(1)),
            Key::Char('<') => self.order = Order::by(self.order.column.beside(Column::ALL.len() - 1)),
            Key::Char('v') => self.order.descending = !self.order.descending,
            Key::Char('g') => self.grouped = !self.grouped,
            Key::Char('l') => {
                self.log.size = match self.log.size {
                    LogSize::None => LogSize::Small,
                    LogSize::Small => LogSize::Large,
                    LogSize::Large => LogSize::None,
                }
            }
            Key::Char('o') | Key::Tab => self.log.switch(),
            Key::Char('[') => self.log.back(self.areas().log_lines(), true),
            Key::Char(']') => self.log.back(self.areas().log_lines(), false),
            Key::Char('s') => {
                if let Some(target) = self.target() {
                    self.act(format!("start {target}"), effects);
                }
            }
            Key::Char('x') => self.ask("stop"),
            Key::Char('r') => self.ask("restart"),
            Key::Char('c') => self.ask("clear"),
            Key::Char('S') => self.mode = Mode::Confirm("start all".to_owned()),
            Key::Char('X') => self.mode = Mode::Confirm("stop all".to_owned()),
            Key::Char('R') => self.mode = Mode::Confirm("restart all".to_owned()),
            Key::Char('C') => self.mode = Mode::Confirm("clear all".to_owned()),
            Key::Char('K') => {
                if let Some(target) = self.target() {
                    self.mode = Mode::Signal { target, chosen: 0 };
                }
            }
            _ => {}
        }
    }

    /// Asks whether to do this to the selected row.
    fn ask(&mut self, verb: &str) {
        let Some(target) = self.target() else { return };
        if verb == "clear" && target.ends_with(":*") {
            self.say("There is no clearing by group: select a process".to_owned(), true);
            return;
        }
        self.mode = Mode::Confirm(format!("{verb} {target}"));
    }

    fn filter_key(&mut self, key: Key) {
        match key {
            Key::Enter => self.mode = Mode::List,
            Key::Escape => {
                self.filter.clear();
                self.mode = Mode::List;
            }
            Key::Backspace => {
                self.filter.pop();
            }
            Key::Ctrl('u') => self.filter.clear(),
            Key::Up => self.select(self.place.saturating_sub(1)),
            Key::Down => self.select(self.place + 1),
            Key::Char(character) if self.filter.len() < FILTER && !character.is_control() => {
                self.filter.push(character);
            }
            _ => {}
        }
    }

    fn signal_key(&mut self, key: Key, target: String, chosen: usize, effects: &mut Vec<Effect>) {
        let chosen = match key {
            Key::Up | Key::Char('k') => chosen.saturating_sub(1),
            Key::Down | Key::Char('j') => (chosen + 1).min(SIGNALS.len() - 1),
            Key::Enter => {
                self.mode = Mode::List;
                if let Some(signal) = SIGNALS.get(chosen) {
                    self.act(format!("signal {signal} {target}"), effects);
                }
                return;
            }
            Key::Escape | Key::Char('q') => {
                self.mode = Mode::List;
                return;
            }
            _ => chosen,
        };
        self.mode = Mode::Signal { target, chosen };
    }
}

/// The question before a command.
pub(crate) fn question(line: &str) -> String {
    let (verb, target) = line.split_once(' ').unwrap_or((line, ""));
    let verb = match verb {
        "start" => "Start",
        "stop" => "Stop",
        "restart" => "Restart",
        "clear" => "Clear the logs of",
        other => other,
    };
    let target = if target == "all" { "ALL processes".to_owned() } else { shown(target) };
    format!("{verb} {target}?")
}
