//! Values of a compiled configuration, by the example tables of spec-config §2, §3 and §4.12.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use supervisor_compiler::plan::{
    AutoRestart, Environment, FastCgiAddress, GroupKind, LogFile, MainLog, Origin, Password, Plan, Process,
    ServerKind, ServerUrl, Setting, settings,
};
use supervisor_compiler::schema::{Expansion, Role, SectionKind};
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Options, Target, client, compile};

fn options() -> Options {
    let environment =
        [("HOME", "/root"), ("PCT", "50%"), ("P2", "%(here)s"), ("SP", "a b"), ("NUM", "7"), ("FOO", "foo")];
    Options {
        environment: environment.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        cwd: "/work".into(),
        host_name: "box".to_owned(),
        host_checks: true,
        ..Options::default()
    }
}

fn try_plan(text: &str, options: &Options) -> Result<Plan, String> {
    let mut system = MemorySystem::new();
    for (name, uid) in [("root", 0), ("www", 33)] {
        system.add_user(name, uid, uid + 100, format!("/home/{name}"));
        system.add_group(name, uid + 100);
    }
    system.add_dir("/work");
    system.add_dir("/root");
    system.add_file("/e/s.conf", text);
    let compilation = compile(Path::new("/e/s.conf"), &system, options).unwrap();
    let error = compilation.original_error().map(str::to_owned);
    compilation.plan.ok_or_else(|| error.unwrap_or_default())
}

fn plan(text: &str) -> Plan {
    try_plan(&format!("[supervisord]\n{text}"), &options()).unwrap()
}

/// The only process of `[program:x]`.
fn process(own: &str) -> Process {
    let plan = plan(&format!("[program:x]\ncommand=c\n{own}"));
    plan.group("x").unwrap().processes[0].clone()
}

fn variables(environment: &Environment) -> Vec<(&str, &str)> {
    environment.iter().map(|(key, value)| (key.as_str(), value.value.as_str())).collect()
}

#[test]
fn expansion_results() {
    for (command, expected) in [
        ("%(process_num)02d %(process_num)5d|%(process_num)-5d|", "00     0|0    |"),
        ("%(program_name)10s|%(program_name)-6s|", "         x|x     |"),
        ("a%%b%%%%c", "a%b%%c"),
        ("c %%(process_num)02d", "c %(process_num)02d"),
        ("c %(ENV_PCT)s %(ENV_P2)s", "c 50% %(here)s"),
        ("%(here)s %(host_node_name)s %(group_name)s %(numprocs)d", "/e box x 1"),
        ("echo %s", "echo {'here': '/e', ...}"),
    ] {
        assert_eq!(process(&format!("command={command}")).command.value, expected, "{command}");
    }
    let doubled = process("stdout_logfile=/tmp/a%%%%b.log").stdout.logfile.value;
    assert_eq!(doubled, LogFile::File("/tmp/a%b.log".into()), "a log file is expanded twice");
    let two_passes =
        try_plan("[supervisord]\n[program:x]\ncommand=c\nstdout_logfile=/tmp/%(ENV_PCT)s.log", &options());
    assert!(
        two_passes
            .unwrap_err()
            .starts_with("Format string '/tmp/50%.log' for 'stdout_logfile' is badly formatted")
    );
    assert_eq!(process("process_name=%(ENV_SP)s").name.value, "a b", "a name is checked before expansion");
}

#[test]
fn a_programs_own_environment_is_seen_by_what_is_read_after_it() {
    let own =
        process("environment=B=\"2\"\ncommand=c %(ENV_B)s\ndirectory=%(ENV_B)s\nprocess_name=n%(ENV_B)s");
    assert_eq!(own.command.value, "c 2");
    assert_eq!(own.directory.value.as_deref(), Some("2"));
    assert_eq!(own.name.value, "n2");
    let early = "[supervisord]\n[program:x]\ncommand=c\nenvironment=B=\"2\"\nstartsecs=%(ENV_B)s";
    assert!(try_plan(early, &options()).is_err(), "startsecs is read before");
    let sibling = "[supervisord]\n[program:x]\ncommand=c\nenvironment=A=\"1\",B=\"%(ENV_A)s\"";
    assert!(try_plan(sibling, &options()).is_err(), "a key cannot see its siblings");

    let plan = plan(
        "[program:x]\nnumprocs=2\nprocess_name=p%(process_num)d\ncommand=c %(ENV_K0)s %(ENV_FOO)s\n\
         environment=K%(process_num)d=\"v%(process_num)d\",FOO=\"new-%(ENV_FOO)s\"",
    );
    let processes = &plan.group("x").unwrap().processes;
    for (process, key, value) in [(&processes[0], "K0", "v0"), (&processes[1], "K1", "v1")] {
        assert_eq!(process.command.value, "c v0 new-foo", "no accumulation, and K0 stays visible");
        assert_eq!(variables(&process.environment.value), [(key, value), ("FOO", "new-foo")]);
    }
}

