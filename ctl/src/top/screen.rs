//! The terminal while `top` has it, and back as it was afterwards, whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::{Rect, Size};

use super::model::Model;
use super::view::{Theme, draw};

/// Whether the terminal is ours: it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal. Giving up this value gives it back.
pub(crate) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or gone.
    pub(crate) fn take() -> io::Result<Self> {
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::new(stdout())))?;
        let earlier = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // So that the message can be read.
            give_back();
            earlier(info);
        }));
        // From here on dropping it gives the terminal back, also when the rest of this fails.
        let screen = Self { terminal };
        take()?;
        Ok(screen)
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(crate) fn size(&self) -> io::Result<(u16, u16)> {
        let Size { width, height } = self.terminal.size()?;
        Ok((width, height))
    }

    /// Draws what has changed.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(crate) fn draw(&mut self, model: &Model, theme: Theme) -> io::Result<()> {
        self.terminal.draw(|frame| draw(frame, model, theme)).map(drop)
    }

    /// Forgets what is on the screen, so that everything is drawn again.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(crate) fn repaint(&mut self) -> io::Result<()> {
        // Not `Terminal::clear`, which asks the terminal where the cursor is: the answer would come as keys.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((ratatui::layout::Position::ORIGIN, size)))
    }

    /// Gives the terminal back while `pause` runs, and takes it again.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(crate) fn pause(&mut self, pause: impl FnOnce()) -> io::Result<()> {
        give_back();
        pause();
        take()?;
        self.repaint()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
        if !thread::panicking() {
            // The usual one; nobody else sets another.
            drop(panic::take_hook());
        }
    }
}

fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::Release);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

fn give_back() {
    if TAKEN.swap(false, Ordering::AcqRel) {
        // A terminal that is gone needs nothing.
        let _ = execute!(stdout(), Show, DisableBracketedPaste, LeaveAlternateScreen);
        let _ = disable_raw_mode();
        let _ = stdout().flush();
    }
}
