//! Completes the names of commands, processes and groups.

use supervisor_wire::{Client, ServerUrl, Value};

use crate::beyond;
use crate::commands;
use crate::console::Complete;
use crate::options::Settings;

/// Completes one line. It asks the server at most once, on a connection of its own, and only when names
/// of processes or groups are wanted.
pub(crate) struct Completion {
    settings: Settings,
    /// Group and name of every process, once asked for.
    processes: Option<Vec<(String, String)>>,
}

impl Completion {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings, processes: None }
    }

    fn processes(&mut self) -> &[(String, String)] {
        let settings = &self.settings;
        // Without a server there is nothing to offer, and no place to say so.
        self.processes.get_or_insert_with(|| ask(settings).unwrap_or_default())
    }

    fn groups(&mut self) -> Vec<String> {
        let mut groups: Vec<String> = self.processes().iter().map(|(group, _)| group.clone()).collect();
        groups.dedup();
        groups
    }

    /// A process whose name is its group's is offered in short, unless a colon was typed.
    fn process_names(&mut self, word: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (group, name) in self.processes() {
            if group == name && !word.contains(':') {
                names.push(name.clone());
                continue;
            }
            names.push(format!("{group}:{name}"));
            let whole = format!("{group}:*");
            if !names.contains(&whole) {
                names.push(whole);
            }
        }
        names
    }
}

impl Complete for Completion {
    fn complete(&mut self, line: &str) -> (usize, Vec<String>) {
        // Only blanks part words: `group:*` and `a-b` are one.
        let start = line.rfind([' ', '\t']).map_or(0, |at| at + 1);
        let word = line.get(start..).unwrap_or_default();
        let earlier = line.get(..start).unwrap_or_default().trim_start();
        let command = earlier.split_whitespace().next();
        if let Some(beyond) = command.and_then(beyond::of).filter(|_| word.starts_with('-')) {
            let options = beyond.options.iter().filter(|option| option.name.starts_with(word));
            let word = |option: &beyond::Extra| match option.value {
                Some(value) if value.starts_with('=') => format!("{}=", option.name),
                _ => format!("{} ", option.name),
            };
            return (start, options.map(word).collect());
        }
        let candidates = match command {
            None | Some("help") => commands::names(&self.settings).into_iter().map(str::to_owned).collect(),
            Some("add" | "remove" | "update") => self.groups(),
            Some("clear" | "fg" | "pid" | "restart" | "signal" | "start" | "status" | "stop" | "tail") => {
                self.process_names(word)
            }
            Some(_) => Vec::new(),
        };
        let fitting = candidates.into_iter().filter(|candidate| candidate.starts_with(word));
        (start, fitting.map(|candidate| format!("{candidate} ")).collect())
    }
}

fn ask(settings: &Settings) -> Option<Vec<(String, String)>> {
    let url = ServerUrl::parse(&settings.url).ok()?;
    let mut client = Client::new(url, settings.credentials()).ok()?;
    let answer = client.call("supervisor.getAllProcessInfo", &[]).ok()?;
    let text = |info: &Value, key| info.get(key).and_then(Value::as_str).map(str::to_owned);
    answer.as_array()?.iter().map(|info| Some((text(info, "group")?, text(info, "name")?))).collect()
}
