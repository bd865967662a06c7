//! What other programs are told about us: files for services that build and check.

use clap::Parser as _;
use regex::Regex;
use serde_json::Value;

use super::*;
use crate::cli::lint::Lint;

fn file(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_problem_matcher_reads_concise_lines() {
    let matcher: Value = serde_json::from_str(&file("docs/ci/problem-matcher.json")).unwrap();
    let pattern = &matcher["problemMatcher"][0]["pattern"][0];
    let regexp = Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
    let text = "[supervisord]\nminfds=a: b[c]: d\n";
    let (_, lines, _) =
        scene().file("a:1 b.conf", text).outcome(&["supervisor-lint", "-o", "concise", "a:1 b.conf"]);
    let line = lines.lines().find(|line| line.contains("bad-integer")).expect("it is found");
    let found = regexp.captures(line).expect("the line matches");
    let part =
        |name: &str| found.get(usize::try_from(pattern[name].as_u64().unwrap()).unwrap()).unwrap().as_str();
    assert_eq!(part("file"), "a:1 b.conf");
    assert_eq!((part("line"), part("column")), ("2", "8"));
    assert_eq!((part("severity"), part("code")), ("error", "bad-integer"));
    assert_eq!(part("message"), "`minfds` must be a whole number, not `a: b[c]: d`");
    for other in
        ["2 errors in 1 file", "    help: write digits", "error[bad-integer]: 99 more, which are not shown"]
    {
        assert!(!regexp.is_match(other), "{other}");
    }
}

/// The command lines in a text: `supervisor-lint` and what follows, up to a redirection.
fn commands(text: &str) -> Vec<Vec<String>> {
    let starts = ["RUN ", "run: ", "entry: ", "- "];
    let command = |line: &str| {
        let line = line.trim();
        let line = starts.iter().find_map(|start| line.strip_prefix(start)).unwrap_or(line);
        let words =
            line.split_whitespace().take_while(|word| !matches!(*word, ">" | "<" | "|" | "||" | "&&"));
        let words: Vec<_> = words.collect();
        let name = words.first()?.rsplit('/').next()?;
        (name == "supervisor-lint").then(|| words.iter().map(|word| (*word).to_owned()).collect())
    };
    text.lines().filter_map(command).collect()
}

#[test]
fn recipes_use_options_that_exist() {
    for (name, least) in [("docs/ci.md", 5), (".pre-commit-hooks.yaml", 2)] {
        let commands = commands(&file(name));
        assert!(commands.len() >= least, "{name}: {commands:?}");
        for command in commands {
            if let Err(error) = Lint::try_parse_from(&command) {
                panic!("{name}: {command:?}: {error}");
            }
        }
    }
    assert!(file("action.yml").contains("--output-format"));
}
