//! From a command line to a running daemon, and through its restarts (spec-config §6.3, spec-runtime §0.1).

mod failure;
mod heir;
mod launch;
mod listen;
mod notes;

use std::cell::RefCell;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{LogLevel, Plan};
use tokio::runtime::Runtime;

use crate::core::End;
use crate::daemon::{self, Daemon, RestartCheck, Signals};
use crate::http::{Auth, Server};
use crate::logs::main_log::{MainLog, MainLogConfig};
use crate::logs::syslog::SyslogConfig;
use crate::logs::thread::LogHandle;
use crate::logs::{auto, news};
use crate::os::pidfile::{self, PidFile};
use crate::os::rlimits::{self, Limit};
use crate::os::users::{SwitchFault, switch_to};
use crate::os::{daemonize, privileges};
use crate::rpc;
use failure::Failure;
use heir::{Heir, open_log};
use launch::{Beginning, Launch};
use listen::Listening;
use notes::Notes;

/// Calls that may wait for the daemon's loop at once; further connections wait with theirs.
const CALL_QUEUE: usize = 64;

/// How long the log thread may take to finish at the end.
const LOG_FINISH_LIMIT: Duration = Duration::from_secs(5);

/// How long a blocking thread, which reads a log for a client, waits for more work.
const BLOCKING_KEEP_ALIVE: Duration = Duration::from_secs(1);

/// How often the daemon has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Limits are raised, and the daemon goes to the background.
    First,
    /// After a restart: neither.
    Again,
}

/// Runs `supervisord`; `arguments` begin with the name it was called by.
///
/// Exit status: 0 after an orderly shutdown and for `--help` and `--version`; 2 for a wrong command line or
/// configuration, and when sockets, limits or the user cannot be had; 1 when the system fails otherwise.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    let program = arguments.first().cloned().unwrap_or_else(|| "supervisord".to_owned());
    match run(&program, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&program),
    }
}

/// A daemon that is about to run.
struct Ready {
    beginning: Beginning,
    log: MainLog,
    /// Removed when it goes out of scope, like the files of the sockets.
    _pidfile: Option<PidFile>,
}

fn run(program: &str, arguments: &[String]) -> Result<(), Failure> {
    let launch = Launch::new(program, arguments);
    let Some(beginning) = launch.read(Life::First)? else { return Ok(()) };
    let syslog = SyslogConfig::of_program(program);
    let mut heir = Heir { launch, syslog, listening: Listening::default(), next_serial: 0, next: None };
    let mut ready = begin(beginning, &mut heir)?;
    let runtime = new_runtime()?;
    let mut signals = {
        let _context = runtime.enter();
        Signals::install().map_err(Failure::system("cannot catch signals"))?
    };
    let heir = Rc::new(RefCell::new(heir));
    loop {
        let end = runtime.block_on(serve(ready, &heir, &mut signals))?;
        let mut heir = heir.borrow_mut();
        match heir.next.take().filter(|_| end == End::Restart) {
            Some(next) => ready = begin_again(next, &mut heir),
            None => return Ok(()),
        }
    }
}

/// The first life: everything must be as configured, or there is none.
fn begin(mut beginning: Beginning, heir: &mut Heir) -> Result<Ready, Failure> {
    let Beginning { plan, notes, .. } = &mut beginning;
    become_user(plan, notes).map_err(|fault| Failure::usage(fault.to_string()))?;
    raise_limits(plan, notes)?;
    let mut log = open_log(&MainLogConfig::of(&plan.daemon, &heir.syslog))?;
    notes.write(&mut log);
    if let Some(fault) = plan.rpc_interface_fault() {
        return Err(Failure::usage(fault));
    }
    heir.listening = Listening::open(plan, &mut log)?;
    // Not before the sockets are ours: of two daemons with the same settings, the one that fails must not take the
    // other one's logs along.
    clean_up(plan, &mut log);
    if !plan.daemon.nodaemon.value {
        go_to_background(plan, &mut log)?;
    }
    let pidfile = write_pidfile(plan, &mut log);
    Ok(Ready { beginning, log, _pidfile: pidfile })
}

/// The life after a restart: nobody is left to start the daemon once more, so what fails now, although it was tried
/// before everything was stopped, is told, and the daemon goes on without.
fn begin_again(mut beginning: Beginning, heir: &mut Heir) -> Ready {
    let Beginning { plan, notes, .. } = &mut beginning;
    let user = plan.daemon.user.as_ref().and_then(|user| user.uid);
    let switch = user.and_then(|uid| switch_to(uid).ok().flatten());
    let faults = heir.listening.turn_into(plan, switch.as_ref());
    if let Err(fault) = become_user(plan, notes) {
        notes.add(LogLevel::Critical, fault.to_string());
    }
    let config = MainLogConfig::of(&plan.daemon, &heir.syslog);
    let mut log = open_log(&config).unwrap_or_else(|failure| {
        notes.add(LogLevel::Critical, format!("{failure}; the system log is used instead"));
        MainLog::to_syslog(config.level, heir.syslog.clone())
    });
    notes.write(&mut log);
    for server in &plan.servers {
        listen::announce(server, plan, &mut log);
    }
    for fault in faults {
        now(&mut log, LogLevel::Critical, &fault);
    }
    clean_up(plan, &mut log);
    let pidfile = write_pidfile(plan, &mut log);
    Ready { beginning, log, _pidfile: pidfile }
}

