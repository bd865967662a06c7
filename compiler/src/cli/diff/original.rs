//! What the Python original tells of what runs: `getAllConfigInfo` and `getAllProcessInfo` (spec-runtime §7.8, §7.9). What
//! they do not tell is taken to be as it shall be.

use std::collections::BTreeMap;

use supervisor_wire::Value;

use crate::diff::told::harmless;
use crate::plan::{
    AutoRestart, Channel, Group, GroupKind, LogFile, Process, ServerUrl, Setting, Signal, UserRef,
};
use crate::system::System;

/// What the original's answers leave out.
pub(super) const UNKNOWN: [&str; 11] = [
    "autorestart",
    "environment",
    "stopasgroup",
    "umask",
    "the order of processes and the kind of a group",
    "events",
    "buffer_size",
    "result_handler",
    "socket",
    "[supervisord]",
    "servers",
];

/// The active groups. `new` are the groups to come, which fill in what cannot be told.
pub(super) fn groups(configs: &Value, processes: &Value, new: &[Group], system: &dyn System) -> Vec<Group> {
    // What is active, by group: the configuration that was read last may be another one.
    let mut active: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for process in processes.as_array().unwrap_or_default() {
        if let Some(group) = text(process, "group") {
            active.entry(harmless(&group)).or_default().push(process);
        }
    }
    let configs = configs.as_array().unwrap_or_default();
    let mut groups: Vec<Group> = active
        .into_iter()
        .map(|(name, members)| {
            let like = new.iter().find(|group| group.name == name);
            group(name, members, like, configs, system)
        })
        .collect();
    groups.sort_by_key(|group| group.priority.value);
    groups
}

fn group(
    name: String,
    infos: Vec<&Value>,
    like: Option<&Group>,
    configs: &[Value],
    system: &dyn System,
) -> Group {
    let position = |name: &str| {
        let processes = like.map(|group| group.processes.as_slice()).unwrap_or_default();
        processes.iter().position(|process| process.name.value == name).unwrap_or(usize::MAX)
    };
    let mut members: Vec<(String, &Value)> =
        infos.into_iter().filter_map(|info| Some((text(info, "name")?, info))).collect();
    members.sort_by_key(|(name, _)| position(name));
    let config = |process: &str| {
        configs.iter().find(|config| {
            text(config, "group").as_deref() == Some(&*name)
                && text(config, "name").as_deref() == Some(process)
        })
    };
    let priority = members.iter().find_map(|(member, _)| number(config(member)?, "group_prio"));
    let processes = members
        .iter()
        .map(|(member, info)| {
            let like = like.and_then(|group| group.processes.iter().find(|it| it.name.value == *member));
            let mut process = like.cloned().unwrap_or_else(|| bare(&harmless(member)));
            if let Some(config) = config(member) {
                overlay(&mut process, config, system);
            }
            // Of logs the process itself tells, which is what runs; the configuration is that which was read last.
            put(&mut process.stdout.logfile, log_in_use(info, "stdout"));
            put(&mut process.stderr.logfile, log_in_use(info, "stderr"));
            process
        })
        .collect();
    let known = like.map(|group| group.priority.value);
    Group {
        priority: Setting::default_value(priority.or(known).unwrap_or(999)),
        kind: like.map_or(GroupKind::Programs, |group| group.kind.clone()),
        processes,
        header: Setting::default_value(()),
        name,
    }
}

