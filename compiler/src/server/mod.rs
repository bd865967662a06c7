//! `supervisor-lint server`: a language server over standard input and output.
//!
//! [`session`] is the loop: it hears what the client says and what other threads have found out, one after the other, and is never
//! busy for long. [`documents`] are open; a [`snapshot`] of them is what a request is answered from, on another thread. When a
//! document is edited before the answer is ready, the client is told so instead: nobody gets an answer about a text that is no longer
//! there. [`framing`] says where a message ends, [`mains`] to which configurations a file belongs, [`examined`] what is known of one.
//! [`requests`] has a file for each request; what they ask is in [`crate::editor`], which knows nothing of the protocol.

mod capabilities;
mod client;
mod documents;
mod edits;
mod examined;
mod findings;
mod framing;
mod jobs;
mod mains;
mod notifications;
mod pending;
mod plain;
mod preferences;
mod publish;
mod requests;
mod session;
mod snapshot;
mod text;
mod transport;
mod uri;

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::sync::mpsc;

use lsp_server::{ErrorCode, Message, RequestId, ResponseError};
use mains::Candidates;
use preferences::Preferences;
use publish::Found;
use session::Session;

use crate::cli::input::Reading;
use crate::cli::settings::Choosing;
use crate::compile::Options;

/// What the loop hears of.
enum Event {
    /// The client said something.
    Said(Message),
    /// It said something that is no message, or we have failed in something that nobody has asked for.
    Fault(String),
    /// It will say no more.
    HungUp,
    /// Nobody waits any longer for the main files of the workspace.
    WaitedEnough,
    /// The main files of the workspace are known.
    Scanned(Candidates),
    /// The answer to a request is ready: its result as JSON.
    Answered(RequestId, Result<String, Fault>),
    /// Findings that the client does not ask for are ready.
    Found(Found),
}

/// Why a request has no answer.
#[derive(Debug)]
enum Fault {
    /// What was asked makes no sense.
    InvalidParams(String),
    /// It makes sense and cannot be done; the text is for people.
    Failed(String),
    /// The document is no longer what it was.
    Modified,
    /// That must not happen.
    Internal(String),
}

impl From<Fault> for ResponseError {
    fn from(fault: Fault) -> Self {
        let (code, message) = match fault {
            Fault::InvalidParams(message) => (ErrorCode::InvalidParams, message),
            Fault::Failed(message) => (ErrorCode::RequestFailed, message),
            Fault::Modified => (ErrorCode::ContentModified, "the document has been edited".to_owned()),
            Fault::Internal(message) => (ErrorCode::InternalError, message),
        };
        Self { code: code as i32, message, data: None }
    }
}

/// What holds for all files: the arguments, and the machine.
pub(crate) struct Arguments {
    /// What is looked for.
    pub(crate) choosing: Choosing,
    /// The environment, the release.
    pub(crate) reading: Reading,
    /// The machine.
    pub(crate) options: Options,
}

/// Serves the client at the other end of standard input and output; returns the exit status.
///
/// # Errors
/// When these, or a thread, cannot be had.
pub(crate) fn run(arguments: Arguments) -> io::Result<u8> {
    // The streams of the standard library are locked by the command that we are part of.
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    serve(input, output, arguments)
}

/// Serves a client; returns the exit status: 0 when it has said `shutdown` first.
///
/// # Errors
/// When a thread cannot be had.
fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    arguments: Arguments,
) -> io::Result<u8> {
    let (events, heard) = mpsc::channel();
    transport::listen(input, events.clone())?;
    let (client, speaker) = transport::speak(output)?;
    let Arguments { choosing, reading, options } = arguments;
    let session = Session::new(Preferences::new(choosing, reading, options), events, client)?;
    let status = session.run(&heard);
    // The session held the other end: what it said last is on its way.
    let _ = speaker.join();
    Ok(status)
}