fn clean_up(plan: &Plan, log: &mut MainLog) {
    if plan.daemon.nocleanup.value {
        return;
    }
    for fault in auto::clean_up(&plan.daemon.childlogdir, &plan.daemon.identifier) {
        now(log, LogLevel::Warn, &fault.to_string());
    }
}

fn write_pidfile(plan: &Plan, log: &mut MainLog) -> Option<PidFile> {
    let pidfile = PidFile::write(&plan.daemon.pidfile);
    if let Err(error) = &pidfile {
        let mut text = pidfile::could_not_write(&plan.daemon.pidfile);
        if error.kind() == std::io::ErrorKind::WouldBlock {
            text.push_str(": it belongs to another supervisord that runs");
        }
        now(log, LogLevel::Critical, &text);
    }
    now(log, LogLevel::Info, &format!("supervisord started with pid {}", std::process::id()));
    pidfile.ok()
}

fn become_user(plan: &Plan, notes: &mut Notes) -> Result<(), SwitchFault> {
    match plan.daemon.user.as_ref().and_then(|user| user.uid) {
        Some(uid) => {
            // The original says so also when there was nothing to change.
            privileges::drop_to(uid)?;
            notes.add(LogLevel::Info, format!("Set uid to user {uid} succeeded"));
        }
        None if nix::unistd::getuid().is_root() => notes.add(LogLevel::Critical, notes::RUNNING_AS_ROOT),
        None => {}
    }
    Ok(())
}

fn raise_limits(plan: &Plan, notes: &mut Notes) -> Result<(), Failure> {
    let limits =
        [(Limit::Descriptors, plan.daemon.minfds.value), (Limit::Processes, plan.daemon.minprocs.value)];
    for (limit, wanted) in limits {
        let raised = rlimits::ensure(limit, wanted).map_err(|error| Failure::usage(error.to_string()))?;
        if let Some(to) = raised {
            notes.add(LogLevel::Info, limit.raised_text(to));
        }
    }
    Ok(())
}

fn go_to_background(plan: &Plan, log: &mut MainLog) -> Result<(), Failure> {
    daemonize::fork_to_background()
        .map_err(|code| Failure::system("cannot go to the background")(code.into()))?;
    now(log, LogLevel::Info, "daemonizing the supervisord process");
    let directory = plan.daemon.directory.value.as_deref();
    let umask = u32::try_from(plan.daemon.umask.value & 0o777).unwrap_or(0o022);
    let entered =
        daemonize::detach(directory, umask).map_err(Failure::system("cannot go to the background"))?;
    if let Some(directory) = directory {
        let shown = directory.display();
        match entered {
            Ok(()) => now(log, LogLevel::Info, &format!("set current directory: '{shown}'")),
            Err(error) => now(log, LogLevel::Critical, &format!("can't chdir into '{shown}': {error}")),
        }
    }
    Ok(())
}

fn new_runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_keep_alive(BLOCKING_KEEP_ALIVE)
        .build()
        .map_err(Failure::system("cannot start the event loop"))
}

/// The part of a life in which processes run.
async fn serve(ready: Ready, heir: &Rc<RefCell<Heir>>, signals: &mut Signals) -> Result<End, Failure> {
    let Ready { beginning: Beginning { source, mut plan, .. }, log, _pidfile } = ready;
    let syslog = heir.borrow().syslog.clone();
    let (news_sender, news) = news::channel();
    let logs =
        LogHandle::start(log, syslog, news_sender).map_err(Failure::system("cannot start the log thread"))?;
    let groups = std::mem::take(&mut plan.groups).into_iter().map(Arc::new).collect();
    let restart = RestartCheck::new({
        let heir = Rc::clone(heir);
        move || heir.borrow_mut().prepare()
    });
    let serial = heir.borrow().next_serial;
    let (mut daemon, events) = Daemon::new(source, Arc::new(plan), groups, logs.clone(), serial, restart);
    let (calls, received) = rpc::requests(CALL_QUEUE);
    let mut servers = Vec::new();
    for socket in &heir.borrow().listening.sockets {
        let auth = Auth::new(socket.credentials.as_ref());
        match socket.listener() {
            Ok(listener) => servers.push(Server::start(listener, auth, calls.clone(), logs.clone())),
            Err(error) => logs.log(LogLevel::Critical, format!("cannot listen for connections: {error}")),
        }
    }
    let end = daemon::run(&mut daemon, signals, received, events, news).await;
    heir.borrow_mut().next_serial = daemon.core().next_serial();
    if end == End::Shutdown {
        // Closes them, and removes the files of unix sockets.
        heir.borrow_mut().listening = Listening::default();
    }
    // Calls that are not answered now never will be, and nobody is to wait for them.
    drop(daemon);
    for server in servers {
        server.close().await;
    }
    let _ = tokio::time::timeout(LOG_FINISH_LIMIT, logs.stop()).await;
    Ok(end)
}

/// Writes a line to the log while nothing runs yet.
fn now(log: &mut MainLog, level: LogLevel, text: &str) {
    log.write(level, jiff::Timestamp::now(), text);
}