#[test]
fn the_daemons_environment_is_expanded_twice_up_to_4_3() {
    let text =
        |value: &str| format!("[supervisord]\nenvironment=A=\"{value}\"\n[program:x]\ncommand=%(ENV_A)s");
    let command = |value: &str, target: Target| {
        let plan = try_plan(&text(value), &Options { target, ..options() })?;
        Ok::<_, String>(plan.groups[0].processes[0].command.value.clone())
    };
    for (value, expected) in [("%%(host_node_name)s", Some("box")), ("x%%%%y", Some("x%y")), ("x%%y", None)] {
        assert_eq!(command(value, Target::V4_3).ok().as_deref(), expected, "{value}");
    }
    assert!(command("%(host_node_name)s", Target::V4_3).unwrap_err().contains("'supervisord.environment'"));
    for (value, expected) in [("%(host_node_name)s", "box"), ("x%%y", "x%y")] {
        assert_eq!(command(value, Target::V4_4Dev).as_deref(), Ok(expected));
    }
    let merged = plan("environment=A=1,B=\"2\"\n[program:x]\ncommand=c\nenvironment=B=\"3\",C=\"%(ENV_B)s\"");
    let merged = &merged.groups[0].processes[0].environment.value;
    assert_eq!(variables(merged), [("A", "1"), ("B", "3"), ("C", "2")]);
}

#[test]
fn environment_lists() {
    for (list, expected) in [
        ("", vec![]),
        ("A=1,B=2,", vec![("A", "1"), ("B", "2")]),
        ("A=\"a,b\",B='x#y'", vec![("A", "a,b"), ("B", "x#y")]),
        ("A=$HOME", vec![("A", "$")]),
        ("A=http://x/?q=1", vec![("A", "http://x/"), ("q", "1")]),
        ("A=1;B=2", vec![("A", "1"), ("B", "2")]),
        ("A=1,A=2", vec![("A", "2")]),
        ("A='say \"hi\"'", vec![("A", "say \"hi")]),
        ("\"A\"=1", vec![("\"A\"", "1")]),
    ] {
        assert_eq!(variables(&process(&format!("environment={list}")).environment.value), expected, "{list}");
    }
}

#[test]
fn numbering_and_sorting() {
    let names = |own: &str| {
        let plan =
            plan(&format!("[program:x]\ncommand=c\nprocess_name=%(program_name)s_%(process_num)d\n{own}"));
        let processes = plan.group("x").unwrap().processes.clone();
        processes.into_iter().map(|process| process.name.value).collect::<Vec<_>>()
    };
    assert_eq!(
        names("numprocs=12\nnumprocs_start=-1"),
        ["x_-1", "x_0", "x_1", "x_10", "x_2", "x_3", "x_4", "x_5", "x_6", "x_7", "x_8", "x_9"]
    );
    assert!(names("numprocs=0").is_empty());
    assert!(names("numprocs=-3").is_empty());
    let identical = plan("[program:x]\ncommand=c\nnumprocs=2\nprocess_name=%%(process_num)s");
    assert_eq!(identical.groups[0].processes[1].name.value, "%(process_num)s");
}

#[test]
fn groups_and_their_order() {
    let plan = plan(
        "[program:b]\ncommand=c\n[program:a]\ncommand=c\n[fcgi-program:m]\ncommand=c\nsocket=tcp://h:1\n\
         [eventlistener: el]\ncommand=c\nevents=tick,tick_5,TICK\n[program:p]\ncommand=c\n\
         [fcgi-program:q]\ncommand=c\nsocket=garbage\n[group:g]\nprograms= q , p\npriority=-5\n[group:empty]\n\
         [group:a]\nprograms=p",
    );
    let names: Vec<_> = plan.groups.iter().map(|group| (group.priority.value, group.name.as_str())).collect();
    assert_eq!(names, [(-5, "g"), (-1, " el"), (999, "a"), (999, "b"), (999, "empty"), (999, "m")]);
    let members: Vec<_> =
        plan.groups[0].processes.iter().map(|process| process.name.value.as_str()).collect();
    assert_eq!(members, ["q", "p"], "in the order of the list; an fcgi member is a plain program");
    assert_eq!(plan.groups[0].kind, GroupKind::Programs);
    assert_eq!(plan.group("a").unwrap().processes[0].name.value, "p", "the group shadows the program");
    let listener = plan.group(" el").unwrap();
    assert_eq!(
        (listener.processes[0].name.value.as_str(), listener.processes[0].priority.value),
        ("el", 999)
    );
    let GroupKind::EventListener(events) = &listener.kind else { panic!("{:?}", listener.kind) };
    assert_eq!(events.events.value.iter().map(|event| event.name()).collect::<Vec<_>>(), ["TICK", "TICK_5"]);
}

