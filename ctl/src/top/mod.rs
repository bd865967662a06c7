//! `top`: the processes on the whole screen, live.
//!
//! [`model`] is a pure state machine and [`view`] draws it; this file lets them meet the world: what [`workers`] tell
//! goes into the model, what the model wants is done. Nothing here waits for a server.

mod keys;
mod layout;
mod log;
mod model;
mod process;
mod procfs;
mod recorder;
mod rows;
#[cfg(test)]
mod samples;
mod screen;
mod source;
mod view;
mod workers;

use std::env;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, raise};
use supervisor_wire::ServerUrl;

use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::session::Session;
use model::{Effect, Event, Model};
use screen::Screen;
use source::Source;
use view::Theme;
use workers::{Happening, Keyboard, Tell, Workers};

/// So many things may have happened that are not on the screen yet.
const WAITING: usize = 256;

/// Time between the two readings that the first rates come from, in batch mode.
const FIRST_RATES: Duration = Duration::from_millis(500);

/// How `top` ends.
enum End {
    /// Somebody left.
    Left,
    /// By this signal.
    Signal(Signal),
}

/// Shows the processes until somebody leaves.
///
/// # Errors
/// No terminal, or it is gone; no thread to be had. A server that does not answer is none.
pub(crate) fn run(session: &mut Session<'_>, interval: Duration) -> Result<(), Failure> {
    let url = ServerUrl::parse(&session.settings.url)?;
    session.disconnect();
    let (tell, happenings) = sync_channel(WAITING);
    let end = {
        // Signals are watched from before the first thread to after the last.
        let _signals = watch_signals(tell.clone())?;
        let mut screen = Screen::take()?;
        let begun = Instant::now();
        let mut workers = Workers::start(session.settings.clone(), url.clone(), tell.clone(), begun)?;
        let _keyboard = Keyboard::listen(&tell)?;
        drop(tell);
        let model = Model::new(url.as_str().to_owned(), interval, screen.size()?);
        go_on(model, &mut screen, &mut workers, &happenings, begun)?
    };
    if let End::Signal(signal) = end {
        // The terminal is as it was: now it may have its usual effect.
        raise(signal).map_err(io::Error::from)?;
    }
    Ok(())
}

fn watch_signals(tell: Tell) -> io::Result<Interrupt> {
    let more = [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGWINCH];
    Interrupt::watch_all(Signal::SIGINT, &more, move |signal| {
        // After the end nobody wants to know.
        let _ = tell.send(Happening::Signal(signal));
    })
}

fn go_on(
    mut model: Model,
    screen: &mut Screen,
    workers: &mut Workers,
    happenings: &Receiver<Happening>,
    begun: Instant,
) -> Result<End, Failure> {
    let theme = Theme::from_environment(|name| env::var(name).ok());
    let mut next = Some(Happening::Model(Event::Tick));
    loop {
        // Of what comes in a flood not every step is drawn.
        for _ in 0..WAITING {
            let Some(happening) = next.take() else { break };
            let event = match happening {
                Happening::Model(event) => event,
                Happening::Signal(Signal::SIGWINCH) => {
                    let (columns, rows) = screen.size()?;
                    Event::Size(columns, rows)
                }
                Happening::Signal(Signal::SIGINT) => return Ok(End::Left),
                Happening::Signal(signal) => return Ok(End::Signal(signal)),
                Happening::NoMoreKeys | Happening::Broken => return Ok(End::Left),
            };
            for effect in model.update(event, begun.elapsed()) {
                if perform(effect, &mut model, screen, workers, begun)? {
                    return Ok(End::Left);
                }
            }
            next = happenings.try_recv().ok();
        }
        screen.draw(&model, theme)?;
        if next.is_none() {
            let patience = model.deadline().saturating_sub(begun.elapsed());
            next = Some(match happenings.recv_timeout(patience) {
                Ok(happening) => happening,
                Err(RecvTimeoutError::Timeout) => Happening::Model(Event::Tick),
                Err(RecvTimeoutError::Disconnected) => return Ok(End::Left),
            });
        }
    }
}

/// Does what the model wants; whether it is the end.
fn perform(
    effect: Effect,
    model: &mut Model,
    screen: &mut Screen,
    workers: &mut Workers,
    begun: Instant,
) -> Result<bool, Failure> {
    match effect {
        Effect::Read => workers.read(),
        Effect::Act(number, line) => {
            if let Err(error) = workers.act(number, line) {
                let lines = vec![format!("error: {error}")];
                // What follows from it can wait for the next event.
                model.update(Event::Done(number, lines, true), begun.elapsed());
            }
        }
        Effect::Follow(number, path) => {
            if let Err(error) = workers.follow(number, path) {
                model.update(Event::Ended(number, Some(error.to_string())), begun.elapsed());
            }
        }
        Effect::Unfollow => workers.unfollow(),
        Effect::Repaint => screen.repaint()?,
        Effect::Suspend => screen.pause(|| {
            // Where nobody can continue us nothing happens.
            let _ = raise(Signal::SIGTSTP);
        })?,
        Effect::Leave => return Ok(true),
    }
    Ok(false)
}

/// Prints so many frames as plain text, the first one at once.
///
/// # Errors
/// The console is gone.
pub(crate) fn batch(
    session: &mut Session<'_>,
    interval: Duration,
    frames: Option<u64>,
) -> Result<(), Failure> {
    let url = ServerUrl::parse(&session.settings.url)?;
    session.disconnect();
    let begun = Instant::now();
    let mut source = Source::new(url.clone(), session.settings.credentials());
    let mut earlier = source.read(|| begun.elapsed());
    let mut pause = FIRST_RATES;
    let mut shown = 0;
    while frames.is_none_or(|frames| shown < frames) {
        thread::sleep(pause);
        pause = interval;
        let mut reading = source.read(|| begun.elapsed());
        match (&mut reading, &earlier) {
            (Ok(reading), Ok(earlier)) => reading.compare(earlier),
            (Ok(_), Err(_)) => {}
            (Err(reason), _) => {
                let line = format!("{url}: {reason}");
                session.complain(&line)?;
            }
        }
        if let Ok(reading) = &reading {
            let gap = if shown > 0 { "\n" } else { "" };
            let text = view::plain(reading, url.as_str());
            session.console.out(&format!("{gap}{text}"))?;
        }
        earlier = reading;
        shown += 1;
    }
    Ok(())
}
