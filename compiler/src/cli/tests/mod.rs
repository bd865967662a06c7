//! Whole commands, run in-process on a machine in memory.

mod baseline;
mod ci;
mod diff;
mod fix;
mod fmt;
mod lint;
mod odd_names;
mod output;
mod settings;
mod test;

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;

use super::*;
use crate::system::MemorySystem;

/// What no rule has anything to say about.
pub(super) const CLEAN: &str = "\
[unix_http_server]
file=/run/supervisor.sock
chmod=0700
[supervisord]
user=root
logfile=/var/log/supervisor/supervisord.log
pidfile=/run/supervisord.pid
childlogdir=/var/log/supervisor
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/supervisor.sock
[program:web]
command=/usr/bin/web
";

/// A machine in memory and the arguments of one command.
pub(super) struct Scene {
    system: MemorySystem,
    options: Options,
    stdin: &'static str,
    terminal: bool,
}

pub(super) fn scene() -> Scene {
    let options = Options { cwd: "/srv".into(), host_name: "host".to_owned(), ..Options::default() };
    let mut system = MemorySystem::new();
    system.add_dir("/srv");
    Scene { system, options, stdin: "", terminal: false }
}

impl Scene {
    pub(super) fn file(mut self, name: &str, text: &str) -> Self {
        self.system.add_file(self.options.cwd.join(name), text);
        self
    }

    /// A file whose name is not UTF-8.
    pub(super) fn file_of_bytes(mut self, name: &[u8], text: &str) -> Self {
        self.system.add_file(self.options.cwd.join(OsStr::from_bytes(name)), text);
        self
    }

    pub(super) fn stdin(self, text: &'static str) -> Self {
        Self { stdin: text, ..self }
    }

    pub(super) fn on_terminal(self) -> Self {
        Self { terminal: true, ..self }
    }

    pub(super) fn variable(mut self, name: &str, value: &str) -> Self {
        self.options.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Status, standard output, standard error.
    pub(super) fn outcome(self, line: &[&str]) -> (u8, String, String) {
        let arguments: Vec<_> = line.iter().map(OsString::from).collect();
        self.outcome_of(&arguments)
    }

    /// The same for arguments that are not UTF-8.
    pub(super) fn outcome_of(self, arguments: &[OsString]) -> (u8, String, String) {
        let command = match arguments.first() {
            Some(name) if name == "supervisor-diff" => super::diff::main,
            _ => super::lint::main,
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let status = command(
            arguments,
            &mut World {
                system: Box::new(self.system),
                options: self.options,
                stdin: &mut self.stdin.as_bytes(),
                stdout: &mut stdout,
                stderr: &mut stderr,
                terminal: self.terminal,
                typed: self.terminal,
            },
        );
        (status, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    /// Everything a person sees.
    pub(super) fn run(self, line: &[&str]) -> String {
        let (status, stdout, stderr) = self.outcome(line);
        let mut seen = format!("$ {}\n{stdout}", line.join(" "));
        if !stderr.is_empty() {
            let _ = write!(seen, "--- standard error\n{stderr}");
        }
        let _ = write!(seen, "--- status {status}");
        seen
    }
}

#[test]
fn help_of_lint() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "--help"]));
}

#[test]
fn help_of_plan() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "plan", "--help"]));
}

#[test]
fn help_of_show() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "show", "--help"]));
}

#[test]
fn help_of_diff() {
    insta::assert_snapshot!(scene().run(&["supervisor-diff", "--help"]));
}

#[test]
fn usage_errors_have_each_command_s_own_status() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "--treshold", "error"]), @"
    $ supervisor-lint --treshold error
    --- standard error
    error: unexpected argument '--treshold' found

      tip: a similar argument exists: '--threshold'

    Usage: supervisor-lint --threshold <LEVEL> [FILES]...

    For more information, try '--help'.
    --- status 2
    ");
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "a.conf", "plan", "b.conf"]), @"
    $ supervisor-lint a.conf plan b.conf
    --- standard error
    supervisor-lint: could not find config file a.conf
    supervisor-lint: could not find config file plan
    supervisor-lint: could not find config file b.conf
    --- status 3
    ");
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "--env", "HOME"]), @"
    $ supervisor-lint --env HOME
    --- standard error
    error: invalid value 'HOME' for '--env <NAME=VALUE>': expected NAME=VALUE

    For more information, try '--help'.
    --- status 2
    ");
    insta::assert_snapshot!(scene().run(&["supervisor-diff", "a.conf"]), @"
    $ supervisor-diff a.conf
    --- standard error
    error: the following required arguments were not provided:
      <NEW>

    Usage: supervisor-diff <OLD> <NEW>

    For more information, try '--help'.
    --- status 1
    ");
}

#[test]
fn color_goes_to_terminals_unless_refused() {
    let colored = |scene: Scene, line: &[&str]| scene.outcome(line).1.contains('\u{1b}');
    let help = ["supervisor-lint", "--help"];
    assert!(colored(scene().on_terminal(), &help));
    assert!(!colored(scene(), &help));
    assert!(!colored(scene().on_terminal().variable("NO_COLOR", "1"), &help));
    assert!(colored(scene().on_terminal().variable("NO_COLOR", ""), &help), "an empty NO_COLOR says nothing");
}

#[test]
fn completions_know_the_flags_of_both_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (status, script, _) = scene().outcome(&["supervisor-lint", "completions", shell]);
        assert!(status == 0 && script.contains("output-format"), "{shell}");
        let line = ["supervisor-lint", "completions", shell, "--command", "supervisor-diff"];
        let (status, script, _) = scene().outcome(&line);
        assert!(status == 0 && script.contains("show-secrets"), "{shell}");
    }
}

#[test]
fn manual_pages_are_printed_or_written() {
    let (status, page, _) = scene().outcome(&["supervisor-lint", "man", "--command", "supervisor-diff"]);
    assert!(status == 0 && page.contains(".SH OPTIONS") && page.contains("they differ"), "{page}");

    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("man1");
    let line = ["supervisor-lint", "man", "--dir", inside.to_str().unwrap()];
    assert_eq!(scene().outcome(&line), (0, String::new(), String::new()));
    let mut pages: Vec<_> =
        inside.read_dir().unwrap().map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    pages.sort();
    insta::assert_snapshot!(pages.join("\n"), @"
    supervisor-diff.1
    supervisor-lint-completions.1
    supervisor-lint-explain.1
    supervisor-lint-fmt.1
    supervisor-lint-man.1
    supervisor-lint-plan.1
    supervisor-lint-rules.1
    supervisor-lint-server.1
    supervisor-lint-show.1
    supervisor-lint-test.1
    supervisor-lint.1
    ");
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let line = ["supervisor-lint", "man", "--dir", file.path().to_str().unwrap()];
    let (status, _, said) = scene().outcome(&line);
    assert_eq!((status, said.as_str()), (3, "supervisor-lint: File exists (os error 17)\n"));
}
