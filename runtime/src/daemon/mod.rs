//! The running daemon: one loop that owns all state, fed by signals, calls, deadlines and the log thread.
//!
//! [`Daemon`] is that state. [`run`] waits for the next event, tells the core, and performs what the core
//! decides; nothing else changes a process. Nothing polls: with nothing to do, the loop sleeps in the kernel.

mod auto_logs;
mod child;
mod clock;
mod environment;
mod event_loop;
mod fastcgi;
mod feed;
mod groups;
mod output;
mod preview;
mod read_groups;
mod snapshot;
mod stdin;
mod totals;
mod twiddle;
mod users;
mod world;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use event_loop::{EventReceiver, Signals, run};
pub use feed::{Missed, NoPosition, Notification, Position, Told, Watcher};
pub use groups::{ConfigSource, GroupNames, RestartCheck};
pub use preview::{Active, ActivePlan, NoPreview, Preview, PreviewFormat};
pub use snapshot::{ProcessSnapshot, Snapshot};
pub use totals::{CpuTime, Ending, Endings, Totals};

use supervisor_compiler::convert::normalize;
use supervisor_compiler::plan::{Group, LogFile, Plan};
use supervisor_wire::{Fault, FaultCode};
use tokio::sync::{mpsc, oneshot};

use self::auto_logs::AutoLogTable;
use self::clock::Clock;
use self::environment::Environment;
use self::fastcgi::FastCgiSockets;
use self::feed::Feed;
use self::output::Opener;
use self::read_groups::ReadGroups;
use self::users::Users;
use self::world::{World, process_key};
use crate::core::{Core, Effect, Input, Now, ProcessId, State, Subscription, settle};
use crate::logs::config::{OutputStream, ProcessConfig};
use crate::logs::thread::{LogFileError, LogHandle};
use crate::os::command::{CommandError, CommandFault};
use crate::rpc::batch::Batches;
use crate::usage::Sampler;

/// Everything the daemon knows.
#[derive(Debug)]
pub struct Daemon {
    core: Core,
    world: World,
    /// Kept to be reused.
    effects: Vec<Effect>,
    source: ConfigSource,
    /// The plan the daemon was started with: servers, and `[supervisord]`.
    plan: Arc<Plan>,
    read_groups: ReadGroups,
    restart: RestartCheck,
    usage: Sampler,
    /// When it began.
    began: Now,
}

impl Daemon {
    /// A daemon at the beginning of its loop: its groups are active, nothing is started yet. Events are numbered from
    /// `next_serial`. Needs no runtime.
    #[must_use]
    pub fn new(
        source: ConfigSource,
        plan: Arc<Plan>,
        groups: Vec<Arc<Group>>,
        logs: LogHandle,
        next_serial: u64,
        restart: RestartCheck,
    ) -> (Self, EventReceiver) {
        let (events, received) = mpsc::unbounded_channel();
        let settings = &plan.daemon;
        let clock = Clock::start();
        let world = World {
            clock,
            opener: Opener::new(logs.clone()),
            fastcgi: FastCgiSockets::new(logs.clone()),
            logs,
            strip_ansi: settings.strip_ansi.value,
            environment: Environment::new(source.environment.clone(), plan.server_url()),
            auto_logs: AutoLogTable::new(
                normalize(&source.options.cwd.join(&settings.childlogdir.value).to_string_lossy()).into(),
                settings.identifier.value.clone(),
            ),
            users: Users::default(),
            batches: Batches::default(),
            children: HashMap::new(),
            unread: Vec::new(),
            totals: HashMap::new(),
            feed: Feed::new(clock.now(), events.clone()),
            events,
            end: None,
        };
        let core = Core::new(&settings.identifier, next_serial);
        let mut daemon = Self {
            core,
            world,
            effects: Vec::new(),
            source,
            plan,
            read_groups: ReadGroups::default(),
            restart,
            usage: Sampler::default(),
            began: clock.now(),
        };
        for group in &groups {
            // Of groups with the same name the first one counts, as in the original.
            let _ = daemon.add_group(Arc::clone(group));
        }
        daemon.read_groups = ReadGroups::new(groups);
        (daemon, EventReceiver(received))
    }

