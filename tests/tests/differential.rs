//! The theorem: for every configuration, the original's verdict, its error text and its values are ours.
//!
//! `SUPERVISOR_GENERATED=20000 cargo test -p supervisor-tests --test differential -- --nocapture` compares that many
//! generated files and as many damaged ones; `SUPERVISOR_SEED=N` repeats a run. A case on which the two disagree is
//! made small and written to `fixtures/regressions/`, whose cases are compared again in every run.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::sample::select;
use supervisor_tests::generate::{self, Case, Maker, mutate};
use supervisor_tests::judge::{Judge, Tally};
use supervisor_tests::{shrink, workspace};

/// Names how many cases each test makes.
const COUNT_VARIABLE: &str = "SUPERVISOR_GENERATED";
/// Names the seed.
const SEED_VARIABLE: &str = "SUPERVISOR_SEED";
/// Cases of an ordinary run.
const COUNT: usize = 5000;
/// Cases that are compared at once.
const BATCH: usize = 250;
/// Kinds of disagreement that are worth making small in one run.
const SHRUNK: usize = 12;

#[test]
fn generated_configurations() {
    explore("generated", &mut Judge::new(true), &generate::any(), count());
}

#[test]
fn damaged_real_configurations() {
    let directories = [workspace::corpus(), workspace::root().join("fixtures")];
    let texts: Vec<String> = directories
        .iter()
        .flat_map(|directory| workspace::files_below(directory))
        .filter(|file| file.extension().is_none_or(|extension| extension != "tsv"))
        .filter_map(|file| fs::read_to_string(file).ok())
        .filter(|text| text.contains('[') && text.len() < 20_000)
        .collect();
    assert!(texts.len() > 50, "only {} real files", texts.len());
    println!("{} real files", texts.len());
    let strategy = (select(texts), prop::bool::weighted(0.8)).prop_flat_map(|(text, whole)| {
        // Most of the corpus is made to be included.
        let text =
            if whole && !text.contains("[supervisord]") { format!("[supervisord]\n{text}") } else { text };
        mutate::damaged(text).prop_map(Case::of)
    });
    explore("damaged", &mut Judge::new(false), &strategy, count());
}

#[test]
fn regressions() {
    let root = regressions_directory();
    let entries = fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut directories: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    directories.sort();
    assert!(directories.len() >= 4, "the regressions have gone: {directories:?}");
    let cases: Vec<Case> = directories.iter().map(|directory| Case::read(directory)).collect();
    for host in [true, false] {
        let mut tally = Tally::default();
        Judge::new(host).compare(&cases, &mut tally);
        let shown: String = tally.disagreements.iter().map(|disagreement| disagreement.shown()).collect();
        assert!(tally.disagreements.is_empty(), "seen before, and there again:\n{shown}");
    }
}

fn regressions_directory() -> PathBuf {
    workspace::root().join("fixtures/regressions")
}

fn count() -> usize {
    number(COUNT_VARIABLE).map_or(COUNT, |count| usize::try_from(count).expect("a number of files"))
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

/// Compares `count` cases. Fails with the disagreements, made small, one of each kind.
#[track_caller]
fn explore<S: Strategy<Value = Case>>(name: &str, judge: &mut Judge, strategy: &S, count: usize) {
    let seed = number(SEED_VARIABLE).unwrap_or_else(|| {
        u64::from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").subsec_nanos())
    });
    let begin = Instant::now();
    println!("{name}: {count} cases, {SEED_VARIABLE}={seed}");
    let mut maker = Maker::new(seed);
    let mut tally = Tally::default();
    while tally.compared < count {
        let cases: Vec<Case> = (0..BATCH.min(count - tally.compared)).map(|_| maker.make(strategy)).collect();
        judge.compare(&cases, &mut tally);
    }
    report(name, &tally, begin.elapsed());
    fail_with(name, judge, &tally, seed);
    assert!(tally.accepted * 5 > tally.compared, "too few files get as far as their values");
}

fn report(name: &str, tally: &Tally, took: Duration) {
    println!(
        "{name}: {} compared in {took:.1?}, {} accepted by the original, {} kinds of error, {} disagreements",
        tally.compared,
        tally.accepted,
        tally.errors.len(),
        tally.disagreements.len(),
    );
    for (known, count) in &tally.known {
        println!("{name}: {count} differ on purpose: {known}");
    }
}

/// Makes the disagreements small, writes them down and fails; returns when there are none.
#[track_caller]
fn fail_with(name: &str, judge: &mut Judge, tally: &Tally, seed: u64) {
    let mut kinds: Vec<String> = Vec::new();
    let mut shown = String::new();
    for disagreement in &tally.disagreements {
        let kind = disagreement.kind();
        if kinds.contains(&kind) || kinds.len() >= SHRUNK {
            continue;
        }
        kinds.push(kind);
        let small = shrink::shrink(disagreement.case.clone(), |case| judge.disagreement(case).is_some());
        let directory = regressions_directory().join(format!("{name}-{seed}-{}", kinds.len()));
        small.write_files(&directory);
        let small = judge.disagreement(&small).unwrap_or_else(|| disagreement.clone());
        shown.push_str(&format!("written to {}:\n{}\n", directory.display(), small.shown()));
    }
    assert!(
        tally.disagreements.is_empty(),
        "{} of {} files ({SEED_VARIABLE}={seed}), one of each kind, made small:\n{shown}",
        tally.disagreements.len(),
        tally.compared,
    );
}
