//! The original's own word that formatting changes nothing: of thousands of configurations, made up, damaged and real, it makes
//! the same before and after, down to its error texts and every value.
//!
//! `SUPERVISOR_GENERATED=20000` makes that many of each kind.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;
use supervisor_compiler::fmt::{NotFormatted, format, proof};
use supervisor_tests::generate::{self, Case, MAIN, Maker, mutate};
use supervisor_tests::original::{Original, Question};
use supervisor_tests::{command, workspace};

/// Cases of each kind in an ordinary run.
const COUNT: usize = 2500;
/// Cases that are asked about at once.
const BATCH: usize = 250;

/// The case with every file formatted that can be.
fn formatted(case: &Case) -> Case {
    let files = case.files.iter().map(|(path, content)| {
        let new = match std::str::from_utf8(content).map(|text| (text, format(text))) {
            Ok((text, Ok(new))) => {
                assert!(proof::same_text(text, &new), "{}", case.shown());
                assert_eq!(
                    format(&new).as_ref(),
                    Ok(&new),
                    "formatting it again changes it:\n{}",
                    case.shown()
                );
                new.into_bytes()
            }
            Ok((_, Err(NotFormatted::Fault))) => panic!("formatting changes what it says:\n{}", case.shown()),
            Ok((_, Err(NotFormatted::Syntax { .. }))) | Err(_) => content.clone(),
        };
        (path.clone(), new)
    });
    Case { files: files.collect::<BTreeMap<_, _>>() }
}

/// Asks the original about `count` cases and about the same formatted; returns how many formatting changed.
fn explore(strategy: &BoxedStrategy<Case>, host: bool, count: usize) -> usize {
    let root = tempfile::tempdir().expect("a temporary directory");
    let mut original = Original::start(host, &command::environment(root.path()));
    let mut maker = Maker::new(2026);
    let mut changed = 0;
    for _ in 0..count.div_ceil(BATCH) {
        let cases: Vec<Case> = (0..BATCH).map(|_| maker.make(strategy)).collect();
        // Both stand in the same place, one after the other: paths are part of values and of errors.
        let mut answers = |cases: &[Case]| {
            let questions: Vec<_> =
                cases.iter().enumerate().map(|(number, case)| place(root.path(), number, case)).collect();
            original.ask(&questions)
        };
        let before = answers(&cases);
        let new: Vec<_> = cases.iter().map(formatted).collect();
        changed += cases.iter().zip(&new).filter(|(old, new)| old != new).count();
        let after = answers(&new);
        for ((case, before), after) in cases.iter().zip(before).zip(after) {
            assert_eq!(before, after, "{}", case.shown());
        }
    }
    changed
}

fn place(root: &Path, number: usize, case: &Case) -> Question {
    let directory = root.join(number.to_string());
    let _ = fs::remove_dir_all(&directory);
    case.write(&directory);
    Question { directory, file: MAIN.into() }
}

fn count() -> usize {
    let given = std::env::var("SUPERVISOR_GENERATED").ok();
    given.map_or(COUNT, |text| text.parse().expect("a number of files"))
}

#[test]
fn generated_configurations() {
    let changed = explore(&generate::any(), true, count());
    assert!(changed * 2 > count(), "only {changed} of {} were not formatted already", count());
}

#[test]
fn real_and_damaged_configurations() {
    let directories = [workspace::corpus(), workspace::root().join("fixtures")];
    let texts = directories.iter().flat_map(|directory| workspace::files_below(directory));
    let texts = texts.filter_map(|file| fs::read_to_string(file).ok());
    let texts: Vec<String> = texts.filter(|text| text.contains('[') && text.len() < 20_000).collect();
    let damaged = (select(texts), prop::bool::ANY).prop_flat_map(|(text, whole)| {
        let text = if text.contains("[supervisord]") { text } else { format!("[supervisord]\n{text}") };
        if whole { Just(Case::of(text)).boxed() } else { mutate::damaged(text).prop_map(Case::of).boxed() }
    });
    let changed = explore(&damaged.boxed(), false, count());
    assert!(changed * 4 > count(), "only {changed} of {} were not formatted already", count());
}
