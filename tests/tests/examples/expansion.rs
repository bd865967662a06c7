//! §2: `%(…)s`.

use supervisor_tests::generate::Case;

use super::{PROGRAM, after, check, values};

#[test]
fn directives() {
    let good = [
        "%(process_num)02d",
        "%(process_num)03d",
        "%(process_num)5d",
        "%(process_num)-5d|",
        "%(process_num)s",
        "%(process_num)x",
        "%(process_num)#o",
        "%(process_num)+d",
        "%(process_num)ld",
        "%(process_num)f",
        "%(process_num)e",
        "%(process_num)c",
        "%(process_num)03s",
        "%(program_name)03s",
        "%(program_name)10s",
        "%(program_name)-6s|",
        "%(program_name).1s",
        "%(program_name)r",
        "%(program_name)a",
        "a%%b%%%%c",
        "c %%(process_num)02d",
        "c %(ENV_PCT)s %(ENV_HERE)s",
        "echo %s",
        "%(numprocs)d",
        "%(here)s %(host_node_name)s %(group_name)s",
    ];
    let bad = [
        "%(program_name)s %s",
        "100%",
        "%(here)",
        "%(here)5",
        "%(here",
        "%Y",
        "a %(here)%",
        "%5%",
        "% (here)d",
        "%1$s",
        "%b",
        "%(ENV_N)d",
        "%(ENV_N)i",
        "%(ENV_N)u",
        "%(ENV_N)x",
        "%(ENV_N)X",
        "%(ENV_N)o",
        "%(ENV_N)e",
        "%(ENV_N)f",
        "%(ENV_N)g",
        "%(ENV_FOO)c",
        "%d",
        "50% off",
        "%*d",
        "%(process_num)*d",
        "%(nope)s",
        "%(Here)s",
        "é%é",
    ];
    check(&values(PROGRAM, "command", &good), good.len());
    check(&values(PROGRAM, "command", &bad), 0);
}

/// §2.3: every option with every name, in a group and out of one, with `[include]` and without.
#[test]
fn which_names_where() {
    use supervisor_compiler::schema::{DefaultValue, SectionKind};
    let names = [
        "here",
        "host_node_name",
        "program_name",
        "group_name",
        "process_num",
        "numprocs",
        "ENV_FOO",
        "ENV_A",
        "ENV_B",
    ];
    let mut cases = Vec::new();
    let kinds = [
        SectionKind::Supervisord,
        SectionKind::UnixHttpServer,
        SectionKind::InetHttpServer,
        SectionKind::Program,
        SectionKind::FcgiProgram,
        SectionKind::EventListener,
        SectionKind::Group,
        SectionKind::RpcInterface,
    ];
    for kind in kinds {
        for row in kind.options().iter().filter(|row| row.name != "environment") {
            for name in names {
                let more: &[&str] = match kind {
                    SectionKind::Program | SectionKind::FcgiProgram => &["", "[group:g]\nprograms=x\n"],
                    _ => &["", "[include]\nfiles=nope\n"],
                };
                for more in more {
                    let required = kind
                        .options()
                        .iter()
                        .filter(|other| other.default == DefaultValue::Required && other.name != row.name);
                    let required: String =
                        required.map(|row| format!("{}={}\n", row.name, sample(row.name))).collect();
                    let prefix = kind.prefix();
                    let label = if prefix.ends_with(':') { "x" } else { "" };
                    cases.push(Case::of(format!(
                        "[supervisord]\nenvironment=B=\"2\"\n[{prefix}{label}]\n{required}{}=%({name})s\nenvironment=A=\"1\"\n{more}",
                        row.name
                    )));
                }
            }
        }
    }
    assert!(cases.len() > 2000, "{}", cases.len());
    let mut tally = supervisor_tests::judge::Tally::default();
    let mut judge = supervisor_tests::judge::Judge::new(true);
    for batch in cases.chunks(250) {
        judge.compare(batch, &mut tally);
    }
    let shown: String = tally.disagreements.iter().take(5).map(|disagreement| disagreement.shown()).collect();
    assert!(tally.disagreements.is_empty(), "{} of {}:\n{shown}", tally.disagreements.len(), cases.len());
    assert!(tally.accepted > 500, "{}", tally.accepted);
}

fn sample(option: &str) -> &'static str {
    match option {
        "events" => "TICK_5",
        "socket" => "unix:///tmp/x.sock",
        "port" => "9001",
        "file" => "/tmp/s.sock",
        "supervisor.rpcinterface_factory" => "supervisor.rpcinterface:make_main_rpcinterface",
        _ => "/bin/cat",
    }
}

#[test]
fn how_often_and_in_which_order() {
    let rows = [
        "stdout_logfile=/tmp/a%%b.log",
        "stdout_logfile=/tmp/a%%%%b.log",
        "stdout_logfile=/tmp/%(ENV_PCT)s.log",
        "stderr_logfile=/tmp/%(nope)s.log",
        "process_name=%(ENV_SPACED)s",
        "environment=A=\"1\",B=\"%(ENV_A)s\"",
        "environment=FOO=\"new-%(ENV_FOO)s\"",
        "environment=K%(process_num)d=\"v%(process_num)d\"\nnumprocs=2\nprocess_name=%(process_num)d\ncommand=c %(ENV_K0)s",
        "environment=here=\"H\"\ncommand=%(here)s %(ENV_here)s",
        "environment=B=\"2\"\ncommand=%(ENV_B)s\ndirectory=%(ENV_B)s\nprocess_name=%(ENV_B)s\nstdout_logfile=/tmp/%(ENV_B)s",
        "environment=B=\"2\"\nstartsecs=%(ENV_B)s",
        "environment=B=\"root\"\nuser=%(ENV_B)s",
        "environment=A=%(ENV_QUOTED)s",
        "priority=%(program_name)s",
        "priority=%(process_num)d",
        "unknown=%(",
    ];
    check(&after(PROGRAM, rows), 7);
    let daemon = [
        "environment=A=\"%(host_node_name)s\"",
        "environment=A=\"%%(host_node_name)s\"",
        "environment=A=\"x%%y\"",
        "environment=A=\"x%%%%y\"",
        "environment=A=\"1\"\nidentifier=%(ENV_A)s",
        "environment=A=\"1\"\n[program:x]\ncommand=%(ENV_A)s",
        "environment=A=\"1\"\n[include]\nfiles=%(ENV_A)s",
        "environment=A=\"1\",B=\"1\"\n[program:x]\ncommand=c\nenvironment=A=\"2\",C=\"%(ENV_B)s\"",
        "[x%]\n%=%(",
    ];
    check(&after("[supervisord]\n", daemon), 5);
}
