//! Real configurations, formatted: they mean what they meant, no rule finds more in them, and nothing is left to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use supervisor_compiler::Options;
use supervisor_compiler::fmt::proof::{Meaning, same_text};
use supervisor_compiler::fmt::{NotFormatted, format};
use supervisor_compiler::lint::{Settings, lint};
use supervisor_compiler::system::{MemorySystem, RealSystem, System};

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() { pending.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Formats every file that is text, and returns how many were formatted and how many have syntax errors.
fn format_all(directory: &Path) -> (usize, usize) {
    let (mut formatted, mut broken) = (0, 0);
    for file in files_below(directory) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let new = match format(&text) {
            Ok(new) => new,
            Err(NotFormatted::Syntax { .. }) => {
                broken += 1;
                continue;
            }
            Err(fault) => panic!("{}: {fault}", file.display()),
        };
        formatted += 1;
        let name = file.display();
        assert!(same_text(&text, &new), "{name}");
        assert_eq!(format(&new).as_ref(), Ok(&new), "{name}: formatting it again changes it");
        let options = Options { cwd: file.parent().unwrap().into(), ..Options::default() };
        let before = Meaning::of(&file, &RealSystem, &options).unwrap();
        let mut system = MemorySystem::over(Box::new(RealSystem));
        system.add_file(&file, new);
        let after = Meaning::of(&file, &system, &options).unwrap();
        assert!(before == after, "{name} means something else");
        let (before, after) = (findings(&file, &RealSystem, &options), findings(&file, &system, &options));
        for (code, count) in after {
            assert!(before.get(code) >= Some(&count), "{name}: formatting it makes more findings of {code}");
        }
    }
    (formatted, broken)
}

/// How many findings of which rules there are.
fn findings(file: &Path, system: &dyn System, options: &Options) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in lint(file, system, options, &Settings::default()).unwrap().diagnostics {
        *counts.entry(finding.code.name()).or_default() += 1;
    }
    counts
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

#[test]
fn fixtures() {
    let (formatted, _) = format_all(&root().join("fixtures"));
    assert!(formatted > 20, "{formatted}");
}

#[test]
fn the_corpus() {
    let shared =
        std::env::var_os("SUPERVISOR_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let (formatted, broken) = format_all(&shared.join("corpus"));
    println!("{formatted} formatted, {broken} with syntax errors");
    assert!(formatted > 50, "{formatted} formatted, {broken} with syntax errors");
}
