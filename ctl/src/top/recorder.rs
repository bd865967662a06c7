//! A console that keeps what a command prints, and at which nobody sits.

use std::io;
use std::path::Path;

use crate::console::{Console, ReadLine, SharedComplete, Typing};

/// What was printed.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Standard output and error, as they came.
    pub(crate) text: String,
}

impl Console for Recorder {
    fn out(&mut self, text: &str) -> io::Result<()> {
        self.text.push_str(text);
        Ok(())
    }

    fn out_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out(&String::from_utf8_lossy(bytes))
    }

    fn err(&mut self, text: &str) -> io::Result<()> {
        self.out(text)
    }

    fn edits_lines(&self) -> bool {
        false
    }

    fn read_line(&mut self, _: &str) -> io::Result<ReadLine> {
        Ok(ReadLine::End)
    }

    fn read_command(&mut self, _: &str, _: &SharedComplete) -> io::Result<ReadLine> {
        Ok(ReadLine::End)
    }

    fn read_password(&mut self, _: &str) -> io::Result<ReadLine> {
        Ok(ReadLine::End)
    }

    fn typing(&mut self) -> io::Result<Typing> {
        Ok(Typing { next_line: Box::new(|| Ok(ReadLine::End)), stop: None })
    }

    fn keep_history(&mut self, _: &Path) {}

    fn is_terminal(&self) -> bool {
        false
    }

    fn is_screen(&self) -> bool {
        false
    }

    fn progress(&self) -> Option<Box<dyn io::Write + Send>> {
        None
    }
}
