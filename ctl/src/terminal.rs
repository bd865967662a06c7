//! The real console: standard input, output and error, and the terminal's driver.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, IsTerminal as _, Read as _, Write};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::console::{Console, ReadLine, SharedComplete, Typing};
use crate::history;

/// The process's standard streams. Lines are edited when both input and output are a terminal.
pub struct Terminal {
    /// Made when the first line is to be edited.
    editor: Option<Editor<Completion, MemHistory>>,
    history: Option<PathBuf>,
    /// Standard input where lines are not edited. One buffer for all readers: nothing is read ahead and forgotten.
    input: Arc<Mutex<Input>>,
}

/// Standard input, read line by line.
#[derive(Default)]
struct Input(Option<BufReader<File>>);

impl Input {
    fn reader(&mut self) -> io::Result<&mut BufReader<File>> {
        match &mut self.0 {
            Some(reader) => Ok(reader),
            none => {
                let own = io::stdin().as_fd().try_clone_to_owned()?;
                Ok(none.insert(BufReader::new(File::from(own))))
            }
        }
    }

    fn line(&mut self) -> io::Result<ReadLine> {
        plain_line(self.reader()?)
    }

    /// The next line; the end also when the writer of `stop` is dropped.
    fn line_unless(&mut self, stop: &io::PipeReader) -> io::Result<ReadLine> {
        let reader = self.reader()?;
        if reader.buffer().is_empty() {
            let events = PollFlags::POLLIN;
            let mut both = [PollFd::new(reader.get_ref().as_fd(), events), PollFd::new(stop.as_fd(), events)];
            poll(&mut both, PollTimeout::NONE)?;
            if both.last().is_some_and(|stop| stop.any() == Some(true)) {
                return Ok(ReadLine::End);
            }
        }
        plain_line(reader)
    }
}

impl Terminal {
    /// Nothing happens before the first use.
    pub fn new() -> Self {
        Self { editor: None, history: None, input: Arc::default() }
    }

    /// The editor, with the history read; none if input or output is no terminal.
    fn editor(&mut self) -> Option<&mut Editor<Completion, MemHistory>> {
        if self.editor.is_none() && io::stdin().is_terminal() && io::stdout().is_terminal() {
            let config = Config::builder().completion_type(CompletionType::List);
            let config = config.max_history_size(history::LINES).ok()?.build();
            let history = MemHistory::with_config(&config);
            let mut editor = Editor::with_history(config, history).ok()?;
            for line in self.history.as_deref().map(history::read).unwrap_or_default() {
                // Refuses nothing: it is in memory.
                let _ = editor.add_history_entry(line);
            }
            self.editor = Some(editor);
        }
        self.editor.as_mut()
    }

    fn input(&self) -> MutexGuard<'_, Input> {
        self.input.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to the history, and to its file at once: a client that is killed loses nothing.
    fn remember(&mut self, line: &str) {
        let Some(editor) = &mut self.editor else { return };
        let added = editor.add_history_entry(line).unwrap_or(false);
        if let (true, Some(file)) = (added, &self.history) {
            // Where it cannot be written the shell works without.
            let _ = history::append(file, line);
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
        self.out_bytes(text.as_bytes())
    }

    fn out_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
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
                self.input().line()
            }
        }
    }

    fn edits_lines(&self) -> bool {
        self.editor.is_some()
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

    fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    fn progress(&self) -> Option<Box<dyn Write + Send>> {
        let dumb = std::env::var_os("TERM").is_none_or(|terminal| terminal == "dumb");
        (!dumb && io::stderr().is_terminal()).then(|| Box::new(io::stderr()) as _)
    }

    /// From the controlling terminal where there is one, as `getpass(3)` does, else from standard input.
    fn read_password(&mut self, prompt: &str) -> io::Result<ReadLine> {
        let Ok(mut terminal) = OpenOptions::new().read(true).write(true).open("/dev/tty") else {
            self.err(prompt)?;
            let read = self.input().line();
            self.err("\n")?;
            return read;
        };
        terminal.write_all(prompt.as_bytes())?;
        let read = without_echo(&terminal)?;
        terminal.write_all(b"\n")?;
        Ok(read)
    }

    fn typing(&mut self) -> io::Result<Typing> {
        let input = Arc::clone(&self.input);
        let (told, stop) = io::pipe()?;
        let next_line =
            Box::new(move || input.lock().unwrap_or_else(PoisonError::into_inner).line_unless(&told));
        Ok(Typing { next_line, stop: Some(stop) })
    }

    fn is_screen(&self) -> bool {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb
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
