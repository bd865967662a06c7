//! A console and a server for tests.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use supervisor_wire::codec::request::parse_call;
use supervisor_wire::codec::response::{write_fault, write_result};
use supervisor_wire::{Fault, Value};

use crate::console::{Console, ReadLine, SharedComplete, Typing};
use crate::options::{Invocation, Settings};

/// A console whose input is written beforehand and whose output is kept.
#[derive(Default)]
pub(crate) struct Script {
    /// What will be read; then Ctrl-D.
    pub(crate) input: VecDeque<ReadLine>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// What [`Console::keep_history`] was told.
    pub(crate) history: Option<PathBuf>,
    /// Whether output fails, as a closed pipe does.
    pub(crate) closed: bool,
    /// Whether it is a terminal.
    pub(crate) terminal: bool,
    /// Where progress is shown.
    pub(crate) progress: Option<Box<dyn Fn() -> Box<dyn io::Write + Send>>>,
}

impl Script {
    /// A console at which somebody will type these lines.
    pub(crate) fn typing(lines: &[&str]) -> Self {
        let input = lines.iter().map(|line| ReadLine::Line((*line).to_owned())).collect();
        Self { input, ..Self::default() }
    }

    fn read(&mut self, prompt: &str, shown: bool) -> ReadLine {
        let read = self.input.pop_front().unwrap_or(ReadLine::End);
        self.out.push_str(prompt);
        match &read {
            ReadLine::Line(line) if shown => self.out.push_str(&format!("«{line}»\n")),
            ReadLine::Line(_) => self.out.push_str("«hidden»\n"),
            ReadLine::End => self.out.push_str("«end»"),
            ReadLine::Interrupted => self.out.push_str("«interrupted»"),
        }
        read
    }
}

impl Console for Script {
    fn out(&mut self, text: &str) -> io::Result<()> {
        if self.closed {
            return Err(io::Error::from_raw_os_error(32));
        }
        self.out.push_str(text);
        Ok(())
    }

    fn out_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out(&String::from_utf8_lossy(bytes))
    }

    fn err(&mut self, text: &str) -> io::Result<()> {
        self.err.push_str(text);
        Ok(())
    }

    fn is_terminal(&self) -> bool {
        self.terminal
    }

    fn progress(&self) -> Option<Box<dyn io::Write + Send>> {
        self.progress.as_ref().map(|screen| screen())
    }

    fn read_line(&mut self, prompt: &str) -> io::Result<ReadLine> {
        Ok(self.read(prompt, true))
    }

    fn edits_lines(&self) -> bool {
        false
    }

    fn read_command(&mut self, prompt: &str, _: &SharedComplete) -> io::Result<ReadLine> {
        Ok(self.read(prompt, true))
    }

    fn read_password(&mut self, prompt: &str) -> io::Result<ReadLine> {
        Ok(self.read(prompt, false))
    }

    fn typing(&mut self) -> io::Result<Typing> {
        let mut input = std::mem::take(&mut self.input);
        let next_line = Box::new(move || Ok(input.pop_front().unwrap_or(ReadLine::End)));
        Ok(Typing { next_line, stop: None })
    }

    fn is_screen(&self) -> bool {
        self.terminal
    }

    fn keep_history(&mut self, file: &Path) {
        self.history = Some(file.to_owned());
    }
}

/// What holds without a configuration, for this server.
pub(crate) fn settings(url: &str) -> Settings {
    let words = ["-c", "", "-s", url, "x"].map(str::to_owned);
    match crate::options::read("supervisorctl", words) {
        Ok(Invocation::Run(settings)) => settings,
        _ => panic!("{url}"),
    }
}

/// Runs `supervisorctl` against a server and gives what it printed and its exit status.
pub(crate) fn run(url: &str, arguments: &[&str], console: &mut Script) -> u8 {
    // An empty file name keeps this machine's own configuration out of it.
    let words = [&["-c", "", "-s", url], arguments].concat();
    crate::main("supervisorctl", words.into_iter().map(str::to_owned), console)
}

/// What one command line comes to, as a person would see it in a terminal.
pub(crate) fn transcript(url: &str, arguments: &[&str]) -> String {
    let mut console = Script::default();
    let status = run(url, arguments, &mut console);
    let shown = console.out.replace(url, "URL").replace('\t', "→");
    let told = console.err.replace(url, "URL").lines().map(|line| format!("! {line}\n")).collect::<String>();
    format!("$ supervisorctl {}\n{shown}{told}[{status}]\n", arguments.join(" "))
}

/// A server's methods: name, of those of the stock interface without `supervisor.`, parameters, and what it answers.
pub(crate) trait Methods: FnMut(&str, &[Value]) -> Result<Value, Fault> + Send + 'static {}
impl<F: FnMut(&str, &[Value]) -> Result<Value, Fault> + Send + 'static> Methods for F {}

/// A server with these methods; gives its URL. It ends with the test's process.
pub(crate) fn serve(methods: impl Methods) -> String {
    serve_protected(None, methods)
}

/// Like [`serve`], for whoever sends this `Authorization` header.
pub(crate) fn serve_protected(authorization: Option<&'static str>, methods: impl Methods) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let methods = Arc::new(Mutex::new(methods));
        for stream in listener.incoming() {
            let methods = Arc::clone(&methods);
            // A client that goes away in the middle is no concern of the server's.
            std::thread::spawn(move || {
                let _ = converse(stream.unwrap(), authorization, &methods);
            });
        }
    });
    url
}

fn converse(stream: TcpStream, authorization: Option<&str>, methods: &Mutex<impl Methods>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut length, mut allowed) = (0, authorization.is_none());
        let mut line = String::new();
        while stream.read_line(&mut line)? > 2 {
            let (name, value) = line.trim_end().split_once(": ").unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "authorization" => allowed |= Some(value) == authorization,
                _ => {}
            }
            line.clear();
        }
        if length == 0 {
            return Ok(());
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let (status, body) = if allowed {
            let call = parse_call(&body).unwrap();
            let mut methods = methods.lock().unwrap();
            let answer =
                (*methods)(call.method.strip_prefix("supervisor.").unwrap_or(&call.method), &call.params);
            ("200 OK", answer.map_or_else(|fault| write_fault(&fault), |value| write_result(&value)))
        } else {
            ("401 Unauthorized", String::new())
        };
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.get_mut().write_all(head.as_bytes())?;
        stream.get_mut().write_all(body.as_bytes())?;
    }
}

/// A process info with what the client looks at.
pub(crate) fn info(group: &str, name: &str, state: i32, state_name: &str, pid: i32) -> Value {
    let description = if pid == 0 { "Not started".to_owned() } else { format!("pid {pid}, uptime 0:01:00") };
    Value::structure([
        ("name", Value::from(name)),
        ("group", Value::from(group)),
        ("state", Value::from(state)),
        ("statename", Value::from(state_name)),
        ("description", Value::from(description)),
        ("pid", Value::from(pid)),
    ])
}
