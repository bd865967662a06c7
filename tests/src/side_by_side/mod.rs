//! Side by side: the same script of actions against the original's daemon and against ours. What clients, the main
//! log, event listeners and the file system see must be the same.
//!
//! A [`Scene`] is a configuration and a list of actions ([`script`]). Each daemon plays it in a directory of its own
//! ([`play`]); what could be seen is written down as a [`transcript`]: the answers to the calls, the main log, the
//! streams of events, and at the end the files in `run/` with their modes and contents. The transcripts are compared line
//! by line. The scenes of a test binary run beside each other ([`board`]), because the original takes seconds for each.
//!
//! What is masked: the daemon's directory and port, pids, times, the random part of AUTO logs' names, where in Python's
//! sources an exception comes from, the serials of events and the length of their payloads (the recorder reads by that
//! length, so a wrong one shows).
//!
//! What is left out of the log: the levels below debug, unless the scene says [`Scene::with_traces`], and then the
//! harness's own questions; that a stop is waited for, unless it says [`Scene::with_waiting`]; and the DEBG records about
//! the original's poll loop (descriptors that it no longer watches, SIGCHLD).
//!
//! The original works in turns of one second and looks at all processes in each, so the order in which independent
//! processes do things differs legitimately. Lines of the log and events are therefore sorted stably by the process that
//! they name; within a process, and among lines that name none, the order counts. A scene about order says
//! [`Scene::in_exact_order`].
//!
//! What differs on purpose is declared by the scene with [`Scene::differs`], which names the row of
//! `docs/differences.md`; a declaration that no longer applies fails.
//!
//! A new scene is a function in the file of its family (`tests/tests/side_by_side/`). It should end with what it waits
//! for, so that nothing is under way when the transcripts are taken, and hold on a machine that is slow: a program ends
//! when it is told to (`read code; exit $code`), not after a while.

mod answer;
pub mod board;
mod differences;
mod play;
mod script;
mod transcript;

pub use script::{RECORDER, Scene, scene};

use std::time::{Duration, Instant};

use similar::TextDiff;

use crate::flavor::{Flavor, self_test};

/// How long the transcripts may take to become the same after the last action: the last lines of a log are on their way.
const SETTLING: Duration = Duration::from_secs(4);

/// Plays a scene on both daemons at once and compares.
///
/// # Errors
/// The difference, or why one of them could not be played to its end.
fn compare(scene: &Scene) -> Result<(), String> {
    if scene.user().is_some() && !nix::unistd::geteuid().is_root() {
        return Ok(()); // Only root's daemon can become somebody else.
    }
    let [original, ours] = std::thread::scope(|scope| {
        let threads =
            [Flavor::Original, Flavor::Ours].map(|flavor| scope.spawn(move || play::play(scene, flavor)));
        threads.map(|thread| thread.join().map_err(|panic| message_of(panic.as_ref())))
    });
    let original = original.map_err(|why| format!("the original did not come to the end: {why}"))?;
    let ours = ours.map_err(|why| format!("ours did not come to the end: {why}"))?;
    let deadline = Instant::now() + SETTLING;
    let (original, ours) = loop {
        let transcripts = (original.transcript(), ours.transcript());
        let transcripts = match self_test() {
            true => Ok(transcripts),
            false => differences::undo(scene.differences(), transcripts.0, transcripts.1),
        };
        if let Some((same, _)) = transcripts.as_ref().ok().filter(|(original, ours)| original == ours) {
            println!("{same}"); // For --nocapture.
            return Ok(());
        }
        if Instant::now() > deadline {
            break transcripts?;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let difference = TextDiff::from_lines(&original, &ours).unified_diff().context_radius(4).to_string();
    Err(format!("ours differs (-original +ours):\n{difference}"))
}

/// The text that a thread panicked with.
fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text").to_owned()
}
