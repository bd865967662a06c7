//! From a command line to a running daemon, and through its restarts (spec-config §6.3, spec-runtime §0.1).

mod failure;
mod listen;
mod notes;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::command_line::{self, Request, Run};
use supervisor_compiler::convert::Machine;
use supervisor_compiler::plan::{LogLevel, Plan};
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Options, locate};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::core::End;
use crate::daemon::{self, ConfigSource, Daemon, Signals};
use crate::http::{Auth, Server};
use crate::logs::main_log::{MainLog, MainLogConfig};
use crate::logs::syslog::SyslogConfig;
use crate::logs::thread::LogHandle;
use crate::logs::{auto, news};
use crate::os::pidfile::{self, PidFile};
use crate::os::rlimits::{self, Limit};
use crate::os::{daemonize, privileges};
use failure::Failure;
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

fn run(program: &str, arguments: &[String]) -> Result<(), Failure> {
    let mut runtime = None;
    let mut life = Life::First;
    // The directory of the start counts for relative paths in all lives. The original takes the current one, which
    // `directory=` has changed meanwhile, and dies at its first reload because it no longer finds `-c s.conf`.
    let machine = Options::from_machine();
    loop {
        // A restart reads everything anew, the command line included.
        let Some((source, mut notes)) = source(program, arguments, life, machine.clone())? else {
            return Ok(());
        };
        let syslog = SyslogConfig::of_program(program);
        let end = live(source, life, &mut notes, syslog, &mut runtime)?;
        match end {
            End::Shutdown => return Ok(()),
            End::Restart => life = Life::Again,
        }
    }
}

/// What the command line says; none: it asked for something that is done now.
fn source(
    program: &str,
    arguments: &[String],
    life: Life,
    mut options: Options,
) -> Result<Option<(ConfigSource, Notes)>, Failure> {
    let machine = Machine { system: &RealSystem, options: &options };
    let request = command_line::parse(arguments.iter().skip(1).cloned(), machine)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let Run { configuration, overrides } = match request {
        Request::Run(run) => *run,
        Request::Help => {
            print(&command_line::help(program));
            return Ok(None);
        }
        Request::Version => {
            print(&format!("{}\n", crate::rpc::SUPERVISOR_VERSION));
            return Ok(None);
        }
    };
    options.overrides = overrides;
    options.host_checks = true;
    let path = match configuration {
        Some(path) => path,
        None => search(program, &options, life)?,
    };
    let environment = std::env::vars_os().collect();
    Ok(Some((ConfigSource { path, options, environment }, Notes::default())))
}

/// Finds the configuration in the usual places (spec-config §6.1).
fn search(program: &str, options: &Options, life: Life) -> Result<PathBuf, Failure> {
    if life == Life::First && options.uid == 0 {
        let _ = writeln!(
            std::io::stderr(),
            "Supervisord is running as root and it is searching for its configuration file in default locations \
             (including its current working directory); anybody who can write there decides what root runs. \
             Name the file with an absolute path: \"-c\" FILE."
        );
    }
    locate::find_config(program, &options.cwd, &RealSystem).map_err(|error| Failure::usage(error.to_string()))
}

/// One life of the daemon: from the configuration to the end or the next restart.
fn live(
    mut source: ConfigSource,
    life: Life,
    notes: &mut Notes,
    syslog: SyslogConfig,
    runtime: &mut Option<Runtime>,
) -> Result<End, Failure> {
    let plan = compile(&source, notes)?;
    source.remember(&plan);
    notes.of_plan(&plan);
    become_user(&plan, notes)?;
    if life == Life::First {
        raise_limits(&plan, notes)?;
    }
    let config = MainLogConfig::of(&plan.daemon, &syslog);
    let mut log = MainLog::open(&config).map_err(|error| {
        let path = config.file.as_ref().map(|file| file.path.display().to_string()).unwrap_or_default();
        Failure::system(format!("cannot open the log {path}"))(error)
    })?;
    notes.of_unsupported(&plan);
    notes.write(&mut log);
    if let Some(fault) = plan.rpc_interface_fault() {
        return Err(Failure::usage(fault));
    }
    let listening = Listening::open(&plan, &mut log).inspect_err(|failure| {
        if life == Life::Again {
            // Standard error may be /dev/null by now.
            now(&mut log, LogLevel::Critical, &format!("cannot restart: {failure}"));
        }
    })?;
    // Not before the sockets are ours: of two daemons with the same settings, the one that fails must not take the
    // other one's logs along.
    if !plan.daemon.nocleanup.value {
        for fault in auto::clean_up(&plan.daemon.childlogdir, &plan.daemon.identifier) {
            now(&mut log, LogLevel::Warn, &fault.to_string());
        }
    }
    if life == Life::First && !plan.daemon.nodaemon.value {
        go_to_background(&plan, &mut log)?;
    }
    // Removed, like the files of the sockets, when it goes out of scope, however this life ends.
    let pidfile = PidFile::write(&plan.daemon.pidfile);
    if pidfile.is_err() {
        now(&mut log, LogLevel::Critical, &pidfile::could_not_write(&plan.daemon.pidfile));
    }
    now(&mut log, LogLevel::Info, &format!("supervisord started with pid {}", std::process::id()));
    let runtime = match runtime {
        Some(runtime) => runtime,
        None => runtime.insert(new_runtime()?),
    };
    runtime.block_on(serve(source, plan, listening, log, syslog))
}

fn compile(source: &ConfigSource, notes: &mut Notes) -> Result<Plan, Failure> {
    let compilation = source.compile().map_err(|error| Failure::usage(error.to_string()))?;
    notes.of_differences(&compilation, &source.options.cwd);
    match compilation.plan {
        Some(plan) => Ok(plan),
        None => Err(Failure::configuration(&compilation, &source.options.cwd)),
    }
}

fn become_user(plan: &Plan, notes: &mut Notes) -> Result<(), Failure> {
    match plan.daemon.user.as_ref().and_then(|user| user.uid) {
        Some(uid) => {
            // The original says so also when there was nothing to change.
            privileges::drop_to(uid).map_err(|fault| Failure::usage(fault.to_string()))?;
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
async fn serve(
    source: ConfigSource,
    mut plan: Plan,
    listening: Listening,
    log: MainLog,
    syslog: SyslogConfig,
) -> Result<End, Failure> {
    let signals = Signals::install().map_err(Failure::system("cannot catch signals"))?;
    let (news_sender, news) = news::channel();
    let logs =
        LogHandle::start(log, syslog, news_sender).map_err(Failure::system("cannot start the log thread"))?;
    let groups = std::mem::take(&mut plan.groups).into_iter().map(Arc::new).collect();
    let plan = Arc::new(plan);
    let (mut daemon, events) = Daemon::new(source, Arc::clone(&plan), groups, logs.clone());
    let (calls, received) = mpsc::channel(CALL_QUEUE);
    let mut servers = Vec::new();
    let mut socket_files = Vec::new();
    for socket in listening.sockets {
        let auth = Auth::new(socket.credentials.as_ref());
        let listener =
            socket.listener.into_async().map_err(Failure::system("cannot listen for connections"))?;
        servers.push(Server::start(listener, auth, calls.clone(), logs.clone()));
        socket_files.extend(socket.file);
    }
    let end = daemon::run(&mut daemon, signals, received, events, news).await;
    drop(socket_files);
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

/// Output that somebody asked for; nobody is left to tell when they do not read it.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
