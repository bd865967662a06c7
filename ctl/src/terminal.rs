//! The real console: standard input, output and error, and the terminal's driver.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, IsTerminal as _, Read as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::console::{Console, ReadLine, SharedComplete};

/// The process's standard streams. Lines are edited when both input and output are a terminal.
pub struct Terminal {
    /// Made when the first line is to be edited.
    editor: Option<Editor<Completion, FileHistory>>,
    history: Option<PathBuf>,
}

impl Terminal {
    /// Nothing happens before the first use.
    pub fn new() -> Self {
        Self { editor: None, history: None }
    }

    /// The editor, with the history read; none if input or output is no terminal.
    fn editor(&mut self) -> Option<&mut Editor<Completion, FileHistory>> {
        if self.editor.is_none() && io::stdin().is_terminal() && io::stdout().is_terminal() {
            let config = Config::builder().completion_type(CompletionType::List).build();
            let mut editor = Editor::with_config(config).ok()?;
            if let Some(file) = &self.history {
                // A history that is not there yet, or cannot be read, begins empty.
                let _ = editor.load_history(file);
            }
            self.editor = Some(editor);
        }
        self.editor.as_mut()
    }

    /// Adds to the history, and to its file at once: a client that is killed loses nothing.
    fn remember(&mut self, line: &str) {
        let Some(editor) = &mut self.editor else { return };
        let added = editor.add_history_entry(line).unwrap_or(false);
        if let (true, Some(file)) = (added, &self.history) {
            // Create it here for the mode. Where it cannot be written the shell works without.
            let _ = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
            let _ = editor.save_history(file);
        }
    }
}

impl Default for Terminal {
    fn default() -> Self {
        Self::new()
    }
}

impl Console for Terminal {
    fn out(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    fn err(&mut self, text: &str) -> io::Result<()> {
        io::stderr().write_all(text.as_bytes())
    }

    fn read_line(&mut self, prompt: &str) -> io::Result<ReadLine> {
        match self.editor() {
            Some(editor) => {
                editor.set_helper(None);
                edited(editor.readline(prompt))
            }
            None => {
                self.out(prompt)?;
                plain_line(&mut io::stdin().lock())
            }
        }
    }

    fn read_command(&mut self, prompt: &str, complete: &SharedComplete) -> io::Result<ReadLine> {
        let Some(editor) = self.editor() else { return self.read_line(prompt) };
        editor.set_helper(Some(Completion(complete.clone())));
        let read = edited(editor.readline(prompt))?;
        if let ReadLine::Line(line) = &read {
            self.remember(line);
        }
        Ok(read)
    }

    /// From the controlling terminal where there is one, as `getpass(3)` does, else from standard input.
    fn read_password(&mut self, prompt: &str) -> io::Result<ReadLine> {
        let Ok(mut terminal) = OpenOptions::new().read(true).write(true).open("/dev/tty") else {
            self.err(prompt)?;
            let read = plain_line(&mut io::stdin().lock());
            self.err("\n")?;
            return read;
        };
        terminal.write_all(prompt.as_bytes())?;
        let read = without_echo(&terminal)?;
        terminal.write_all(b"\n")?;
        Ok(read)
    }

    fn keep_history(&mut self, file: &Path) {
        self.history = Some(file.to_owned());
    }
}

/// Reads a line that is not shown. The keys that end or mend it are read here rather than left to the
/// terminal's driver: a signal would end the process and leave the terminal silent.
fn without_echo(terminal: &File) -> io::Result<ReadLine> {
    let before = tcgetattr(terminal)?;
    let mut silent = before.clone();
    silent.local_flags.remove(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG);
    tcsetattr(terminal, SetArg::TCSAFLUSH, &silent)?;
    let read = keys(BufReader::new(terminal).bytes());
    tcsetattr(terminal, SetArg::TCSAFLUSH, &before)?;
    read
}

/// Makes a line of single keys: Ctrl-C and Ctrl-D end it early, Ctrl-U and backspace take back.
fn keys(typed: impl Iterator<Item = io::Result<u8>>) -> io::Result<ReadLine> {
    let mut line = Vec::new();
    for key in typed {
        match key? {
            b'\r' | b'\n' => return Ok(ReadLine::Line(String::from_utf8_lossy(&line).into_owned())),
            3 => return Ok(ReadLine::Interrupted),
            4 if line.is_empty() => return Ok(ReadLine::End),
            21 => line.clear(),
            8 | 127 => {
                // One character may be several bytes, of which only the first is no continuation.
                while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            byte => line.push(byte),
        }
    }
    Ok(ReadLine::End)
}

fn plain_line(input: &mut dyn io::BufRead) -> io::Result<ReadLine> {
    let mut bytes = Vec::new();
    if input.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(ReadLine::End);
    }
    let line = String::from_utf8_lossy(&bytes);
    Ok(ReadLine::Line(line.strip_suffix('\n').unwrap_or(&line).to_owned()))
}

fn edited(read: rustyline::Result<String>) -> io::Result<ReadLine> {
    match read {
        Ok(line) => Ok(ReadLine::Line(line)),
        Err(ReadlineError::Eof) => Ok(ReadLine::End),
        Err(ReadlineError::Interrupted) => Ok(ReadLine::Interrupted),
        Err(ReadlineError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Lets the line editor ask the shell.
struct Completion(SharedComplete);

impl Completer for Completion {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..position).unwrap_or(line);
        // The editor asks one question at a time.
        Ok(self.0.try_borrow_mut().map_or((position, Vec::new()), |mut complete| complete.complete(typed)))
    }
}

impl Hinter for Completion {
    type Hint = String;
}
impl Highlighter for Completion {}
impl Validator for Completion {}
impl Helper for Completion {}

#[cfg(test)]
mod tests {
    use super::{ReadLine, keys};

    fn typed(bytes: &[u8]) -> ReadLine {
        keys(bytes.iter().map(|byte| Ok(*byte))).unwrap()
    }

    #[test]
    fn keys_of_a_hidden_line() {
        let line = |text: &str| ReadLine::Line(text.to_owned());
        assert_eq!(typed(b"p:w\rmore"), line("p:w"));
        assert_eq!(typed("aä\u{7f}b\n".as_bytes()), line("ab"));
        assert_eq!(typed(b"\x7fabc\x15d\n"), line("d"));
        assert_eq!(typed(b"ab\x03"), ReadLine::Interrupted);
        assert_eq!(typed(b"\x04"), ReadLine::End);
        assert_eq!(typed(b"ab"), ReadLine::End);
    }
}
