//! What our compiler makes of a file, in the words of `tests/scripts/verdicts.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use supervisor_compiler::plan::{
    Channel, Credentials, Daemon, Environment, Group, GroupKind, LogFile, LogLevel, MainLog, Owner, Password,
    Plan, Process, RpcInterface, Server, ServerKind, ServerUrl, UserRef,
};
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Compilation, Options, compile};

use crate::original::Question;

/// Options for a compilation on this machine, in `directory`.
///
/// # Panics
/// Never on Linux: every process has a host name.
#[must_use]
pub fn options(environment: &[(String, String)], host: bool, directory: PathBuf) -> Options {
    let host_name = std::fs::read_to_string("/proc/sys/kernel/hostname").expect("man 5 proc");
    Options {
        environment: environment.iter().cloned().collect::<BTreeMap<_, _>>(),
        cwd: directory,
        host_name: host_name.trim_end().to_owned(),
        uid: nix::unistd::geteuid().as_raw(),
        host_checks: host,
        ..Options::default()
    }
}

/// Our answer to a question, and the compilation it came from; none when the main file cannot be read.
///
/// # Panics
/// When the compilation contradicts itself: a plan with an error, or no plan without one.
#[must_use]
pub fn ours(question: &Question, options: &Options) -> (Value, Option<Compilation>) {
    let options = Options { cwd: question.directory.clone(), ..options.clone() };
    let compilation = match compile(&question.file, &RealSystem, &options) {
        Ok(compilation) => compilation,
        Err(error) => return (json!({ "error": error.to_string() }), None),
    };
    (of(&question.file, &compilation), Some(compilation))
}

fn of(file: &Path, compilation: &Compilation) -> Value {
    match (&compilation.plan, compilation.original_error()) {
        (Some(plan), None) => json!({ "plan": show_plan(plan) }),
        (None, Some(error)) => json!({ "error": error }),
        (plan, error) => panic!("{}: a plan ({}) and an error ({error:?})", file.display(), plan.is_some()),
    }
}

fn show_plan(plan: &Plan) -> Value {
    let notices = |level: LogLevel| -> Vec<&str> {
        plan.notices
            .iter()
            .filter(|notice| notice.level == level)
            .map(|notice| notice.text.as_str())
            .collect()
    };
    json!({
        "daemon": show_daemon(&plan.daemon),
        "groups": plan.groups.iter().map(show_group).collect::<Vec<_>>(),
        "servers": plan.servers.iter().map(show_server).collect::<Vec<_>>(),
        "server_url": plan.server_url(),
        "rpc_interfaces": plan.rpc_interfaces.iter().map(show_rpc_interface).collect::<Vec<_>>(),
        "warnings": notices(LogLevel::Warn),
        "infos": notices(LogLevel::Info),
    })
}

fn show_daemon(daemon: &Daemon) -> Value {
    let logfile = match &daemon.logfile.value {
        MainLog::Syslog => json!("syslog"),
        MainLog::File(path) => json!(path),
    };
    let level = match daemon.loglevel.value {
        LogLevel::Critical => 50,
        LogLevel::Error => 40,
        LogLevel::Warn => 30,
        LogLevel::Info => 20,
        LogLevel::Debug => 10,
        LogLevel::Trace => 5,
        LogLevel::Blather => 3,
    };
    json!({
        "logfile": logfile,
        "logfile_maxbytes": daemon.logfile_maxbytes.value,
        "logfile_backups": daemon.logfile_backups.value,
        "loglevel": level,
        "pidfile": daemon.pidfile.value,
        "umask": daemon.umask.value,
        "nodaemon": daemon.nodaemon.value,
        "silent": daemon.silent.value,
        "minfds": daemon.minfds.value,
        "minprocs": daemon.minprocs.value,
        "nocleanup": daemon.nocleanup.value,
        "childlogdir": daemon.childlogdir.value,
        "user": daemon.user.value.as_ref().map(|user| &user.text),
        "directory": daemon.directory.value,
        "strip_ansi": daemon.strip_ansi.value,
        "environment": show_environment(&daemon.environment.value),
        "identifier": daemon.identifier.value,
    })
}

