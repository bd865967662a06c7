//! docs/schemas describe what our commands print: every document of every fixture and of the whole corpus fits, every part
//! of a schema occurs, and a field that no schema names is an error.

use std::path::Path;

use serde_json::{Value, json};
use supervisor_compiler::compile::merged::Merged;
use supervisor_compiler::compile::merged::merge;
use supervisor_compiler::diff::forecast::{Extent, Terms};
use supervisor_compiler::diff::{Comparison, Member, members, rewritten};
use supervisor_compiler::lint::{Settings, lint, shorten};
use supervisor_compiler::plan::Origin;
use supervisor_compiler::recognize::recognize;
use supervisor_compiler::render::{
    Report, Secrets, Texts, diff_json, facts_json, json as findings_json, plan_json, recognized, rules,
    show_json, statistics,
};
use supervisor_compiler::rules::ALL;
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, compile, facts};
use supervisor_tests::schema::Schema;
use supervisor_tests::workspace;

fn schema(name: &str) -> Schema {
    let path = workspace::root().join("docs/schemas").join(name);
    Schema::new(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[track_caller]
fn check(schema: &mut Schema, document: &str, from: &Path) {
    let document: Value = serde_json::from_str(document).expect("JSON");
    if let Err(fault) = schema.check(&document) {
        panic!("{}: {fault}", from.display());
    }
}

/// Two configurations that between them have everything that a document can hold.
const EVERYTHING: [&str; 2] = [
    "[DEFAULT]\nstartsecs=2\n[supervisord]\nenvironment=A=\"1\"\n[unix_http_server]\nfile=/tmp/s\n[inet_http_server]\nport=1\n\
     [rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\nretries=1\n\
     [include]\nfiles=none.conf %(here)s/one.conf\n[program:web]\ncommand=a\nenvironment=B=\"2\"\n[program:same]\ncommand=a\n\
     [program:numbered]\ncommand=a\nnumprocs=2\nprocess_name=%(process_num)d\n[program:gone]\ncommand=a\n\
     [fcgi-program:f]\ncommand=a\nsocket=unix:///tmp/f\n[eventlistener:l]\ncommand=a\nevents=TICK_5\n\
     [program:log]\ncommand=a\nstdout_logfile=/tmp/x\n",
    "[supervisord]\nloglevel=debug\nenvironment=A=\"1\"\n[inet_http_server]\nport=2\n[program:web]\ncommand=b\n\
     environment=B=\"3\"\ncommand=c\n[program:included]\ncommand=b\n[program:same]\ncommand=a\nstartsecs=2\nautostart=yes\n[program:numbered]\ncommand=a\nnumprocs=3\n\
     numprocs_start=1\nprocess_name=%(process_num)d\nstartsecs=2\n[program:new]\ncommand=a\n\
     [fcgi-program:f]\ncommand=a\nsocket=unix:///tmp/g\nstartsecs=2\n\
     [program:log]\ncommand=a\nstartsecs=2\n",
];

fn options() -> Options {
    Options { cwd: "/e".into(), ..Options::default() }
}

/// A machine with `text` as its main file.
fn machine(text: &str) -> MemorySystem {
    let mut system = MemorySystem::new();
    system.add_file("/e/supervisord.conf", text);
    system.add_file("/e/one.conf", "[program:included]\ncommand=%(here)s/a\nautostart=true\n");
    system
}

fn compiled(text: &str) -> Compilation {
    compile(Path::new("supervisord.conf"), &machine(text), &options()).expect("the main file is there")
}

/// The same with what the rules find.
fn linted(text: &str) -> Compilation {
    let mut compilation =
        lint(Path::new("supervisord.conf"), &machine(text), &options(), &Settings::default())
            .expect("the main file is there");
    // As the command does before it prints.
    shorten(&mut compilation);
    compilation
}

/// Every configuration that there is: the two above, broken ones, fixtures and corpus.
fn texts() -> Vec<String> {
    let mut files = workspace::files_below(&workspace::corpus());
    files.extend(workspace::files_below(&workspace::root().join("fixtures")));
    let read = |file: &std::path::PathBuf| std::fs::read(file).expect("the corpus is readable");
    let mut texts: Vec<_> =
        files.iter().map(|file| String::from_utf8_lossy(&read(file)).into_owned()).collect();
    texts.extend(EVERYTHING.map(str::to_owned));
    texts.push("[supervisord]\n[program:x]\nautostart=true\nautostart=maybe\n".to_owned());
    texts
}

fn texts_of(compilation: &Compilation) -> Texts<'_> {
    Texts::new(&compilation.sources, Path::new("/e"))
}

#[test]
fn plans() {
    let mut schema = schema("plan-1.json");
    let mut plans = 0;
    for text in texts() {
        let compilation = compiled(&text);
        let Some(mut plan) = compilation.plan.clone() else { continue };
        plan.daemon.nodaemon.origin = Origin::CommandLine(&"-n");
        let document =
            plan_json::render(&plan, texts_of(&compilation), Secrets::Masked).expect("it can be written");
        check(&mut schema, &document, Path::new(&text));
        plans += 1;
    }
    assert!(plans > 50, "only {plans} plans");
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn findings() {
    let mut schema = schema("diagnostics-1.json");
    // So many of a kind that not all are listed.
    let many = format!("[supervisord]\n{}", "junk\n".repeat(1500));
    // One with a safe fix, one with a suggested one.
    let mended =
        "[supervisord]\n[program:x]\ncommand=x\nstartsecs=5s\nstdout_logfile=\"/tmp/x\"\n".to_owned();
    for text in texts().into_iter().chain([many, mended]) {
        let compilation = linted(&text);
        let report = Report::new([&compilation], Path::new("/e"));
        check(&mut schema, &findings_json::render(&report).expect("it can be written"), Path::new(&text));
    }
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn numbers_of_findings() {
    let mut schema = schema("statistics-1.json");
    for text in texts() {
        let compilation = linted(&text);
        let report = Report::new([&compilation], Path::new("/e"));
        check(&mut schema, &statistics::json(&report).expect("it can be written"), Path::new(&text));
    }
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn rules_and_their_documentation() {
    let mut schema = schema("rules-1.json");
    check(&mut schema, &rules::json(ALL).expect("it can be written"), Path::new("rules"));
    // No rule may have come yet that only a profile asks.
    let unused: Vec<_> =
        schema.unused().into_iter().filter(|part| !part.ends_with("/profiles/items")).collect();
    assert_eq!(unused, [""; 0], "parts of the schema that no document has");
}

#[test]
fn texts_that_supervisor_printed() {
    let mut schema = schema("recognized-1.json");
    for text in [
        "Error: not a valid boolean value: 'maybe' in section 'program:x' (file: 's.conf')",
        "gave up: web entered FATAL state, too many start retries too quickly",
        "hello",
    ] {
        let document = recognized::json(&recognize(text)).expect("it can be written");
        check(&mut schema, &document, Path::new(text));
    }
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn merged_configurations() {
    let mut schema = schema("show-1.json");
    for text in texts() {
        let merged = merge(Path::new("supervisord.conf"), &machine(&text), &options())
            .expect("the main file is there");
        let shown = Texts::new(&merged.sources, Path::new("/e"));
        let document = show_json::render(&merged, shown, Secrets::Masked).expect("it can be written");
        check(&mut schema, &document, Path::new(&text));
    }
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn tests_of_configurations() {
    let mut schema = schema("facts-1.json");
    let test = "configuration: supervisord.conf\nprogram web exists\n[two]\nprogram web has 2 processes\n";
    let settings = Settings::default();
    let (system, options) = (machine(EVERYTHING[0]), options());
    let surroundings = facts::Surroundings {
        system: &system,
        options: &options,
        settings: &settings,
        secrets: Secrets::Masked,
    };
    let outcomes = facts::parse(test).expect("facts").into_iter().flat_map(|case| {
        facts::run(Path::new("a.test"), &case, surroundings).expect("the configuration is there")
    });
    let unchecked = |place| facts::Unchecked { place, message: "it cannot be read".to_owned() };
    let errors = vec![unchecked(None), unchecked(Some((3, 1)))];
    let tested = facts::Tested { file: "a.test".to_owned(), outcomes: outcomes.collect(), errors };
    let document = facts_json::render(&[tested]).expect("it can be written");
    check(&mut schema, &document, Path::new("a.test"));
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn diffs() {
    let mut schema = schema("diff-1.json");
    let mut windows = 0;
    let compilations: Vec<_> = texts().iter().map(|text| compiled(text)).collect();
    let mut compilations: Vec<_> = compilations.iter().filter(|found| found.plan.is_some()).collect();
    // Each against the next, so that the two that hold everything meet; and back.
    compilations.extend(compilations.clone().into_iter().rev());
    for pair in compilations.windows(2) {
        let [old, new] = pair else { continue };
        let (Some(before), Some(after)) = (&old.plan, &new.plan) else { continue };
        let mut before = before.clone();
        before.daemon.nodaemon.origin = Origin::CommandLine(&"-n");
        before.daemon.nodaemon.value = !after.daemon.nodaemon.value;
        let extent = if windows % 2 == 0 { Extent::Groups } else { Extent::Processes };
        windows += 1;
        let mut comparison = Comparison::of_plans(&before, after, &Terms { extent, ..Terms::default() });
        let merged = |compilation: &Compilation| -> Option<Merged> {
            let (_, main) = compilation.sources.iter().next()?;
            merge(Path::new("supervisord.conf"), &machine(&main.text), &options()).ok()
        };
        if let (Some(old), Some(new)) = (merged(old), merged(new)) {
            comparison.rewritten = rewritten(&comparison.diff, &old, &new);
            comparison.members = members(&comparison.diff, Some(&old), &new);
            comparison.members.extend(new.sections.first().map(|section| Member {
                group: "g".to_owned(),
                process: "x".to_owned(),
                section: section.name.clone(),
                option: "programs",
                old: Some("y".to_owned()),
                new: Some("x,y".to_owned()),
                location: Some(section.header),
            }));
        }
        comparison.unknown = vec!["umask"];
        comparison.outside = vec!["/etc/supervisor/conf.d/*.conf".to_owned()];
        for step in &mut comparison.forecast.steps {
            step.stopping.clone_from(&step.stops);
        }
        let document = diff_json::render(&comparison, (texts_of(old), texts_of(new)), Secrets::Masked);
        check(&mut schema, &document.expect("it can be written"), Path::new("a diff"));
    }
    assert_eq!(schema.unused(), [""; 0], "parts of the schema that no document has");
}

#[test]
fn the_check_itself_can_fail() {
    let text = json!({
        "type": "object", "required": ["a"],
        "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"oneOf": [{"const": 1}, {"type": "string"}]}},
    });
    let mut schema = Schema::new(&text.to_string());
    assert_eq!(schema.check(&json!({"a": 1})), Ok(()));
    assert_eq!(schema.unused(), ["/properties/b", "/properties/b/oneOf/0", "/properties/b/oneOf/1"]);
    for bad in [json!([]), json!({}), json!({"a": 0}), json!({"a": 1, "b": 2}), json!({"a": 1, "c": 1})] {
        assert!(schema.check(&bad).is_err(), "{bad}");
    }
    assert!(
        Schema::new(r#"{"minLength": 1}"#).check(&json!("")).is_err(),
        "unknown keywords are no free pass"
    );
}
