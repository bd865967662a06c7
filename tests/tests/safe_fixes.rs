//! The promise of a safe fix: the configuration means the same afterwards, to us and to the original; or it was refused, and now
//! has fewer mistakes. Over the corpus, the fixtures and thousands of files that are made up.
//!
//! `SUPERVISOR_GENERATED=20000` and `SUPERVISOR_SEED=N` are those of the differential test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proptest::strategy::BoxedStrategy;
use serde_json::Value;
use supervisor_compiler::diagnostic::Safety;
use supervisor_compiler::lint::{Settings, apply, lint};
use supervisor_compiler::system::{MemorySystem, RealSystem, System};
use supervisor_compiler::{Options, Plan, compile};
use supervisor_tests::generate::{self, Case, MAIN, Maker};
use supervisor_tests::original::{Original, Question};
use supervisor_tests::{command, verdict, workspace};

/// Cases of an ordinary run.
const COUNT: usize = 5000;
/// Cases that the original is asked about at once.
const BATCH: usize = 250;

/// A machine that has the directories of the cases.
struct Bench {
    original: Original,
    options: Options,
    root: tempfile::TempDir,
}

/// What came of it.
#[derive(Default)]
struct Tally {
    cases: usize,
    changed: usize,
    /// How often a fix of each rule was applied.
    applied: BTreeMap<&'static str, usize>,
    mended: usize,
    faults: Vec<String>,
}

/// A case whose text was changed by fixes.
struct Changed {
    case: Case,
    question: Question,
    /// The new texts.
    files: BTreeMap<PathBuf, String>,
    accepted_before: bool,
    accepted_after: bool,
    rules: Vec<&'static str>,
}

impl Bench {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let root = root.expect("a temporary directory");
        let mut environment = command::environment(root.path());
        environment.push(("FOO".to_owned(), "foo".to_owned()));
        let options = verdict::options(&environment, false, "/".into());
        Self { original: Original::start(false, &environment), options, root }
    }

    fn try_all(&mut self, cases: &[Case], tally: &mut Tally) {
        for batch in cases.chunks(BATCH) {
            let mut changed = Vec::new();
            for (index, case) in batch.iter().enumerate() {
                tally.cases += 1;
                let directory = self.root.path().join(index.to_string()).join("e");
                case.write(&directory);
                changed.extend(self.fix(&directory, case, tally));
            }
            let questions: Vec<Question> = changed.iter().map(|changed| changed.question.clone()).collect();
            let before = self.original.ask(&questions);
            for (path, text) in changed.iter().flat_map(|changed| &changed.files) {
                fs::write(path, text).expect("a file of ours is writable");
            }
            let after = self.original.ask(&questions);
            for ((changed, before), after) in changed.iter().zip(&before).zip(&after) {
                tally.changed += 1;
                if let Some(fault) = judge(changed, before, after) {
                    tally.faults.push(changed.shown(&fault));
                }
            }
            for index in 0..batch.len() {
                fs::remove_dir_all(self.root.path().join(index.to_string())).expect("a directory of ours");
            }
        }
    }

    /// Fixes a case until nothing changes; none when nothing did.
    fn fix(&self, directory: &Path, case: &Case, tally: &mut Tally) -> Option<Changed> {
        let options = Options { cwd: directory.to_path_buf(), ..self.options.clone() };
        let mut system = MemorySystem::over(Box::new(RealSystem));
        let before = compiled(&system, &options);
        let mut changed = Changed {
            case: case.clone(),
            question: Question { directory: directory.to_path_buf(), file: MAIN.into() },
            files: BTreeMap::new(),
            accepted_before: before.is_some(),
            accepted_after: false,
            rules: Vec::new(),
        };
        for round in 0.. {
            let found = lint(Path::new(MAIN), &system, &options, &Settings::default()).ok()?;
            let (texts, applied) = apply::apply(&found.sources, &found.diagnostics, Safety::Safe);
            if texts.is_empty() {
                break;
            }
            for finding in applied {
                changed.rules.push(finding.code.name());
                *tally.applied.entry(finding.code.name()).or_default() += 1;
            }
            for (file, text) in texts {
                let path = directory.join(found.sources.path(file));
                system.add_file(&path, text.as_str());
                changed.files.insert(path, text);
            }
            if round > 20 {
                tally.faults.push(changed.shown("the fixes never come to an end"));
                return None;
            }
        }
        if changed.files.is_empty() {
            return None;
        }
        let after = compiled(&system, &options);
        changed.accepted_after = after.is_some();
        let fault = match (&before, &after) {
            (Some(before), Some(after)) => (before != after).then_some("the plan is another"),
            (Some(_), None) => Some("the file is broken"),
            // What an error hid may come to light when it is mended; that fixes come to an end shows that they mend.
            (None, None) => None,
            (None, Some(_)) => {
                tally.mended += 1;
                None
            }
        };
        tally.faults.extend(fault.map(|fault| changed.shown(fault)));
        Some(changed)
    }
}

