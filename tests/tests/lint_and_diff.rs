//! The compiler's commands, run as people run them: exit statuses, files and standard input, output for programs, and
//! what must not be shown.

use std::process::Command;

use serde_json::Value;
use supervisor_tests::command::{self, Run};
use supervisor_tests::config::Config;
use supervisor_tests::{binaries, workspace};

#[track_caller]
fn run(program: &str, words: &[&str], input: &str) -> Run {
    let mut command = Command::new(binaries::path(program));
    command.args(words).current_dir(workspace::root()).env_clear();
    command.envs(command::environment(&workspace::root()));
    let run = command::run(&mut command, input);
    assert!(!run.stderr.contains("panicked"), "{program} {words:?}: {}", run.stderr);
    run
}

fn lint(words: &[&str]) -> Run {
    run("supervisor-lint", words, "")
}

fn diff(words: &[&str]) -> Run {
    run("supervisor-diff", words, "")
}

#[test]
fn lint_ends_with_0_1_2_or_3() {
    let clean = lint(&["fixtures/store/supervisord.conf"]);
    assert_eq!(clean.code, 0, "{clean:?}");
    let mistakes = lint(&["fixtures/broken/eight-mistakes/supervisord.conf"]);
    assert_eq!(mistakes.code, 1, "{mistakes:?}");
    assert_eq!(lint(&["--no-such-option"]).code, 2);
    let missing = lint(&["fixtures/no-such-file.conf"]);
    assert_eq!(missing.code, 3, "{missing:?}");
    assert!(missing.stderr.contains("no-such-file.conf"), "{missing:?}");
}

#[test]
fn lint_reads_standard_input() {
    let bad = "[supervisord]\nloglevel=warning\n";
    let found = run("supervisor-lint", &["--stdin-filename", "pipe/supervisord.conf", "-"], bad);
    assert_eq!(found.code, 1, "{found:?}");
    assert!(found.stdout.contains("supervisord.conf"), "{found:?}");
    assert!(found.stdout.contains("bad logging level name") || found.stdout.contains("warning"), "{found:?}");
}

#[test]
fn every_corpus_file_is_linted_without_a_crash() {
    for file in workspace::files_below(&workspace::corpus()) {
        let found = lint(&[&file.display().to_string()]);
        assert!(matches!(found.code, 0 | 1), "{}: {found:?}", file.display());
    }
}

