//! The whole compile: several files on a machine in memory, then every format that findings and plans are printed in.

use std::path::{Path, PathBuf};

use supervisor_compiler::compile::merged::merge;
use supervisor_compiler::diagnostic::Severity;
use supervisor_compiler::diff;
use supervisor_compiler::plan::Origin;
use supervisor_compiler::plan::settings::{
    SettingView, daemon_settings, group_settings, process_settings, server_settings,
};
use supervisor_compiler::render::{
    Paint, Report, Secrets, Texts, concise, json, plan_json, show_json, show_text, text,
};
use supervisor_compiler::sources::Location;
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, Plan, Sources, Target, client, compile as compile_files};

/// Where the files of an input stand.
const DIRECTORY: &str = "/etc/supervisor";
/// The file that is compiled.
const MAIN: &str = "/etc/supervisor/supervisord.conf";

/// Compiles the files of a [`bundle`] for both releases. There is a plan or an error, never both; every place is text;
/// every finding has its words; two runs say the same; everything can be printed; and the merged configuration makes the same plan.
pub fn compile(data: &[u8]) {
    let system = machine(data);
    let options = options();
    let main = Path::new(MAIN);
    let first = compile_files(main, &system, &options).expect("the main file is there");
    let second = compile_files(main, &system, &options).expect("the main file is there");
    check(&first);
    if let Some(plan) = &first.plan {
        check_show(plan, data, &options);
    }
    assert_eq!(first.diagnostics, second.diagnostics, "two runs find the same");
    assert_eq!(first.plan, second.plan, "two runs make the same plan");
    let other = Options { target: Target::V4_4Dev, host_checks: false, ..options.clone() };
    check(&compile_files(main, &system, &other).expect("the main file is there"));
    if let Err(error) = client::load(main, &system, &options.environment, &options.cwd) {
        assert!(!error.to_string().is_empty());
    }
}

/// The merged configuration, put in the place of the main file, makes the same plan.
fn check_show(plan: &Plan, data: &[u8], options: &Options) {
    let main = Path::new(MAIN);
    let merged = merge(main, &machine(data), options).expect("the main file is there");
    let texts = Texts::new(&merged.sources, Path::new("/"));
    let shown = show_text::render(&merged, texts, Secrets::Shown, Paint { color: false });
    assert!(show_json::render(&merged, texts, Secrets::Masked).is_ok());
    let mut alone = machine(data);
    alone.add_file(MAIN, shown.clone());
    let again = compile_files(main, &alone, options).expect("the main file is there");
    let Some(other) = &again.plan else { panic!("{:?}\n{shown}", again.diagnostics) };
    assert_eq!(settings(plan), settings(other), "\n{shown}");
}

/// Every setting of a plan, without where it came from.
fn settings(plan: &Plan) -> Vec<(String, &'static str, String)> {
    let mut settings = Vec::new();
    let mut add = |owner: String, views: Vec<SettingView>| {
        settings.extend(views.into_iter().map(|view| (owner.clone(), view.option, view.value)));
    };
    add("supervisord".to_owned(), daemon_settings(&plan.daemon));
    for server in &plan.servers {
        add(server.section.clone(), server_settings(server));
    }
    for group in &plan.groups {
        add(group.name.clone(), group_settings(group));
        for process in &group.processes {
            add(format!("{}:{}", group.name, process.name.value), process_settings(process));
        }
    }
    settings
}

/// The files of an input: the main file, then as many as there are lines `-- path --`, each the name of the file whose
/// text follows. Any bytes are a bundle.
pub fn bundle(data: &[u8]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = vec![(PathBuf::from(MAIN), Vec::new())];
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let name = line.strip_prefix(b"-- ").and_then(|rest| rest.strip_suffix(b" --\n"));
        if let Some(name) = name.and_then(|name| std::str::from_utf8(name).ok()) {
            files.push((Path::new(DIRECTORY).join(name), Vec::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.extend_from_slice(line);
        }
    }
    files
}

/// A machine with the files of the bundle, the usual directories, and two users.
fn machine(data: &[u8]) -> MemorySystem {
    let mut system = MemorySystem::new();
    for directory in ["/var/log/supervisor", "/var/run", "/etc/supervisor/conf.d"] {
        system.add_dir(directory);
    }
    system.add_user("root", 0, 0, "/root");
    system.add_user("www-data", 33, 33, "/var/www");
    system.add_group("www-data", 33);
    // The main file last, so that no other takes its place.
    bundle(data).into_iter().rev().for_each(|(path, text)| system.add_file(path, text));
    system
}

fn options() -> Options {
    let variables = [("HOME", "/root"), ("PATH", "/usr/bin:/bin"), ("EMPTY", ""), ("PERCENT", "50%")];
    Options {
        environment: variables.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        cwd: DIRECTORY.into(),
        host_name: "box".to_owned(),
        host_checks: true,
        ..Options::default()
    }
}

fn check(compilation: &Compilation) {
    let Compilation { plan, sources, diagnostics, left_out: _ } = compilation;
    let errors = diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count();
    assert_eq!(plan.is_some(), errors == 0, "a plan, or a reason why there is none");
    assert_eq!(compilation.original_error().is_some(), errors > 0, "an error is one of the original's");
    for finding in diagnostics {
        for label in finding.related.iter().chain([&finding.primary]) {
            check_place(sources, label.location);
        }
        assert!(!finding.message.is_empty() && !finding.help.is_empty(), "{finding:?}");
    }
    let base = Path::new(DIRECTORY);
    let report = Report::new([compilation], base);
    assert!(!text::render(&report, false).is_empty());
    assert!(concise::render(&report).lines().count() >= report.findings.len(), "a line each at least");
    assert!(json::render(&report).is_ok());
    if let Some(plan) = plan {
        check_plan(plan, sources);
        let texts = Texts::new(sources, base);
        assert!(plan_json::render(plan, texts, Secrets::Masked).is_ok());
        assert!(diff::groups(&plan.groups, &plan.groups).is_empty(), "a plan does not differ from itself");
    }
}

/// Every setting of a plan says where it came from.
fn check_plan(plan: &Plan, sources: &Sources) {
    let processes = plan.groups.iter().flat_map(|group| &group.processes).flat_map(process_settings);
    let groups = plan.groups.iter().flat_map(group_settings);
    let servers = plan.servers.iter().flat_map(server_settings);
    for setting in daemon_settings(&plan.daemon).into_iter().chain(processes).chain(groups).chain(servers) {
        if let Origin::File(location) = setting.origin {
            check_place(sources, location);
        }
    }
}

fn check_place(sources: &Sources, location: Location) {
    let source = sources.get(location.file).expect("a place is in a file that was read");
    super::slice(&source.text, location.span.range());
    assert!(sources.position(location) <= sources.end_position(location));
}
