//! A scene, played by one daemon.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::thread::JoinHandle;

use nix::sys::signal::kill;
use nix::unistd::Pid;

use super::script::{Action, Scene};
use super::{answer, transcript};
use crate::daemon::Daemon;
use crate::flavor::Flavor;
use crate::http::{self, Address};
use crate::wait;

/// A call whose answer nobody has read yet.
type Begun = (String, JoinHandle<Option<String>>);

/// Plays the scene and returns the transcript.
///
/// # Panics
/// When what it waits for does not come.
#[track_caller]
pub(super) fn play(scene: &Scene, flavor: Flavor) -> String {
    let config = match scene.user() {
        Some(user) => scene.config().owned_by(user),
        None => scene.config(),
    };
    let mut daemon = Daemon::start(flavor, &config);
    let mut text = String::from("== actions\n");
    let mut begun = VecDeque::new();
    for action in scene.actions() {
        perform(scene, action, &mut daemon, &mut begun, &mut text);
    }
    text.push_str(&transcript::of(&daemon, scene.order()));
    text
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
        Action::UntilLog(wanted, times) => {
            wait::until(&format!("the log says {wanted:?} {times} times"), || {
                daemon.hide_places(&daemon.read("run/supervisord.log")).matches(wanted).count() >= *times
            });
        }
        Action::UntilFile(file, wanted) => {
            wait::until(&format!("{file} holds {wanted:?}"), || daemon.read(file).contains(wanted));
        }
        Action::UntilThere(file, there) => {
            wait::until(&format!("{file} is there: {there}"), || daemon.path(file).exists() == *there);
        }
        Action::Signal(signal) => daemon.signal(*signal),
        Action::Kill(process, signal) => {
            let pid = daemon.process_pid(process);
            kill(Pid::from_raw(pid), *signal).unwrap_or_else(|error| panic!("{process} ({pid}): {error}"));
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
        Action::End => {
            let status = daemon.await_end();
            let _ = writeln!(text, "> the daemon ended: {status}");
        }
        Action::Again => daemon.start_again(),
    }
}

/// The whole HTTP answer to a call; `None` when there is none.
fn ask(address: &Address, call: &str) -> Option<String> {
    let request = http::rpc_request(&answer::method(call), &answer::parameters(call), None);
    address.exchange(&request).ok().flatten()
}
