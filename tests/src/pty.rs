//! A command on a terminal of its own: keys are typed, and its screen is looked at as a person would.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use nix::pty::{Winsize, openpty};

use crate::wait;

/// Ctrl-C.
pub const CTRL_C: &str = "\x03";
/// Ctrl-D.
pub const CTRL_D: &str = "\x04";
/// Forgets the line.
pub const CTRL_U: &str = "\x15";
/// The cursor key upwards.
pub const UP: &str = "\x1b[A";

/// A running command and its terminal.
pub struct Pty {
    child: Child,
    keyboard: File,
    /// The command's side, kept open so that what it has printed at its end can still be read.
    line: File,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Pty {
    /// Starts a command on a terminal of so many rows and columns.
    ///
    /// # Panics
    /// When there is no terminal to be had, or the command cannot be started.
    #[track_caller]
    pub fn start(command: &Command, (rows, columns): (u16, u16)) -> Self {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = openpty(&size, None).expect("a pseudo-terminal");
        let line = File::from(pair.slave);
        let end = || Stdio::from(line.try_clone().expect("a descriptor"));
        // It makes a session of its own, whose terminal this is, and becomes the command.
        let mut session = Command::new("setsid");
        session.arg("--ctty").arg(command.get_program()).args(command.get_args()).env_clear();
        for (name, value) in command.get_envs() {
            session.env(name, value.expect("an environment made from nothing"));
        }
        session.current_dir(command.get_current_dir().expect("it is set")).env("TERM", "xterm");
        let child = session.stdin(end()).stdout(end()).stderr(end()).spawn().expect("setsid(1) starts");
        let keyboard = File::from(pair.master);
        let (height, width) = measures(rows, columns);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(height, width, 1000)));
        let (mut output, shown) = (keyboard.try_clone().expect("a descriptor"), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Ends with the test, when both ends of the terminal are closed.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().expect("no reader panics").process(&bytes[..count]);
            }
        });
        Self { child, keyboard, line, screen }
    }

    /// Presses keys.
    ///
    /// # Panics
    /// When the terminal is gone.
    #[track_caller]
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("the terminal is there");
    }

    /// What is on the screen, without blanks at the ends of lines, and without empty lines at the end.
    ///
    /// # Panics
    /// When the reader has.
    pub fn screen(&self) -> String {
        let text = self.screen.lock().expect("no reader panics").screen().contents();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Waits until the screen is as wanted.
    ///
    /// # Panics
    /// When it does not come to that; the message has what was there.
    #[track_caller]
    pub fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let deadline = std::time::Instant::now() + wait::PATIENCE;
        while !wanted(&self.screen()) {
            assert!(
                std::time::Instant::now() < deadline,
                "waited in vain: {what}; the screen:\n{}",
                self.screen()
            );
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Waits until the screen ends with a text, not counting blanks behind it.
    ///
    /// # Panics
    /// When it does not come to that.
    #[track_caller]
    pub fn until_end(&self, end: &str) {
        self.until(&format!("the screen ends with {end:?}"), |screen| screen.ends_with(end.trim_end()));
    }

    /// Makes the terminal another size, as a window manager does.
    ///
    /// # Panics
    /// When it is gone.
    #[track_caller]
    pub fn resize(&mut self, rows: u16, columns: u16) {
        let (height, width) = measures(rows, columns);
        self.screen.lock().expect("no reader panics").screen_mut().set_size(height, width);
        let terminal = self.line.try_clone().expect("a descriptor");
        let size = [rows.to_string(), columns.to_string()];
        let status = Command::new("stty").args(["rows", &size[0], "cols", &size[1]]).stdin(terminal).status();
        assert!(status.is_ok_and(|status| status.success()), "stty(1) sets the size");
    }

    /// Waits for the command's end; the last screen, with `[END]` where the cursor was, and the exit status.
    ///
    /// # Panics
    /// When it does not end.
    #[track_caller]
    pub fn finish(mut self) -> (String, i32) {
        let status = wait::until_some("the command ends", || self.child.try_wait().expect("a child"));
        // Everything is read when what is printed now is.
        self.line.write_all(b"[END]").expect("the terminal is there");
        self.until_end("[END]");
        (self.screen(), status.code().unwrap_or(-1))
    }
}

fn measures(rows: u16, columns: u16) -> (NonZeroU16, NonZeroU16) {
    let measure = |count| NonZeroU16::new(count).expect("a screen has rows and columns");
    (measure(rows), measure(columns))
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Both can fail only because it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
