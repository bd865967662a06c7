//! `status --json`. The shape is versioned: docs/json.md, docs/schemas/status-1.json.

use serde::Serialize;

use crate::names::namespec;
use crate::processes::Process;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    version: u32,
    processes: Vec<ProcessJson<'a>>,
    unknown: &'a [&'a str],
}

/// Times are seconds since 1970; what is not there is null.
#[derive(Serialize)]
struct ProcessJson<'a> {
    name: String,
    group: &'a str,
    process: &'a str,
    state: &'a str,
    state_code: i32,
    description: &'a str,
    pid: Option<i32>,
    uptime_seconds: Option<i32>,
    started: Option<i32>,
    stopped: Option<i32>,
    exit_status: Option<i32>,
    spawn_error: Option<&'a str>,
    stdout_logfile: Option<&'a str>,
    stderr_logfile: Option<&'a str>,
}

impl<'a> Document<'a> {
    pub(super) fn new(listed: &[&'a Process], unknown: &'a [&'a str]) -> Self {
        let process = |process: &&'a Process| ProcessJson {
            name: namespec(&process.group, &process.name),
            group: &process.group,
            process: &process.name,
            state: &process.state_name,
            state_code: process.state,
            description: &process.description,
            pid: process.pid,
            uptime_seconds: process.uptime(),
            started: process.start,
            stopped: process.stop,
            exit_status: process.exit_status,
            spawn_error: process.spawn_error.as_deref(),
            stdout_logfile: process.stdout_logfile.as_deref(),
            stderr_logfile: process.stderr_logfile.as_deref(),
        };
        Self { version: 1, processes: listed.iter().map(process).collect(), unknown }
    }
}
