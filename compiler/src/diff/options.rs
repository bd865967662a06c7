//! Which options of two processes or two groups differ, and whether the original notices.

use crate::plan::settings::{SettingView, process_settings};
use crate::plan::{Channel, Environment, FastCgi, Group, GroupKind, LogFile, Origin, Process, Setting};

/// An option that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionChange {
    /// The option.
    pub option: String,
    /// Of `environment`: the variable.
    pub variable: Option<String>,
    /// The old value; none when there was none.
    pub old: Option<Side>,
    /// The new value; none when there is none.
    pub new: Option<Side>,
    /// True when the original compares it. It overlooks a log file that is or becomes AUTO, and of a FastCGI
    /// group everything but the socket's address (spec-config §7).
    pub compared: bool,
}

/// A value on one side of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The value as a configuration would spell it.
    pub text: String,
    /// Where it came from, in the sources of its side.
    pub origin: Origin,
}

impl From<&SettingView> for Side {
    fn from(view: &SettingView) -> Self {
        Self { text: view.value.clone(), origin: view.origin }
    }
}

/// How two values of one option relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They mean the same.
    Equal,
    /// They differ and the original does not see it.
    Overlooked,
    /// They differ.
    Compared,
}

impl Verdict {
    fn of(equal: bool) -> Self {
        if equal { Verdict::Equal } else { Verdict::Compared }
    }

    pub(super) fn overlooking(equal: bool) -> Self {
        if equal { Verdict::Equal } else { Verdict::Overlooked }
    }
}

/// The options that differ between two lists of settings: those of both lists by `verdict`, and those of
/// one list alone.
pub(super) fn between(
    old: &[SettingView],
    new: &[SettingView],
    verdict: impl Fn(&str) -> Verdict,
) -> Vec<OptionChange> {
    let find =
        |views: &[SettingView], option| views.iter().find(|view| view.option == option).map(Side::from);
    let gone = old.iter().filter(|view| new.iter().all(|other| other.option != view.option));
    let mut changes = Vec::new();
    for view in new.iter().chain(gone) {
        let (old, new) = (find(old, view.option), find(new, view.option));
        let verdict = if old.is_some() && new.is_some() { verdict(view.option) } else { Verdict::Compared };
        if verdict != Verdict::Equal {
            let compared = verdict == Verdict::Compared;
            changes.push(OptionChange { option: view.option.to_owned(), variable: None, old, new, compared });
        }
    }
    changes
}

/// The options of two processes of one name that differ; `environment` variable by variable.
pub(super) fn process_options(old: &Process, new: &Process) -> Vec<OptionChange> {
    if old == new {
        return Vec::new();
    }
    let mut changes =
        between(&process_settings(old), &process_settings(new), |option| process_option(old, new, option));
    changes.extend(variables(&old.environment, &new.environment));
    changes
}

/// The variables that differ, those of the new side first. Their order means nothing.
pub(super) fn variables(old: &Environment, new: &Environment) -> Vec<OptionChange> {
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let side = |environment: &Environment, name: &str| {
        environment.get(name).map(|value| Side { text: value.value.clone(), origin: value.origin })
    };
    new.keys()
        .chain(gone)
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| OptionChange {
            option: "environment".to_owned(),
            variable: Some(name.clone()),
            old: side(old, name),
            new: side(new, name),
            compared: true,
        })
        .collect()
}

fn process_option(old: &Process, new: &Process, option: &str) -> Verdict {
    if let Some(option) = option.strip_prefix("stdout_") {
        return channel_option(&old.stdout, &new.stdout, option);
    }
    if let Some(option) = option.strip_prefix("stderr_") {
        return channel_option(&old.stderr, &new.stderr, option);
    }
    if let (Some(old), Some(new), true) = (&old.fastcgi, &new.fastcgi, option.starts_with("socket")) {
        return fastcgi_option(old, new, option);
    }
    Verdict::of(match option {
        "process_name" => old.name == new.name,
        "command" => old.command == new.command,
        "directory" => old.directory == new.directory,
        "umask" => old.umask == new.umask,
        "priority" => old.priority == new.priority,
        "autostart" => old.autostart == new.autostart,
        "autorestart" => old.autorestart == new.autorestart,
        "startsecs" => old.startsecs == new.startsecs,
        "startretries" => old.startretries == new.startretries,
        "exitcodes" => old.exitcodes == new.exitcodes,
        "stopsignal" => old.stopsignal == new.stopsignal,
        "stopwaitsecs" => old.stopwaitsecs == new.stopwaitsecs,
        "stopasgroup" => old.stopasgroup == new.stopasgroup,
        "killasgroup" => old.killasgroup == new.killasgroup,
        "user" => old.user == new.user,
        "redirect_stderr" => old.redirect_stderr == new.redirect_stderr,
        "serverurl" => old.serverurl == new.serverurl,
        // The environment is compared variable by variable; nothing else is left.
        _ => true,
    })
}

fn channel_option(old: &Channel, new: &Channel, option: &str) -> Verdict {
    match option {
        "logfile" => log_file(&old.logfile, &new.logfile),
        "logfile_maxbytes" => Verdict::of(old.logfile_maxbytes == new.logfile_maxbytes),
        "logfile_backups" => Verdict::of(old.logfile_backups == new.logfile_backups),
        "capture_maxbytes" => Verdict::of(old.capture_maxbytes == new.capture_maxbytes),
        "events_enabled" => Verdict::of(old.events_enabled == new.events_enabled),
        "syslog" => Verdict::of(old.syslog == new.syslog),
        _ => Verdict::Equal,
    }
}

/// The original skips a log file when the *new* value is AUTO.
fn log_file(old: &Setting<LogFile>, new: &Setting<LogFile>) -> Verdict {
    if new.value == LogFile::Auto { Verdict::overlooking(old == new) } else { Verdict::of(old == new) }
}

/// An option of two groups of one kind.
pub(super) fn group_option(old: &Group, new: &Group, option: &str) -> Verdict {
    if option == "priority" {
        return Verdict::of(old.priority == new.priority);
    }
    match (&old.kind, &new.kind) {
        (GroupKind::FastCgi(old), GroupKind::FastCgi(new)) => fastcgi_option(old, new, option),
        (GroupKind::EventListener(old), GroupKind::EventListener(new)) => Verdict::of(match option {
            "events" => old.events == new.events,
            "buffer_size" => old.buffer_size == new.buffer_size,
            "result_handler" => old.result_handler == new.result_handler,
            _ => true,
        }),
        _ => Verdict::Equal,
    }
}

/// As it is written: who it is on this machine need not be known.
fn owner(fastcgi: &FastCgi) -> Option<&str> {
    fastcgi.socket_owner.value.as_ref().map(|owner| owner.text.as_str())
}

/// An option of two FastCGI sockets.
fn fastcgi_option(old: &FastCgi, new: &FastCgi, option: &str) -> Verdict {
    match option {
        "socket" => Verdict::of(old.socket == new.socket),
        "socket_owner" => Verdict::overlooking(owner(old) == owner(new)),
        "socket_mode" => Verdict::overlooking(old.socket_mode == new.socket_mode),
        "socket_backlog" => Verdict::overlooking(old.socket_backlog == new.socket_backlog),
        _ => Verdict::Equal,
    }
}
