//! What `tail -f` and `maintail -f` have in common: a log that is shown until Ctrl-C.

use crate::failure::Failure;
use crate::live::{Event, Live};
use crate::session::Session;

/// Said first by everything that goes on until Ctrl-C.
pub(super) const HOW_TO_LEAVE: &str = "==> Press Ctrl-C to exit <==";

/// Shows the log at this path of the server, byte by byte as it is, until Ctrl-C or the server's end.
pub(super) fn show(session: &mut Session<'_>, path: String) -> Result<(), Failure> {
    let live = Live::start(session)?;
    session.say(HOW_TO_LEAVE)?;
    live.follow(session, path)?;
    loop {
        match live.next() {
            Event::Output(bytes) => session.console.out_bytes(&bytes)?,
            Event::Failed(text) => return session.complain(&text),
            Event::Interrupted => return session.say(""),
            Event::Ended => return Ok(()),
            Event::Typed(_) | Event::Nothing => {}
        }
    }
}
