//! `supervisor-lint --fix` and its relatives, on real files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;
use crate::system::RealSystem;

/// A directory with files, which goes when this does.
pub(super) struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(name, text)| place.write(name, text));
        place
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.directory.path().join(name)).unwrap()
    }

    /// Status, standard output, standard error. Only rules that stay what they are.
    pub(super) fn run(&self, line: &str, stdin: &str) -> (u8, String, String) {
        let rules = "--select=quoted-scalar,startsecs-zero-restart-loop,bad-integer";
        let arguments: Vec<_> =
            ["supervisor-lint", rules].into_iter().chain(line.split(' ')).map(OsString::from).collect();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let cwd = self.directory.path().canonicalize().unwrap();
        let status = super::super::lint::main(
            &arguments,
            &mut World {
                system: Box::new(RealSystem),
                options: Options { cwd, host_name: "host".to_owned(), ..Options::default() },
                stdin: &mut stdin.as_bytes(),
                stdout: &mut stdout,
                stderr: &mut stderr,
                terminal: false,
                typed: false,
            },
        );
        (status, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
}

const MAIN: &str = "[supervisord]\n; all programs\n[include]\nfiles=conf.d/*.conf\n";
const WEB: &str =
    "[program:web]\ncommand=/bin/web\nautostart=\"true\" ; at once\nstdout_logfile=\"/tmp/web\"\n";

fn place() -> Place {
    Place::new(&[("a.conf", MAIN), ("conf.d/web.conf", WEB)])
}

#[test]
fn safe_fixes_are_written_into_included_files() {
    let place = place();
    let (status, shown, said) = place.run("--fix -o concise a.conf", "");
    assert_eq!(place.read("conf.d/web.conf"), WEB.replace("\"true\"", "true"));
    assert_eq!(place.read("a.conf"), MAIN);
    assert_eq!(said, "1 fixed, 1 left (1 can be fixed with --unsafe-fixes)\n");
    assert!(shown.starts_with("conf.d/web.conf:4:16: warning[quoted-scalar]:") && status == 1, "{shown}");

    let (status, shown, said) = place.run("--fix --unsafe-fixes a.conf", "");
    assert_eq!(place.read("conf.d/web.conf"), WEB.replace('"', ""));
    assert_eq!((status, shown.as_str(), said.as_str()), (0, "no findings in 2 files\n1 fixed, 0 left\n", ""));
}

#[test]
fn a_diff_changes_nothing() {
    let place = place();
    let (status, shown, said) = place.run("--diff a.conf", "");
    assert_eq!(place.read("conf.d/web.conf"), WEB);
    let expected = "\
--- conf.d/web.conf
+++ conf.d/web.conf
@@ -1,4 +1,4 @@
 [program:web]
 command=/bin/web
-autostart=\"true\" ; at once
+autostart=true ; at once
 stdout_logfile=\"/tmp/web\"
";
    assert_eq!((status, shown.as_str()), (1, expected));
    assert_eq!(said, "1 would be fixed, 1 left (1 can be fixed with --unsafe-fixes)\n");
    place.run("--fix a.conf", "");
    assert_eq!(place.run("--diff a.conf", "").0, 0);
}

#[test]
fn fixing_without_a_report() {
    let place = place();
    let (status, shown, _) = place.run("--fix-only a.conf", "");
    assert_eq!((status, shown.as_str()), (0, ""));
    assert_eq!(place.read("conf.d/web.conf"), WEB.replace("\"true\"", "true"));
}

#[test]
fn standard_input_is_fixed_onto_standard_output() {
    let place = place();
    let text = "[supervisord]\nminfds=\"1024\"\n[include]\nfiles=conf.d/*.conf\n";
    let (status, shown, said) = place.run("--fix -o concise -", text);
    assert_eq!(shown, text.replace('"', ""));
    assert_eq!(place.read("conf.d/web.conf"), WEB, "nobody named that file");
    assert!(said.contains("1 fixed") && said.contains("quoted-scalar") && status == 1, "{said}");
    let (_, shown, _) = place.run("--fix-only -", "[supervisord]\n");
    assert_eq!(shown, "[supervisord]\n");
    let (_, shown, _) = place.run("--diff -", text);
    assert!(shown.contains("--- <stdin>\n+++ <stdin>\n"), "{shown}");
}

#[test]
fn what_cannot_be_written_is_told() {
    let place = place();
    let (status, _, said) = place.run("--unsafe-fixes a.conf", "");
    assert!(status == 2 && said.contains("--fix"), "{said}");
    let (status, _, said) = place.run("--fix nope.conf a.conf", "");
    assert_eq!(status, 3);
    assert!(said.contains("could not find config file nope.conf"), "{said}");
    assert_eq!(place.read("conf.d/web.conf"), WEB.replace("\"true\"", "true"), "the others are fixed");
}

#[test]
fn what_could_not_be_written_is_not_counted() {
    let place = place();
    let web = place.directory.path().join("conf.d/web.conf");
    fs::set_permissions(&web, fs::Permissions::from_mode(0o444)).unwrap();
    place.write("a.conf", &format!("{MAIN}[program:x]\ncommand=/x\nautostart=\"true\"\n"));
    let (status, shown, said) = place.run("--fix -o concise a.conf", "");
    assert_eq!(place.read("conf.d/web.conf"), WEB);
    assert!(place.read("a.conf").ends_with("autostart=true\n"), "the others are written");
    assert_eq!(
        said,
        "supervisor-lint: could not write conf.d/web.conf: it is write-protected\n\
         1 fixed, 2 left (2 can be fixed with --unsafe-fixes)\n"
    );
    assert!(shown.contains("web.conf:3:11:"), "it is reported as it is: {shown}");
    assert_eq!(status, 3);
}

#[test]
fn what_belongs_together_is_written_together() {
    let place = Place::new(&[
        ("a.conf", "[unix_http_server]\nfile=/run/s.sock\n[supervisord]\n[include]\nfiles=conf.d/*.conf\n"),
        ("conf.d/ctl.conf", "[supervisorctl]\nserverurl=unix:///run/s.sock\n"),
    ]);
    let (main, included) = (place.read("a.conf"), place.read("conf.d/ctl.conf"));
    let path = place.directory.path().join("a.conf");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let (status, _, said) = place.run("--select=ctl-section-in-include --fix a.conf", "");
    assert!(said.contains("could not write a.conf: it is write-protected\n"), "{said}");
    assert!(
        said.contains("could not write conf.d/ctl.conf: what belongs to it could not be written\n"),
        "{said}"
    );
    assert_eq!((status, place.read("a.conf"), place.read("conf.d/ctl.conf")), (3, main, included));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (_, _, said) = place.run("--select=ctl-section-in-include --fix a.conf", "");
    assert_eq!(said, "");
    assert_eq!(place.read("conf.d/ctl.conf"), "");
    assert!(place.read("a.conf").ends_with("[supervisorctl]\nserverurl=unix:///run/s.sock\n"));
}

#[test]
fn a_file_that_two_configurations_share_is_fixed_once() {
    let place = place();
    place.write("b.conf", MAIN);
    let (_, _, said) = place.run("--fix --unsafe-fixes -o concise a.conf b.conf", "");
    assert_eq!(place.read("conf.d/web.conf"), WEB.replace('"', ""));
    assert_eq!(said, "2 fixed, 0 left\n");
}
