//! What supervisor-lint says of the configurations in the documents that the project started from: the findings that a
//! careful operator would have.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use supervisor_compiler::Options;
use supervisor_compiler::diagnostic::Diagnostic;
use supervisor_compiler::lint::{Settings, lint};
use supervisor_compiler::system::MemorySystem;
use supervisor_tests::workspace;

/// The text of a document of `../shared/seeds`.
fn document(number: &str) -> String {
    let seeds = workspace::corpus().with_file_name("seeds");
    let files = workspace::files_below(&seeds);
    let named =
        |file: &&PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number));
    let file = files.iter().find(named).unwrap_or_else(|| panic!("{number} is not in {}", seeds.display()));
    std::fs::read_to_string(file).expect("a seed is readable")
}

/// The fenced block of a document in which a text occurs, without the indentation of the list it stands in.
fn block(number: &str, holding: &str) -> String {
    let document = document(number);
    let mut blocks = document.split("```").skip(1).step_by(2);
    let block = blocks.find(|block| block.contains(holding)).unwrap_or_else(|| panic!("{number}: {holding}"));
    let lines: Vec<&str> = block.lines().skip(1).collect();
    let indent =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let indent = indent.min().unwrap_or(0);
    lines.iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or("").trim_end())).collect()
}

/// What a document shows of a file behind the command that prints it, up to the next prompt.
fn printed(number: &str, command: &str) -> String {
    let document = document(number);
    let (_, shown) =
        document.split_once(&format!("{command}\n")).unwrap_or_else(|| panic!("{number}: {command}"));
    shown.lines().take_while(|line| !line.starts_with("[root@")).flat_map(|line| [line, "\n"]).collect()
}

/// What is found in some files, the first of them the main one: a line each.
fn findings(files: &[(&str, String)]) -> String {
    let mut system = MemorySystem::new();
    for (path, text) in files {
        system.add_file(*path, text.as_str());
    }
    let options = Options::default();
    let main = Path::new(files[0].0);
    let found = lint(main, &system, &options, &Settings::default()).expect("the file is there");
    let mut diagnostics: Vec<&Diagnostic> = found.diagnostics.iter().collect();
    diagnostics.sort_by_key(|finding| finding.primary.location);
    let mut shown = String::new();
    for finding in diagnostics {
        let place = finding.primary.location;
        let name =
            found.sources.path(place.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let line = found.sources.position(place).line;
        let level = finding.severity.name();
        writeln!(shown, "{name}:{line}: {level}[{}]: {}", finding.code, finding.message)
            .expect("a string grows");
    }
    shown
}

/// The findings must name these rules, and the snapshot shows all of them.
#[track_caller]
fn assert_names(shown: &str, rules: &[&str]) {
    let missing: Vec<_> = rules.iter().filter(|rule| !shown.contains(&format!("[{rule}]"))).collect();
    assert!(missing.is_empty(), "not found: {missing:?} in\n{shown}");
}

#[test]
fn the_annotated_sample() {
    let shown = findings(&[("/etc/supervisord.conf", block("000", "password=yourpassword"))]);
    assert_names(&shown, &["plaintext-password", "include-no-match"]);
    insta::assert_snapshot!(shown);
}

#[test]
fn the_store_of_numbered_volumes() {
    let shown = findings(&[
        ("/data/config/supervisor/supervisor.conf", block("001", "z7HZ0jDTMCNIhd5RYEsOa0uNjezk")),
        ("/data/config/supervisor/conf.d/weed.conf", block("001", "[program:weedmaster]")),
    ]);
    assert_names(
        &shown,
        &["plaintext-password", "duplicate-option", "socket-in-tmp", "argument-without-dash"],
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn three_small_applications() {
    let shown = findings(&[
        (
            "/etc/supervisord.conf",
            printed("002", "supervisord.d]# grep -v '^;' /etc/supervisord.conf |awk NF"),
        ),
        ("/etc/supervisord.d/app1.ini", printed("002", "supervisord.d]# cat app1.ini")),
        ("/etc/supervisord.d/flaskapp.ini", printed("002", "supervisord.d]# cat flaskapp.ini")),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn one_process_as_root() {
    let main = "[supervisord]\nuser=root\n[include]\nfiles=conf/*.conf\n".to_owned();
    let shown = findings(&[
        ("/utxt/supervisord.conf", main),
        ("/utxt/conf/process1.conf", block("003", "[program:process1]")),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn the_options_of_a_program() {
    let text = [
        block("003", "identifier=supervisor                   ;"),
        block("003", "[program:my_program]"),
        block("003", "port=127.0.0.1:9001            ;"),
        block("003", "serverurl=unix:///var/run/supervisord.sock   ;"),
        block("003", "[processcontrol]"),
    ];
    let shown = findings(&[("/etc/supervisord.conf", text.concat())]);
    // `group=` and `loglevel=` in a program, a section that nobody reads, an URL of a socket that nobody makes.
    assert_names(
        &shown,
        &[
            "unknown-section",
            "foreign-dialect-option",
            "option-in-wrong-section",
            "duplicate-option",
            "serverurl-mismatch",
            "stderr-logfile-ignored",
            "weak-or-sample-password",
            "missing-rpcinterface",
        ],
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn the_sample_in_translation() {
    let shown = findings(&[("/etc/supervisord.conf", block("004", "[unix_http_server]"))]);
    insta::assert_snapshot!(shown);
}
