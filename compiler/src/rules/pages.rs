//! docs/rules is made from the documentation of the rules: a page for each, and a list by category.
//! `UPDATE_RULES=1 cargo test -p supervisor-compiler --lib rules::pages` writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{ALL, Category, Rule};
use crate::render::rules::{facts, fix};

/// Name and text of each file.
fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<_, _> =
        ALL.iter().map(|rule| (format!("{}.md", rule.name()), page(rule))).collect();
    pages.insert("README.md".to_owned(), list());
    pages
}

fn page(rule: &Rule) -> String {
    format!("# {}\n\n*{}*\n\n{}\n", rule.name(), facts(rule), rule.markdown().trim())
}

fn list() -> String {
    let mut text = "\
# Rules

What `supervisor-lint` looks for, by category. An error is what Supervisor refuses; a warning is what it accepts and hardly
anybody can have meant; an info is about style, portability or risk. A safe fix changes nothing but the text, or gives a file
that was refused its obvious meaning; a suggested one changes what the file means.

`supervisor-lint explain RULE` prints these pages. They are made from the rules themselves (`compiler/src/rules`); every
example in them is run.
"
    .to_owned();
    for category in Category::ALL {
        let rules: Vec<_> = ALL.iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {category}\n\n| rule | level | fix | what it finds |\n| --- | --- | --- | --- |\n"
        );
        for rule in rules {
            let (name, level, fix) = (rule.name(), rule.level.name(), fix(rule).unwrap_or("–"));
            let summary = rule.summary().replace('|', "\\|");
            let _ = writeln!(text, "| [{name}]({name}.md) | {level} | {fix} | {summary} |");
        }
    }
    text
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules")
}

#[test]
fn pages_are_up_to_date() {
    let (pages, directory) = (pages(), directory());
    let there = || {
        let files = fs::read_dir(&directory).into_iter().flatten();
        files.map(|file| file.unwrap().file_name().into_string().unwrap())
    };
    if std::env::var_os("UPDATE_RULES").is_some() {
        fs::create_dir_all(&directory).unwrap();
        for stale in there().filter(|name| !pages.contains_key(name)) {
            fs::remove_file(directory.join(stale)).unwrap();
        }
        for (name, text) in &pages {
            fs::write(directory.join(name), text).unwrap();
        }
    }
    let hint = "UPDATE_RULES=1 cargo test -p supervisor-compiler --lib rules::pages";
    for (name, text) in &pages {
        let found = fs::read_to_string(directory.join(name)).unwrap_or_default();
        assert!(found == *text, "docs/rules/{name} is outdated: {hint}");
    }
    for name in there() {
        assert!(pages.contains_key(&name), "docs/rules/{name} is made by nobody: {hint}");
    }
}