/// Puts what is told in the place of what was assumed.
fn overlay(process: &mut Process, config: &Value, system: &dyn System) {
    let unset = |value: String| (value != "none").then_some(value);
    put(&mut process.command, text(config, "command"));
    put(&mut process.directory, text(config, "directory").map(unset));
    put(&mut process.priority, number(config, "process_prio"));
    put(&mut process.autostart, truth(config, "autostart"));
    put(&mut process.startsecs, number(config, "startsecs"));
    put(&mut process.startretries, number(config, "startretries"));
    put(&mut process.stopwaitsecs, number(config, "stopwaitsecs"));
    put(&mut process.killasgroup, truth(config, "killasgroup"));
    put(&mut process.redirect_stderr, truth(config, "redirect_stderr"));
    let signal = number(config, "stopsignal").and_then(|number| i32::try_from(number).ok());
    put(&mut process.stopsignal, signal.map(Signal));
    let codes = config
        .get("exitcodes")
        .and_then(Value::as_array)
        .map(|codes| codes.iter().filter_map(|code| u8::try_from(code.as_int()?).ok()).collect());
    put(&mut process.exitcodes, codes);
    let uid = match config.get("uid") {
        Some(Value::Int(uid)) => u32::try_from(*uid).ok().map(Some),
        Some(_) => Some(None),
        None => None,
    };
    if let Some(uid) = uid {
        let number = |user: &UserRef| user.uid.or_else(|| Some(system.user_by_name(&user.text)?.uid));
        let assumed = process.user.value.as_ref().and_then(number);
        // A number is told, and a name is written.
        if uid != assumed || (uid.is_none() && process.user.value.is_some()) {
            let user = uid.map(|uid| UserRef { text: uid.to_string(), uid: Some(uid) });
            process.user = Setting::default_value(user);
        }
    }
    let url = text(config, "serverurl").map(|url| unset(url).map_or(ServerUrl::Auto, ServerUrl::Literal));
    put(&mut process.serverurl, url);
    channel(&mut process.stdout, config, "stdout");
    channel(&mut process.stderr, config, "stderr");
}

fn channel(channel: &mut Channel, config: &Value, name: &str) {
    let key = |option: &str| format!("{name}_{option}");
    let file = text(config, &key("logfile")).map(|path| match path.as_str() {
        "none" => LogFile::None,
        "auto" => LogFile::Auto,
        path if is_auto(path, name) => LogFile::Auto,
        path => LogFile::File(path.into()),
    });
    put(&mut channel.logfile, file);
    put(&mut channel.logfile_maxbytes, number(config, &key("logfile_maxbytes")));
    put(&mut channel.logfile_backups, number(config, &key("logfile_backups")));
    put(&mut channel.capture_maxbytes, number(config, &key("capture_maxbytes")));
    put(&mut channel.events_enabled, truth(config, &key("events_enabled")));
    put(&mut channel.syslog, truth(config, &key("syslog")));
}

/// The log file that a process has.
fn log_in_use(info: &Value, channel: &str) -> Option<LogFile> {
    text(info, &format!("{channel}_logfile")).map(|path| match path.as_str() {
        "" => LogFile::None,
        path if is_auto(path, channel) => LogFile::Auto,
        path => LogFile::File(path.into()),
    })
}

/// Whether a path is one that the daemon chose: `NAME-stdout---IDENTIFIER-xxxxxxxx.log`.
fn is_auto(path: &str, channel: &str) -> bool {
    path.ends_with(".log") && path.contains(&format!("-{channel}---"))
}

fn put<T>(setting: &mut Setting<T>, value: Option<T>) {
    if let Some(value) = value {
        *setting = Setting::default_value(value);
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn number(value: &Value, name: &str) -> Option<i64> {
    value.get(name).and_then(Value::as_int).map(i64::from)
}

fn truth(value: &Value, name: &str) -> Option<bool> {
    value.get(name).and_then(Value::as_bool)
}

/// A process of which nothing is known yet.
fn bare(name: &str) -> Process {
    let channel = || Channel {
        logfile: Setting::default_value(LogFile::Auto),
        logfile_maxbytes: Setting::default_value(0),
        logfile_backups: Setting::default_value(0),
        capture_maxbytes: Setting::default_value(0),
        events_enabled: Setting::default_value(false),
        syslog: Setting::default_value(false),
    };
    Process {
        name: Setting::default_value(name.to_owned()),
        command: Setting::default_value(String::new()),
        directory: Setting::default_value(None),
        umask: Setting::default_value(None),
        priority: Setting::default_value(999),
        autostart: Setting::default_value(true),
        autorestart: Setting::default_value(AutoRestart::Unexpected),
        startsecs: Setting::default_value(1),
        startretries: Setting::default_value(3),
        exitcodes: Setting::default_value(vec![0]),
        stopsignal: Setting::default_value(Signal::default()),
        stopwaitsecs: Setting::default_value(10),
        stopasgroup: Setting::default_value(false),
        killasgroup: Setting::default_value(false),
        user: Setting::default_value(None),
        redirect_stderr: Setting::default_value(false),
        stdout: channel(),
        stderr: channel(),
        environment: Setting::default_value(std::sync::Arc::default()),
        serverurl: Setting::default_value(ServerUrl::Auto),
        fastcgi: None,
    }
}
