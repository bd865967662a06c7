//! The invariants of docs/architecture.md: what is absent where.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use supervisor_tests::workspace::{files_below, root};

/// The members of the workspace and the members that each may depend on.
const MAY_DEPEND_ON: [(&str, &[&str]); 6] = [
    ("supervisor-grammar", &[]),
    // Of the wire only what `supervisor-diff --live` asks, see `the_compilers_library_calls_nobody`.
    ("supervisor-compiler", &["supervisor-grammar", "supervisor-wire"]),
    ("supervisor-wire", &[]),
    ("supervisor-ctl", &["supervisor-compiler", "supervisor-wire"]),
    ("supervisor-runtime", &["supervisor-grammar", "supervisor-compiler", "supervisor-wire"]),
    ("supervisor-tests", &["supervisor-grammar", "supervisor-compiler", "supervisor-wire"]),
];

/// Packages that must not be a dependency of a member.
const MUST_NOT_USE: [(&str, &[&str]); 4] = [
    ("supervisor-grammar", &["tokio", "nix", "hyper", "quick-xml", "serde", "serde_json", "clap", "miette"]),
    ("supervisor-compiler", &["tokio", "hyper", "hyper-util", "quick-xml"]),
    ("supervisor-wire", &["nix", "clap", "miette"]),
    ("supervisor-ctl", &["miette", "pest"]),
];

/// No source file is longer; the option table is split, too.
const MAX_LINES: usize = 800;

/// A source file: its path from the root, and its lines without comments and without its unit tests.
struct Source {
    path: String,
    code: Vec<(usize, String)>,
}

impl Source {
    /// The places where `found` holds for a line of code.
    fn places(&self, found: impl Fn(&str) -> bool) -> Vec<String> {
        let hits = self.code.iter().filter(|(_, line)| found(line));
        hits.map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim())).collect()
    }
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for member in ["grammar", "compiler", "runtime", "ctl", "tests"] {
        for file in files_below(&root().join(member)) {
            if file.extension().is_some_and(|extension| extension == "rs") {
                sources.push(read(&file));
            }
        }
    }
    assert!(sources.len() > 40, "the sources have gone");
    sources
}

fn read(file: &Path) -> Source {
    let text = std::fs::read_to_string(file).expect("a source is readable");
    let mut code = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("#[cfg(test)]") {
            break;
        }
        if !line.trim_start().starts_with("//") {
            code.push((index + 1, line.to_owned()));
        }
    }
    let path = file.strip_prefix(root()).expect("it was found below").display().to_string();
    Source { path, code }
}

/// The places in files whose path `matters`, where `found` holds. This file, which names what it looks for, is left out.
fn places(matters: impl Fn(&str) -> bool, found: impl Fn(&str) -> bool) -> Vec<String> {
    let sources = sources();
    let others = sources.iter().filter(|source| source.path != "tests/tests/architecture.rs");
    others.filter(|source| matters(&source.path)).flat_map(|source| source.places(&found)).collect()
}

#[track_caller]
fn assert_none(places: &[String], rule: &str) {
    assert!(places.is_empty(), "{rule}:\n{}", places.join("\n"));
}

/// The members' dependencies (not those of their tests), from cargo itself.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let name = |value: &Value| value["name"].as_str().expect("a package has a name").to_owned();
    let packages = metadata["packages"].as_array().expect("there are packages");
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().expect("a list");
            (name(package), all.iter().filter(|dependency| dependency["kind"] != "dev").map(name).collect())
        })
        .collect()
}

