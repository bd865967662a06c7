//! What processes do and how they are configured (spec-runtime §7.8, §7.9).

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use supervisor_compiler::plan::{Channel, Group, LogFile, Process, ServerUrl};
use supervisor_wire::{Fault, Value};

use super::Outcome;
use super::names;
use super::params::Params;
use crate::core::{Description, Now, ProcessId, ProcessInfo};
use crate::daemon::Daemon;
use crate::logs::config::OutputStream;

pub(super) fn get_process_info(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let process = names::process(daemon, &params.text(0)?)?;
    Ok(process_info(daemon, process).into())
}

pub(super) fn get_all_process_info(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let all = daemon.core().by_name();
    Ok(all.into_iter().map(|process| process_info(daemon, process)).collect::<Value>().into())
}

/// Every process of the configuration that was read last, by process name.
pub(super) fn get_all_config_info(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let mut rows: Vec<(&str, Value)> = daemon
        .read_groups()
        .iter()
        .flat_map(|group| group.processes.iter().map(move |process| (group, process)))
        .map(|(group, process)| (process.name.value.as_str(), config_info(daemon, group, process)))
        .collect();
    rows.sort_by(|left, right| left.0.cmp(right.0));
    Ok(rows.into_iter().map(|(_, row)| row).collect::<Value>().into())
}

fn process_info(daemon: &Daemon, process: ProcessId) -> Value {
    let now = daemon.now();
    let Some(info) = daemon.core().info(process, now) else { return Value::Nil };
    let log = |stream| match daemon.log_path(process, stream) {
        Some(path) => path.to_string_lossy().into_owned(),
        None => String::new(),
    };
    let (stdout, stderr) = (log(OutputStream::Stdout), log(OutputStream::Stderr));
    Value::structure([
        ("name", (*info.name).into()),
        ("group", (*info.group).into()),
        ("start", clamp(info.start)),
        ("stop", clamp(info.stop)),
        ("now", clamp(now.wall)),
        ("state", info.state.code().into()),
        ("statename", info.state.name().into()),
        ("spawnerr", info.spawnerr.as_str().into()),
        ("exitstatus", info.exit_status.into()),
        ("logfile", stdout.as_str().into()),
        ("stdout_logfile", stdout.as_str().into()),
        ("stderr_logfile", stderr.into()),
        ("pid", info.pid.unwrap_or(0).into()),
        ("description", description(&info, now).into()),
    ])
}

fn description(info: &ProcessInfo, now: Now) -> String {
    match info.description {
        Description::Nothing => String::new(),
        Description::Up { pid, uptime } => format!("pid {pid}, uptime {}", duration(uptime)),
        Description::Failed if info.spawnerr.is_empty() => {
            format!("unknown error (try \"tail {}\")", info.name)
        }
        Description::Failed => info.spawnerr.clone(),
        Description::NotStarted => "Not started".to_owned(),
        Description::Ended => local_time(info.stop).unwrap_or_else(|| now.wall.to_string()),
    }
}

/// `H:MM:SS`, with days in front from one day on.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{}:{:02}:{:02}", rest / 3600, rest % 3600 / 60, rest % 60);
    match days {
        0 => clock,
        1 => format!("1 day, {clock}"),
        _ => format!("{days} days, {clock}"),
    }
}

/// Such as `Nov 21 04:45 AM`.
fn local_time(epoch_seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(epoch_seconds).ok()?.to_zoned(TimeZone::system());
    Some(time.strftime("%b %d %I:%M %p").to_string())
}

fn config_info(daemon: &Daemon, group: &Arc<Group>, process: &Process) -> Value {
    let stdout = channel_values(daemon, group, process, OutputStream::Stdout);
    let stderr = channel_values(daemon, group, process, OutputStream::Stderr);
    let none = || Value::from("none");
    let user = process.user.as_ref().and_then(|user| user.uid);
    let mut members = vec![
        ("autostart", process.autostart.value.into()),
        ("directory", process.directory.as_deref().map_or_else(none, Value::from)),
        ("uid", user.map_or_else(none, |uid| clamp(i64::from(uid)))),
        ("command", process.command.value.as_str().into()),
        ("exitcodes", process.exitcodes.iter().map(|code| Value::Int(i32::from(*code))).collect()),
        ("group", group.name.as_str().into()),
        ("group_prio", clamp(group.priority.value)),
        ("inuse", daemon.core().group(&group.name).is_some().into()),
        ("killasgroup", process.killasgroup.value.into()),
        ("name", process.name.value.as_str().into()),
        ("process_prio", clamp(process.priority.value)),
        ("redirect_stderr", process.redirect_stderr.value.into()),
        ("startretries", clamp(process.startretries.value)),
        ("startsecs", clamp(process.startsecs.value)),
    ];
    members.extend(
        ["stdout_capture_maxbytes", "stdout_events_enabled", "stdout_logfile"].into_iter().zip(stdout.0),
    );
    members.extend(
        ["stdout_logfile_backups", "stdout_logfile_maxbytes", "stdout_syslog"].into_iter().zip(stdout.1),
    );
    members.push(("stopsignal", process.stopsignal.value.0.into()));
    members.push(("stopwaitsecs", clamp(process.stopwaitsecs.value)));
    members.extend(
        ["stderr_capture_maxbytes", "stderr_events_enabled", "stderr_logfile"].into_iter().zip(stderr.0),
    );
    members.extend(
        ["stderr_logfile_backups", "stderr_logfile_maxbytes", "stderr_syslog"].into_iter().zip(stderr.1),
    );
    members.push((
        "serverurl",
        match &process.serverurl.value {
            ServerUrl::Auto => none(),
            ServerUrl::Literal(text) => text.as_str().into(),
        },
    ));
    Value::structure(members)
}

/// The values of one stream: capture, events, file; backups, bytes, syslog.
fn channel_values(
    daemon: &Daemon,
    group: &Arc<Group>,
    process: &Process,
    stream: OutputStream,
) -> ([Value; 3], [Value; 3]) {
    let Channel { logfile, logfile_maxbytes, logfile_backups, capture_maxbytes, events_enabled, syslog } =
        stream.channel(process);
    let file = match &logfile.value {
        LogFile::None => "none".into(),
        LogFile::File(path) => path.to_string_lossy().into_owned().into(),
        LogFile::Auto => match daemon.auto_log_of(group, &process.name, stream) {
            Some(path) => path.to_string_lossy().into_owned().into(),
            None => "auto".into(),
        },
    };
    (
        [clamp(capture_maxbytes.value), events_enabled.value.into(), file],
        [clamp(logfile_backups.value), clamp(logfile_maxbytes.value), syslog.value.into()],
    )
}

/// XML-RPC has 32 bits; a greater value is shown as the greatest (spec-runtime §12.21).
pub(super) fn clamp(number: i64) -> Value {
    let bounded = number.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    Value::Int(i32::try_from(bounded).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uptimes() {
        let text = |seconds| duration(Duration::from_secs(seconds));
        assert_eq!(text(0), "0:00:00");
        assert_eq!(text(3_661), "1:01:01");
        assert_eq!(text(86_400), "1 day, 0:00:00");
        assert_eq!(text(36 * 3600 + 2 * 86_400), "3 days, 12:00:00");
    }

    #[test]
    fn wide_numbers_are_clamped() {
        assert_eq!(clamp(1 << 40), Value::Int(i32::MAX));
        assert_eq!(clamp(-(1 << 40)), Value::Int(i32::MIN));
    }
}
