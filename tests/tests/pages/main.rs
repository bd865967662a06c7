//! docs/man and docs/completions are made from the tables that the programs themselves use, and kept in the repository
//! for packagers. `UPDATE_PAGES=1 cargo test -p supervisor-tests --test pages` writes them.

mod completions;
mod man;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use supervisor_tests::command::{self, Run};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::workspace::{files_below, root};

/// Every file below docs with its text.
fn pages() -> Vec<(String, String)> {
    let lint = |words: &[&str]| {
        let program = Flavor::Ours.program("supervisorctl").with_file_name("supervisor-lint");
        let run = command::run(Command::new(program).args(words), "");
        assert_eq!(run.code, 0, "{words:?}: {}", run.stderr);
        run.stdout
    };
    let mut pages = man::pages();
    pages.extend(completions::pages());
    for name in ["supervisor-lint", "supervisor-diff"] {
        pages.push((format!("man/{name}.1"), lint(&["man", "--command", name])));
        for (shell, file) in
            [("bash", format!("{name}.bash")), ("zsh", format!("_{name}")), ("fish", format!("{name}.fish"))]
        {
            pages.push((format!("completions/{file}"), lint(&["completions", shell, "--command", name])));
        }
    }
    pages
}

fn path(page: &str) -> PathBuf {
    root().join("docs").join(page)
}

#[test]
fn pages_are_up_to_date() {
    let pages = pages();
    for (page, text) in &pages {
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(path(page), text).expect("docs is writable");
        }
        let found = fs::read_to_string(path(page)).unwrap_or_default();
        assert!(
            found == *text,
            "docs/{page} is outdated: UPDATE_PAGES=1 cargo test -p supervisor-tests --test pages"
        );
    }
    let known: Vec<PathBuf> = pages.iter().map(|(page, _)| path(page)).collect();
    for directory in ["man", "completions"] {
        for file in files_below(&path(directory)) {
            assert!(known.contains(&file), "{} is made by nobody", file.display());
        }
    }
}

/// What a checker says about a page; none when this machine does not have it.
fn checked(words: &[&str], page: &str) -> Option<Run> {
    let has = |program: &str| {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|directory| directory.join(program).exists())
    };
    let (program, words) = words.split_first().expect("a checker has a name");
    has(program)
        .then(|| command::run(Command::new(program).args(words).arg(path(page)).env("LC_ALL", "C.UTF-8"), ""))
}

#[test]
fn pages_are_well_formed() {
    for (page, _) in pages() {
        let checker: &[&str] = match page.as_str() {
            page if page.starts_with("man/") => &["groff", "-man", "-ww", "-z", "-Tutf8"],
            page if page.ends_with(".bash") => &["bash", "-n"],
            page if page.ends_with(".fish") => &["fish", "-n"],
            _ => &["zsh", "-n"],
        };
        if let Some(run) = checked(checker, &page) {
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{page}");
        }
    }
}

#[test]
fn bash_completes_names_of_processes() {
    let programs = "[program:cat]\ncommand=/bin/cat\n[program:web]\ncommand=/bin/cat\nnumprocs=2\nprocess_name=w_%(process_num)d\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(programs));
    let complete = |file: &str, typed: &str| {
        let script = "source \"$0\"; COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; _supervisorctl; printf '%s|' \"${COMPREPLY[@]}\"";
        let program = Flavor::Ours.program("supervisorctl");
        let line = format!("{} -c {file} {typed}", program.display());
        let run = command::run(
            Command::new("bash").args(["-c", script]).arg(path("completions/supervisorctl.bash")).arg(line),
            "",
        );
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{typed}");
        run.stdout
    };
    let file = daemon.file().display().to_string();
    assert_eq!(complete(&file, "sta"), "start|status|");
    assert_eq!(complete(&file, "start c"), "cat|");
    assert_eq!(complete(&file, "start web:"), "w_0|*|w_1|", "bash has typed what stands before the colon");
    assert_eq!(complete(&file, "status --f"), "--fail-on|");
    assert_eq!(complete(&file, "--serv"), "--serverurl|");
    assert_eq!(complete("/nonexistent", "start c"), "|");
}
