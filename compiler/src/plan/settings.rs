//! Every setting of the plan under its option's name, as people write it: what `supervisor-lint plan` prints and
//! `supervisor-diff` compares.
//!
//! Each function takes its struct apart without `..`, so that a new field does not compile until it is shown here.

use super::{
    Channel, Credentials, Daemon, Environment, EventListener, FastCgi, FastCgiAddress, Group, GroupKind,
    LogFile, MainLog, Origin, Owner, Password, Process, RpcInterface, Server, ServerKind, ServerUrl, Setting,
};

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingView {
    /// The option's name.
    pub option: &'static str,
    /// The value as it would be written in a file; empty when there is none.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// True when a difference makes `update` restart the group (spec-config §7).
    pub compared: bool,
}

fn view<T>(option: &'static str, setting: &Setting<T>, show: impl FnOnce(&T) -> String) -> SettingView {
    SettingView { option, value: show(&setting.value), origin: setting.origin, compared: true }
}

/// Marks settings that `update` does not look at.
fn not_compared(mut view: SettingView) -> SettingView {
    view.compared = false;
    view
}

/// `[supervisord]`. None of it is compared, except that `environment` is part of every process.
#[must_use]
pub fn daemon_settings(daemon: &Daemon) -> Vec<SettingView> {
    let Daemon {
        logfile,
        logfile_maxbytes,
        logfile_backups,
        loglevel,
        pidfile,
        umask,
        nodaemon,
        silent,
        minfds,
        minprocs,
        nocleanup,
        childlogdir,
        user,
        directory,
        strip_ansi,
        environment,
        identifier,
    } = daemon;
    [
        view("logfile", logfile, |log| match log {
            MainLog::Syslog => "syslog".to_owned(),
            MainLog::File(path) => path.display().to_string(),
        }),
        view("logfile_maxbytes", logfile_maxbytes, |n| bytes(*n)),
        view("logfile_backups", logfile_backups, i64::to_string),
        view("loglevel", loglevel, |level| level.name().to_owned()),
        view("pidfile", pidfile, |path| path.display().to_string()),
        view("umask", umask, |mode| octal(*mode)),
        view("nodaemon", nodaemon, bool::to_string),
        view("silent", silent, bool::to_string),
        view("minfds", minfds, i64::to_string),
        view("minprocs", minprocs, i64::to_string),
        view("nocleanup", nocleanup, bool::to_string),
        view("childlogdir", childlogdir, |path| path.display().to_string()),
        view("user", user, |user| optional(user, |user| user.text.clone())),
        view("directory", directory, |path| optional(path, |path| path.display().to_string())),
        view("strip_ansi", strip_ansi, bool::to_string),
        view("environment", environment, environment_text),
        view("identifier", identifier, String::clone),
    ]
    .map(not_compared)
    .into()
}

/// The options of a program, without `numprocs` and `numprocs_start`, which made the process.
#[must_use]
pub fn process_settings(process: &Process) -> Vec<SettingView> {
    let Process {
        name,
        command,
        directory,
        umask,
        priority,
        autostart,
        autorestart,
        startsecs,
        startretries,
        exitcodes,
        stopsignal,
        stopwaitsecs,
        stopasgroup,
        killasgroup,
        user,
        redirect_stderr,
        stdout,
        stderr,
        environment,
        serverurl,
        fastcgi,
    } = process;
    let mut views = vec![
        view("command", command, String::clone),
        view("process_name", name, String::clone),
        view("priority", priority, i64::to_string),
        view("autostart", autostart, bool::to_string),
        view("autorestart", autorestart, |when| when.name().to_owned()),
        view("startsecs", startsecs, i64::to_string),
        view("startretries", startretries, i64::to_string),
        view("exitcodes", exitcodes, |codes| comma(codes.iter().map(u8::to_string))),
        view("stopsignal", stopsignal, |signal| signal.text()),
        view("stopwaitsecs", stopwaitsecs, i64::to_string),
        view("stopasgroup", stopasgroup, bool::to_string),
        view("killasgroup", killasgroup, bool::to_string),
        view("user", user, |user| optional(user, |user| user.text.clone())),
        view("redirect_stderr", redirect_stderr, bool::to_string),
    ];
    views.extend(channel(
        stdout,
        [
            "stdout_logfile",
            "stdout_logfile_maxbytes",
            "stdout_logfile_backups",
            "stdout_capture_maxbytes",
            "stdout_events_enabled",
            "stdout_syslog",
        ],
    ));
    views.extend(channel(
        stderr,
        [
            "stderr_logfile",
            "stderr_logfile_maxbytes",
            "stderr_logfile_backups",
            "stderr_capture_maxbytes",
            "stderr_events_enabled",
            "stderr_syslog",
        ],
    ));
    views.extend([
        view("environment", environment, |list| environment_text(list)),
        view("directory", directory, |path| optional(path, String::clone)),
        view("umask", umask, |mode| optional(mode, |mode| octal(*mode))),
        view("serverurl", serverurl, |url| match url {
            ServerUrl::Auto => "AUTO".to_owned(),
            ServerUrl::Literal(text) => text.clone(),
        }),
    ]);
    views.extend(fastcgi.iter().flat_map(|fastcgi| fastcgi_settings(fastcgi)));
    views
}

