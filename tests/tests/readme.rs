//! What the README tells people to type exists: packages, programs, files, pages.

use std::collections::BTreeSet;

use supervisor_tests::workspace::root;

/// The commands in the README's `sh` blocks, a line each.
fn commands() -> Vec<String> {
    let readme = read("README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The programs of the workspace, by the names of their files.
fn programs() -> BTreeSet<String> {
    ["runtime", "ctl", "compiler"]
        .iter()
        .flat_map(|member| std::fs::read_dir(root().join(member).join("src/bin")).expect("it has programs"))
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect()
}

#[test]
fn the_first_command_runs_the_demonstration_and_the_second_the_tests() {
    let commands = commands();
    assert_eq!(commands[0], "cargo run --bin supervisord -- -n -c fixtures/demo/supervisord.conf");
    assert_eq!(commands[1], "cargo test --workspace");
}

#[test]
fn every_command_names_what_exists() {
    let programs = programs();
    let mut used = BTreeSet::new();
    for command in commands() {
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], "cargo", "{command}");
        for pair in words.windows(2) {
            if pair[0] == "--bin" {
                assert!(programs.contains(pair[1]), "{command}: there is no program {}", pair[1]);
                used.insert(pair[1].to_owned());
            }
        }
        for path in words.iter().filter(|word| word.contains('/')) {
            assert!(root().join(path).exists(), "{command}: there is no {path}");
        }
    }
    for program in
        ["supervisord", "supervisorctl", "supervisor-lint", "supervisor-diff", "echo_supervisord_conf"]
    {
        assert!(used.contains(program), "the README does not show {program}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    for page in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/differences.md",
        "docs/additions.md",
        "docs/editors.md",
    ] {
        let directory = root().join(page).parent().expect("a page stands in a directory").to_path_buf();
        for link in read(page).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(
                link.starts_with("http") || directory.join(link).exists(),
                "{page}: {link} leads nowhere"
            );
        }
    }
}
