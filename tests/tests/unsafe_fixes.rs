//! What holds for fixes that change the meaning, too: they come to an end, none is refused for a fault of ours, a second run has
//! nothing left to do, and what was accepted before is accepted afterwards.
//!
//! `SUPERVISOR_GENERATED=20000` and `SUPERVISOR_SEED=N` are those of the differential test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use supervisor_compiler::diagnostic::Safety;
use supervisor_compiler::lint::Settings;
use supervisor_compiler::lint::fixing::{Fixed, Main, fix};
use supervisor_compiler::system::{MemorySystem, System};
use supervisor_compiler::{Options, compile};
use supervisor_tests::generate::{self, Case, MAIN, Maker};
use supervisor_tests::{shrink, verdict};

/// Cases of an ordinary run.
const COUNT: usize = 600;

/// The directory in which each case stands.
const PLACE: &str = "/e";

fn options() -> Options {
    let environment = [("HOME", "/root"), ("PATH", "/bin"), ("USER", "root")];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Options { cwd: PLACE.into(), ..verdict::options(&environment, false, "/".into()) }
}

/// A machine with these files and no others.
fn machine(files: &BTreeMap<PathBuf, Vec<u8>>) -> MemorySystem {
    let mut system = MemorySystem::new();
    files.iter().for_each(|(path, text)| system.add_file(path, text.clone()));
    system
}

fn is_accepted(system: &dyn System, options: &Options) -> bool {
    compile(Path::new(MAIN), system, options).is_ok_and(|outcome| outcome.plan.is_some())
}

fn fixed<'s>(system: &'s dyn System, options: &Options, safety: Safety) -> Fixed<'s> {
    let settings = Settings::default();
    fix(&[Main { path: Path::new(MAIN), options, settings: &settings, only: None }], system, safety)
}

/// What is wrong with the fixes of a case.
fn fault(case: &Case, safety: Safety) -> Option<String> {
    let options = options();
    let mut files: BTreeMap<PathBuf, Vec<u8>> =
        case.files.iter().map(|(name, text)| (Path::new(PLACE).join(name), text.clone())).collect();
    let before = machine(&files);
    let first = fixed(&before, &options, safety);
    if let Some(fault) = first.faults.first() {
        // Places and names make no difference to what kind of fault it is.
        let what = fault.split_once("internal error").map_or(fault.as_str(), |(_, what)| what);
        return Some(what.to_owned());
    }
    for (path, change) in &first.files {
        files.insert(path.clone(), change.after.clone().into_bytes());
    }
    let after = machine(&files);
    if is_accepted(&before, &options) && !is_accepted(&after, &options) {
        return Some("it is refused afterwards".to_owned());
    }
    let again = fixed(&after, &options, safety);
    (!again.files.is_empty()).then(|| "a second run changes something".to_owned())
}

/// A case that shows a fault, made small, with what becomes of it.
fn shown(case: &Case, safety: Safety, what: &str) -> String {
    let case = shrink::shrink(case.clone(), |case| fault(case, safety).as_deref() == Some(what));
    let options = options();
    let mut files: BTreeMap<PathBuf, Vec<u8>> =
        case.files.iter().map(|(name, text)| (Path::new(PLACE).join(name), text.clone())).collect();
    let mut told = format!("== {what}\n{}", case.shown());
    for round in 1..3 {
        let system = machine(&files);
        let fixed = fixed(&system, &options, safety);
        let changes: Vec<_> = fixed.files.into_iter().collect();
        for (path, change) in changes {
            told += &format!("--- after run {round}\n{}\n", change.after);
            files.insert(path, change.after.into_bytes());
        }
    }
    told
}

fn prove(safety: Safety, cases: impl Iterator<Item = Case>) {
    let mut kinds: BTreeMap<String, (usize, Case)> = BTreeMap::new();
    for case in cases {
        if let Some(what) = fault(&case, safety) {
            kinds.entry(what).or_insert((0, case)).0 += 1;
        }
    }
    let told: Vec<_> =
        kinds.iter().map(|(what, (count, case))| format!("{count}: {}", shown(case, safety, what))).collect();
    assert!(told.is_empty(), "{} kinds of faults\n{}", told.len(), told.join("\n"));
}

fn cases(strategy: proptest::strategy::BoxedStrategy<Case>) -> impl Iterator<Item = Case> {
    let (seed, count) = generate::asked_for(COUNT);
    println!("SUPERVISOR_SEED={seed}");
    let mut maker = Maker::new(seed);
    (0..count).map(move |_| maker.make(&strategy))
}

#[test]
fn of_files_full_of_mistakes() {
    prove(Safety::Suggested, cases(generate::mistakes::any()));
}

#[test]
fn of_files_that_are_made_up() {
    prove(Safety::Suggested, cases(generate::any()));
}

#[test]
fn safe_ones_of_files_full_of_mistakes() {
    prove(Safety::Safe, cases(generate::mistakes::any()));
}
