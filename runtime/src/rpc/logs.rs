//! Reading and emptying logs (spec-runtime §7.6, §7.7).
//!
//! Files are read beside the daemon's loop: a slow disk makes the client wait that asked, and nobody else.

use std::fs;
use std::path::{Path, PathBuf};

use supervisor_compiler::plan::{LogLevel, MainLog};
use supervisor_wire::{Fault, FaultCode, Value};

use super::batch::Subject;
use super::names;
use super::params::Params;
use super::room::{NoRoom, Room};
use super::{Answer, LogName, Outcome};
use crate::daemon::Daemon;
use crate::logs::config::OutputStream;
use crate::logs::read::{self, LONGEST, ReadFault, Tail};

pub(super) fn read_log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (offset, length) = (params.number(0)?, params.number(1)?);
    Ok(read_beside(main_log_path(daemon), offset, length, params.room()))
}

pub(super) fn read_process_stdout_log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    read_process_log(daemon, params, OutputStream::Stdout)
}

pub(super) fn read_process_stderr_log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    read_process_log(daemon, params, OutputStream::Stderr)
}

fn read_process_log(daemon: &Daemon, params: &Params, stream: OutputStream) -> Result<Outcome, Fault> {
    let process = names::process(daemon, &params.text(0)?)?;
    let (offset, length) = (params.number(1)?, params.number(2)?);
    Ok(read_beside(daemon.log_path(process, stream), offset, length, params.room()))
}

fn read_beside(path: Option<PathBuf>, offset: i64, length: i64, room: Room) -> Outcome {
    let Some(path) = path else {
        return Outcome::Beside(Box::pin(async { Err(Fault::new(FaultCode::NoFile)) }));
    };
    beside(path, length, room, move |path| match read::read(path, offset, length) {
        Ok(bytes) => Ok(text(&bytes).into()),
        Err(ReadFault::NoFile) => Err(Fault::with(FaultCode::NoFile, path.display())),
        Err(ReadFault::BadArguments) => Err(Fault::new(FaultCode::BadArguments)),
        Err(fault @ ReadFault::TooLong(_)) => Err(Fault::with(FaultCode::Failed, fault)),
        Err(ReadFault::Failed(_)) => Err(Fault::new(FaultCode::Failed)),
    })
}

pub(super) fn tail_process_stdout_log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    tail_process_log(daemon, params, OutputStream::Stdout)
}

pub(super) fn tail_process_stderr_log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    tail_process_log(daemon, params, OutputStream::Stderr)
}

fn tail_process_log(daemon: &Daemon, params: &Params, stream: OutputStream) -> Result<Outcome, Fault> {
    let process = names::process(daemon, &params.text(0)?)?;
    let (offset, length) = (params.number(1)?, params.number(2)?);
    let answer = |tail: Tail| {
        let offset = i32::try_from(tail.offset).unwrap_or(i32::MAX);
        Value::Array(vec![text(&tail.bytes).into(), offset.into(), tail.overflow.into()])
    };
    let Some(path) = daemon.log_path(process, stream) else { return Ok(answer(Tail::default()).into()) };
    Ok(beside(path, length, params.room(), move |path| Ok(answer(read::tail(path, offset, length)))))
}

pub(super) fn clear_log(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let path = main_log_path(daemon).ok_or_else(|| Fault::new(FaultCode::NoFile))?;
    let logs = daemon.logs().clone();
    Ok(Outcome::Beside(Box::pin(async move {
        if !aside(move || path.exists()).await? {
            return Err(Fault::new(FaultCode::NoFile));
        }
        logs.log(LogLevel::Info, "reopening log file");
        match logs.clear_main().await {
            Ok(Ok(())) => Ok(true.into()),
            _ => Err(Fault::new(FaultCode::Failed)),
        }
    })))
}

pub(super) fn clear_process_logs(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let asked = params.text(0)?;
    let process = names::process(daemon, &asked)?;
    let cleared = daemon.clear_logs(process);
    Ok(Outcome::Beside(Box::pin(async move {
        match cleared {
            Some(cleared) => clear_outcome(cleared.await.ok(), &asked).map(|()| true.into()),
            None => Ok(true.into()),
        }
    })))
}

pub(super) fn clear_all_process_logs(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let mut cleared: Vec<(Subject, _)> = Vec::new();
    for process in daemon.core().by_priority() {
        if let Some(subject) = names::subject(daemon, process, None) {
            cleared.push((subject, daemon.clear_logs(process)));
        }
    }
    Ok(Outcome::Beside(Box::pin(async move {
        let mut rows = Vec::with_capacity(cleared.len());
        for (subject, receiver) in cleared {
            let outcome = match receiver {
                Some(receiver) => clear_outcome(receiver.await.ok(), &subject.asked),
                None => Ok(()),
            };
            rows.push(subject.status(&outcome));
        }
        Ok(Value::Array(rows))
    })))
}

/// `None`: the log thread has ended.
fn clear_outcome<E>(cleared: Option<Result<(), E>>, asked: &str) -> Result<(), Fault> {
    cleared.and_then(Result::ok).ok_or_else(|| Fault::with(FaultCode::Failed, asked))
}

/// The path of a log that is to be followed.
pub(super) fn path(daemon: &Daemon, log: &LogName) -> Option<PathBuf> {
    match log {
        LogName::Main => main_log_path(daemon),
        LogName::Process { name, stream } => daemon.log_path(names::process(daemon, name).ok()?, *stream),
    }
}

fn main_log_path(daemon: &Daemon) -> Option<PathBuf> {
    match &daemon.plan().daemon.logfile.value {
        MainLog::File(path) => Some(path.clone()),
        MainLog::Syslog => None,
    }
}

/// Reads from a log on a thread for blocking work; before that, takes room for as much as there is to read: `length`
/// bytes, or everything when that is 0.
fn beside(
    path: PathBuf,
    length: i64,
    room: Room,
    read: impl FnOnce(&Path) -> Answer + Send + 'static,
) -> Outcome {
    Outcome::Beside(Box::pin(async move {
        let (path, size) = aside(move || {
            let size = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            (path, size)
        })
        .await?;
        let most = u64::try_from(length).ok().filter(|length| *length > 0).unwrap_or(u64::MAX);
        let room = room.take_for_log(size.min(most).min(LONGEST)).await;
        room.map_err(|NoRoom| {
            Fault::with(FaultCode::Failed, "too much is being read from logs at the moment")
        })?;
        aside(move || read(&path)).await?
    }))
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::new(FaultCode::Failed))
}

/// Log bytes as text. The original fails on bytes that are not UTF-8, also when a tail begins inside a character
/// (spec-runtime §12.20); here they become U+FFFD.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