#[test]
fn stopping_and_output() {
    let flags = |own: &str| {
        let process = process(own);
        (process.stopasgroup.value, process.killasgroup.value)
    };
    assert_eq!(flags("stopasgroup=true"), (true, true));
    assert_eq!(flags("killasgroup=true"), (false, true));
    let redirected = process("redirect_stderr=true\nstderr_logfile=/tmp/e.log");
    assert_eq!(redirected.stderr.logfile.value, LogFile::None);
    let syslog = process("stdout_logfile=Syslog\nstdout_syslog=false");
    assert_eq!((syslog.stdout.logfile.value, syslog.stdout.syslog.value), (LogFile::None, true));
    assert_eq!(process("autorestart=UNEXPECTED").autorestart.value, AutoRestart::Unexpected);
    assert_eq!(process("serverurl= auto ").serverurl.value, ServerUrl::Auto);
    assert_eq!(process("serverurl=").serverurl.value, ServerUrl::Literal(String::new()));
    assert_eq!(process("exitcodes=").exitcodes.value, Vec::<u8>::new());
}

#[test]
fn notices_are_the_originals_once_per_process() {
    let plan = plan(
        "[program:x]\ncommand=c\nnumprocs=2\nprocess_name=%(process_num)d\nstdout_logfile=syslog\n\
         redirect_stderr=true\nstderr_logfile=\n[program:y]\ncommand=c\nstderr_logfile_maxbytes=0",
    );
    let notices: Vec<_> = plan.notices.iter().map(|notice| notice.text.as_str()).collect();
    let w1 = "For [program:x], stdout_logfile=syslog but this is deprecated and will be removed.  Use \
              stdout_syslog=true to enable syslog instead.";
    let w2 = "For [program:y], AUTO logging used for stderr_logfile without rollover, set maxbytes > 0 to avoid \
              filling up filesystem unintentionally";
    let w3 = "For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the \
              filename has been ignored";
    assert_eq!(notices, [w1, w3, w1, w3, w2]);
}

#[test]
fn servers_and_their_url() {
    let servers = plan(
        "[unix_http_server:u]\nfile=~/x/../y.sock\nchown=root\n[inet_http_server]\nport=*:9001\n\
         [inet_http_server:two]\nport=127.0.0.1:9002\nusername=\"u\"\npassword={SHA}ab;c\n\
         [inet_http_server_disabled]\nport=9003\nusername=\npassword=",
    );
    let sections: Vec<_> = servers.servers.iter().map(|server| server.section.as_str()).collect();
    assert_eq!(
        sections,
        ["inet_http_server", "inet_http_server:two", "inet_http_server_disabled", "unix_http_server:u"]
    );
    assert_eq!(servers.server_url().as_deref(), Some("unix:///root/y.sock"));
    let credentials = servers.servers[1].credentials.as_ref().unwrap();
    assert_eq!(credentials.username.value, "\"u\"");
    assert_eq!(credentials.password.value, Password::Sha1("ab;c".to_owned()));
    assert!(servers.servers[2].credentials.is_none(), "an empty user name turns authentication off");
    let ServerKind::Unix { chown, chmod, .. } = &servers.servers[3].kind else { panic!("unix comes last") };
    assert_eq!(chmod.value, 0o700);
    assert_eq!(chown.value.as_ref().map(|owner| (owner.uid, owner.gid)), Some((Some(0), None)));
    assert_eq!(plan("[inet_http_server]\nport=9001").server_url().as_deref(), Some("http://localhost:9001"));
}

#[test]
fn fastcgi_sockets_belong_to_the_programs_user() {
    let plan = plan("[fcgi-program:f]\ncommand=c\nuser=www\nsocket=unix:///tmp/%(program_name)s/../f.sock");
    let GroupKind::FastCgi(fastcgi) = &plan.groups[0].kind else { panic!("{:?}", plan.groups[0].kind) };
    assert_eq!(fastcgi.socket.value, FastCgiAddress::Unix("/tmp/f.sock".into()));
    let owner = fastcgi.socket_owner.value.as_ref().unwrap();
    assert_eq!((owner.uid, owner.gid, fastcgi.socket_mode.value), (Some(33), Some(133), Some(0o700)));
}

