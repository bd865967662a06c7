//! Facts about single values.

use std::path::Path;

use supervisor_grammar::words;

use super::check::Missed;
use super::forms::Stream;
use crate::compile::nearest;
use crate::convert::{boolean, byte_size, signal};
use crate::lint::Member;
use crate::plan::settings::{
    SettingView, daemon_settings, group_settings, process_settings, rpc_interface_settings, server_settings,
};
use crate::plan::{LogFile, Origin, Plan, Process, Server, ServerKind};
use crate::render::Secrets;
use crate::sources::Location;

/// `env of web has FOO=bar`
pub(super) fn variable(
    process: &Process,
    name: &str,
    expected: Option<&str>,
    secrets: Secrets,
) -> Result<(), Missed> {
    let wanted = expected.map_or_else(|| name.to_owned(), |value| format!("{name}={value}"));
    let Some(found) = process.environment.value.get(name) else {
        let near = nearest(name, process.environment.value.keys().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!(", but {near}"));
        let place = process.environment.origin.location().or_else(|| process.command.origin.location());
        return Err(Missed::new(wanted, format!("there is no {name}{near}"), place));
    };
    if expected.is_none_or(|expected| found.value == expected) {
        return Ok(());
    }
    let shown = secrets.of("environment", Some(name), &found.value);
    Err(Missed::new(wanted, format!("{name}={shown}"), found.origin.location()))
}

/// `env of web has no FOO`
pub(super) fn no_variable(process: &Process, name: &str, secrets: Secrets) -> Result<(), Missed> {
    let Some(found) = process.environment.value.get(name) else { return Ok(()) };
    let shown = secrets.of("environment", Some(name), &found.value);
    Err(Missed::new(format!("no {name}"), format!("{name}={shown}"), found.origin.location()))
}

/// `command of web is …`
pub(super) fn command(process: &Process, expected: &str, secrets: Secrets) -> Result<(), Missed> {
    let command = &process.command;
    if command.value == expected {
        return Ok(());
    }
    Err(Missed::new(expected, secrets.of("command", None, &command.value), command.origin.location()))
}

/// `argv of web is ["…"]`
pub(super) fn arguments(process: &Process, expected: &[String], secrets: Secrets) -> Result<(), Missed> {
    let command = &process.command;
    let found =
        words::split(&command.value).map(|words| words.into_iter().map(|word| word.text).collect::<Vec<_>>());
    let found = match found {
        Ok(found) if found == expected => return Ok(()),
        Ok(found) => secrets.of("command", None, &format!("{found:?}")).into_owned(),
        Err(fault) => format!("it cannot be split into words: {fault}"),
    };
    Err(Missed::new(format!("{expected:?}"), found, command.origin.location()))
}

/// `stdout of web goes to …`
pub(super) fn output(process: &Process, stream: Stream, expected: &str, cwd: &Path) -> Result<(), Missed> {
    let channel = match stream {
        Stream::Stdout => &process.stdout,
        Stream::Stderr => &process.stderr,
    };
    let redirect = &process.redirect_stderr;
    if stream == Stream::Stderr && redirect.value {
        let found = "stdout, by redirect_stderr";
        return if expected == "stdout" {
            Ok(())
        } else {
            Err(Missed::new(expected, found, redirect.origin.location()))
        };
    }
    let file = match &channel.logfile.value {
        LogFile::None => None,
        LogFile::Auto => Some("AUTO".to_owned()),
        // A relative path counts from where supervisord is started.
        LogFile::File(path) if cwd.join(path) == Path::new(expected) => Some(expected.to_owned()),
        LogFile::File(path) => Some(path.display().to_string()),
    };
    let goals: Vec<_> = file.into_iter().chain(channel.syslog.value.then(|| "syslog".to_owned())).collect();
    let found = if goals.is_empty() { "nowhere".to_owned() } else { goals.join(" and ") };
    if found == expected {
        return Ok(());
    }
    let origins = [channel.logfile.origin, channel.syslog.origin].map(Origin::location).into_iter().flatten();
    Err(Missed::new(expected, found, origins))
}

/// The options of a process, and those of the group that it forms with the other processes of its program.
pub(super) fn process(member: Member<'_>) -> Vec<SettingView> {
    let mut views = process_settings(member.process);
    let of_group = group_settings(member.group);
    let new: Vec<_> =
        of_group.into_iter().filter(|view| views.iter().all(|known| known.option != view.option)).collect();
    views.extend(new);
    views
}

/// The options of a section that is no program's; none when there is no such section.
pub(super) fn section(plan: &Plan, name: &str) -> Vec<SettingView> {
    if name == "supervisord" {
        return daemon_settings(&plan.daemon);
    }
    if let Some(server) = plan.servers.iter().find(|server| server.section == name) {
        return server_settings(server);
    }
    let interface = name.strip_prefix("rpcinterface:");
    if let Some(interface) = plan.rpc_interfaces.iter().find(|known| Some(known.name.as_str()) == interface) {
        return rpc_interface_settings(interface);
    }
    let group = name.strip_prefix("group:").and_then(|name| plan.group(name));
    group.map(group_settings).unwrap_or_default()
}

/// Whether an option has a value; without one, whether it has its default.
pub(super) fn option(
    views: &[SettingView],
    option: &str,
    expected: Option<&str>,
    secrets: Secrets,
) -> Result<(), Missed> {
    let wanted =
        expected.map_or_else(|| format!("{option} at its default"), |value| format!("{option}={value}"));
    let Some(view) = views.iter().find(|view| view.option == option) else {
        let near = nearest(option, views.iter().map(|view| view.option));
        let found = match (option, near) {
            ("numprocs" | "numprocs_start", _) => {
                "a plan has no such option, but processes: `program NAME has NUMBER processes`".to_owned()
            }
            (_, Some(near)) => format!("there is no option of that name here; did you mean `{near}`?"),
            (_, None) => "there is no option of that name here".to_owned(),
        };
        return Err(Missed::new(wanted, found, []));
    };
    let holds = match expected {
        Some(expected) => is_same(option, expected, &view.value),
        None => view.origin == Origin::Default,
    };
    if holds {
        return Ok(());
    }
    let value = secrets.of_list(option, &view.value);
    let by_default = if view.origin == Origin::Default { ", the default" } else { "" };
    Err(Missed::new(wanted, format!("{option}={value}{by_default}"), view.origin.location()))
}

/// True for two ways to write the same value.
fn is_same(option: &str, expected: &str, found: &str) -> bool {
    let list = |text: &str| text.split(',').map(|item| item.trim().to_owned()).collect::<Vec<_>>();
    let both = |one: Option<i64>, other: Option<i64>| one.is_some() && one == other;
    let truth = |text: &str| boolean(text).ok().map(i64::from);
    let sent =
        |text: &str| signal(text).ok().filter(|_| option == "stopsignal").map(|signal| i64::from(signal.0));
    expected == found
        || list(expected) == list(found)
        || both(byte_size(expected).ok(), byte_size(found).ok())
        || both(truth(expected), truth(found))
        || both(sent(expected), sent(found))
}

/// Where a server listens, as it is written in a fact, and where that is said.
pub(super) fn address(server: &Server) -> (String, Option<Location>) {
    match &server.kind {
        ServerKind::Unix { file, .. } => (file.value.display().to_string(), file.origin.location()),
        ServerKind::Inet { address } => {
            let host = if address.value.host.is_empty() { "*" } else { &address.value.host };
            (format!("{host}:{}", address.value.port), address.origin.location())
        }
    }
}