fn show_group(group: &Group) -> Value {
    let mut shown = json!({
        "name": group.name,
        "priority": group.priority.value,
        "processes": group.processes.iter().map(show_process).collect::<Vec<_>>(),
    });
    let kind = match &group.kind {
        GroupKind::Programs => "ProcessGroup",
        GroupKind::FastCgi(fcgi) => {
            shown["socket"] = fcgi.socket.value.to_string().into();
            shown["socket_owner"] = fcgi.socket_owner.value.as_ref().map_or(Value::Null, show_owner);
            shown["socket_mode"] = fcgi.socket_mode.value.into();
            shown["socket_backlog"] = fcgi.socket_backlog.value.into();
            "FastCGIGroup"
        }
        GroupKind::EventListener(listener) => {
            let mut events: Vec<&str> = listener.events.value.iter().map(|event| event.name()).collect();
            events.sort_unstable();
            shown["events"] = events.into();
            shown["buffer_size"] = listener.buffer_size.value.into();
            shown["result_handler"] = listener.result_handler.value.clone().into();
            "EventListenerPool"
        }
    };
    shown["kind"] = kind.into();
    shown
}

/// Without host checks there are no ids, and the text stands for the user.
fn show_owner(owner: &Owner) -> Value {
    match owner.uid {
        Some(uid) => json!([uid, owner.gid]),
        None => {
            let (user, group) = match owner.text.split_once(':') {
                Some((user, group)) => (user, Some(group)),
                None => (owner.text.as_str(), None),
            };
            json!([user, group])
        }
    }
}

fn show_process(process: &Process) -> Value {
    let serverurl = match &process.serverurl.value {
        ServerUrl::Auto => Value::Null,
        ServerUrl::Literal(url) => json!(url),
    };
    json!({
        "name": process.name.value,
        "command": process.command.value,
        "directory": process.directory.value,
        "umask": process.umask.value,
        "priority": process.priority.value,
        "autostart": process.autostart.value,
        "autorestart": process.autorestart.value.name(),
        "startsecs": process.startsecs.value,
        "startretries": process.startretries.value,
        "exitcodes": process.exitcodes.value,
        "stopsignal": process.stopsignal.value.0,
        "stopwaitsecs": process.stopwaitsecs.value,
        "stopasgroup": process.stopasgroup.value,
        "killasgroup": process.killasgroup.value,
        "user": process.user.value.as_ref().map(show_user),
        "redirect_stderr": process.redirect_stderr.value,
        "environment": show_environment(&process.environment.value),
        "serverurl": serverurl,
        "stdout": show_channel(&process.stdout),
        "stderr": show_channel(&process.stderr),
    })
}

fn show_channel(channel: &Channel) -> Value {
    let logfile = match &channel.logfile.value {
        LogFile::None => Value::Null,
        LogFile::Auto => json!("AUTO"),
        LogFile::File(path) => json!(path),
    };
    json!({
        "logfile": logfile,
        "logfile_maxbytes": channel.logfile_maxbytes.value,
        "logfile_backups": channel.logfile_backups.value,
        "capture_maxbytes": channel.capture_maxbytes.value,
        "events_enabled": channel.events_enabled.value,
        "syslog": channel.syslog.value,
    })
}

fn show_user(user: &UserRef) -> Value {
    user.uid.map_or_else(|| json!(user.text), |uid| json!(uid))
}

fn show_environment(environment: &Environment) -> Value {
    environment.iter().map(|(key, setting)| (key.clone(), json!(setting.value))).collect::<Map<_, _>>().into()
}

fn show_server(server: &Server) -> Value {
    let (address, chmod, chown) = match &server.kind {
        ServerKind::Unix { file, chmod, chown } => {
            (json!(file.value), json!(chmod.value), chown.value.as_ref().map_or(Value::Null, show_owner))
        }
        ServerKind::Inet { address } => {
            (json!(format!("{}:{}", address.value.host, address.value.port)), Value::Null, Value::Null)
        }
    };
    json!({
        "section": server.section,
        "address": address,
        "chmod": chmod,
        "chown": chown,
        "credentials": server.credentials.as_ref().map(show_credentials),
    })
}

fn show_credentials(credentials: &Credentials) -> [String; 2] {
    let password = match &credentials.password.value {
        Password::Plain(text) => text.clone(),
        Password::Sha1(digest) => format!("{{SHA}}{digest}"),
    };
    [credentials.username.value.clone(), password]
}

fn show_rpc_interface(interface: &RpcInterface) -> Value {
    let options: Map<_, _> =
        interface.options.iter().map(|(key, setting)| (key.clone(), json!(setting.value))).collect();
    json!({ "name": interface.name, "factory": interface.factory.value, "options": options })
}
