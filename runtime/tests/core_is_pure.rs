//! The core looks at no clock, calls no system and knows nothing of the shell: whoever wants to change that has to change
//! this test.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Words that mean the outside world. Compared with whole words, so `is_instantaneous` may stay.
const OUTSIDE: [&str; 18] = [
    "tokio",
    "nix",
    "libc",
    "std::fs",
    "std::net",
    "std::process",
    "std::io",
    "std::os",
    "std::env",
    "std::thread",
    "Instant",
    "SystemTime",
    "crate::daemon",
    "crate::http",
    "crate::logs",
    "crate::os",
    "crate::rpc",
    "crate::start",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The code of a line, without its comment: prose may name what the code must not.
fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

fn mentions(code: &str, word: &str) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(|it| it.is_alphanumeric() || it == '_');
    code.match_indices(word).any(|(start, _)| {
        let (before, after) = (code.get(..start).unwrap_or(""), code.get(start + word.len()..).unwrap_or(""));
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    })
}

/// The lines, counted from 1, that mention the outside. `use std::{…}` is refused because it hides what it imports.
fn offences(text: &str) -> Vec<(usize, &str)> {
    let is_offence = |line: &str| {
        OUTSIDE.iter().any(|word| mentions(code(line), word)) || code(line).contains("use std::{")
    };
    text.lines().enumerate().filter(|(_, line)| is_offence(line)).map(|(at, line)| (at + 1, line)).collect()
}

#[test]
fn the_core_does_not_touch_the_world() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    let mut files = Vec::new();
    rust_files(&core, &mut files).unwrap();
    assert!(files.len() > 10, "looked in the wrong place: {}", core.display());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(offences(&text), [], "{}", file.display());
    }
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    let bad = [
        "use tokio::time;",
        "let now = Instant::now();",
        "    std::process::exit(1);",
        "use std::{fs, net};",
        "use crate::logs::config;",
    ];
    for line in bad {
        assert_eq!(offences(line), [(1, line)]);
    }
    assert_eq!(offences("use std::time::Duration; // no Instant here\nmod process;\nlet unixes = 1;"), []);
}
