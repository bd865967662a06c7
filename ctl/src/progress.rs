//! How far starting or stopping many processes has come, for whoever looks at a terminal meanwhile.

use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use supervisor_wire::{Client, ServerUrl};

use crate::names::Target;
use crate::options::Settings;
use crate::processes::Process;
use crate::session::Session;

/// What is over sooner needs no progress.
const FIRST: Duration = Duration::from_millis(500);

/// How often to look.
const EVERY: Duration = Duration::from_millis(300);

/// So many processes are many.
const MANY: usize = 4;

/// Cells of the bar.
const CELLS: usize = 20;

/// What processes are on their way to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    Running,
    Stopped,
}

impl Aim {
    fn is_reached(self, process: &Process) -> bool {
        match self {
            Self::Running => process.state_name == "RUNNING",
            Self::Stopped => process.pid.is_none() && process.state_name != "BACKOFF",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
        }
    }
}

/// A line at the bottom of the terminal, which goes away with this. A thread of its own draws it, so that the work
/// itself can wait for the server.
pub(crate) struct Progress {
    line: Option<Arc<Mutex<Line>>>,
    _end: Option<Sender<()>>,
}

/// What is drawn.
struct Line {
    out: Box<dyn Write + Send>,
    /// Something stands there.
    drawn: bool,
    /// Nothing may be drawn: something else is being printed, or all is over.
    hidden: bool,
}

impl Line {
    fn draw(&mut self, text: &str) {
        if !self.hidden {
            // A terminal that is gone needs no progress.
            let _ = write!(self.out, "\r{text}\u{1b}[K").and_then(|()| self.out.flush());
            self.drawn = true;
        }
    }

    fn erase(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(self.out, "\r\u{1b}[K").and_then(|()| self.out.flush());
        }
    }
}

impl Progress {
    /// Of nothing, for nobody.
    pub(crate) fn none() -> Self {
        Self { line: None, _end: None }
    }

    /// Begins to look at the processes that these names stand for.
    pub(crate) fn begin(session: &Session<'_>, aim: Aim, names: &[&str]) -> Self {
        let Some(out) = session.console.progress() else { return Self::none() };
        let line = Arc::new(Mutex::new(Line { out, drawn: false, hidden: false }));
        let (end, ended) = channel::<()>();
        let (shared, settings) = (Arc::clone(&line), session.settings.clone());
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let started = thread::Builder::new().spawn(move || {
            let begun = Instant::now();
            let mut pause = FIRST;
            // It ends with the sender; what it waits for from the server nobody waits for.
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = EVERY;
                let Some((done, all)) = count(&settings, aim, &names) else { return };
                if all >= MANY {
                    lock(&shared).draw(&shown(aim, (done, all), begun.elapsed()));
                }
            }
        });
        // Without a thread to be had the work goes on as well.
        if started.is_ok() { Self { line: Some(line), _end: Some(end) } } else { Self::none() }
    }

    /// Takes the line away while something is printed.
    pub(crate) fn hide(&self) {
        if let Some(line) = &self.line {
            let mut line = lock(line);
            line.hidden = true;
            line.erase();
        }
    }

    /// Lets it come back.
    pub(crate) fn show(&self) {
        if let Some(line) = &self.line {
            lock(line).hidden = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.hide();
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many of the processes are there, and how many there are; none when the server does not say.
fn count(settings: &Settings, aim: Aim, names: &[String]) -> Option<(usize, usize)> {
    let mut client = Client::new(ServerUrl::parse(&settings.url).ok()?, settings.credentials()).ok()?;
    let answer = client.call("supervisor.getAllProcessInfo", &[]).ok()?;
    let mut processes = Process::list(answer.as_array()?)?;
    processes.retain(|process| names.iter().any(|name| name == "all" || process.is(Target::of(name))));
    let done = processes.iter().filter(|process| aim.is_reached(process)).count();
    Some((done, processes.len()))
}

/// `12 of 40 running [######..............] 3 s`
fn shown(aim: Aim, (done, all): (usize, usize), elapsed: Duration) -> String {
    let full = done * CELLS / all.max(1);
    let (full, empty) = ("#".repeat(full), ".".repeat(CELLS.saturating_sub(full)));
    format!("{done} of {all} {} [{full}{empty}] {} s", aim.word(), elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use std::io;

    use supervisor_wire::Value;

    use super::*;
    use crate::testing::{Script, info, serve, settings};

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_line_comes_is_hidden_and_goes() {
        let url = serve(|_, _| {
            let running = |name| info("g", name, 20, "RUNNING", 1);
            let starting = |name| info("g", name, 10, "STARTING", 2);
            Ok(Value::from(vec![
                running("a"),
                starting("b"),
                running("c"),
                running("d"),
                info("x", "x", 0, "STOPPED", 0),
            ]))
        });
        let screen = Screen::default();
        let out = screen.clone();
        let mut console =
            Script { progress: Some(Box::new(move || Box::new(out.clone()))), ..Script::default() };
        let session = Session::new(settings(&url), &mut console);
        let progress = Progress::begin(&session, Aim::Running, &["g:*"]);
        let deadline = Instant::now() + Duration::from_secs(60);
        while !screen.text().contains("\r3 of 4 running [###############.....] ") {
            assert!(Instant::now() < deadline, "{:?}", screen.text());
            thread::sleep(Duration::from_millis(5));
        }
        progress.hide();
        assert!(screen.text().ends_with("\r\u{1b}[K"));
        let length = screen.text().len();
        progress.show();
        while screen.text().len() == length {
            assert!(Instant::now() < deadline, "it comes back");
            thread::sleep(Duration::from_millis(5));
        }
        drop(progress);
        assert!(screen.text().ends_with("\r\u{1b}[K"));
    }

    #[test]
    fn bars() {
        let bar = |done, all| shown(Aim::Stopped, (done, all), Duration::from_millis(3900));
        assert_eq!(bar(0, 40), "0 of 40 stopped [....................] 3 s");
        assert_eq!(bar(40, 40), "40 of 40 stopped [####################] 3 s");
    }
}
