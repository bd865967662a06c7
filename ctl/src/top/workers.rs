//! Everything that takes time, on threads of its own: nothing that a server does keeps a key waiting.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;
use supervisor_wire::client::follow::Stop;
use supervisor_wire::{ClientError, ServerUrl};

use super::keys::Keys;
use super::model::Event;
use super::recorder::Recorder;
use super::source::{Source, words};
use crate::commands;
use crate::live;
use crate::options::Settings;
use crate::session::Session;

/// Something that a thread has to tell.
#[derive(Debug)]
pub(crate) enum Happening {
    /// It is for the model.
    Model(Event),
    /// A signal.
    Signal(Signal),
    /// Nobody will type any more.
    NoMoreKeys,
    /// A thread has panicked.
    Broken,
}

/// Where the threads tell it. Whoever is faster than the screen waits.
pub(crate) type Tell = SyncSender<Happening>;

/// Those who work for `top`.
pub(crate) struct Workers {
    settings: Settings,
    url: ServerUrl,
    tell: Tell,
    ask: Sender<()>,
    follow: Option<Stop>,
}

impl Workers {
    /// Begins with whoever asks the server. `begun` is the beginning of time.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn start(settings: Settings, url: ServerUrl, tell: Tell, begun: Instant) -> io::Result<Self> {
        let (ask, asked) = channel();
        let source = Source::new(url.clone(), settings.credentials());
        let told = tell.clone();
        spawn(&tell, move || read(source, &asked, &told, begun))?;
        Ok(Self { settings, url, tell, ask, follow: None })
    }

    /// Asks the server once.
    pub(crate) fn read(&self) {
        // Only a thread that has panicked does not listen, and that has been told.
        let _ = self.ask.send(());
    }

    /// Runs a command of `supervisorctl`, as a person would who types it.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn act(&self, number: u64, line: String) -> io::Result<()> {
        // Nobody is there to be asked.
        let settings = Settings { interactive: false, ..self.settings.clone() };
        let tell = self.tell.clone();
        spawn(&self.tell, move || {
            let mut console = Recorder::default();
            let mut session = Session::new(settings, &mut console);
            commands::execute(&mut session, &line);
            let failed = session.exit_status != 0;
            let lines = console.text.lines().map(str::to_owned).collect();
            say(&tell, Event::Done(number, lines, failed));
        })
        .map(drop)
    }

    /// Follows a log, and no other.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn follow(&mut self, number: u64, path: String) -> io::Result<()> {
        self.unfollow();
        let stop = Stop::default();
        self.follow = Some(stop.clone());
        let (url, credentials, tell) = (self.url.clone(), self.settings.credentials(), self.tell.clone());
        spawn(&self.tell, move || {
            let take = |bytes: &[u8]| say(&tell, Event::Output(number, bytes.to_vec()));
            let complaint = match live::follow(&url, credentials.as_ref(), &path, stop, take) {
                Ok(()) => None,
                Err(ClientError::Http { status: 404, .. }) => Some("there is no such log".to_owned()),
                Err(error) => Some(words(&error)),
            };
            say(&tell, Event::Ended(number, complaint));
        })
        .map(drop)
    }

    /// Follows no log.
    pub(crate) fn unfollow(&mut self) {
        if let Some(stop) = self.follow.take() {
            stop.stop();
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.unfollow();
    }
}

fn spawn(tell: &Tell, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    let farewell = Farewell(tell.clone());
    thread::Builder::new().spawn(move || {
        let _farewell = farewell;
        work();
    })
}

/// Tells of a panic of its thread.
struct Farewell(Tell);

impl Drop for Farewell {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Happening::Broken);
        }
    }
}

/// After the end nobody wants to know.
fn say(tell: &Tell, event: Event) {
    let _ = tell.send(Happening::Model(event));
}

fn read(mut source: Source, asked: &Receiver<()>, tell: &Tell, begun: Instant) {
    while asked.recv().is_ok() {
        say(tell, Event::Read(source.read(|| begun.elapsed())));
    }
}

/// Whoever reads the keys. Ends with this value, so that the next key is the shell's.
pub(crate) struct Keyboard {
    stop: Option<io::PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Keyboard {
    /// Begins to read standard input.
    ///
    /// # Errors
    /// No thread or no descriptors to be had.
    pub(crate) fn listen(tell: &Tell) -> io::Result<Self> {
        let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let (stopped, stop) = io::pipe()?;
        let told = tell.clone();
        let thread = spawn(tell, move || {
            // Where standard input cannot be read there are no keys.
            let _ = listen(input, &stopped, &told);
            let _ = told.send(Happening::NoMoreKeys);
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(mut input: File, stopped: &io::PipeReader, tell: &Tell) -> io::Result<()> {
    let mut keys = Keys::default();
    let mut bytes = [0; 1024];
    loop {
        let wanted = PollFlags::POLLIN;
        let mut both = [PollFd::new(stopped.as_fd(), wanted), PollFd::new(input.as_fd(), wanted)];
        match poll(&mut both, PollTimeout::NONE) {
            Err(nix::errno::Errno::EINTR) => continue,
            polled => polled?,
        };
        if both.first().is_some_and(|stopped| stopped.any() == Some(true)) {
            return Ok(());
        }
        let count = input.read(&mut bytes)?;
        if count == 0 {
            return Ok(());
        }
        for key in keys.feed(bytes.get(..count).unwrap_or_default()) {
            if tell.send(Happening::Model(Event::Key(key))).is_err() {
                return Ok(());
            }
        }
    }
}
