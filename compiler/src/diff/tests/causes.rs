//! Why an option differs although nobody edited its line.

use std::path::Path;

use crate::compile::{Options, compile};
use crate::diff::{cause, groups};
use crate::plan::Plan;
use crate::sources::Sources;
use crate::system::MemorySystem;

fn compiled(files: &[(&str, &str)], variable: &str) -> (Plan, Sources) {
    let mut system = MemorySystem::new();
    for (path, text) in files {
        system.add_file(format!("/e/{path}"), *text);
    }
    let environment = [("WHERE".to_owned(), variable.to_owned())].into();
    let options = Options { cwd: "/e".into(), environment, ..Options::default() };
    let compilation = compile(Path::new(files[0].0), &system, &options).unwrap();
    (compilation.plan.unwrap(), compilation.sources)
}

/// `option: cause` of every option that differs.
fn told(old: &(Plan, Sources), new: &(Plan, Sources)) -> Vec<String> {
    let diff = groups(&old.0.groups, &new.0.groups);
    let options = diff.changed.iter().flat_map(|change| &change.changed).flat_map(|it| &it.options);
    options.map(|option| format!("{}: {:?}", option.option, cause(option, &old.1, &new.1))).collect()
}

#[test]
fn the_environment_an_expansion_and_includes_are_told_from_edits() {
    let main = "[supervisord]\n[program:x]\ncommand=/bin/x %(ENV_WHERE)s\nstopwaitsecs=5\n";
    let same_line = told(&compiled(&[("s.conf", main)], "here"), &compiled(&[("s.conf", main)], "there"));
    assert_eq!(same_line, [r#"command: Some(Environment(["WHERE"]))"#]);
    let edited = main.replace("stopwaitsecs=5", "stopwaitsecs=6");
    let edit = told(&compiled(&[("s.conf", main)], "a"), &compiled(&[("s.conf", &edited)], "a"));
    assert_eq!(edit, ["stopwaitsecs: None"]);
    let numbers = "[supervisord]\n[program:x]\ncommand=/bin/x %(process_num)d\n";
    let other = format!("{numbers}numprocs_start=4\n");
    let expansion = told(&compiled(&[("s.conf", numbers)], ""), &compiled(&[("s.conf", &other)], ""));
    assert_eq!(expansion, [r#"command: Some(Expansion(["process_num"]))"#]);
    let including = format!("{main}[include]\nfiles=more.conf\n");
    let more = ("more.conf", "[program:x]\nstopwaitsecs=9\nstartsecs=4\n");
    let included = told(&compiled(&[("s.conf", main)], "a"), &compiled(&[("s.conf", &including), more], "a"));
    assert_eq!(included, ["startsecs: Some(Include)", "stopwaitsecs: Some(Include)"]);
}
