//! Plans made by hand and a world that writes down what it is told, for the tests of the core.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{
    AutoRestart, Channel, EventListener, EventType, Group, GroupKind, LogFile, Origin, Process, ServerUrl,
    Setting, Signal,
};

use super::{
    Core, CoreEvent, Details, Effect, Found, Input, NotDelivered, NotRemoved, Now, Pid, ProcessId,
    SignalFailure, SpawnFailure, State, WaitId, WaitStatus, World, settle,
};

fn unset<T>(value: T) -> Setting<T> {
    Setting::new(value, Origin::Default)
}

/// A program with the defaults of the configuration, but for what `change` says.
pub(super) fn program(name: &str, change: impl FnOnce(&mut Process)) -> Process {
    let channel = Channel {
        logfile: unset(LogFile::None),
        logfile_maxbytes: unset(0),
        logfile_backups: unset(0),
        capture_maxbytes: unset(0),
        events_enabled: unset(false),
        syslog: unset(false),
    };
    let mut process = Process {
        name: unset(name.to_owned()),
        command: unset(format!("/bin/{name}")),
        directory: unset(None),
        umask: unset(None),
        priority: unset(999),
        autostart: unset(true),
        autorestart: unset(AutoRestart::Unexpected),
        startsecs: unset(1),
        startretries: unset(3),
        exitcodes: unset(vec![0]),
        stopsignal: unset(Signal(15)),
        stopwaitsecs: unset(10),
        stopasgroup: unset(false),
        killasgroup: unset(false),
        user: unset(None),
        redirect_stderr: unset(false),
        stdout: channel.clone(),
        stderr: channel,
        environment: unset(Arc::default()),
        serverurl: unset(ServerUrl::Auto),
        fastcgi: None,
    };
    change(&mut process);
    process
}

/// A group of programs.
pub(super) fn group(name: &str, priority: i64, processes: Vec<Process>) -> Arc<Group> {
    let (priority, header) = (unset(priority), unset(()));
    Arc::new(Group { name: name.to_owned(), priority, kind: GroupKind::Programs, processes, header })
}

/// A pool of event listeners.
pub(super) fn pool(
    name: &str,
    priority: i64,
    processes: Vec<Process>,
    events: Vec<EventType>,
    buffer_size: i64,
) -> Arc<Group> {
    let result_handler = unset("supervisor.dispatchers:default_handler".to_owned());
    let (events, buffer_size) = (unset(events), unset(buffer_size));
    let listener = EventListener { events, buffer_size, result_handler };
    let kind = GroupKind::EventListener(Box::new(listener));
    let (priority, header) = (unset(priority), unset(()));
    Arc::new(Group { name: name.to_owned(), priority, kind, processes, header })
}

/// A core in a world that writes everything down.
pub(super) struct Bench {
    pub(super) core: Core,
    pub(super) world: Script,
    effects: Vec<Effect>,
    last_wait: u64,
}

/// A world that answers as it was told to and writes everything down.
pub(super) struct Script {
    pub(super) now: Now,
    last_pid: Pid,
    /// What the next spawns fail with.
    pub(super) spawn_failures: Vec<&'static str>,
    /// What the next signals fail with.
    pub(super) signal_failures: Vec<SignalFailure>,
    /// What the next deliveries of events fail with.
    pub(super) delivery_failures: Vec<NotDelivered>,
    lines: Vec<String>,
}

impl World for Script {
    fn now(&mut self) -> Now {
        self.now
    }

    fn perform(&mut self, core: &Core, effect: Effect) -> Option<Input> {
        let (line, answer) = match effect {
            Effect::Spawn(process) => {
                let result = self.spawn();
                let name = core.info(process, self.now).unwrap().namespec();
                (format!("spawn {name}"), Some(Input::Spawned { process, result }))
            }
            Effect::Signal { process, pid, whole_group, signal } => {
                let result = self.signal_failures.pop().map_or(Ok(()), Err);
                let target = if whole_group { -pid } else { pid };
                (format!("kill {signal} {target}"), Some(Input::Signalled { process, result }))
            }
            Effect::Log(level, text) => (format!("{} {text}", level.tag()), None),
            Effect::Print(text) => (format!("print {}", String::from_utf8_lossy(&text)), None),
            Effect::Event(event) => (show_event(&event), None),
            Effect::Deliver { process, header, payload } => {
                let result = self.delivery_failures.pop().map_or(Ok(()), Err);
                let name = core.info(process, self.now).unwrap().name;
                (format!("write to {name} {header}{payload}"), Some(Input::Delivered { process, result }))
            }
            Effect::Reply { wait, outcome } => (format!("reply {} {outcome:?}", wait.0), None),
            Effect::Finished(end) => (format!("finished {end:?}"), None),
        };
        self.lines.push(format!("{:.2} {line}", self.now.monotonic.as_secs_f64()));
        answer
    }
}

