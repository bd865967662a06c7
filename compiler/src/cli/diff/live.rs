//! What runs, as a server tells it: ours the whole active plan, the original what it can.

use std::io;
use std::path::Path;
use std::time::Duration;

use supervisor_wire::{Client, ClientError, Credentials, FaultCode, ServerUrl, Value};

use super::original;
use super::sides::{self, Show, Side};
use crate::cli::World;
use crate::compile::client;
use crate::diff::forecast::{self, Life, Running};
use crate::diff::{OwnOption, OwnSection, told};
use crate::plan::{Group, Origin};
use crate::render::{Secrets, one_line, sealed};

/// Where the server is, as far as the command line says.
pub(super) struct Server {
    /// `--serverurl`.
    pub(super) url: Option<String>,
    /// `--username` and `--password`.
    pub(super) credentials: Option<(String, String)>,
}

/// How long the server may say nothing. The original thinks for half a minute when it has thousands of processes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the original fails to tell its configuration.
const TOO_LARGE: &str = "getAllConfigInfo failed: the original cannot tell numbers of 2 147 483 648 and more, such as a logfile_maxbytes \
                         of 2GB; compare the files: supervisor-diff OLD NEW";

/// What a server answered.
pub(super) struct Answers {
    /// The server, as it may be shown.
    title: String,
    processes: Value,
    told: ToldBy,
}

enum ToldBy {
    Ours(Box<told::Told>),
    Original { configs: Value },
}

/// Asks what runs. `file` says where the server is when the command line does not.
///
/// # Errors
/// Why the server cannot be asked.
pub(super) fn ask(
    server: &Server,
    file: &Path,
    minimal: bool,
    secrets: Secrets,
    world: &World<'_>,
) -> io::Result<Answers> {
    let (url, credentials) = address(server, file, world)?;
    let title = secrets.of("serverurl", None, &url).into_owned();
    let wrong = |error: &dyn std::fmt::Display| {
        let error = error.to_string().replace(&url, &title);
        io::Error::other(one_line(&format!("{title}: {error}")))
    };
    let parsed = ServerUrl::parse(&url).map_err(|error| wrong(&error))?;
    let credentials_missing = credentials.is_none();
    let mut client = Client::new(parsed, credentials).map_err(|error| wrong(&error))?.with_patience(PATIENCE);
    let mut call = |method: &str| client.call(method, &[]).map_err(|error| (error.to_string(), error));
    let active = match call("extension.getActivePlan") {
        Ok(answer) => Some(answer),
        Err((_, ClientError::Fault(fault))) if fault.is(FaultCode::UnknownMethod) => None,
        Err((text, error))
            if error.is_unauthorized() && url.contains('@') && server.credentials.is_none() =>
        {
            let hint = "a name and a password in the URL are not used; give --username and --password";
            return Err(wrong(&format!("{text} ({hint})")));
        }
        Err((_, error)) if error.is_unauthorized() && credentials_missing => {
            let text =
                "HTTP 401 Unauthorized: it wants a name and a password; give --username and --password";
            return Err(wrong(&text));
        }
        Err((text, _)) => return Err(wrong(&text)),
    };
    let processes = call("supervisor.getAllProcessInfo").map_err(|(text, _)| wrong(&text))?;
    let told = match active {
        Some(answer) => {
            let plan = answer.get("plan").and_then(Value::as_str).unwrap_or_default();
            ToldBy::Ours(Box::new(told::read(plan).map_err(|error| wrong(&error))?))
        }
        None if minimal => {
            return Err(wrong(&"this server can only replace whole groups, so there is no --minimal"));
        }
        None => ToldBy::Original {
            configs: call("supervisor.getAllConfigInfo").map_err(|(text, error)| match error {
                ClientError::Http { status: 500, .. } => wrong(&format!("{text} ({TOO_LARGE})")),
                _ => wrong(&text),
            })?,
        },
    };
    Ok(Answers { title, processes, told })
}

/// The side to come as the daemon would read it: what `[supervisord] environment` set when it began is there for every later
/// configuration (spec-config §2.4). Secrets are not told, so those count as this command's environment has them. None: why
/// not has been said.
pub(super) fn as_read_there(
    answers: &Answers,
    file: &Path,
    show: Show,
    world: &mut World<'_>,
) -> Option<Side> {
    let mut untold = Vec::new();
    if let ToldBy::Ours(told) = &answers.told {
        for (name, value) in &told.environment {
            if !sealed::is_sealed(value) {
                world.options.environment.insert(name.clone(), value.clone());
            } else if !world.options.environment.contains_key(name) {
                untold.push(name);
            }
        }
    }
    let side = sides::of_file(file, show, world);
    if side.is_none() {
        untold.retain(|name| sides::mentions(file, &format!("%(ENV_{name})"), world));
        for name in untold {
            world.complain(&format!(
                "supervisor-diff: the daemon has {0}, but does not tell secrets; give --env {0}=VALUE\n",
                one_line(name)
            ));
        }
    }
    side
}

impl Answers {
    /// What runs. `after`, the side to come, loses its secrets in the same way, so that the two can be compared.
    pub(super) fn side(self, after: &mut Side, world: &World<'_>) -> Side {
        let mut side = sides::of_server(self.title, after);
        side.running = running(&self.processes);
        match self.told {
            ToldBy::Ours(told) => {
                let print = |group: &Group| (group.name.clone(), sealed::fingerprint_of_sealed(group));
                side.fingerprints = told.groups.iter().map(print).collect();
                side.groups = told.groups;
                side.told_sections = Some(told.sections);
                side.sources = told.sources;
                after.groups = after.groups.iter().map(sealed::group).collect();
            }
            ToldBy::Original { configs } => {
                side.server = forecast::Server::Original;
                side.placeless = true;
                side.unknown = original::UNKNOWN.to_vec();
                if after.has_namesakes {
                    side.unknown
                        .push("groups that share their name with another, which it replaces at every update");
                }
                side.groups =
                    original::groups(&configs, &self.processes, &after.groups, world.system.as_ref());
            }
        }
        side
    }
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
    // A password is for the server that it is written for, with a slash at the end or without.
    let plain = |url: &str| url.trim_end_matches('/').to_owned();
    let same = server.url.as_ref().is_none_or(|url| plain(url) == plain(&config.serverurl.value));
    let credentials = given.or(from_file.filter(|_| same));
    Ok((server.url.clone().unwrap_or(config.serverurl.value), credentials))
}

/// By the codes of the states: STARTING, RUNNING and BACKOFF are those in which a stop reaches a process, 40 is STOPPING.
fn running(processes: &Value) -> Running {
    let one = |process: &Value| {
        let text = |name| process.get(name).and_then(Value::as_str).map(str::to_owned);
        let state = process.get("state").and_then(Value::as_int)?;
        let life = match state {
            10 | 20 | 30 => Life::Up,
            40 => Life::Stopping,
            _ => Life::Down,
        };
        Some((text("group")?, text("name")?, life))
    };
    Running::of(processes.as_array().unwrap_or_default().iter().filter_map(one))
}

/// Leaves out what differs only because this command runs elsewhere than the daemon: what the daemon's command line sets,
/// and defaults that depend on the current directory.
pub(super) fn without_accidents(old: &mut [OwnSection], new: &mut [OwnSection]) {
    for section in old {
        let Some(other) = new.iter_mut().find(|other| other.name == section.name) else { continue };
        section.options.retain(|option| {
            let same = |it: &OwnOption| it.name == option.name;
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
