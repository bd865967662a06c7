//! The outside, as far as the core's effects reach into it: spawning, signalling, logging, answering.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::path::Path;

use supervisor_compiler::plan::{LogLevel, Process};
use supervisor_wire::{Fault, FaultCode};
use tokio::sync::mpsc;

use super::auto_logs::AutoLogTable;
use super::child::Child;
use super::clock::Clock;
use super::environment::Environment;
use super::event_loop::Event;
use super::fastcgi::FastCgiSockets;
use super::feed::Feed;
use super::output::Opener;
use super::stdin::{SendError, Stdin};
use super::totals::Totals;
use super::users::Users;
use crate::core::{
    self, Core, Effect, End, Input, NotDelivered, Now, ProcessId, SignalFailure, SpawnFailure,
};
use crate::logs::config::{OutputStream, ProcessConfig};
use crate::logs::thread::{LogHandle, ProcessKey};
use crate::os::Pid;
use crate::os::command::{self, Command, CommandError};
use crate::os::signals::{self, KillError, Recipient};
use crate::os::spawn::{self, SpawnRequest};
use crate::rpc::batch::Batches;

/// What the daemon holds of the world.
#[derive(Debug)]
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) logs: LogHandle,
    pub(super) opener: Opener,
    pub(super) strip_ansi: bool,
    pub(super) environment: Environment,
    pub(super) auto_logs: AutoLogTable,
    pub(super) users: Users,
    pub(super) fastcgi: FastCgiSockets,
    pub(super) batches: Batches,
    pub(super) children: HashMap<ProcessId, Child>,
    /// The pipes of processes that were spawned a moment ago; see [`World::read_pipes`].
    pub(super) unread: Vec<Unread>,
    pub(super) totals: HashMap<ProcessId, Totals>,
    pub(super) feed: Feed,
    /// To the daemon's own loop.
    pub(super) events: mpsc::UnboundedSender<Event>,
    /// Set when everything has stopped.
    pub(super) end: Option<End>,
}

/// A pipe that the log thread does not read yet.
#[derive(Debug)]
pub(super) struct Unread {
    key: ProcessKey,
    stream: OutputStream,
    pid: Pid,
    pipe: OwnedFd,
}

/// The log thread's name for a process.
pub(super) fn process_key(process: ProcessId) -> ProcessKey {
    ProcessKey(process.number())
}

/// The process that the log thread knows by this name.
pub(super) fn process_of(key: ProcessKey) -> ProcessId {
    ProcessId::with_number(key.0)
}

impl core::World for World {
    fn now(&mut self) -> Now {
        self.clock.now()
    }

    fn perform(&mut self, core: &Core, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Spawn(process) => {
                let result = self.spawn(core, process);
                if result.is_err() {
                    self.fastcgi.release(process);
                }
                return Some(Input::Spawned { process, result });
            }
            Effect::Signal { process, pid, whole_group, signal } => {
                let result = self.signal(process, pid, whole_group, signal);
                return Some(Input::Signalled { process, result });
            }
            Effect::Log(level, text) => self.logs.log(level, text),
            Effect::Print(text) => self.logs.print(text),
            Effect::Event(event) => {
                let serial = core.last_serial(event.event_type());
                self.feed.publish(event, serial, self.clock.now());
            }
            Effect::Deliver { process, header, payload } => {
                let result = self.deliver(process, header.as_bytes(), payload.as_bytes());
                return Some(Input::Delivered { process, result });
            }
            Effect::Reply { wait, outcome } => self.batches.resolve(wait, outcome),
            Effect::Finished(end) => self.end = Some(end),
        }
        None
    }
}

impl World {
    /// A line in the main log.
    pub(super) fn log(&self, level: LogLevel, text: &str) {
        self.logs.log(level, text);
    }

    /// What to execute for a process.
    pub(super) fn resolve(&self, config: &Process) -> Result<Command, CommandError> {
        resolve(&self.environment, config)
    }

    /// Lets the log thread read what the processes write that were spawned before. Only now: what a process says must
    /// not be logged before the line that it was spawned, and the log thread is quick.
    pub(super) fn read_pipes(&mut self) {
        for Unread { key, stream, pid, pipe } in self.unread.drain(..) {
            self.logs.attach(key, stream, pid, pipe);
        }
    }

