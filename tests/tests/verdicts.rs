//! Accept or refuse, and with which words; and what every option's value is in the end: for each real configuration
//! of the corpus and each fixture, the compiler says what the original says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use similar::TextDiff;
use supervisor_compiler::plan::{
    Channel, Daemon, Environment, Group, GroupKind, LogFile, MainLog, Password, Process, Server, ServerKind,
    ServerUrl, UserRef,
};
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Options, Plan, compile};
use supervisor_tests::{command, oracle, workspace};

#[test]
fn the_corpus_on_this_machine() {
    compare(&corpus(), true, &command::environment(Path::new("/nonexistent")));
}

/// Most of the corpus is made for machines with other directories, users and variables, and much of it to be included:
/// here each file is included by a main file, the machine is not asked, and every variable that a file mentions is set.
#[test]
fn the_corpus_as_if_on_its_own_machine() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut environment = command::environment(Path::new("/nonexistent"));
    let mut mains = Vec::new();
    for (index, file) in corpus().iter().enumerate() {
        let main = directory.path().join(format!("{index}.conf"));
        let text = format!("[supervisord]\nnodaemon=true\n[include]\nfiles={}\n", file.display());
        std::fs::write(&main, text).expect("a temporary directory is writable");
        mains.push(main);
        let bytes = std::fs::read(file).expect("the corpus is readable");
        for after in String::from_utf8_lossy(&bytes).split("%(ENV_").skip(1) {
            let name = after.split(')').next().unwrap_or_default();
            if !environment.iter().any(|(known, _)| known == name) {
                environment.push((name.to_owned(), "1".to_owned()));
            }
        }
    }
    compare(&mains, false, &environment);
}

#[test]
fn the_fixtures() {
    let fixtures = workspace::files_below(&workspace::root().join("fixtures"));
    let files: Vec<PathBuf> = fixtures
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "conf"))
        .collect();
    assert!(files.len() >= 7, "the fixtures have gone: {files:?}");
    let environment = command::environment(Path::new("/nonexistent"));
    compare(&files, true, &environment);
    compare(&files, false, &environment);
}

/// Every file of the corpus but its index; templates are files as they are.
fn corpus() -> Vec<PathBuf> {
    let files: Vec<PathBuf> = workspace::files_below(&workspace::corpus())
        .into_iter()
        .filter(|file| !file.ends_with("INDEX.tsv"))
        .collect();
    assert!(files.len() > 50, "the corpus has shrunk to {} files", files.len());
    files
}

/// Compares the verdicts and values of both, file by file, and reports every difference.
#[track_caller]
fn compare(files: &[PathBuf], host: bool, environment: &[(String, String)]) {
    let request = json!({ "files": files, "host": host });
    let printed = oracle::script("verdicts.py", &request.to_string(), environment);
    let originals: Vec<Value> = serde_json::from_str(&printed).expect("the script prints a list");
    assert_eq!(originals.len(), files.len());
    let accepted = originals.iter().filter(|verdict| verdict["plan"].is_object()).count();
    println!("of {} files the original accepts {accepted}", files.len());
    assert!(accepted > 0, "an oracle that refuses everything proves little");

    let options = options(environment, host);
    let mut differences = String::new();
    for (file, original) in files.iter().zip(originals) {
        let ours = verdict(file, &options);
        if ours != original {
            let [original, ours] =
                [original, ours].map(|value| serde_json::to_string_pretty(&value).unwrap_or_default());
            let diff = TextDiff::from_lines(&original, &ours);
            differences.push_str(&format!("{}\n{}\n", file.display(), diff.unified_diff().context_radius(3)));
        }
    }
    assert!(
        differences.is_empty(),
        "the compiler differs from the original (-original +ours):\n{differences}"
    );
}

fn options(environment: &[(String, String)], host: bool) -> Options {
    let host_name = std::fs::read_to_string("/proc/sys/kernel/hostname").expect("man 5 proc");
    Options {
        environment: environment.iter().cloned().collect::<BTreeMap<_, _>>(),
        cwd: std::env::current_dir().expect("a test has a working directory"),
        host_name: host_name.trim_end().to_owned(),
        uid: nix::unistd::geteuid().as_raw(),
        host_checks: host,
        ..Options::default()
    }
}

/// What our compiler makes of a file, in the words of `verdicts.py`.
fn verdict(file: &Path, options: &Options) -> Value {
    let compilation = match compile(file, &RealSystem, options) {
        Ok(compilation) => compilation,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    match (&compilation.plan, compilation.original_error()) {
        (Some(plan), None) => json!({ "plan": show_plan(plan) }),
        (None, Some(error)) => json!({ "error": error }),
        (plan, error) => panic!("{}: a plan ({}) and an error ({error:?})", file.display(), plan.is_some()),
    }
}

fn show_plan(plan: &Plan) -> Value {
    json!({
        "daemon": show_daemon(&plan.daemon),
        "groups": plan.groups.iter().map(show_group).collect::<Vec<_>>(),
        "servers": plan.servers.iter().map(show_server).collect::<Vec<_>>(),
    })
}

fn show_daemon(daemon: &Daemon) -> Value {
    let logfile = match &daemon.logfile.value {
        MainLog::Syslog => json!("syslog"),
        MainLog::File(path) => json!(path),
    };
    let level = match daemon.loglevel.value.tag() {
        "CRIT" => 50,
        "ERRO" => 40,
        "WARN" => 30,
        "INFO" => 20,
        "DEBG" => 10,
        "TRAC" => 5,
        _ => 3,
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
    match &group.kind {
        GroupKind::Programs => {}
        GroupKind::FastCgi(fcgi) => shown["socket"] = fcgi.socket.value.to_string().into(),
        GroupKind::EventListener(listener) => {
            let mut events: Vec<&str> = listener.events.value.iter().map(|event| event.name()).collect();
            events.sort_unstable();
            shown["events"] = events.into();
            shown["buffer_size"] = listener.buffer_size.value.into();
        }
    }
    shown
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
    environment
        .iter()
        .map(|(key, setting)| (key.clone(), json!(setting.value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn show_server(server: &Server) -> Value {
    let (address, chmod) = match &server.kind {
        ServerKind::Unix { file, chmod, .. } => (json!(file.value), json!(chmod.value)),
        ServerKind::Inet { address } => {
            (json!(format!("{}:{}", address.value.host, address.value.port)), Value::Null)
        }
    };
    let password = server.credentials.as_ref().map(|credentials| match &credentials.password.value {
        Password::Plain(text) => text.clone(),
        Password::Sha1(digest) => format!("{{SHA}}{digest}"),
    });
    json!({
        "section": server.section,
        "address": address,
        "chmod": chmod,
        "username": server.credentials.as_ref().map(|credentials| &credentials.username.value),
        "password": password,
    })
}