#[test]
fn the_crate_graph_points_one_way() {
    let dependencies = dependencies();
    assert_eq!(
        dependencies.len(),
        MAY_DEPEND_ON.len(),
        "a new member needs a row: {:?}",
        dependencies.keys()
    );
    for (member, allowed) in MAY_DEPEND_ON {
        for dependency in &dependencies[member] {
            let foreign = !dependencies.contains_key(dependency);
            assert!(
                foreign || allowed.contains(&dependency.as_str()),
                "{member} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn libraries_stay_clear_of_what_is_not_theirs() {
    let dependencies = dependencies();
    for (member, forbidden) in MUST_NOT_USE {
        for dependency in &dependencies[member] {
            assert!(!forbidden.contains(&dependency.as_str()), "{member} must not use {dependency}");
        }
    }
}

/// The wire is for the compiler's commands: daemon and client build it without.
#[test]
fn the_compilers_library_calls_nobody() {
    let library = |path: &str| path.starts_with("compiler/src/") && !path.starts_with("compiler/src/cli/");
    assert_none(
        &places(library, |line| line.contains("supervisor_wire")),
        "the compiler's library calls a server",
    );
    let manifest = std::fs::read_to_string(root().join("compiler/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("supervisor-wire = { workspace = true, optional = true }"), "{manifest}");
    for user in ["ctl", "runtime"] {
        let manifest = std::fs::read_to_string(root().join(user).join("Cargo.toml")).expect("a manifest");
        let line = manifest.lines().find(|line| line.starts_with("supervisor-compiler")).expect("it is used");
        assert!(line.contains("default-features = false"), "{user}: {line}");
    }
}

#[test]
fn no_crate_exports_another() {
    let found =
        places(|_| true, |line| line.contains("pub use supervisor_") || line.contains("pub extern crate"));
    assert_none(&found, "a crate exports another");
}

#[test]
fn unsafe_stands_in_runtime_os_only() {
    let is_unsafe = |line: &str| {
        // A dash belongs to a word: there is an option --unsafe-fixes.
        let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').collect();
        words.contains(&"unsafe") || line.contains("allow(unsafe_code")
    };
    let elsewhere = |path: &str| !path.starts_with("runtime/src/os/");
    assert_none(&places(elsewhere, is_unsafe), "unsafe code outside runtime/src/os");
}

#[test]
fn libraries_do_not_print() {
    let in_library =
        |path: &str| !path.starts_with("tests/") && path.contains("/src/") && !path.contains("/src/bin/");
    let prints = |line: &str| {
        ["println!(", "print!(", "eprintln!(", "eprint!("].iter().any(|call| line.contains(call))
    };
    assert_none(&places(in_library, prints), "a library prints");
}

#[test]
fn miette_stays_in_the_renderers() {
    let outside =
        |path: &str| !path.starts_with("compiler/src/render/") && path != "tests/tests/architecture.rs";
    let found = places(outside, |line| line.contains("miette"));
    assert_none(&found, "miette's types have left compiler/src/render");
}

#[test]
fn the_protocol_of_editors_stays_in_the_server() {
    let outside = |path: &str| path.starts_with("compiler/src/") && !path.starts_with("compiler/src/server/");
    let found = places(outside, |line| line.contains("gen_lsp_types") || line.contains("lsp_server"));
    assert_none(&found, "the protocol of editors has left compiler/src/server");
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    // The unit tests of a file may stand in a `tests.rs` of their own; the name says it all.
    let mut faults = Vec::new();
    for source in sources() {
        let text = std::fs::read_to_string(root().join(&source.path)).expect("a source is readable");
        let lines = text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{} has {lines} lines", source.path));
        }
        let introduced = text.lines().any(|line| line.starts_with("//!"));
        if !introduced && !source.path.ends_with("/tests.rs") {
            faults.push(format!("{} does not say what it is for (//! at its top)", source.path));
        }
    }
    assert_none(&faults, "files that are too long or do not introduce themselves");
}

#[test]
fn every_fixture_is_used() {
    let fixtures = root().join("fixtures");
    // Some fixtures are no text on purpose.
    let read = |file: PathBuf| {
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let sources = sources().into_iter().map(|source| root().join(source.path));
    let users: String = sources.chain([root().join("README.md")]).map(read).collect();
    let (mains, texts): (Vec<PathBuf>, Vec<PathBuf>) =
        files_below(&fixtures).into_iter().partition(|file| file.ends_with("supervisord.conf"));
    for main in &mains {
        let directory = main.parent().and_then(|directory| directory.strip_prefix(&fixtures).ok());
        let name = directory.expect("it was found below").display();
        let used =
            users.contains(&format!("fixture(\"{name}\")")) || users.contains(&format!("fixtures/{name}"));
        assert!(used, "no test and no document uses fixtures/{name}");
        assert!(
            read(main.clone()).starts_with("; "),
            "fixtures/{name}/supervisord.conf does not say what it shows"
        );
    }
    let is_configuration = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "conf");
    let configurations: String =
        mains.into_iter().chain(texts.into_iter().filter(is_configuration)).map(read).collect();
    for program in files_below(&fixtures.join("bin")) {
        let name = program.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let used =
            configurations.contains(&format!("/bin/{name}")) || users.contains(&format!("/bin/{name}"));
        assert!(used, "no configuration runs fixtures/bin/{name}");
    }
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let invariants = page.lines().filter(|line| line.starts_with("| **")).count();
    let mut guards = 0;
    for reference in page.split('`').skip(1).step_by(2).filter(|code| code.contains(".rs: ")) {
        let (file, test) = reference.split_once(": ").expect("it was found by that");
        let path: PathBuf = root().join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(
            text.contains(&format!("fn {test}(")),
            "docs/architecture.md names {test}, which {file} has not"
        );
        guards += 1;
    }
    assert!(invariants > 8 && guards >= invariants, "{invariants} invariants, {guards} guards");
}