#[test]
fn daemon_paths_and_overrides() {
    let daemon = plan("logfile=./a/../x.log\npidfile=~/p.pid\n[x]\na=%").daemon;
    assert_eq!(daemon.logfile.value, MainLog::File("/work/x.log".into()));
    assert_eq!(daemon.pidfile.value, Path::new("/root/p.pid"));
    assert_eq!(plan("logfile=syslog").daemon.logfile.value, MainLog::Syslog);

    let mut options = options();
    options.overrides.minfds = Some(Setting::new(7, Origin::CommandLine(&"-a")));
    options.overrides.user = Some(Setting::new("www".to_owned(), Origin::CommandLine(&"-u")));
    let daemon = try_plan("[supervisord]\nminfds=5\nuser=nosuch", &options).unwrap().daemon;
    assert_eq!((daemon.minfds.value, daemon.minfds.origin), (7, Origin::CommandLine(&"-a")));
    assert_eq!(daemon.user.value.unwrap().uid, Some(33), "the file's user is not even looked up");
    assert!(try_plan("[supervisord]\nminfds=x", &options).is_err(), "the file is checked all the same");
}

#[test]
fn a_user_of_the_command_line_is_looked_up_instead_of_the_files() {
    let mut options = options();
    options.overrides.user = Some(Setting::new("nosuch".to_owned(), Origin::CommandLine(&"-u")));
    let mut system = MemorySystem::new();
    system.add_file(
        "/e/s.conf",
        "\n[supervisord]\nuser=alsonosuch\n[program:x]\ncommand=c\nstartsecs=x\nuser=no",
    );
    let compilation = compile(Path::new("/e/s.conf"), &system, &options).unwrap();
    let found: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|found| {
            (found.code.name(), found.host, compilation.sources.position(found.primary.location).line)
        })
        .collect();
    assert_eq!(found, [("bad-integer", false, 6), ("unknown-user", true, 7), ("unknown-user", true, 2)]);
    let last = &compilation.diagnostics[2];
    assert_eq!(last.original.as_deref(), Some("Invalid user name nosuch"));
    assert_eq!(last.primary.text, "overridden by -u");
}

