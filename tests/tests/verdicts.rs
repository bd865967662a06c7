//! Real configurations get the original's verdict, its error text and its values: every file of the corpus and every
//! fixture, as they are and as if on the machine they were made for.

use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::TextDiff;
use supervisor_tests::original::{Original, Question};
use supervisor_tests::{command, verdict, workspace};

#[test]
fn the_corpus_on_this_machine() {
    compare(&corpus(), true, &command::environment(Path::new("/nonexistent")));
}

/// Most of the corpus is made for machines with other directories, users and variables, and much of it to be included:
/// here each file is included by a main file, the machine is not asked, and every variable that a file mentions is set.
#[test]
fn the_corpus_as_if_on_its_own_machine() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut environment = command::environment(Path::new("/nonexistent"));
    let mut mains = Vec::new();
    for (index, file) in corpus().iter().enumerate() {
        let main = directory.path().join(format!("{index}.conf"));
        let text = format!("[supervisord]\nnodaemon=true\n[include]\nfiles={}\n", file.display());
        std::fs::write(&main, text).expect("a temporary directory is writable");
        mains.push(main);
        let bytes = std::fs::read(file).expect("the corpus is readable");
        for after in String::from_utf8_lossy(&bytes).split("%(ENV_").skip(1) {
            let name = after.split(')').next().unwrap_or_default();
            if !environment.iter().any(|(known, _)| known == name) {
                environment.push((name.to_owned(), "1".to_owned()));
            }
        }
    }
    compare(&mains, false, &environment);
}

#[test]
fn the_fixtures() {
    let fixtures = workspace::files_below(&workspace::root().join("fixtures"));
    let files: Vec<PathBuf> = fixtures
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "conf"))
        .collect();
    assert!(files.len() >= 7, "the fixtures have gone: {files:?}");
    let environment = command::environment(Path::new("/nonexistent"));
    compare(&files, true, &environment);
    compare(&files, false, &environment);
}

/// Every file of the corpus but its index; templates are files as they are.
fn corpus() -> Vec<PathBuf> {
    let files: Vec<PathBuf> = workspace::files_below(&workspace::corpus())
        .into_iter()
        .filter(|file| !file.ends_with("INDEX.tsv"))
        .collect();
    assert!(files.len() > 50, "the corpus has shrunk to {} files", files.len());
    files
}

/// Compares the verdicts and values of both, file by file, and reports every difference.
#[track_caller]
fn compare(files: &[PathBuf], host: bool, environment: &[(String, String)]) {
    let questions: Vec<Question> = files.iter().map(|file| Question::absolute(file)).collect();
    let originals = Original::start(host, environment).ask(&questions);
    let accepted = originals.iter().filter(|verdict| verdict["plan"].is_object()).count();
    println!("of {} files the original accepts {accepted}", files.len());
    assert!(accepted > 0, "an oracle that refuses everything proves little");

    let options = verdict::options(environment, host, "/".into());
    let mut differences = String::new();
    for (question, original) in questions.iter().zip(&originals) {
        let (ours, _) = verdict::ours(question, &options);
        if ours != *original {
            differences.push_str(&format!("{}\n{}\n", question.file.display(), difference(original, &ours)));
        }
    }
    assert!(
        differences.is_empty(),
        "the compiler differs from the original (-original +ours):\n{differences}"
    );
}

fn difference(original: &Value, ours: &Value) -> String {
    let [original, ours] =
        [original, ours].map(|value| serde_json::to_string_pretty(value).unwrap_or_default());
    TextDiff::from_lines(&original, &ours).unified_diff().context_radius(3).to_string()
}
