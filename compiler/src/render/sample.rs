//! Two plans that differ in every way a renderer must show, built by hand.

use std::path::PathBuf;
use std::sync::Arc;

use supervisor_grammar::Span;

use crate::diff::tests::{group, process};
use crate::plan::*;
use crate::sources::{FileId, Location, Sources};

/// What paths are shown relative to.
pub(crate) const BASE: &str = "/srv";

const OLD: &str = "\
[supervisord]
loglevel=info
[unix_http_server]
file=/run/s.sock
password=hunter1
[program:web]
numprocs=2
stopwaitsecs=10
environment=API_KEY=\"hunter1\",MODE=\"a\",GONE=\"1\"
[program:old]
[program:log]
stdout_logfile=/srv/log
[program:same]
";

const NEW: &str = "\
[supervisord]
loglevel=debug
[unix_http_server]
file=/run/s.sock
password=hunter2
[inet_http_server]
port=*:9001
[include]
files=conf.d/*
";

const WEB: &str = "\
[program:web]
command=/srv/bin/web --port 80%(process_num)d
numprocs=3
stopwaitsecs=30
environment=API_KEY=\"hunter2\",MODE=\"b\",
  DATABASE_URL=\"postgres://me:hunter2@db/app\"
[program:cache]
[program:log]
[program:same]
";

fn at<T>(value: T, file: FileId, text: &str, part: &str) -> Setting<T> {
    let start = text.find(part).expect("the part is in the text");
    Setting::new(value, Origin::File(Location { file, span: Span::new(start..start + part.len()) }))
}

fn plan(loglevel: Setting<LogLevel>, servers: Vec<Server>, groups: Vec<Group>) -> Plan {
    let path = |path: &str| Setting::default_value(PathBuf::from(path));
    Plan {
        path: PathBuf::from("supervisord.conf"),
        daemon: Daemon {
            logfile: Setting::new(MainLog::File(PathBuf::from("/srv/s.log")), Origin::CommandLine(&"-l")),
            logfile_maxbytes: Setting::default_value(50 << 20),
            logfile_backups: Setting::default_value(10),
            loglevel,
            pidfile: path("/srv/supervisord.pid"),
            umask: Setting::default_value(0o22),
            nodaemon: Setting::default_value(false),
            silent: Setting::default_value(false),
            minfds: Setting::default_value(1024),
            minprocs: Setting::default_value(200),
            nocleanup: Setting::default_value(false),
            childlogdir: path("/tmp"),
            user: Setting::default_value(None),
            directory: Setting::default_value(None),
            strip_ansi: Setting::default_value(false),
            environment: Setting::default_value(Environment::new()),
            identifier: Setting::default_value("supervisor".to_owned()),
        },
        servers,
        rpc_interfaces: Vec::new(),
        groups,
        notices: Vec::new(),
    }
}

fn unix_server(file: FileId, text: &str, password: &str) -> Server {
    Server {
        section: "unix_http_server".to_owned(),
        kind: ServerKind::Unix {
            file: at(PathBuf::from("/run/s.sock"), file, text, "/run/s.sock"),
            chmod: Setting::default_value(0o700),
            chown: Setting::default_value(None),
        },
        credentials: Some(Credentials {
            username: Setting::default_value("me".to_owned()),
            password: at(Password::Plain(password.to_owned()), file, text, password),
        }),
    }
}

fn named(mut group: Group, file: FileId, text: &str) -> Group {
    group.header = at((), file, text, &format!("[program:{}]", group.name));
    group
}

/// The side that is active.
pub(crate) fn old() -> (Plan, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("supervisord.conf", OLD);
    let program =
        |name: &str, processes: &[&str]| named(group(name, GroupKind::Programs, processes), file, OLD);
    let mut web = program("web", &["web_0", "web_1"]);
    for process in &mut web.processes {
        process.stopwaitsecs = at(10, file, OLD, "10");
        let variables = [("API_KEY", "hunter1"), ("MODE", "a"), ("GONE", "1")]
            .map(|(name, value)| (name.to_owned(), at(value.to_owned(), file, OLD, &format!("{name}="))));
        process.environment.value = Arc::new(variables.into());
    }
    let mut log = program("log", &["log"]);
    for process in &mut log.processes {
        process.stdout.logfile = at(LogFile::File(PathBuf::from("/srv/log")), file, OLD, "/srv/log");
    }
    let groups = vec![log, program("old", &["old"]), program("same", &["same"]), web];
    let servers = vec![unix_server(file, OLD, "hunter1")];
    (plan(at(LogLevel::Info, file, OLD, "info"), servers, groups), sources)
}

/// The side to come.
pub(crate) fn new() -> (Plan, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("supervisord.conf", NEW);
    let web_file = sources.add("/srv/conf.d/web.conf", WEB);
    let program =
        |name: &str, processes: &[&str]| named(group(name, GroupKind::Programs, processes), web_file, WEB);
    let mut web = program("web", &["web_0", "web_1", "web_2"]);
    for (number, process) in web.processes.iter_mut().enumerate() {
        let command = "/srv/bin/web --port 80%(process_num)d";
        process.command = at(format!("/srv/bin/web --port 80{number}"), web_file, WEB, command);
        process.stopwaitsecs = at(30, web_file, WEB, "30");
        let variables =
            [("API_KEY", "hunter2"), ("MODE", "b"), ("DATABASE_URL", "postgres://me:hunter2@db/app")].map(
                |(name, value)| (name.to_owned(), at(value.to_owned(), web_file, WEB, &format!("{name}="))),
            );
        process.environment.value = Arc::new(variables.into());
    }
    let listener = EventListener {
        events: at(vec![EventType::Tick5, EventType::ProcessState], file, NEW, "files"),
        buffer_size: Setting::default_value(10),
        result_handler: Setting::default_value("supervisor.dispatchers:default_handler".to_owned()),
    };
    let mut watch = group("watch", GroupKind::EventListener(Box::new(listener)), &["watch"]);
    watch.header = at((), file, NEW, "[include]");
    watch.processes.extend([process("second")]);
    let groups = vec![
        program("cache", &["cache"]),
        program("log", &["log"]),
        program("same", &["same"]),
        watch,
        web,
        named(group("same", GroupKind::Programs, &[]), web_file, WEB),
    ];
    let inet = Server {
        section: "inet_http_server".to_owned(),
        kind: ServerKind::Inet {
            address: at(InetAddress { host: String::new(), port: 9001 }, file, NEW, "*:9001"),
        },
        credentials: None,
    };
    let servers = vec![inet, unix_server(file, NEW, "hunter2")];
    let mut plan = plan(at(LogLevel::Debug, file, NEW, "debug"), servers, groups);
    plan.notices.push(Notice {
        level: LogLevel::Info,
        text: "Included extra file \"/srv/conf.d/web.conf\" during parsing".to_owned(),
    });
    (plan, sources)
}
