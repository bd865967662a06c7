//! Command lines played by either client on either daemon, one by one: standard output, standard error and exit status of
//! each are compared, and all that differ are reported together.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

use crate::command::{self, Run};
use crate::config::Config;
use crate::daemon::Daemon;
use crate::flavor::{Flavor, self_test};
use crate::{mask, wait, workspace};

/// One command line of `supervisorctl`.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The words as a shell would be given them, with quotes. `{dir}`, `{port}` and `{ctl}` stand for the daemon's
    /// directory, its TCP port and the program's path.
    text: String,
    input: String,
    environment: Vec<(String, String)>,
    directory: Option<String>,
    bare: bool,
    sorted: bool,
    program: Option<String>,
    closed_output: bool,
    difference: Option<Difference>,
}

/// What differs on purpose: between whom, and where `docs/differences.md` says so.
#[derive(Debug, Clone)]
struct Difference {
    between: Between,
    row: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Clients,
    Daemons,
}

/// What happens to a daemon and its clients, in this order.
#[derive(Debug, Clone)]
pub enum Step {
    /// A command line whose outcome is compared.
    Compare(Line),
    /// A method is called: its name, its parameters as XML-RPC values.
    Call(&'static str, &'static [&'static str]),
    /// Wait until a process is in a state.
    Await(&'static str, &'static str),
    /// Wait until a file beside the configuration has a text in it.
    AwaitText(&'static str, &'static str),
    /// Make a directory beside the configuration.
    Directory(&'static str),
    /// Write a file beside the configuration.
    Write(&'static str, String),
    /// Wait until the daemon has ended.
    AwaitEnd,
}

/// `supervisorctl -c FILE` with these words.
pub fn line(text: &str) -> Line {
    Line { text: text.to_owned(), ..Line::default() }
}

/// Command lines, one a line of `text`, without anything special about them.
pub fn lines(text: &str) -> Vec<Step> {
    text.lines().map(str::trim).filter(|text| !text.is_empty()).map(|text| line(text).step()).collect()
}

impl Line {
    /// This as a step.
    #[must_use]
    pub fn step(self) -> Step {
        Step::Compare(self)
    }

    /// With this text on standard input.
    #[must_use]
    pub fn typing(mut self, input: &str) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    /// With this variable in the environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without `-c FILE`, in this directory beside the configuration.
    #[must_use]
    pub fn bare_in(mut self, directory: &str) -> Self {
        self.bare = true;
        self.directory = Some(directory.to_owned());
        self
    }

    /// Called by another name: a symbolic link at this path beside the configuration, which is made.
    #[must_use]
    pub fn called(mut self, path: &str) -> Self {
        self.program = Some(path.to_owned());
        self
    }

    /// Lines of standard output may come in any order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.sorted = true;
        self
    }

    /// Standard output is a pipe that nobody reads.
    #[must_use]
    pub fn unread(mut self) -> Self {
        self.closed_output = true;
        self
    }

    /// The clients differ on purpose, on each daemon in the same way; `row` is in `docs/differences.md`.
    #[must_use]
    pub fn clients_differ(mut self, row: &str) -> Self {
        self.difference = Some(Difference { between: Between::Clients, row: row.to_owned() });
        self
    }

    /// The daemons differ on purpose, with each client in the same way; `row` is in `docs/differences.md`.
    #[must_use]
    pub fn daemons_differ(mut self, row: &str) -> Self {
        self.difference = Some(Difference { between: Between::Daemons, row: row.to_owned() });
        self
    }

    /// Whether it is compared at all: not where a difference is declared.
    fn must_be_the_same(&self) -> bool {
        self.difference.is_none()
    }
}

/// How many different command lines these are, of those that must have the same outcome.
#[must_use]
pub fn comparisons(steps: &[Step]) -> BTreeSet<String> {
    steps
        .iter()
        .filter_map(|step| match step {
            Step::Compare(line) if line.must_be_the_same() => {
                Some(format!("{} {:?} {:?} {:?}", line.text, line.input, line.environment, line.directory))
            }
            _ => None,
        })
        .collect()
}

/// The pairs of client and daemon, the reference first.
pub const PAIRS: [(Flavor, Flavor); 4] = [
    (Flavor::Original, Flavor::Original),
    (Flavor::Ours, Flavor::Original),
    (Flavor::Original, Flavor::Ours),
    (Flavor::Ours, Flavor::Ours),
];

/// Plays the steps with all four pairs, each on a daemon of its own.
///
/// # Panics
/// When an outcome differs that should not, or is the same where a difference is declared.
#[track_caller]
pub fn assert_same(config: &Config, steps: &[Step]) {
    let played = std::thread::scope(|scope| {
        let threads = PAIRS.map(|(client, server)| scope.spawn(move || play(config, client, server, steps)));
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let compared = steps.iter().filter_map(|step| match step {
        Step::Compare(line) => Some(line),
        _ => None,
    });
    let mut complaints = String::new();
    for (number, line) in compared.enumerate() {
        let outcomes = [0, 1, 2, 3].map(|pair: usize| &played[pair][number]);
        println!("$ supervisorctl {}\n{}", line.text, outcomes[0]);
        if let Some(complaint) = judge(line, &outcomes) {
            let _ = writeln!(complaints, "=== supervisorctl {}: {complaint}", line.text);
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

fn judge(line: &Line, outcomes: &[&String; 4]) -> Option<String> {
    let [reference, our_client, our_daemon, both] = outcomes;
    let wrong = match &line.difference {
        None => outcomes.iter().any(|outcome| outcome != reference).then_some("differs"),
        // The original in our place cannot show a difference.
        Some(_) if self_test() => None,
        Some(Difference { between: Between::Clients, row }) => {
            wrong_difference(row, reference == our_daemon && our_client == both, reference != our_client)
        }
        Some(Difference { between: Between::Daemons, row }) => {
            wrong_difference(row, reference == our_client && our_daemon == both, reference != our_daemon)
        }
    };
    wrong.map(|wrong| {
        let mut told = wrong.to_owned();
        let mut shown: Vec<&String> = Vec::new();
        for (outcome, (client, daemon)) in outcomes.iter().zip(PAIRS) {
            let _ = write!(told, "\n--- client {client:?}, daemon {daemon:?}");
            if shown.contains(outcome) {
                told.push_str(": as one above");
            } else {
                let _ = write!(told, "\n{outcome}");
                shown.push(outcome);
            }
        }
        told
    })
}

fn wrong_difference(row: &str, otherwise_same: bool, differs: bool) -> Option<&'static str> {
    let page = std::fs::read_to_string(workspace::root().join("docs/differences.md")).expect("it is there");
    match (page.contains(&format!("\n| {row}")), otherwise_same, differs) {
        (false, ..) => Some("no row of docs/differences.md begins so"),
        (_, false, _) => Some("differs in more than what was declared"),
        (_, _, false) => Some("does not differ, though it is declared"),
        (true, true, true) => None,
    }
}

fn play(config: &Config, client: Flavor, server: Flavor, steps: &[Step]) -> Vec<String> {
    let mut daemon = Daemon::start(server, config);
    let mut outcomes = Vec::new();
    for step in steps {
        match step {
            Step::Compare(line) => outcomes.push(outcome(&daemon, client, line)),
            Step::Call(method, parameters) => {
                let parameters: Vec<String> = parameters.iter().map(|&value| value.to_owned()).collect();
                let answer = daemon.call(method, &parameters).expect("the daemon answers");
                assert!(!answer.contains("<fault>"), "{method}: {answer}");
            }
            Step::Await(process, state) => daemon.await_state(process, state),
            Step::AwaitText(file, text) => {
                wait::until(&format!("{file} holds {text:?}"), || daemon.read(file).contains(text));
            }
            Step::Directory(path) => {
                std::fs::create_dir_all(daemon.path(path)).expect("the daemon's directory is writable");
            }
            Step::Write(file, text) => daemon.write(file, text),
            Step::AwaitEnd => {
                daemon.await_end();
            }
        }
    }
    outcomes
}

fn outcome(daemon: &Daemon, client: Flavor, line: &Line) -> String {
    let program = client.program("supervisorctl");
    let fill = |text: &str| {
        text.replace("{dir}", &daemon.directory().display().to_string())
            .replace("{port}", &daemon.port().to_string())
            .replace("{ctl}", &program.display().to_string())
    };
    let called = line.program.as_ref().map(|path| {
        let link = daemon.path(path);
        std::fs::create_dir_all(link.parent().expect("it stands in a directory")).expect("writable");
        if !link.exists() {
            std::os::unix::fs::symlink(&program, &link).expect("a link can be made");
        }
        link
    });
    let called = called.unwrap_or_else(|| program.clone());
    let mut command = Command::new(&called);
    command.env_clear().envs(command::environment(daemon.directory())).current_dir(daemon.directory());
    if let Some(directory) = &line.directory {
        command.current_dir(daemon.path(directory));
    }
    command.envs(line.environment.iter().map(|(name, value)| (name, fill(value))));
    if !line.bare {
        command.arg("-c").arg(daemon.file());
    }
    command.args(words(&fill(&line.text)));
    let run = if line.closed_output {
        command::run_unread(&mut command)
    } else {
        command::run(&mut command, &line.input)
    };
    let shown =
        |text: &str| daemon.hide_places(&text.replace(&called.display().to_string(), "supervisorctl"));
    let mut run = Run { stdout: shown(&run.stdout), stderr: shown(&run.stderr), code: run.code };
    if line.sorted {
        let mut lines: Vec<&str> = run.stdout.split_inclusive('\n').collect();
        lines.sort_unstable();
        run.stdout = lines.concat();
    }
    told(&run)
}

/// An outcome as it is compared.
#[must_use]
pub fn told(run: &Run) -> String {
    let stdout = mask::help_words(&mask::places_of_errors(&mask::bare_numbers(&mask::text(&run.stdout))));
    let stderr = mask::tracebacks(&mask::text(&run.stderr));
    let stderr = if stderr.is_empty() { stderr } else { format!("[stderr] {stderr}") };
    format!("{stdout}{stderr}[exit {}]", run.code)
}

/// Parts a line into words as a shell does: blanks part them, quotes of both kinds hold them together.
///
/// # Panics
/// When a quote is not closed.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "a quote is open in {text}");
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        assert_eq!(words("a  b 'c d' \"it's\" '' e'f'"), ["a", "b", "c d", "it's", "", "ef"]);
    }
}