impl Changed {
    fn shown(&self, fault: &str) -> String {
        let files: String =
            self.files.iter().map(|(path, text)| format!("--- {}\n{text}\n", path.display())).collect();
        let rules: BTreeSet<_> = self.rules.iter().collect();
        format!("{fault}, after fixes of {rules:?}\n{}\nbecame\n{files}\n", self.case.shown())
    }
}

/// The plan, if there is one, without what is only said about it.
fn compiled(system: &dyn System, options: &Options) -> Option<Plan> {
    let mut plan = compile(Path::new(MAIN), system, options).ok()?.plan?;
    plan.notices.clear();
    Some(plan)
}

/// What is wrong with what the original makes of a changed case.
fn judge(changed: &Changed, before: &Value, after: &Value) -> Option<String> {
    if changed.accepted_before && before["plan"].is_object() {
        let (before, after) = (told(before), told(after));
        return (before != after).then(|| format!("the original reads something else: {before}\n{after}"));
    }
    let refused = changed.accepted_after && !after["plan"].is_object();
    refused.then(|| format!("the original still refuses it: {after}"))
}

/// The original's plan without what it says about it.
fn told(answer: &Value) -> Value {
    let mut plan = answer["plan"].clone();
    if let Value::Object(plan) = &mut plan {
        plan.remove("warnings");
        plan.remove("infos");
    }
    plan
}

#[test]
fn of_the_corpus_and_the_fixtures() {
    let directories = [workspace::corpus(), workspace::root().join("fixtures")];
    let texts = directories
        .iter()
        .flat_map(|directory| workspace::files_below(directory))
        .filter(|file| file.extension().is_none_or(|extension| extension != "tsv"))
        .filter_map(|file| fs::read_to_string(file).ok())
        .filter(|text| text.contains('['));
    let cases: Vec<Case> = texts
        .map(|text| match text.contains("[supervisord]") {
            true => Case::of(text),
            false => Case::of("[supervisord]\nnodaemon=true\n[include]\nfiles=sub/x.conf\n")
                .with("sub/x.conf", text),
        })
        .collect();
    assert!(cases.len() > 100, "only {} real files", cases.len());
    prove(&cases);
}

#[test]
fn of_files_that_are_made_up() {
    prove(&made(&generate::any()));
}

#[test]
fn of_files_full_of_mistakes() {
    prove(&made(&generate::mistakes::any()));
}

fn made(strategy: &BoxedStrategy<Case>) -> Vec<Case> {
    let (seed, count) = generate::asked_for(COUNT);
    println!("SUPERVISOR_SEED={seed}");
    let mut maker = Maker::new(seed);
    (0..count).map(|_| maker.make(strategy)).collect()
}

#[track_caller]
fn prove(cases: &[Case]) {
    let mut tally = Tally::default();
    Bench::new().try_all(cases, &mut tally);
    let Tally { cases, changed, applied, mended, faults } = tally;
    println!("{cases} cases, {changed} changed, {mended} mended\n{applied:#?}");
    assert!(changed > 0, "a proof about nothing");
    // One of each kind: what went wrong, and the fixes that were made.
    let mut kinds: BTreeMap<String, &String> = BTreeMap::new();
    for fault in &faults {
        let first = fault.lines().next().unwrap_or_default();
        kinds.entry(first.chars().take(200).collect()).or_insert(fault);
    }
    let shown: String = kinds.values().take(20).copied().cloned().collect();
    assert!(faults.is_empty(), "{} faults of {} kinds\n{shown}", faults.len(), kinds.len());
}