#[test]
fn options_in_default_hold_everywhere() {
    let plan = plan(
        "[DEFAULT]\nautostart=false\nfoo=bar\n[inet_http_server]\nport=1\n[program:x]\ncommand=c\n\
         [rpcinterface:s]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    );
    assert!(!plan.groups[0].processes[0].autostart.value);
    let options: Vec<_> = plan.rpc_interfaces[0].options.keys().collect();
    assert_eq!(options, ["autostart", "foo"]);
    assert_eq!(plan.rpc_interface_fault().as_deref(), Some("Could not make s rpc interface"));
}

#[test]
fn without_host_checks_the_machine_is_not_asked() {
    let text = "[supervisord]\ndirectory=/nope\nuser=nosuch\n[program:x]\ncommand=c\nuser=nosuch\n\
                stdout_logfile=/nope/x\n[rpcinterface:r]\nsupervisor.rpcinterface_factory=a:b\n\
                [unix_http_server]\nfile=/tmp/s\nchown=a:b";
    let plan = try_plan(text, &Options { host_checks: false, ..options() }).unwrap();
    let user = plan.groups[0].processes[0].user.value.clone().unwrap();
    assert_eq!((user.text.as_str(), user.uid), ("nosuch", None));
    let codes = try_plan(text, &options());
    assert_eq!(codes.unwrap_err(), "/nope is not an existing directory");
}

/// The table of options and the fields of the plan are the same set: a row without a field, or a field whose
/// option is in no row, fails here; a field that is not shown does not compile (see `plan::settings`).
#[test]
fn every_option_of_the_table_is_a_field_of_the_plan_and_the_other_way_round() {
    let plan = plan(
        "[program:p]\ncommand=c\n[fcgi-program:f]\ncommand=c\nsocket=tcp://h:1\n[eventlistener:e]\ncommand=c\n\
         events=TICK\n[group:g]\n[unix_http_server]\nfile=/tmp/s\n[inet_http_server]\nport=1\n\
         [rpcinterface:r]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    );
    let group = |name: &str| {
        let group = plan.group(name).unwrap();
        let mut views = settings::group_settings(group);
        views.extend(group.processes.iter().flat_map(settings::process_settings));
        views
    };
    for (kind, views) in [
        (SectionKind::Supervisord, settings::daemon_settings(&plan.daemon)),
        (SectionKind::Program, group("p")),
        (SectionKind::FcgiProgram, group("f")),
        (SectionKind::EventListener, group("e")),
        (SectionKind::Group, group("g")),
        (SectionKind::InetHttpServer, settings::server_settings(&plan.servers[0])),
        (SectionKind::UnixHttpServer, settings::server_settings(&plan.servers[1])),
        (SectionKind::RpcInterface, settings::rpc_interface_settings(&plan.rpc_interfaces[0])),
        (SectionKind::Supervisorctl, client::ClientConfig::default().settings()),
    ] {
        let mut shown: Vec<_> = views.iter().map(|view| view.option).collect();
        let rows = kind.options().iter().filter(|row| row.role == Role::Setting);
        let mut known: Vec<_> = rows.map(|row| row.name).collect();
        for names in [&mut shown, &mut known] {
            names.sort_unstable();
            names.dedup();
        }
        assert_eq!(shown, known, "{kind:?}");
    }
}

#[test]
fn a_setting_shows_what_was_meant_and_where_it_stands() {
    let text = "[supervisord]\n[program:x]\ncommand=c\nstdout_logfile_maxbytes=2048KB\numask=7\nstopsignal=15\n\
                environment=B='a \"b\" c',A=1\n";
    let plan = try_plan(text, &options()).unwrap();
    let views = settings::process_settings(&plan.groups[0].processes[0]);
    let shown = |option: &str| {
        let view = views.iter().find(|view| view.option == option).unwrap();
        (view.value.as_str(), view.origin.location().map(|place| place.span.of(text)))
    };
    assert_eq!(shown("stdout_logfile_maxbytes"), ("2MB", Some("2048KB")));
    assert_eq!(shown("umask"), ("007", Some("7")));
    assert_eq!(shown("stopsignal"), ("TERM", Some("15")));
    assert_eq!(shown("environment"), ("A=\"1\",B='a \"b\" c'", Some("B='a \"b\" c',A=1")));
    assert_eq!(shown("exitcodes"), ("0", None));
    assert_eq!(shown("autorestart"), ("unexpected", None));
    assert_eq!(shown("stderr_logfile"), ("AUTO", None));
}

/// What the table says about names is what the compiler offers: the list in the original's message tells.
#[test]
fn every_option_knows_the_names_that_the_table_promises() {
    let required = "command=c\nevents=TICK\nsocket=tcp://h:1\nport=1\nfile=/tmp/s\nusername=u\npassword=p\n\
                    supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n";
    let client_only = [SectionKind::Supervisorctl, SectionKind::CtlPlugin];
    for kind in SectionKind::ALL.into_iter().filter(|kind| !client_only.contains(kind)) {
        let header = if kind.prefix().ends_with(':') {
            format!("{}x", kind.prefix())
        } else {
            kind.prefix().to_owned()
        };
        for row in kind.options() {
            let text = format!("[supervisord]\n[{header}]\n{required}{}=%(nope)s\n", row.name);
            let names = try_plan(&text, &options()).err().map(|error| {
                let list = error.split("Available names: ").nth(1).unwrap().to_owned();
                let list = list.split(" in section ").next().unwrap().to_owned();
                list.split(", ")
                    .filter(|name| !name.starts_with("ENV_"))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            });
            let promised = match kind.expansion(row) {
                Expansion::None => None,
                class => Some(class.names().iter().map(|name| (*name).to_owned()).collect()),
            };
            assert_eq!(names, promised, "[{header}] {}", row.name);
        }
    }
}

#[test]
fn every_default_of_the_table_is_a_value_of_its_option() {
    for kind in SectionKind::ALL {
        for row in kind.options() {
            let Some(default) = row.default_text() else { continue };
            let header = if kind.prefix().ends_with(':') {
                format!("{}x", kind.prefix())
            } else {
                kind.prefix().to_owned()
            };
            let required = "command=c\nevents=TICK\nsocket=unix:///tmp/f\nport=1\nfile=/tmp/s\n";
            let without = format!("[supervisord]\n[{header}]\n{required}");
            let spelt_out = format!("{without}{}={default}\n", row.name);
            let [absent, spelt_out] = [&without, &spelt_out].map(|text| try_plan(text, &options()).unwrap());
            assert_eq!(absent.groups, spelt_out.groups, "[{header}] {}={default}", row.name);
            assert_eq!(absent.servers, spelt_out.servers, "[{header}] {}={default}", row.name);
            assert_eq!(absent.daemon, spelt_out.daemon, "[{header}] {}={default}", row.name);
        }
    }
}
