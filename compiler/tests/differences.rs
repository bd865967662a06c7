//! What differs on purpose from Supervisor 4.3.0 says so itself (docs/differences.md), and what differs between its releases
//! follows `Options::target` (spec-config §0).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::path::Path;

use supervisor_compiler::diagnostic::{Code, Diagnostic, Severity};
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, Target, compile};

const PROGRAM: &str = "[supervisord]\n[program:x]\ncommand=c\n";

fn compiled(text: &str, target: Target) -> Compilation {
    let mut system = MemorySystem::new();
    system.add_file("/e/s.conf", text);
    let options = Options {
        environment: [("FOO".to_owned(), "foo".to_owned())].into(),
        cwd: "/e".into(),
        host_name: "box".to_owned(),
        host_checks: true,
        target,
        ..Options::default()
    };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

/// The only finding, and the text under its first label.
fn only(text: &str) -> (Diagnostic, String) {
    let compilation = compiled(text, Target::V4_3);
    assert_eq!(compilation.diagnostics.len(), 1, "\n{text}\n{:#?}", compilation.diagnostics);
    let diagnostic = compilation.diagnostics[0].clone();
    assert_eq!(
        compilation.plan.is_some(),
        diagnostic.severity == Severity::Warning,
        "a warning does not refuse a file, an error does"
    );
    let marked = compilation.sources.text(diagnostic.primary.location).to_owned();
    (diagnostic, marked)
}

#[test]
fn a_nameless_expansion_shows_nothing_and_says_so() {
    for (line, marked) in
        [("command=echo %s", "%s"), ("directory=/%%/%5.2r", "%5.2r"), ("environment=A=\"%s\"", "%s")]
    {
        let (warning, text) = only(&format!("{PROGRAM}{line}\n"));
        assert_eq!((warning.code, warning.severity), (Code::NAMELESS_EXPANSION, Severity::Warning), "{line}");
        assert!(text.contains(marked), "{line}: {text}");
        assert!(warning.help.contains("Supervisor 4.3.0"), "{}", warning.help);
    }
    for line in ["command=echo %%s", "command=%(here)s", "unknown=%s", "command=100%%"] {
        assert!(compiled(&format!("{PROGRAM}{line}\n"), Target::V4_3).diagnostics.is_empty(), "{line}");
    }
}

#[test]
fn a_number_beyond_64_bits_is_clamped_and_says_so() {
    let long = "9".repeat(5000);
    for (line, number) in [
        ("startsecs=9223372036854775808", "9223372036854775808"),
        ("priority=-99999999999999999999", "-99999999999999999999"),
        ("stdout_logfile_maxbytes=8589934592GB", "8589934592GB"),
        ("umask=7777777777777777777777", "7777777777777777777777"),
        (&*format!("stopwaitsecs={long}"), &*long),
    ] {
        let (warning, text) = only(&format!("{PROGRAM}{line}\n"));
        assert_eq!(
            (warning.code, warning.severity),
            (Code::NUMBER_OUT_OF_RANGE, Severity::Warning),
            "{line}"
        );
        assert_eq!(text, number);
    }
    let fits = compiled(&format!("{PROGRAM}startsecs=9223372036854775807\n"), Target::V4_3);
    assert!(fits.diagnostics.is_empty());
}

#[test]
fn the_built_in_plug_in_needs_no_package() {
    let listener = "[supervisord]\n[eventlistener:x]\ncommand=c\nevents=PROCESS_LOG\n";
    let with = |handler: &str| compiled(&format!("{listener}result_handler={handler}\n"), Target::V4_3);
    assert_eq!(with("supervisor_stdout:event_handler").diagnostics, []);
    assert_eq!(with("supervisor_stdout:other").diagnostics[0].code, Code::UNRESOLVABLE_FACTORY);
}

#[test]
fn a_plug_in_of_the_client_that_is_not_built_in_says_so() {
    let (warning, text) =
        only("[supervisord]\n[ctlplugin:q]\nsupervisor.ctl_factory=supervisor_quick:make\n");
    assert_eq!((warning.code, warning.severity), (Code::PYTHON_PLUGIN, Severity::Warning));
    assert_eq!(text, "supervisor_quick:make");
    assert!(warning.help.contains("mstart"), "{}", warning.help);
    let built_in = "supervisorwildcards.controllerplugin:make_wildcards_controllerplugin";
    let text = format!("[supervisord]\n[ctlplugin:w]\nsupervisor.ctl_factory={built_in}\nmatch_group=1\n");
    assert!(compiled(&text, Target::V4_3).diagnostics.is_empty());
}

#[test]
fn the_interface_that_changes_groups_is_built_in_and_others_have_advice() {
    let interface = |factory: &str| {
        format!(
            "[supervisord]\n[inet_http_server]\nport=1\n[rpcinterface:r]\nsupervisor.rpcinterface_factory={factory}\n"
        )
    };
    let twiddler = interface("supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface");
    for (options, fault) in [
        ("", None),
        ("whitelist=log\n", None),
        ("whitelist=log\nother=1\n", Some("Could not make r rpc interface")),
    ] {
        let compilation = compiled(&format!("{twiddler}{options}"), Target::V4_3);
        assert!(compilation.diagnostics.is_empty(), "{:#?}", compilation.diagnostics);
        assert_eq!(compilation.plan.unwrap().rpc_interface_fault().as_deref(), fault);
    }
    for (factory, advice) in [
        ("multivisor.rpc:make_rpc_interface", "eventlistener:multivisor-rpc"),
        ("supvisors.plugin:make_supvisors_rpcinterface", "XML-RPC interface of each"),
        ("json:loads", "cannot run here"),
        ("supervisor.rpcinterface:make_main_rpcinterfac", "did you mean"),
    ] {
        let (error, _) = only(&interface(factory));
        assert_eq!((error.code, error.severity), (Code::UNRESOLVABLE_FACTORY, Severity::Error));
        assert!(error.help.contains(advice), "{factory}: {}", error.help);
    }
    let (error, _) = only(&format!(
        "{PROGRAM}[eventlistener:l]\ncommand=c\nevents=TICK_5\n\
         result_handler=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n"
    ));
    assert_eq!(error.code, Code::UNRESOLVABLE_FACTORY, "it is no result handler");
}

#[test]
fn a_group_that_is_left_out_is_named_with_the_one_that_is_kept() {
    let text = format!("{PROGRAM}[program:y]\ncommand=c\n[group:x]\nprograms=y\npriority=1000\n");
    let (warning, text) = only(&text);
    assert_eq!((warning.code, warning.severity), (Code::SHARED_GROUP_NAME, Severity::Warning));
    assert_eq!(text, "[group:x]");
    assert_eq!(warning.related.len(), 1);
}

#[test]
fn an_fcgi_program_in_a_group_keeps_its_socket_and_says_so() {
    let text = |socket: &str| {
        format!("[supervisord]\n[group:g]\nprograms=f\n[fcgi-program:f]\ncommand=c\n{socket}\n")
    };
    let (warning, marked) =
        only(&text("socket=unix:///tmp/f.sock\nnumprocs=2\nprocess_name=%(process_num)d"));
    assert_eq!((warning.code, warning.severity), (Code::GROUPED_FCGI_PROGRAM, Severity::Warning));
    assert_eq!(marked, "f");
    let plan = compiled(&text("socket=unix:///tmp/f.sock"), Target::V4_3).plan.unwrap();
    let socket = plan.groups[0].socket_of(&plan.groups[0].processes[0]).unwrap();
    assert_eq!(socket.socket.to_string(), "unix:///tmp/f.sock");
    assert_eq!(socket.socket_mode.value, Some(0o700), "the same defaults as in a group of its own");

    for line in [
        "socket=garbage",
        "",
        "socket=tcp://localhost:1\nsocket_mode=0700",
        "socket=unix:///f\nsocket_backlog=0",
    ] {
        let (warning, _) = only(&text(line));
        assert_eq!(
            (warning.code, warning.severity),
            (Code::GROUPED_FCGI_PROGRAM, Severity::Warning),
            "{line}"
        );
        assert!(warning.message.starts_with("[fcgi-program:f] runs without a socket in [group:g]: "));
        let plan = compiled(&text(line), Target::V4_3).plan.unwrap();
        assert!(plan.groups[0].socket_of(&plan.groups[0].processes[0]).is_none(), "{line}");
    }
}

#[test]
fn too_many_processes_are_an_error_of_ours() {
    let (error, text) =
        only("[supervisord]\n[program:x]\ncommand=c\nnumprocs=100001\nprocess_name=%(process_num)d\n");
    assert_eq!((error.code, error.severity, &*text), (Code::TOO_MANY_PROCESSES, Severity::Error, "100001"));
}

#[test]
fn absurd_widths_are_an_error() {
    let (error, _) = only(&format!("{PROGRAM}command=%(program_name)99999999s\n"));
    assert_eq!(error.code, Code::BAD_EXPANSION_FORMAT);
}

#[test]
fn a_python_entry_point_is_an_error_about_this_machine() {
    let (error, _) = only("[supervisord]\n[rpcinterface:r]\nsupervisor.rpcinterface_factory=json:loads\n");
    assert_eq!((error.code, error.host), (Code::UNRESOLVABLE_FACTORY, true));
}

/// The first error, or the environment of the only process as `A=value`.
fn outcome(line: &str, target: Target) -> String {
    let compilation = compiled(line, target);
    match compilation.original_error() {
        Some(error) => error.to_owned(),
        None => {
            let plan = compilation.plan.unwrap();
            let environment = &plan.groups[0].processes[0].environment.value;
            environment
                .iter()
                .map(|(key, value)| format!("{key}={}", value.value))
                .collect::<Vec<_>>()
                .join(";")
        }
    }
}

/// The rows of §4.12 in which the development line differs.
#[test]
fn the_target_decides_how_environment_lists_are_read() {
    let syntax = |value: &str| {
        format!(
            "Unexpected end of key/value pairs in value '{value}' in section 'program:x' (file: 's.conf')"
        )
    };
    let unclosed = "No closing quotation in section 'program:x' (file: 's.conf')";
    for (value, released, developed) in [
        ("A=x#y\n  z", "A=xz".to_owned(), "A=x"),
        ("A=it's", "A=it's".to_owned(), unclosed),
        ("A='say \"hi\"'", "A=say \"hi".to_owned(), "A=say \"hi\""),
        ("A=\"'x'\"", "A=x".to_owned(), "A='x'"),
        ("A='\"x\"'", "A=x".to_owned(), "A=\"x\""),
        ("A=\"x'\"", "A=x".to_owned(), "A=x'"),
        ("A=\"say \\\"hi\\\"\"", syntax("A=\"say \\\"hi\\\"\""), "A=say \"hi\""),
        ("A=\"a\\\\b\"", "A=a\\\\b".to_owned(), "A=a\\b"),
        ("A=a\\b", syntax("A=a\\b"), "A=ab"),
        ("A=\"\\\"", "A=\\".to_owned(), unclosed),
        ("A=\"a\\\"", "A=a\\".to_owned(), unclosed),
        ("A=x\"", "A=x".to_owned(), unclosed),
        ("A=x\"y\"", "A=x\"y".to_owned(), "A=xy"),
        ("A=\"x\"y", "A=x".to_owned(), "A=xy"),
        ("A=\"x\"\"y\"", "A=x".to_owned(), "A=xy"),
        ("A=\"a\"b\"c\"", "A=a".to_owned(), "A=abc"),
        ("A=x\"y z\"w", "A=x\"y".to_owned(), "A=xy zw"),
        ("\"A\"=1", "\"A\"=1".to_owned(), "A=1"),
        ("A=öäü", syntax("A=öäü"), "A=öäü"),
        // The same in both.
        ("A=\"a,b\",B='2'", "A=a,b;B=2".to_owned(), "A=a,b;B=2"),
        ("A=a b", "A=a".to_owned(), "A=a"),
    ] {
        let text = format!("{PROGRAM}environment={value}\n");
        assert_eq!(outcome(&text, Target::V4_3), released, "4.3: {value}");
        assert_eq!(outcome(&text, Target::V4_4Dev), developed, "4.4-dev: {value}");
    }
}

#[test]
fn the_target_decides_how_often_the_daemons_environment_is_expanded() {
    let label = |label: &str, value: &str, reason: &str| {
        format!("Format string 'A=\"{value}\"' for '{label}' is badly formatted: {reason}")
    };
    let unknown = "Format string 'A=\"%(host_node_name)s\"' for 'supervisord.environment' contains names \
                   ('host_node_name') which cannot be expanded. Available names: ENV_FOO, here";
    for (value, released, developed) in [
        ("%(host_node_name)s", unknown.to_owned(), "A=box".to_owned()),
        ("%%(host_node_name)s", "A=box".to_owned(), "A=%(host_node_name)s".to_owned()),
        (
            "x%%y",
            label("environment", "x%y", "unsupported format character 'y' (0x79) at index 5"),
            "A=x%y".to_owned(),
        ),
        ("x%%%%y", "A=x%y".to_owned(), "A=x%%y".to_owned()),
        (
            "x%y",
            label("supervisord.environment", "x%y", "unsupported format character 'y' (0x79) at index 5"),
            label("environment", "x%y", "unsupported format character 'y' (0x79) at index 5"),
        ),
    ] {
        let text = format!("[supervisord]\nenvironment=A=\"{value}\"\n[program:x]\ncommand=c\n");
        assert_eq!(outcome(&text, Target::V4_3), released, "4.3: {value}");
        assert_eq!(outcome(&text, Target::V4_4Dev), developed, "4.4-dev: {value}");
    }
}

#[test]
fn the_target_decides_whether_a_failed_import_is_explained() {
    for (entry_point, reason) in [
        ("nope.sub:thing", "No module named 'nope'"),
        ("supervisor.rpcinterface:nope", "module 'supervisor.rpcinterface' has no attribute 'nope'"),
    ] {
        let text =
            format!("[supervisord]\n[rpcinterface:r]\nsupervisor.rpcinterface_factory={entry_point}\n");
        let released = format!("{entry_point} cannot be resolved within [rpcinterface:r]");
        assert_eq!(outcome(&text, Target::V4_3), released);
        assert_eq!(outcome(&text, Target::V4_4Dev), format!("{released}: {reason}"));
    }
}
