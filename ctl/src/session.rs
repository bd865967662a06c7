//! What commands work with: one server, one console, and the exit status that is going to be.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use supervisor_compiler::render::Secrets;
use supervisor_wire::{Client, Credentials, FaultCode, ServerUrl, Value};

use crate::console::{Console, ReadLine};
use crate::failure::Failure;
use crate::options::Settings;
use crate::outcome::Outcome;

/// Exit statuses (spec-runtime §10.3).
pub(crate) mod exit {
    /// Something went wrong.
    pub(crate) const FAILURE: u8 = 1;
    /// The command line makes no sense.
    pub(crate) const USAGE: u8 = 2;
    /// The server has no supervisor namespace.
    pub(crate) const NO_NAMESPACE: u8 = 3;
    /// `status`: a process that is listed does not run.
    pub(crate) const STATUS_STOPPED: u8 = 3;
    /// The server refuses connections.
    pub(crate) const REFUSED: u8 = 4;
    /// `status`: an unknown name, or no server.
    pub(crate) const STATUS_UNKNOWN: u8 = 4;
    /// The server speaks another version of the interface.
    pub(crate) const OTHER_VERSION: u8 = 5;
    /// The process does not run or could not be started; the socket does not exist.
    pub(crate) const NOT_RUNNING: u8 = 7;
}

/// The version of the interface that `getVersion` must answer.
const API_VERSION: &str = "3.0";

/// The state commands share.
pub(crate) struct Session<'a> {
    pub(crate) settings: Settings,
    pub(crate) console: &'a mut dyn Console,
    /// What the process exits with when it ends after a single command.
    pub(crate) exit_status: u8,
    /// Whether standard output is for a JSON document: then lines go to standard error.
    pub(crate) json: bool,
    client: Option<Client>,
}

impl<'a> Session<'a> {
    /// A session that has not connected.
    pub(crate) fn new(settings: Settings, console: &'a mut dyn Console) -> Self {
        Self { settings, console, exit_status: 0, json: false, client: None }
    }

    /// Prints a line.
    pub(crate) fn say(&mut self, line: &str) -> Result<(), Failure> {
        let line = format!("{line}\n");
        let written = if self.json { self.console.err(&line) } else { self.console.out(&line) };
        Ok(written?)
    }

    /// Prints a JSON document.
    pub(crate) fn print_document(&mut self, document: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(document).map_err(io::Error::from)?;
        Ok(self.console.out(&format!("{text}\n"))?)
    }

    /// Whether to colour what goes to standard output.
    pub(crate) fn colors(&self) -> bool {
        self.settings.color.holds(self.console.is_terminal())
    }

    /// Says what is wrong with the options of a command.
    pub(crate) fn refuse(&mut self, complaint: &str) -> Result<(), Failure> {
        self.complain(complaint)?;
        self.exit_status = exit::USAGE;
        Ok(())
    }

    /// Prints a line and makes the exit status a failure.
    pub(crate) fn fail(&mut self, line: &str) -> Result<(), Failure> {
        self.exit_status = exit::FAILURE;
        self.say(line)
    }

    /// Prints a line to standard error and makes the exit status a failure.
    pub(crate) fn complain(&mut self, line: &str) -> Result<(), Failure> {
        self.exit_status = exit::FAILURE;
        Ok(self.console.err(&format!("{line}\n"))?)
    }

    /// Asks a question.
    pub(crate) fn ask(&mut self, prompt: &str) -> Result<String, Failure> {
        answer(self.console.read_line(prompt)?)
    }

    /// Asks for a user name and a password and uses them from now on.
    pub(crate) fn ask_for_credentials(&mut self) -> Result<(), Failure> {
        let username = self.ask("Username:")?;
        let password = answer(self.console.read_password("Password:")?)?;
        self.say("")?;
        self.settings.username = Some(username);
        self.settings.password = Some(password);
        self.disconnect();
        Ok(())
    }

