//! The option table and the plan agree: every option that is a setting has a typed field, and the plan shows no
//! setting that the table does not know.

use std::collections::BTreeSet;
use std::path::Path;

use supervisor_compiler::plan::settings::{
    SettingView, daemon_settings, group_settings, process_settings, rpc_interface_settings, server_settings,
};
use supervisor_compiler::schema::{Role, SectionKind};
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Options, Plan, compile};

const EVERY_SECTION: &str = "\
[supervisord]\n\
[unix_http_server]\nfile=/tmp/s.sock\n\
[inet_http_server]\nport=9001\n\
[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n\
[program:p]\ncommand=/bin/cat\n\
[fcgi-program:f]\ncommand=/bin/cat\nsocket=tcp://localhost:9000\n\
[eventlistener:e]\ncommand=/bin/cat\nevents=TICK_5\n\
[program:m]\ncommand=/bin/cat\n\
[group:g]\nprograms=m\n";

#[test]
fn every_option_of_the_table_has_a_typed_field() {
    let file = Path::new("/every.conf");
    let mut system = MemorySystem::new();
    system.add_file(file, EVERY_SECTION);
    let compilation = compile(file, &system, &Options::default()).expect("the file is there");
    let plan = compilation.plan.unwrap_or_else(|| panic!("it is valid: {:#?}", compilation.diagnostics));
    for kind in SectionKind::ALL {
        let Some(shown) = shown(&plan, kind) else { continue };
        let table: BTreeSet<&str> =
            kind.options().iter().filter(|row| row.role == Role::Setting).map(|row| row.name).collect();
        assert_eq!(shown, table, "{kind:?}: what the plan shows, and what the table has");
    }
}

/// The options that the plan shows for a kind of section; none for the kinds that are not the daemon's or leave no
/// settings behind.
fn shown(plan: &Plan, kind: SectionKind) -> Option<BTreeSet<&'static str>> {
    let group = |name: &str| plan.group(name).unwrap_or_else(|| panic!("the plan has no group {name}"));
    let server = |section: &str| {
        plan.servers.iter().find(|server| server.section == section).unwrap_or_else(|| panic!("no {section}"))
    };
    let program = |name: &str| {
        let group = group(name);
        let process = group.processes.first().expect("a program has a process");
        let mut views = process_settings(process);
        views.extend(group_settings(group));
        views
    };
    let views: Vec<SettingView> = match kind {
        SectionKind::Supervisord => daemon_settings(&plan.daemon),
        SectionKind::UnixHttpServer => server_settings(server("unix_http_server")),
        SectionKind::InetHttpServer => server_settings(server("inet_http_server")),
        SectionKind::RpcInterface => {
            rpc_interface_settings(plan.rpc_interfaces.first().expect("there is an RPC interface"))
        }
        SectionKind::Program => program("p"),
        SectionKind::FcgiProgram => program("f"),
        SectionKind::EventListener => program("e"),
        SectionKind::Group => group_settings(group("g")),
        SectionKind::Include | SectionKind::Supervisorctl | SectionKind::CtlPlugin => return None,
    };
    Some(views.into_iter().map(|view| view.option).collect())
}