impl Script {
    fn spawn(&mut self) -> Result<Pid, SpawnFailure> {
        if let Some(failure) = self.spawn_failures.pop() {
            return Err(SpawnFailure(failure.to_owned()));
        }
        self.last_pid += 1;
        Ok(self.last_pid)
    }
}

fn show_event(event: &CoreEvent) -> String {
    let CoreEvent::ProcessState(change) = event else { return format!("{event:?}") };
    let details = match change.details {
        Details::Nothing => String::new(),
        Details::Tries(tries) => format!(" tries:{tries}"),
        Details::Pid(pid) => format!(" pid:{pid}"),
        Details::Exit { expected, pid } => format!(" expected:{} pid:{pid}", u8::from(expected)),
    };
    format!("{} {} -> {}{details}", change.process, change.from.name(), change.to.name())
}

impl Bench {
    /// A daemon that has begun, with these groups.
    pub(super) fn begin(groups: impl IntoIterator<Item = Arc<Group>>) -> Self {
        let mut bench = Self::idle();
        for group in groups {
            bench.add(group);
        }
        bench.input(Input::Begin);
        bench
    }

    /// A daemon that has begun, with one program.
    pub(super) fn with(change: impl FnOnce(&mut Process)) -> Self {
        Self::begin([group("cat", 999, vec![program("cat", change)])])
    }

    /// A daemon that has not begun.
    pub(super) fn idle() -> Self {
        let now = Now { monotonic: Duration::ZERO, wall: 1_000_000, wall_nanos: 0 };
        let world = Script {
            now,
            last_pid: 100,
            spawn_failures: vec![],
            signal_failures: vec![],
            delivery_failures: vec![],
            lines: vec![],
        };
        Self { core: Core::new("supervisor", 0), world, effects: Vec::new(), last_wait: 0 }
    }

    pub(super) fn input(&mut self, input: Input) {
        self.core.handle(self.world.now, input, &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.world);
    }

    pub(super) fn add(&mut self, group: Arc<Group>) {
        self.core.add_group(self.world.now, group, &mut self.effects).unwrap();
        settle(&mut self.core, &mut self.effects, &mut self.world);
    }

    pub(super) fn extend(&mut self, plan: &Arc<Group>) {
        self.core.extend_group(self.world.now, plan, &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.world);
    }

    pub(super) fn refresh(
        &mut self,
        plan: &Arc<Group>,
        anew: &HashSet<&str>,
    ) -> Result<Vec<ProcessId>, NotRemoved> {
        let forgotten = self.core.refresh_group(self.world.now, plan, anew, &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.world);
        forgotten
    }

    /// Lets time pass up to `seconds`, waking at every deadline.
    pub(super) fn at(&mut self, seconds: f64) -> &mut Self {
        let end = Duration::from_secs_f64(seconds);
        while let Some(deadline) = self.core.deadline().filter(|deadline| *deadline <= end) {
            self.set_time(deadline);
            self.input(Input::Timer);
        }
        self.set_time(end);
        self
    }

    fn set_time(&mut self, monotonic: Duration) {
        let passed = monotonic.as_secs() - self.world.now.monotonic.as_secs();
        let wall = self.world.now.wall + i64::try_from(passed).unwrap();
        self.world.now = Now { monotonic, wall, wall_nanos: monotonic.subsec_nanos() };
    }

    /// Sets the wall clock by so many seconds.
    pub(super) fn jump(&mut self, seconds: i64) {
        self.world.now.wall += seconds;
    }

    pub(super) fn id(&self, name: &str) -> ProcessId {
        match self.core.find(name) {
            Some(Found::Process(id)) => id,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(super) fn state(&self, name: &str) -> State {
        self.core.state(self.id(name)).unwrap()
    }

    fn wait_id(&mut self) -> WaitId {
        self.last_wait += 1;
        WaitId(self.last_wait)
    }

    pub(super) fn start(&mut self, name: &str, wait: bool) {
        let (process, reply) = (self.id(name), self.wait_id());
        self.input(Input::Start { process, wait, reply });
    }

    pub(super) fn stop(&mut self, name: &str, wait: bool) {
        let (process, reply) = (self.id(name), self.wait_id());
        self.input(Input::Stop { process, wait, reply });
    }

    pub(super) fn signal(&mut self, name: &str, signal: i32) {
        let (process, reply) = (self.id(name), self.wait_id());
        self.input(Input::Signal { process, signal, reply });
    }

    pub(super) fn exit(&mut self, name: &str, status: WaitStatus) {
        let pid = self.core.info(self.id(name), self.world.now).unwrap().pid.unwrap();
        self.input(Input::Exited { pid, status });
    }

    /// What happened since the last call.
    pub(super) fn transcript(&mut self) -> String {
        std::mem::take(&mut self.world.lines).join("\n")
    }

    /// Forgets what happened so far.
    pub(super) fn forget(&mut self) -> &mut Self {
        self.world.lines.clear();
        self
    }
}

/// How a process ends that SIGTERM killed.
pub(super) const TERMINATED: WaitStatus = WaitStatus::Killed { signal: 15, core_dumped: false };
