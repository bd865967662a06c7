//! A scene, played by one daemon.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::thread::JoinHandle;

use nix::sys::signal::kill;
use nix::unistd::Pid;

use super::answer;
use super::script::{Action, Scene};
use super::transcript::{self, Kept};
use crate::daemon::Daemon;
use crate::flavor::Flavor;
use crate::http::{self, Address};
use crate::{procfs, wait};

/// A call whose answer nobody has read yet.
type Begun = (String, JoinHandle<Option<String>>);

/// A daemon that has played a scene, and lives on unless the scene ended it.
pub(super) struct Played {
    daemon: Daemon,
    answers: String,
    kept: Kept,
}

impl Played {
    /// The transcript as of now: the log thread of ours may be a moment behind.
    pub(super) fn transcript(&self) -> String {
        format!("== actions\n{}{}", self.answers, transcript::of(&self.daemon, self.kept))
    }
}

/// Plays the scene.
///
/// # Panics
/// When what it waits for does not come.
#[track_caller]
pub(super) fn play(scene: &Scene, flavor: Flavor) -> Played {
    let mut daemon = Daemon::start(flavor, &scene.config());
    let mut answers = String::new();
    let mut begun = VecDeque::new();
    for action in scene.actions() {
        perform(scene, action, &mut daemon, &mut begun, &mut answers);
        if matches!(action, Action::Call(_) | Action::CallSorted(_) | Action::Until(..)) {
            await_executed(&daemon);
        }
    }
    Played { daemon, answers, kept: scene.kept() }
}

/// Waits until every child has become its program. Before that, a child of the original still has the daemon's signal
/// handlers: a signal in that moment is lost.
#[track_caller]
fn await_executed(daemon: &Daemon) {
    let own = procfs::command_line(daemon.pid());
    wait::until("the children have become their programs", || {
        procfs::children(daemon.pid()).into_iter().all(|child| procfs::command_line(child) != own)
    });
}

fn perform(
    scene: &Scene,
    action: &Action,
    daemon: &mut Daemon,
    begun: &mut VecDeque<Begun>,
    text: &mut String,
) {
    match action {
        Action::Call(call) => {
            let shown = answer::shown(ask(&daemon.unix(), call).as_deref());
            let _ = write!(text, "> {call}\n{}", transcript::masked(daemon, &shown));
        }
        Action::CallSorted(call) => {
            let shown = transcript::masked(daemon, &answer::shown(ask(&daemon.unix(), call).as_deref()));
            let mut lines: Vec<&str> = shown.lines().collect();
            lines.sort_unstable();
            let _ = writeln!(text, "> {call}\n{}", lines.join("\n"));
        }
        Action::Begin(call) => {
            let (address, asked) = (daemon.unix(), call.clone());
            begun.push_back((call.clone(), std::thread::spawn(move || ask(&address, &asked))));
        }
        Action::Finish => {
            let (call, thread) = begun.pop_front().expect("the scene began a call");
            let answer = thread.join().expect("asking does not panic");
            let shown = answer::shown(answer.as_deref());
            let _ = write!(text, "> {call} (begun)\n{}", transcript::masked(daemon, &shown));
        }
        Action::Until(process, state) => daemon.await_state(process, state),
        Action::UntilRunning(process, program) => {
            wait::until(&format!("{process} runs {program}"), || {
                let line = procfs::command_line(daemon.process_pid(process));
                line.split(|byte| *byte == 0).next() == Some(program.as_bytes())
            });
        }
        Action::UntilLog(wanted, times) => {
            wait::until(&format!("the log says {wanted:?} {times} times"), || {
                daemon.hide_places(&daemon.read("run/supervisord.log")).matches(wanted).count() >= *times
            });
        }
        Action::UntilFile(file, wanted) => {
            wait::until(&format!("{file} holds {wanted:?}"), || daemon.read(file).contains(wanted));
        }
        Action::UntilSize(file, bytes) => {
            wait::until(&format!("{file} has {bytes} bytes"), || {
                fs::metadata(daemon.path(file)).is_ok_and(|metadata| metadata.len() == *bytes)
            });
        }
        Action::Console => {
            let _ = write!(text, "> the console\n{}", transcript::masked(daemon, &daemon.console()));
        }
        Action::UntilThere(file, there) => {
            wait::until(&format!("{file} is there: {there}"), || daemon.path(file).exists() == *there);
        }
        Action::Signal(signal) => daemon.signal(*signal),
        Action::Kill(process, signal) => {
            let pid = daemon.process_pid(process);
            kill(Pid::from_raw(pid), *signal).unwrap_or_else(|error| panic!("{process} ({pid}): {error}"));
        }
        Action::KillNamed(process, signal) => {
            let log = daemon.read("run/supervisord.log");
            let spawned = format!("spawned: '{process}' with pid ");
            let pid = log.lines().rev().find_map(|line| line.split_once(&spawned)?.1.parse().ok());
            let pid = pid.unwrap_or_else(|| panic!("{process} was not started:\n{log}"));
            kill(Pid::from_raw(pid), *signal).unwrap_or_else(|error| panic!("{process} ({pid}): {error}"));
        }
        Action::ShowThere(file) => {
            let _ = writeln!(text, "> {file} is there: {}", daemon.path(file).exists());
        }
        Action::Write(file, content) => daemon.write(file, content),
        Action::Remove(file) => {
            let path = daemon.path(file);
            let removed = if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            removed.unwrap_or_else(|error| panic!("{file}: {error}"));
        }
        Action::Rename(from, to) => {
            let renamed = fs::rename(daemon.path(from), daemon.path(to));
            renamed.unwrap_or_else(|error| panic!("{from}: {error}"));
        }
        Action::Configure(programs) => daemon.configure(&scene.config_of(programs)),
        Action::Show(file) => {
            let content = transcript::masked(daemon, &daemon.read(file));
            let _ = write!(text, "> {file}\n{content}");
        }
        Action::UntilDead(file) => {
            let pid = pid_in(daemon, file);
            wait::until(&format!("the process of {file} is dead"), || !procfs::is_alive(pid));
        }
        Action::ShowAlive(file) => {
            let alive = procfs::is_alive(pid_in(daemon, file));
            let _ = writeln!(text, "> the process of {file} lives: {alive}");
        }
        Action::End => {
            let status = daemon.await_end();
            let _ = writeln!(text, "> the daemon ended: {status}");
        }
        Action::Again => daemon.start_again(),
    }
}

#[track_caller]
fn pid_in(daemon: &Daemon, file: &str) -> i32 {
    wait::until_some(&format!("{file} holds a pid"), || daemon.read(file).trim().parse().ok())
}

/// The whole HTTP answer to a call; `None` when there is none.
fn ask(address: &Address, call: &str) -> Option<String> {
    let request = http::rpc_request(&answer::method(call), &answer::parameters(call), None);
    address.exchange(&request).ok().flatten()
}
