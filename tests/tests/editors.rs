//! Real editors, set up as docs/editors.md says: a broken file is opened, its findings are listed, and a code action mends it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use supervisor_tests::command::{self, Run, run_within};
use supervisor_tests::{binaries, workspace};
use tempfile::TempDir;

const NEOVIM: &str = "docs/editors.md is tried with Neovim. Debian: apt-get install --no-install-recommends neovim; elsewhere \
                      let SUPERVISOR_TESTS_NEOVIM name the program";
const EMACS: &str = "docs/editors.md is tried with Emacs and eglot. Debian: apt-get install --no-install-recommends emacs-nox \
                     elpa-eglot; elsewhere let SUPERVISOR_TESTS_EMACS name the program";

/// A file that Supervisor refuses.
const BROKEN: &str =
    "[supervisord]\nnodaemon=true\n\n[program:web]\ncommand=/bin/web 日本🚀\nautorestart=\"true\"\n";

/// Longer than an editor needs on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The program, or a message that says how to get it.
fn program(variable: &str, name: &str, advice: &str) -> PathBuf {
    let named = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    command::find(&named).unwrap_or_else(|| panic!("there is no {named}: {advice}"))
}

/// The block of docs/editors.md, in a language, that contains a text.
fn block(language: &str, with: &str) -> String {
    let page = std::fs::read_to_string(workspace::root().join("docs/editors.md")).expect("docs/editors.md");
    let begin = format!("```{language}\n");
    let mut blocks = page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .find(|block| block.contains(with))
        .unwrap_or_else(|| panic!("no {language} with {with}"))
        .to_owned()
}

fn directory() -> TempDir {
    let root = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(root.path().join("supervisord.conf"), BROKEN).expect("it is writable");
    root
}

/// Runs an editor with our program on its PATH, and nobody's settings.
fn run(editor: &Path, arguments: &[&str], root: &Path) -> Run {
    let lint = binaries::path("supervisor-lint");
    let programs = lint.parent().expect("a program stands in a directory");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new(editor);
    command.args(arguments).current_dir(root).env_clear().envs(command::environment(root)).env("PATH", path);
    run_within(&mut command, "", LIMIT)
}

/// What every script has to print and do.
#[track_caller]
fn assert_mended(run: &Run, root: &Path) {
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("before: quoted-scalar at line 6"), "{said}");
    assert!(said.contains("filetype: supervisord"), "{said}");
    assert!(said.contains("after: no quoted-scalar"), "{said}");
    let mended = std::fs::read_to_string(root.join("supervisord.conf")).expect("the file is there");
    assert_eq!(mended, BROKEN.replace("\"true\"", "true"), "{said}");
}

#[test]
fn neovim_mends_a_broken_file() {
    let neovim = program("SUPERVISOR_TESTS_NEOVIM", "nvim", NEOVIM);
    let root = directory();
    std::fs::write(root.path().join("init.lua"), block("lua", "before 0.11")).expect("it is writable");
    let script = workspace::script("neovim.lua").display().to_string();
    let open = ["--headless", "-u", "init.lua", "-n", "-i", "NONE", "supervisord.conf", "-c"];
    let run = run(&neovim, &[&open[..], &[&format!("luafile {script}")]].concat(), root.path());
    assert_mended(&run, root.path());
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("syntax: dosini") && said.contains("started again"), "{said}");
}

#[test]
fn emacs_mends_a_broken_file() {
    let emacs = program("SUPERVISOR_TESTS_EMACS", "emacs", EMACS);
    let root = directory();
    std::fs::write(root.path().join("init.el"), block("elisp", "supervisord-mode")).expect("it is writable");
    let script = workspace::script("emacs.el").display().to_string();
    // Packages of the machine count, those of a user do not: the home is the directory.
    let arguments = ["--batch", "-f", "package-initialize", "-l", "init.el", "-l", &script];
    let run = run(&emacs, &arguments, root.path());
    assert!(!run.stderr.contains("Cannot open load file"), "{EMACS}\n{}", run.stderr);
    assert_mended(&run, root.path());
}