fn channel(channel: &Channel, names: [&'static str; 6]) -> [SettingView; 6] {
    let Channel { logfile, logfile_maxbytes, logfile_backups, capture_maxbytes, events_enabled, syslog } =
        channel;
    let [log, maxbytes, backups, capture, events, to_syslog] = names;
    [
        view(log, logfile, |log| match log {
            LogFile::None => "NONE".to_owned(),
            LogFile::Auto => "AUTO".to_owned(),
            LogFile::File(path) => path.display().to_string(),
        }),
        view(maxbytes, logfile_maxbytes, |n| bytes(*n)),
        view(backups, logfile_backups, i64::to_string),
        view(capture, capture_maxbytes, |n| bytes(*n)),
        view(events, events_enabled, bool::to_string),
        view(to_syslog, syslog, bool::to_string),
    ]
}

/// What a group has besides its processes: `priority`, and the options of its kind.
#[must_use]
pub fn group_settings(group: &Group) -> Vec<SettingView> {
    let Group { name: _, priority, kind, processes: _, header: _ } = group;
    let mut views = vec![view("priority", priority, i64::to_string)];
    match kind {
        GroupKind::Programs => {}
        GroupKind::FastCgi(fastcgi) => views.extend(fastcgi_settings(fastcgi)),
        GroupKind::EventListener(listener) => {
            let EventListener { events, buffer_size, result_handler } = &**listener;
            views.extend([
                view("events", events, |events| comma(events.iter().map(|event| event.name().to_owned()))),
                view("buffer_size", buffer_size, i64::to_string),
                view("result_handler", result_handler, String::clone),
            ]);
        }
    }
    views
}

/// The options of `[fcgi-program:x]` that a program has not. Of these only the address is compared.
fn fastcgi_settings(fastcgi: &FastCgi) -> [SettingView; 4] {
    let FastCgi { socket, socket_owner, socket_mode, socket_backlog } = fastcgi;
    [
        view("socket", socket, FastCgiAddress::to_string),
        not_compared(view("socket_owner", socket_owner, |owner| optional(owner, owner_text))),
        not_compared(view("socket_mode", socket_mode, |mode| optional(mode, |mode| octal(*mode)))),
        not_compared(view("socket_backlog", socket_backlog, |n| optional(n, i64::to_string))),
    ]
}

/// The options of one HTTP server.
#[must_use]
pub fn server_settings(server: &Server) -> Vec<SettingView> {
    let Server { section: _, kind, credentials } = server;
    let mut views = match kind {
        ServerKind::Unix { file, chmod, chown } => vec![
            view("file", file, |path| path.display().to_string()),
            view("chmod", chmod, |mode| octal(*mode)),
            view("chown", chown, |owner| optional(owner, owner_text)),
        ],
        ServerKind::Inet { address } => {
            vec![view("port", address, |address| {
                let host = if address.host.is_empty() { "*" } else { &address.host };
                format!("{host}:{}", address.port)
            })]
        }
    };
    match credentials {
        Some(Credentials { username, password }) => views.extend([
            view("username", username, String::clone),
            view("password", password, |password| match password {
                Password::Plain(text) => text.clone(),
                Password::Sha1(hex) => format!("{{SHA}}{hex}"),
            }),
        ]),
        None => views.extend(["username", "password"].map(|option| SettingView {
            option,
            value: String::new(),
            origin: Origin::Default,
            compared: false,
        })),
    }
    views.into_iter().map(not_compared).collect()
}

/// The options of one RPC interface that Supervisor itself reads.
#[must_use]
pub fn rpc_interface_settings(interface: &RpcInterface) -> Vec<SettingView> {
    let RpcInterface { name: _, factory, options: _ } = interface;
    vec![not_compared(view("supervisor.rpcinterface_factory", factory, String::clone))]
}

fn optional<T>(value: &Option<T>, show: impl FnOnce(&T) -> String) -> String {
    value.as_ref().map_or_else(String::new, show)
}

fn comma(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(",")
}

fn owner_text(owner: &Owner) -> String {
    owner.text.clone()
}

fn octal(mode: i64) -> String {
    if mode < 0 { format!("-{:03o}", mode.unsigned_abs()) } else { format!("{mode:03o}") }
}

/// In the largest unit that loses nothing.
fn bytes(count: i64) -> String {
    for (unit, size) in [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)] {
        if count != 0 && count % size == 0 {
            return format!("{}{unit}", count / size);
        }
    }
    count.to_string()
}

/// `A="1",B="2"`, in the order of the variables' names, which is the order that does not matter.
fn environment_text(environment: &Environment) -> String {
    let mut pairs: Vec<_> = environment.iter().collect();
    pairs.sort_unstable_by_key(|(key, _)| *key);
    comma(pairs.into_iter().map(|(key, value)| {
        let quote = if value.value.contains('"') { '\'' } else { '"' };
        format!("{key}={quote}{}{quote}", value.value)
    }))
}