#[test]
fn plan_shows_values_and_where_they_come_from() {
    let shown = lint(&["plan", "fixtures/store/supervisord.conf"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    for text in ["storevolume_04", "9004", "volume04.log", "fixtures/store/supervisord.conf"] {
        assert!(shown.stdout.contains(text), "the plan does not show {text}:\n{}", shown.stdout);
    }
    let json = lint(&["plan", "--json", "fixtures/store/supervisord.conf"]);
    let plan: Value = serde_json::from_str(&json.stdout).expect("--json prints JSON");
    assert!(plan.is_object());
    assert_eq!(lint(&["plan", "fixtures/broken/eight-mistakes/supervisord.conf"]).code, 1);
    assert_eq!(lint(&["plan", "fixtures/no-such-file.conf"]).code, 3);
}

#[test]
fn diff_ends_with_0_1_or_2() {
    let [store, webapp] = ["fixtures/store/supervisord.conf", "fixtures/webapp/supervisord.conf"];
    assert_eq!(diff(&[store, store]).code, 0);
    let different = diff(&[store, webapp]);
    assert_eq!(different.code, 2, "{different:?}");
    for group in ["storemaster", "storevolume", "flaskapp"] {
        assert!(different.stdout.contains(group), "{different:?}");
    }
    assert_eq!(diff(&[store, "fixtures/no-such-file.conf"]).code, 1);
    assert_eq!(diff(&[store, "fixtures/broken/eight-mistakes/supervisord.conf"]).code, 1);
    let json = diff(&["--json", store, webapp]);
    assert_eq!(json.code, 2);
    let _: Value = serde_json::from_str(&json.stdout).expect("--json prints JSON");
}

#[test]
fn diff_names_the_line_and_hides_secrets() {
    let program = |environment: &str| {
        let text = format!("[program:web]\ncommand=/bin/cat\nstartsecs=3\nenvironment={environment}\n");
        Config::programs(&text).lay_out()
    };
    let old = program("DB_PASSWORD=\"hunter2\",PLAIN=1");
    let new = program("DB_PASSWORD=\"correct-horse\",PLAIN=2");
    let paths = [old.file.display().to_string(), new.file.display().to_string()];
    let hidden = diff(&[&paths[0], &paths[1]]);
    assert_eq!(hidden.code, 2, "{hidden:?}");
    assert!(hidden.stdout.contains("DB_PASSWORD") && hidden.stdout.contains("PLAIN"), "{}", hidden.stdout);
    assert!(
        !hidden.stdout.contains("hunter2") && !hidden.stdout.contains("correct-horse"),
        "{}",
        hidden.stdout
    );
    let line = std::fs::read_to_string(&new.file)
        .expect("it was laid out")
        .lines()
        .position(|line| line.starts_with("environment="))
        .expect("it has an environment")
        + 1;
    assert!(hidden.stdout.contains(&format!(":{line}")), "line {line} is not named:\n{}", hidden.stdout);
    let shown = diff(&["--show-secrets", &paths[0], &paths[1]]);
    assert!(shown.stdout.contains("hunter2") && shown.stdout.contains("correct-horse"), "{}", shown.stdout);
}

/// Every fixture, as one file in a directory of its own: the same plan.
#[test]
fn what_show_prints_means_the_same() {
    let fixtures = workspace::files_below(&workspace::root().join("fixtures"));
    let mains = fixtures.iter().filter(|file| file.ends_with("supervisord.conf"));
    let mut same = 0;
    for main in mains.map(|main| main.display().to_string()) {
        let before = lint(&["plan", "--json", "--show-secrets", &main]);
        let shown = lint(&["show", "--show-secrets", &main]);
        assert_eq!(shown.code, 0, "{shown:?}");
        if before.code != 0 {
            continue;
        }
        let words = ["--stdin-filename", &main, "plan", "--json", "--show-secrets", "-"];
        let after = run("supervisor-lint", &words, &shown.stdout);
        assert_eq!(values(&before), values(&after), "{}", shown.stdout);
        same += 1;
    }
    assert!(same >= 6, "only {same} fixtures compile");
}

/// A plan without the places that it came from.
fn values(run: &Run) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for place in ["origin", "files", "notices"] {
                    fields.remove(place);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    assert_eq!(run.code, 0, "{run:?}");
    let mut plan = serde_json::from_str(&run.stdout).expect("JSON");
    strip(&mut plan);
    plan
}

/// Runs git in a directory.
#[track_caller]
fn git(directory: &std::path::Path, words: &[&str]) {
    let who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
    let run = command::run(Command::new("git").arg("-C").arg(directory).args(who).args(words), "");
    assert_eq!(run.code, 0, "git {words:?}: {run:?}");
}

#[test]
fn diff_with_a_revision_reads_the_files_as_they_were() {
    let repository = tempfile::tempdir().expect("a directory");
    let at = |path: &str| repository.path().join(path);
    let write = |path: &str, text: &str| {
        std::fs::create_dir_all(at(path).parent().expect("a parent")).expect("a directory");
        std::fs::write(at(path), text).expect("a file");
    };
    let main =
        "[supervisord]\nlogfile=/tmp/s.log\npidfile=/tmp/s.pid\n[include]\nfiles=conf.d/*.conf linked.conf\n";
    write("etc/supervisord.conf", main);
    write("etc/conf.d/web.conf", "[program:web]\ncommand=%(here)s/web\nstopwaitsecs=10\n");
    write("etc/conf.d/old.conf", "[program:old]\ncommand=/bin/old\n");
    write("elsewhere/linked.conf", "[program:linked]\ncommand=/bin/linked one\n");
    std::os::unix::fs::symlink("../elsewhere/linked.conf", at("etc/linked.conf")).expect("a link");
    git(repository.path(), &["init", "-q"]);
    git(repository.path(), &["add", "."]);
    git(repository.path(), &["commit", "-q", "-m", "one"]);
    git(repository.path(), &["tag", "one"]);
    write("etc/conf.d/web.conf", "[program:web]\ncommand=%(here)s/web\nstopwaitsecs=30\n");
    write("etc/conf.d/new.conf", "[program:new]\ncommand=/bin/new\n");
    write("elsewhere/linked.conf", "[program:linked]\ncommand=/bin/linked two\n");
    std::fs::remove_file(at("etc/conf.d/old.conf")).expect("it was there");
    let file = at("etc/supervisord.conf").display().to_string();
    let told = |words: &[&str]| {
        let run = diff(&[words, &[&file]].concat());
        (run.code, run.stdout, run.stderr)
    };
    let (code, out, err) = told(&["--git", "HEAD"]);
    assert_eq!((code, err.as_str()), (2, ""), "{out}");
    for part in [
        "+ group new (will start: new)",
        "- group old (will stop: old)",
        "stopwaitsecs: 10 → 30",
        "was HEAD:",
        "command: /bin/linked one → /bin/linked two",
        "1 group added, 2 changed, 1 removed, 0 unchanged",
    ] {
        assert!(out.contains(part), "{part}:\n{out}");
    }
    git(repository.path(), &["add", "-A"]);
    git(repository.path(), &["commit", "-q", "-m", "two"]);
    assert_eq!(told(&["--git", "HEAD"]).0, 0);
    assert_eq!(told(&["--git", "one..HEAD"]).0, 2);
    for range in ["one..", "one...HEAD", "one..."] {
        assert_eq!(told(&["--git", range]).0, 2, "{range}");
    }
    assert_eq!(told(&["--git", "..one"]).0, 2, "HEAD is meant where nothing stands");
    let roundabout = at("elsewhere/../etc/supervisord.conf").display().to_string();
    let run = diff(&["--git", "one", &roundabout]);
    assert_eq!((run.code, run.stderr.as_str()), (2, ""), "{run:?}");
    assert_eq!(told(&["--git", "HEAD..one", "--fail-on", "remove"]).0, 3);
    std::fs::remove_dir_all(at("etc")).expect("it is there");
    assert_eq!(told(&["--git", "one..HEAD"]).0, 2, "what is not there any more can be compared");
    for range in ["no-such-revision", "HEAD..no-such-revision", "no-such-revision...HEAD"] {
        let (code, _, err) = told(&["--git", range]);
        let said = "supervisor-diff: no-such-revision is no revision of the repository ";
        assert_eq!((code, err.starts_with(said)), (1, true), "{err}");
    }
    let (code, _, err) = told(&["--git", "--output=x"]);
    assert_eq!(code, 1, "{err}");
}

/// A file that was moved or is new is not there on both sides: the message says on which, and what it was called.
#[test]
fn diff_with_a_revision_that_has_no_such_file() {
    let repository = tempfile::tempdir().expect("a directory");
    let at = |path: &str| repository.path().join(path);
    std::fs::create_dir(at("etc")).expect("a directory");
    std::fs::write(at("etc/one.conf"), "[supervisord]\n[program:web]\ncommand=web\n").expect("a file");
    git(repository.path(), &["init", "-q"]);
    git(repository.path(), &["add", "."]);
    git(repository.path(), &["commit", "-q", "-m", "one"]);
    git(repository.path(), &["mv", "etc/one.conf", "etc/two.conf"]);
    let said = |range: &str, file: &str| {
        let path = at(file).display().to_string();
        let run = diff(&["--git", range, &path]);
        assert_eq!(run.code, 1, "{run:?}");
        run.stderr.replace(&repository.path().display().to_string(), "")
    };
    let moved = "supervisor-diff: HEAD:/etc/two.conf: there is no such file in that revision; there it is \
                 etc/one.conf\n";
    assert_eq!(said("HEAD", "etc/two.conf"), moved);
    git(repository.path(), &["commit", "-q", "-a", "-m", "two"]);
    assert_eq!(said("HEAD~1..HEAD", "etc/two.conf"), moved.replace("HEAD:", "HEAD~1:"));
    assert_eq!(
        said("HEAD~1..HEAD", "etc/one.conf"),
        "supervisor-diff: HEAD:/etc/one.conf: there is no such file in that revision; there it is etc/two.conf\n"
    );
    std::fs::write(at("etc/new.conf"), "[supervisord]\n").expect("a file");
    assert_eq!(
        said("HEAD", "etc/new.conf"),
        "supervisor-diff: HEAD:/etc/new.conf: there is no such file in that revision\n"
    );
    let run = diff(&["--git", "HEAD", "-"]);
    assert_eq!((run.code, run.stderr.contains("no revision tells what standard input was")), (1, true));
}

/// What is not the repository's is the same on both sides, and what a submodule holds is not told at all.
#[test]
fn diff_with_a_revision_says_what_it_cannot_see() {
    let repository = tempfile::tempdir().expect("a directory");
    let outside = tempfile::tempdir().expect("a directory");
    let at = |path: &str| repository.path().join(path);
    std::fs::write(outside.path().join("web.conf"), "[program:web]\ncommand=web\n").expect("a file");
    let pattern = outside.path().join("*.conf").display().to_string();
    let main = format!("[supervisord]\n[include]\nfiles={pattern}\n");
    std::fs::write(at("supervisord.conf"), &main).expect("a file");
    git(repository.path(), &["init", "-q"]);
    git(repository.path(), &["add", "."]);
    git(repository.path(), &["commit", "-q", "-m", "one"]);
    let file = at("supervisord.conf").display().to_string();
    let run = diff(&["--git", "HEAD", &file]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.contains(&format!("read as it is now for both sides:\n  {pattern}\n")), "{run:?}");
    // A submodule is a commit of another repository.
    git(repository.path(), &["clone", "-q", ".", "vendor"]);
    git(repository.path(), &["add", "vendor"]);
    std::fs::write(at("supervisord.conf"), "[supervisord]\n[include]\nfiles=vendor/*.conf\n")
        .expect("a file");
    git(repository.path(), &["add", "."]);
    git(repository.path(), &["commit", "-q", "-m", "two"]);
    let run = diff(&["--git", "HEAD", &file]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("HEAD:vendor is a submodule"), "{run:?}");
}
