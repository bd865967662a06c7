//! Where a person, or a pipe, sits.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::rc::Rc;

/// What came of asking for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadLine {
    /// A line without its end.
    Line(String),
    /// There is nothing more to read (Ctrl-D).
    End,
    /// Ctrl-C.
    Interrupted,
}

/// Completes words of the line being typed.
pub trait Complete {
    /// What the word that ends at the end of `line` may become: where it begins (bytes), and the whole
    /// words that fit, each with the blank that follows it.
    fn complete(&mut self, line: &str) -> (usize, Vec<String>);
}

/// A completer that the console may keep while it reads.
pub type SharedComplete = Rc<RefCell<dyn Complete>>;

/// Lines that are typed while something else goes on.
pub struct Typing {
    /// Waits for the next line; to be called on another thread.
    pub next_line: Box<dyn FnMut() -> io::Result<ReadLine> + Send>,
    /// Ends the waiting when it is dropped: the line is [`ReadLine::End`] then. None where nothing waits.
    pub stop: Option<io::PipeWriter>,
}

/// Standard input, output and error, as far as the client uses them.
pub trait Console {
    /// Writes to standard output, as it is.
    fn out(&mut self, text: &str) -> io::Result<()>;

    /// Writes bytes to standard output, as they are.
    fn out_bytes(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Writes to standard error, as it is.
    fn err(&mut self, text: &str) -> io::Result<()>;

    /// Whether standard output is a terminal.
    fn is_terminal(&self) -> bool;

    /// Where to show how far something has come; none when nobody looks at standard error.
    fn progress(&self) -> Option<Box<dyn io::Write + Send>>;

    /// Shows a prompt and reads a line. On a terminal the line can be edited.
    fn read_line(&mut self, prompt: &str) -> io::Result<ReadLine>;

    /// Whether lines can be edited. The cursor is on a new line after each then, also after Ctrl-C and Ctrl-D.
    fn edits_lines(&self) -> bool;

    /// Like [`Console::read_line`], for the shell: earlier lines can be called back, words completed.
    fn read_command(&mut self, prompt: &str, complete: &SharedComplete) -> io::Result<ReadLine>;

    /// Shows a prompt and reads a line that does not appear on the screen.
    fn read_password(&mut self, prompt: &str) -> io::Result<ReadLine>;

    /// Begins to read lines as they are, without prompt and editing, while this console goes on to write.
    fn typing(&mut self) -> io::Result<Typing>;

    /// Whether a person sits at it: input and output are a terminal that can do more than print lines.
    fn is_screen(&self) -> bool;

    /// Keeps the lines of [`Console::read_command`] in this file, of mode 0600, from now on.
    fn keep_history(&mut self, file: &Path);
}