    fn spawn(&mut self, core: &Core, process: ProcessId) -> Result<Pid, SpawnFailure> {
        let (group, config) = core.config(process).ok_or_else(|| SpawnFailure("no such process".into()))?;
        // First, as in the original: a socket that cannot be had comes before a command that cannot be found.
        let stdin = match group.socket_of(config) {
            Some(fastcgi) => spawn::Stdin::Descriptor(self.fastcgi.take(process, fastcgi)?),
            None => spawn::Stdin::Pipe,
        };
        let command = resolve(&self.environment, config).map_err(|error| SpawnFailure(error.to_string()))?;
        let auto = self.auto_logs.of(group, &config.name);
        let streams = ProcessConfig::of(config, &group.kind, &auto, self.strip_ansi);
        let key = process_key(process);
        self.opener.open(key, streams).map_err(|error| SpawnFailure(error.spawn_text(&config.name)))?;
        let request = SpawnRequest {
            program: command.program,
            argv: command.argv,
            environment: self.environment.of(config, &group.name),
            directory: config.directory.as_deref().filter(|path| !path.is_empty()).map(Into::into),
            // Only permission bits can be in a umask.
            umask: config.umask.value.map(|umask| u32::try_from(umask & 0o777).unwrap_or(0)),
            user: self.users.change_to(config),
            stdin,
            redirect_stderr: config.redirect_stderr.value,
        };
        let spawned = spawn::spawn(&request).map_err(|error| {
            drop(self.logs.drain(key));
            SpawnFailure(error.text(&config.name))
        })?;
        let pid = spawned.pid;
        self.unread.push(Unread { key, stream: OutputStream::Stdout, pid, pipe: spawned.stdout });
        if let Some(pipe) = spawned.stderr {
            self.unread.push(Unread { key, stream: OutputStream::Stderr, pid, pipe });
        }
        let stdin = spawned.stdin.and_then(|pipe| Stdin::new(pipe).ok());
        self.children
            .insert(process, Child { pid: spawned.pid, stdin, obstacle: spawned.obstacle, reaped: false });
        self.totals.entry(process).or_default().started();
        Ok(spawned.pid)
    }

    /// Lets go of what is held for a process that is gone.
    pub(super) fn forget(&mut self, process: ProcessId) {
        self.children.remove(&process);
        self.totals.remove(&process);
        self.fastcgi.release(process);
    }

    fn signal(&self, process: ProcessId, pid: Pid, group: bool, signal: i32) -> Result<(), SignalFailure> {
        if self.children.get(&process).is_none_or(|child| child.reaped || child.pid != pid) {
            return Err(SignalFailure::Gone(KillError::Gone.to_string()));
        }
        let recipient = if group { Recipient::Group(pid) } else { Recipient::Process(pid) };
        signals::send(recipient, signal).map_err(|error| match error {
            KillError::Gone => SignalFailure::Gone(error.to_string()),
            KillError::NotPermitted | KillError::Other(_) => SignalFailure::Refused(error.to_string()),
        })
    }

    /// Writes an event to a listener.
    fn deliver(&mut self, process: ProcessId, header: &[u8], payload: &[u8]) -> Result<(), NotDelivered> {
        let child = self.children.get_mut(&process);
        let stdin = child.and_then(|child| child.stdin.as_mut()).ok_or(NotDelivered::Closed)?;
        stdin.send(&[header, payload]).map_err(|error| match error {
            SendError::Full { .. } => NotDelivered::Full,
            SendError::Closed | SendError::Other(_) => NotDelivered::Closed,
        })
    }

    /// See [`super::Daemon::write_stdin`].
    pub(super) fn write_stdin(&mut self, process: ProcessId, asked: &str, bytes: &[u8]) -> Result<(), Fault> {
        let child =
            self.children.get_mut(&process).ok_or_else(|| Fault::with(FaultCode::NotRunning, asked))?;
        let stdin = child.stdin.as_mut().ok_or_else(|| Fault::with(FaultCode::NoFile, asked))?;
        stdin.send(&[bytes]).map_err(|error| match error {
            SendError::Full { .. } => Fault::with(FaultCode::Failed, format!("{asked} {error}")),
            SendError::Closed => Fault::with(FaultCode::NoFile, asked),
            SendError::Other(error) => Fault::with(FaultCode::Failed, error),
        })
    }
}

fn resolve(environment: &Environment, config: &Process) -> Result<Command, CommandError> {
    let directory = config.directory.as_deref().map(Path::new);
    command::resolve(&config.command, environment.path_of(config), directory)
}