    /// The state machine.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The plan the daemon was started with.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The groups of the configuration that was read last.
    #[must_use]
    pub fn read_groups(&self) -> &[Arc<Group>] {
        self.read_groups.all()
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Now {
        self.world.clock.now()
    }

    /// The log thread.
    #[must_use]
    pub fn logs(&self) -> &LogHandle {
        &self.world.logs
    }

    /// Empties the logs of a process, whether it runs or not; none: no such process.
    pub fn clear_logs(&self, process: ProcessId) -> Option<oneshot::Receiver<Result<(), LogFileError>>> {
        let (group, config) = self.core.config(process)?;
        let auto = self.world.auto_logs.of(group, &config.name);
        let streams = ProcessConfig::of(config, &group.kind, &auto, self.world.strip_ansi);
        Some(self.world.logs.clear(process_key(process), streams))
    }

    /// Calls that wait for processes.
    pub fn batches(&mut self) -> &mut Batches {
        &mut self.world.batches
    }

    /// Tells the core that something happened, and does what it says.
    pub fn apply(&mut self, input: Input) {
        let now = self.now();
        self.core.handle(now, input, &mut self.effects);
        self.settle();
    }

    /// Tells somebody of everything of these types that happens from now on; `after`: and of what has happened since
    /// that place in the stream, as far as it is still known.
    pub fn watch(&mut self, events: Subscription, after: Option<Position>) -> Watcher {
        let watcher = self.world.feed.add(events, after);
        self.watchers_changed();
        watcher
    }

    fn unwatch(&mut self, id: u64) {
        self.world.feed.remove(id, self.now());
        self.watchers_changed();
    }

    fn watchers_changed(&mut self) {
        let now = self.now();
        self.core.watch(self.world.feed.wanted(), now, &mut self.effects);
        self.settle();
    }

    fn settle(&mut self) {
        settle(&mut self.core, &mut self.effects, &mut self.world);
        self.world.read_pipes();
    }

    /// Whether the command of a process could be executed now.
    ///
    /// # Errors
    /// `NO_FILE` or `NOT_EXECUTABLE`, with the reason.
    pub fn check_command(&self, process: ProcessId) -> Result<(), Fault> {
        let Some((_, config)) = self.core.config(process) else { return Ok(()) };
        self.world.resolve(config).map(drop).map_err(|error: CommandError| match error.fault() {
            CommandFault::NoFile => Fault::with(FaultCode::NoFile, error),
            CommandFault::NotExecutable => Fault::with(FaultCode::NotExecutable, error),
        })
    }

    /// Writes to the standard input of a process; what its pipe does not take now follows when it does.
    ///
    /// # Errors
    /// `NOT_RUNNING`, `NO_FILE` when the child has closed its end, `FAILED` when too much is waiting already.
    pub fn write_stdin(&mut self, process: ProcessId, asked: &str, bytes: &[u8]) -> Result<(), Fault> {
        let alive =
            self.core.state(process).is_some_and(|state| state.is_signallable() && state != State::Stopping);
        if !alive {
            return Err(Fault::with(FaultCode::NotRunning, asked));
        }
        self.world.write_stdin(process, asked, bytes)
    }

    /// The log file of a stream, if it has one.
    #[must_use]
    pub fn log_path(&self, process: ProcessId, stream: OutputStream) -> Option<PathBuf> {
        let (group, config) = self.core.config(process)?;
        if stream == OutputStream::Stderr && config.redirect_stderr.value {
            return None;
        }
        match &stream.channel(config).logfile.value {
            LogFile::None => None,
            LogFile::File(path) => Some(path.clone()),
            LogFile::Auto => self.world.auto_logs.path(group, &config.name, stream),
        }
    }

    /// The AUTO log of a process of `group`, when this very group is or was active.
    #[must_use]
    pub fn auto_log_of(&self, group: &Arc<Group>, process: &str, stream: OutputStream) -> Option<PathBuf> {
        self.world.auto_logs.path(group, process, stream)
    }
}
