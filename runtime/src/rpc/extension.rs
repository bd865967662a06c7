//! `extension.*`: methods of our own, beside those of the original (docs/additions.md).

use std::time::Duration;

use supervisor_compiler::diff::forecast::Extent;
use supervisor_compiler::render::update_plan::Fingerprints;
use supervisor_wire::{Fault, FaultCode, Value};
use tokio::task::spawn_blocking;

use super::Outcome;
use super::config::not_removed;
use super::control::stop_many;
use super::info::clamp;
use super::params::Params;
use super::room::NoRoom;
use crate::daemon::{Daemon, NoPreview, PreviewFormat, ProcessSnapshot};
use crate::os::usage::Usage;

/// What every process uses, looked up beside the loop.
pub(super) fn get_all_process_usage(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let snapshot = daemon.snapshot();
    Ok(Outcome::Beside(Box::pin(async move {
        let failed = |error| Fault::with(FaultCode::Failed, format_args!("/proc: {error}"));
        let sample = snapshot.usage.sample().await.map_err(failed)?;
        let rows = snapshot.processes.iter().map(|process| {
            let usage = process.pid.and_then(|pid| sample.of_child(pid)).unwrap_or_default();
            row(process, usage, sample.time())
        });
        Ok(rows.collect())
    })))
}

/// What an update would do. On the loop, as a reread: what it compares with must not change meanwhile.
pub(super) fn preview_update(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let format = match params.text(0)?.as_str() {
        "text" => PreviewFormat::Text,
        "json" => PreviewFormat::Json,
        _ => return Err(Fault::new(FaultCode::IncorrectParameters)),
    };
    let minimal = params.len() > 2 && params.wait(2);
    let extent = if minimal { Extent::Processes } else { Extent::Groups };
    let preview = daemon.preview(format, &params.texts(1)?, extent).map_err(|refusal| match refusal {
        NoPreview::Configuration(text) => Fault::with(FaultCode::CantReread, text),
        NoPreview::NoSuchGroup(name) => Fault::with(FaultCode::BadName, name),
    })?;
    Ok(Value::structure([("differs", preview.differs.into()), ("text", preview.text.into())]).into())
}

/// Stops what [`refresh_process_group`] is going to replace.
pub(super) fn stop_changed_processes(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let name = params.text(0)?;
    let processes = daemon.replaced(&name).map_err(|refusal| not_removed(refusal, &name))?;
    Ok(stop_many(daemon, &processes, true))
}

/// Replaces the processes of a group that changed.
pub(super) fn refresh_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let name = params.text(0)?;
    daemon.refresh_group(&name).map_err(|refusal| not_removed(refusal, &name))?;
    Ok(true.into())
}

/// The plan that is active, with tags in the place of secrets, and what tells its groups and those read last from others.
/// Told beside the loop: there may be many.
pub(super) fn get_active_plan(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (active, room) = (daemon.active(), params.room());
    Ok(Outcome::Beside(Box::pin(async move {
        let failed = || Fault::with(FaultCode::Failed, "no memory for the answer");
        room.take_for_results(active.size()).await.map_err(|NoRoom| failed())?;
        let told = spawn_blocking(move || active.tell()).await.map_err(|_| Fault::new(FaultCode::Failed))?;
        let told = told.map_err(|text| Fault::with(FaultCode::Failed, text))?;
        let prints = |prints: Fingerprints| {
            Value::structure(prints.into_iter().map(|(group, print)| (group, print.into())))
        };
        Ok(Value::structure([
            ("plan", told.document.into()),
            ("active", prints(told.active)),
            ("read", prints(told.read)),
        ]))
    })))
}

fn row(process: &ProcessSnapshot, usage: Usage, time: f64) -> Value {
    let info = &process.info;
    let cpu = process.pid.map_or(Duration::ZERO, |_| process.totals.cpu(usage.cpu).run);
    Value::structure([
        ("group", (*info.group).into()),
        ("name", (*info.name).into()),
        ("state", info.state.code().into()),
        ("statename", info.state.name().into()),
        ("pid", info.pid.unwrap_or(0).into()),
        ("start", clamp(info.start)),
        ("starts", clamp(i64::try_from(process.totals.starts).unwrap_or(i64::MAX))),
        ("cpu_seconds", cpu.as_secs_f64().into()),
        // Memory of more than two gigabytes is no int here.
        ("memory_bytes", (usage.memory as f64).into()),
        ("processes", clamp(usage.processes.into())),
        ("time", time.into()),
    ])
}