    /// Forgets the connection: the next call makes a new one, with the settings as they are then.
    pub(crate) fn disconnect(&mut self) {
        self.client = None;
    }

    /// Calls a method of the namespace `supervisor`.
    pub(crate) fn call(&mut self, method: &str, params: &[Value]) -> Result<Value, Failure> {
        self.call_any(&format!("supervisor.{method}"), params)
    }

    /// Calls a method of any namespace.
    pub(crate) fn call_any(&mut self, method: &str, params: &[Value]) -> Result<Value, Failure> {
        let client = match &mut self.client {
            Some(client) => client,
            none => {
                let url = ServerUrl::parse(&self.settings.url)?;
                none.insert(Client::new(url, self.settings.credentials())?)
            }
        };
        Ok(client.call(method, params)?)
    }

    /// Calls a method that answers text.
    pub(crate) fn call_text(&mut self, method: &str, params: &[Value]) -> Result<String, Failure> {
        match self.call(method, params)? {
            Value::String(text) => Ok(text),
            _ => Err(shape(method, "text")),
        }
    }

    /// Calls a method that answers an array.
    pub(crate) fn call_array(&mut self, method: &str, params: &[Value]) -> Result<Vec<Value>, Failure> {
        match self.call(method, params)? {
            Value::Array(elements) => Ok(elements),
            _ => Err(shape(method, "an array")),
        }
    }

    /// Calls a method that answers status structs.
    pub(crate) fn call_outcomes(&mut self, method: &str, params: &[Value]) -> Result<Vec<Outcome>, Failure> {
        Outcome::list(method, &self.call(method, params)?)
    }

    /// Whether a server is there that this client can talk to. If not, the reason has been printed and the
    /// exit status set (spec-runtime §10.2).
    pub(crate) fn upcheck(&mut self) -> Result<bool, Failure> {
        let (status, line) = match self.call_text("getVersion", &[]) {
            Ok(version) if version == API_VERSION => return Ok(true),
            Ok(version) => (
                exit::OTHER_VERSION,
                format!(
                    "Sorry, this version of supervisorctl expects to talk to a server with API version \
                     {API_VERSION}, but the remote version is {version}."
                ),
            ),
            Err(failure) if failure.is_fault(FaultCode::UnknownMethod) => (
                exit::NO_NAMESPACE,
                "Sorry, supervisord responded but did not recognize the supervisor namespace commands that \
                 supervisorctl uses to control it.  Its configuration needs a section \
                 [rpcinterface:supervisor]."
                    .to_owned(),
            ),
            Err(Failure::Client(error)) if error.is_refused() => {
                (exit::REFUSED, format!("{} refused connection", self.settings.url))
            }
            Err(Failure::Client(error)) if error.is_no_such_file() => {
                (exit::NOT_RUNNING, format!("{} no such file", self.settings.url))
            }
            Err(failure) => return Err(failure),
        };
        self.exit_status = status;
        self.say(&line)?;
        Ok(false)
    }
}

/// That a method answered something else than it should.
pub(crate) fn shape(method: &str, expected: &'static str) -> Failure {
    Failure::Shape { method: method.to_owned(), expected }
}

fn answer(line: ReadLine) -> Result<String, Failure> {
    match line {
        ReadLine::Line(line) => Ok(line),
        ReadLine::End => Err(Failure::EndOfInput),
        ReadLine::Interrupted => Err(Failure::Interrupted),
    }
}

impl Settings {
    /// The server's URL for lines of our own: what stands before the host may be a password. Lines of the original name it as it
    /// was given, as scripts know them.
    pub(crate) fn shown_url(&self) -> Cow<'_, str> {
        Secrets::new(false).of("serverurl", None, &self.url)
    }

    /// Both or nothing: half of it is not sent.
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        let (Some(username), Some(password)) = (&self.username, &self.password) else { return None };
        Some(Credentials { username: username.clone(), password: password.clone() })
    }
}
