//! What runs, as a server tells it: ours the whole active plan, the original what it can.

use std::io;
use std::path::Path;

use supervisor_wire::{Client, ClientError, Credentials, FaultCode, ServerUrl, Value};

use super::original;
use super::sides::{self, Side};
use crate::cli::World;
use crate::compile::client;
use crate::diff::forecast::{self, Running};
use crate::diff::{OwnOption, OwnSection, told};
use crate::plan::Origin;
use crate::render::sealed;

/// States in which a stop reaches a process: STARTING, RUNNING, BACKOFF.
const UP: [i64; 3] = [10, 20, 30];

/// Where the server is, as far as the command line says.
pub(super) struct Server {
    /// `--serverurl`.
    pub(super) url: Option<String>,
    /// `--username` and `--password`.
    pub(super) credentials: Option<(String, String)>,
}

/// What runs. `after`, the side to come, loses its secrets in the same way, so that the two can be compared. `file` says
/// where the server is when the command line does not.
///
/// # Errors
/// Why the server cannot be asked.
pub(super) fn read(
    server: &Server,
    file: &Path,
    minimal: bool,
    after: &mut Side,
    world: &World<'_>,
) -> io::Result<Side> {
    let (url, credentials) = address(server, file, world)?;
    let wrong = |error: &dyn std::fmt::Display| {
        io::Error::other(format!("{url}: {}", told::harmless(&error.to_string())))
    };
    let parsed = ServerUrl::parse(&url).map_err(|error| wrong(&error))?;
    let mut client = Client::new(parsed, credentials).map_err(|error| wrong(&error))?;
    let mut call = |method: &str| client.call(method, &[]).map_err(|error| (error.to_string(), error));
    let active = match call("extension.getActivePlan") {
        Ok(answer) => Some(answer),
        Err((_, ClientError::Fault(fault))) if fault.is(FaultCode::UnknownMethod) => None,
        Err((text, _)) => return Err(wrong(&text)),
    };
    let processes = call("supervisor.getAllProcessInfo").map_err(|(text, _)| wrong(&text))?;
    let mut side = sides::of_server(url.clone(), after);
    side.running = running(&processes);
    match active {
        Some(answer) => {
            let plan = answer.get("plan").and_then(Value::as_str).unwrap_or_default();
            let plan = told::read(plan).map_err(|error| wrong(&error))?;
            let fingerprints =
                plan.groups.iter().map(|group| (group.name.clone(), sealed::fingerprint_of_sealed(group)));
            side.fingerprints = fingerprints.collect();
            side.groups = plan.groups;
            side.told_sections = Some(plan.sections);
            side.sources = plan.sources;
            after.groups = after.groups.iter().map(sealed::group).collect();
        }
        None if minimal => {
            return Err(wrong(&"this server can only replace whole groups, so there is no --minimal"));
        }
        None => {
            let configs = call("supervisor.getAllConfigInfo").map_err(|(text, _)| wrong(&text))?;
            side.server = forecast::Server::Original;
            side.placeless = true;
            side.unknown = original::UNKNOWN.to_vec();
            side.groups = original::groups(&configs, &processes, &after.groups, world.system.as_ref());
        }
    }
    Ok(side)
}

/// The URL, and who asks.
fn address(server: &Server, file: &Path, world: &World<'_>) -> io::Result<(String, Option<Credentials>)> {
    let given = server.credentials.clone().map(|(username, password)| Credentials { username, password });
    let config = client::load(file, world.system.as_ref(), &world.options.environment, &world.options.cwd);
    let config = match (config, &server.url) {
        (Ok(config), _) => config,
        (Err(_), Some(url)) => return Ok((url.clone(), given)),
        (Err(error), None) => {
            return Err(io::Error::other(format!("where the server is cannot be told: {error}")));
        }
    };
    let from_file = config.username.value.zip(config.password.value);
    let from_file = from_file.map(|(username, password)| Credentials { username, password });
    // A password is for the server that it is written for.
    let same = server.url.as_ref().is_none_or(|url| *url == config.serverurl.value);
    let credentials = given.or(from_file.filter(|_| same));
    Ok((server.url.clone().unwrap_or(config.serverurl.value), credentials))
}

fn running(processes: &Value) -> Running {
    let one = |process: &Value| {
        let text = |name| process.get(name).and_then(Value::as_str).map(str::to_owned);
        let state = process.get("state").and_then(Value::as_int)?;
        Some((text("group")?, text("name")?, UP.contains(&state.into())))
    };
    Running::of(processes.as_array().unwrap_or_default().iter().filter_map(one))
}

/// Leaves out what differs only because this command runs elsewhere than the daemon: what the daemon's command line sets,
/// and defaults that depend on the current directory.
pub(super) fn without_accidents(old: &mut [OwnSection], new: &mut [OwnSection]) {
    for section in old {
        let Some(other) = new.iter_mut().find(|other| other.name == section.name) else { continue };
        section.options.retain(|option| {
            let same = |it: &OwnOption| it.name == option.name && it.variable == option.variable;
            let counterpart = other.options.iter().find(|it| same(it)).map(|it| it.value.origin);
            let typed = matches!(option.value.origin, Origin::CommandLine(_));
            let is_accident =
                typed || (option.value.origin, counterpart) == (Origin::Default, Some(Origin::Default));
            if is_accident {
                other.options.retain(|it| !same(it));
            }
            !is_accident
        });
    }
}
