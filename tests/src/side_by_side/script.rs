//! A configuration, and what is done to the daemon that runs it.

use std::path::Path;

use nix::sys::signal::Signal;

use super::differences::{Difference, Shows};
use super::transcript::{Kept, Order};
use crate::config::Config;

/// A listener that accepts every event and writes what it got, header and payload, to the file that it is given.
pub const RECORDER: &str = "#!/bin/sh\n\
    while printf 'READY\\n' && IFS= read -r header; do\n\
    \tpayload=$(head -c \"${header##*len:}\"; echo .)\n\
    \tprintf '%s\\n%s\\n' \"$header\" \"${payload%.}\" >> \"$1\"\n\
    \tprintf 'RESULT 2\\nOK'\n\
    done\n";

/// One thing that is done to a daemon, or waited for.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Call a method and write the answer down.
    Call(String),
    /// Call a method, write the elements of the answer down sorted.
    CallSorted(String),
    /// Call a method without waiting for the answer.
    Begin(String),
    /// Write down the answer to the call begun.
    Finish,
    /// Wait until a process is in a state.
    Until(&'static str, &'static str),
    /// Wait until a child runs a program.
    UntilRunning(&'static str, &'static str),
    /// Wait until the main log holds a text this many times.
    UntilLog(&'static str, usize),
    /// Wait until a file holds a text.
    UntilFile(&'static str, &'static str),
    /// Wait until a file has so many bytes.
    UntilSize(&'static str, u64),
    /// Write down what the daemon printed.
    Console,
    /// Wait until a file is there, or is gone.
    UntilThere(&'static str, bool),
    /// Send the daemon a signal.
    Signal(Signal),
    /// Send a child a signal.
    Kill(&'static str, Signal),
    /// Send a child that the log names a signal, when calls are refused.
    KillNamed(&'static str, Signal),
    /// Write down whether a file is there.
    ShowThere(&'static str),
    /// Write a file.
    Write(&'static str, String),
    /// Remove a file or an empty directory.
    Remove(&'static str),
    /// Rename a file.
    Rename(&'static str, &'static str),
    /// Replace the configuration's programs.
    Configure(String),
    /// Write the content of a file down.
    Show(&'static str),
    /// Wait until the process whose pid a file holds is dead.
    UntilDead(&'static str),
    /// Write down whether the process whose pid a file holds lives.
    ShowAlive(&'static str),
    /// Wait until the daemon has ended; write its status down.
    End,
    /// Start the daemon again.
    Again,
}

/// A configuration and a list of actions. Paths are relative to the configuration file; logs belong in `run/`.
#[derive(Debug, Clone)]
pub struct Scene {
    programs: String,
    supervisord: String,
    files: Vec<(&'static str, String)>,
    user: Option<&'static str>,
    prepare: Option<fn(&Path)>,
    words: Vec<&'static str>,
    wrapper: Vec<&'static str>,
    kept: Kept,
    differences: Vec<Difference>,
    actions: Vec<Action>,
}

/// A scene with these sections beside the usual ones. White space at the beginning of lines is removed.
pub fn scene(programs: &str) -> Scene {
    Scene {
        programs: unindented(programs),
        supervisord: String::new(),
        files: Vec::new(),
        user: None,
        prepare: None,
        words: Vec::new(),
        wrapper: Vec::new(),
        kept: Kept { order: Order::WithinProcesses, waiting: false, traces: false },
        differences: Vec::new(),
        actions: Vec::new(),
    }
}

fn unindented(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

impl Scene {
    /// Adds options to `[supervisord]`, such as `loglevel=debug`.
    #[must_use]
    pub fn supervisord(mut self, options: &str) -> Self {
        self.supervisord.push_str(&unindented(options));
        self
    }

    /// Adds a file beside the configuration.
    #[must_use]
    pub fn file(mut self, path: &'static str, text: &str) -> Self {
        self.files.push((path, text.to_owned()));
        self
    }

    /// Adds a listener pool that records these events in `run/events`.
    #[must_use]
    pub fn recording(mut self, events: &str) -> Self {
        self.programs.push_str(&format!(
            "[eventlistener:recorder]\ncommand=/bin/sh %(here)s/recorder %(here)s/run/events\nevents={events}\n\
             stdout_logfile=NONE\nstderr_logfile=NONE\nbuffer_size=1000\n",
        ));
        self.files.push(("recorder", RECORDER.to_owned()));
        self
    }

    /// Adds a section to those that the scene began with.
    #[must_use]
    pub fn pool(mut self, section: &str) -> Self {
        self.programs.push_str(&unindented(section));
        self
    }

    /// The daemon is started by root and becomes this user, which owns its `run/`.
    #[must_use]
    pub fn as_user(mut self, user: &'static str) -> Self {
        self.user = Some(user);
        self.supervisord(&format!("user={user}"))
    }

    /// Has a function prepare the configuration's directory before the daemon starts.
    #[must_use]
    pub fn prepared_by(mut self, prepare: fn(&Path)) -> Self {
        self.prepare = Some(prepare);
        self
    }

    /// Adds words to supervisord's command line.
    #[must_use]
    pub fn words(mut self, words: &[&'static str]) -> Self {
        self.words.extend(words);
        self
    }

    /// Has another program start supervisord and become it.
    #[must_use]
    pub fn behind(mut self, words: &[&'static str]) -> Self {
        self.wrapper = words.to_vec();
        self
    }

    /// The order of all lines of the log and of all events counts, not only that within each process.
    #[must_use]
    pub fn in_exact_order(mut self) -> Self {
        self.kept.order = Order::Exact;
        self
    }

    /// The order of lines does not count at all: several independent things happen to one process.
    #[must_use]
    pub fn in_any_order(mut self) -> Self {
        self.kept.order = Order::Any;
        self
    }

    /// What is stopped takes its time: that the daemon waits for it is in the log.
    #[must_use]
    pub fn with_waiting(mut self) -> Self {
        self.kept.waiting = true;
        self
    }

    /// Declares a deliberate difference: `row` is how its row in `docs/differences.md` begins, the texts are what the
    /// transcripts show (masked, see [`super`]).
    #[must_use]
    pub fn differs(self, row: &'static str, original: &'static str, ours: &'static str) -> Self {
        self.differing(row, Shows::Instead(original, ours))
    }

    /// Declares a deliberate difference: lines with this text are in the original's transcript only.
    #[must_use]
    pub fn only_theirs(self, row: &'static str, text: &'static str) -> Self {
        self.differing(row, Shows::OnlyTheirs(text))
    }

    /// Declares a deliberate difference: lines with this text are in our transcript only.
    #[must_use]
    pub fn only_ours(self, row: &'static str, text: &'static str) -> Self {
        self.differing(row, Shows::OnlyOurs(text))
    }

    /// The log's levels below debug count, too.
    #[must_use]
    pub fn with_traces(mut self) -> Self {
        self.kept.traces = true;
        self
    }

    fn differing(mut self, row: &'static str, shows: Shows) -> Self {
        self.differences.push(Difference { row, shows });
        self
    }

    /// Calls a method: its name, without `supervisor.`, and its parameters: `startProcess cat false`.
    #[must_use]
    pub fn call(self, call: &str) -> Self {
        self.then(Action::Call(call.to_owned()))
    }

    /// Calls a method whose answer is a list in no particular order.
    #[must_use]
    pub fn call_sorted(self, call: &str) -> Self {
        self.then(Action::CallSorted(call.to_owned()))
    }

    /// Calls a method without waiting for the answer, which [`Scene::finish`] does.
    #[must_use]
    pub fn begin(self, call: &str) -> Self {
        self.then(Action::Begin(call.to_owned()))
    }

    /// Waits for the answer of the oldest call begun.
    #[must_use]
    pub fn finish(self) -> Self {
        self.then(Action::Finish)
    }

    /// Writes down what the daemon says about a process.
    #[must_use]
    pub fn info(self, process: &str) -> Self {
        self.call(&format!("getProcessInfo {process}"))
    }

    /// Waits until a process is in a state.
    #[must_use]
    pub fn until(self, process: &'static str, state: &'static str) -> Self {
        self.then(Action::Until(process, state))
    }

    /// Waits until a child has become the program of this name, by `exec`.
    #[must_use]
    pub fn until_running(self, process: &'static str, program: &'static str) -> Self {
        self.then(Action::UntilRunning(process, program))
    }

    /// Waits until the main log holds a text.
    #[must_use]
    pub fn until_log(self, text: &'static str) -> Self {
        self.until_log_times(text, 1)
    }

    /// Waits until the main log holds a text this many times.
    #[must_use]
    pub fn until_log_times(self, text: &'static str, times: usize) -> Self {
        self.then(Action::UntilLog(text, times))
    }

    /// Waits until a file holds a text.
    #[must_use]
    pub fn until_file(self, file: &'static str, text: &'static str) -> Self {
        self.then(Action::UntilFile(file, text))
    }

    /// Waits until a file has so many bytes.
    #[must_use]
    pub fn until_size(self, file: &'static str, bytes: u64) -> Self {
        self.then(Action::UntilSize(file, bytes))
    }

    /// Writes down what the daemon printed itself.
    #[must_use]
    pub fn console(self) -> Self {
        self.then(Action::Console)
    }

    /// Waits until the recorder has got an event with this text.
    #[must_use]
    pub fn until_event(self, text: &'static str) -> Self {
        self.until_file("run/events", text)
    }

    /// Waits until a file is there.
    #[must_use]
    pub fn until_there(self, file: &'static str) -> Self {
        self.then(Action::UntilThere(file, true))
    }

    /// Waits until a file is gone.
    #[must_use]
    pub fn until_gone(self, file: &'static str) -> Self {
        self.then(Action::UntilThere(file, false))
    }

    /// Sends the daemon a signal.
    #[must_use]
    pub fn signal(self, signal: Signal) -> Self {
        self.then(Action::Signal(signal))
    }

    /// Sends a child a signal.
    #[must_use]
    pub fn kill(self, process: &'static str, signal: Signal) -> Self {
        self.then(Action::Kill(process, signal))
    }

    /// Sends a child a signal when the daemon, which shuts down, does not tell its pid: the log does.
    #[must_use]
    pub fn kill_named(self, process: &'static str, signal: Signal) -> Self {
        self.then(Action::KillNamed(process, signal))
    }

    /// Writes down whether a file is there.
    #[must_use]
    pub fn show_there(self, file: &'static str) -> Self {
        self.then(Action::ShowThere(file))
    }

    /// Writes a file.
    #[must_use]
    pub fn write(self, file: &'static str, text: &str) -> Self {
        self.then(Action::Write(file, text.to_owned()))
    }

    /// Removes a file.
    #[must_use]
    pub fn remove(self, file: &'static str) -> Self {
        self.then(Action::Remove(file))
    }

    /// Renames a file.
    #[must_use]
    pub fn rename(self, from: &'static str, to: &'static str) -> Self {
        self.then(Action::Rename(from, to))
    }

    /// Replaces the sections that the scene began with.
    #[must_use]
    pub fn configure(self, programs: &str) -> Self {
        let text = unindented(programs);
        self.then(Action::Configure(text))
    }

    /// Writes the content of a file down.
    #[must_use]
    pub fn show(self, file: &'static str) -> Self {
        self.then(Action::Show(file))
    }

    /// Waits until the process whose pid the file holds is dead.
    #[must_use]
    pub fn until_dead(self, file: &'static str) -> Self {
        self.then(Action::UntilDead(file))
    }

    /// Writes down whether the process whose pid the file holds lives.
    #[must_use]
    pub fn show_alive(self, file: &'static str) -> Self {
        self.then(Action::ShowAlive(file))
    }

    /// Waits until the daemon has ended by itself.
    #[must_use]
    pub fn end(self) -> Self {
        self.then(Action::End)
    }

    /// Starts the daemon again after its end.
    #[must_use]
    pub fn again(self) -> Self {
        self.then(Action::Again)
    }

    fn then(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// The configuration with other programs in the place of its own.
    pub(super) fn config_of(&self, programs: &str) -> Config {
        let options = format!("[supervisord]\n{}", self.supervisord);
        let mut config = Config::programs(programs)
            .with_replacement("[supervisord]\n", &options)
            .with_words(&self.words)
            .behind(&self.wrapper);
        if let Some(user) = self.user {
            config = config.owned_by(user);
        }
        if let Some(prepare) = self.prepare {
            config = config.prepared_by(prepare);
        }
        self.files.iter().fold(config, |config, (path, text)| config.with_file(path, text))
    }

    /// The configuration to begin with.
    pub(super) fn config(&self) -> Config {
        self.config_of(&self.programs)
    }

    pub(super) fn actions(&self) -> &[Action] {
        &self.actions
    }

    pub(super) fn differences(&self) -> &[Difference] {
        &self.differences
    }

    pub(super) fn user(&self) -> Option<&'static str> {
        self.user
    }

    pub(super) fn kept(&self) -> Kept {
        self.kept
    }
}
