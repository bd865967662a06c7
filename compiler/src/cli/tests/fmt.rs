//! `supervisor-lint fmt`.

use std::fs;
use std::path::Path;

use super::*;

const UGLY: &str = "\n[supervisord]\n[program:web]\nCommand = /bin/web ;x\nenvironment:\n  A=1\n";
const FINE: &str = "[supervisord]\n\n[program:web]\ncommand=/bin/web ;x\nenvironment=\n    A=1\n";

/// Runs the command on real files, of which each argument names one.
fn outcome(directory: &Path, line: &[&str], input: &str) -> (u8, String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let options = Options { cwd: directory.to_path_buf(), ..Options::default() };
    let mut world = World {
        system: Box::new(RealSystem),
        options,
        stdin: &mut input.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: false,
        typed: false,
    };
    let arguments: Vec<_> = ["supervisor-lint", "fmt"].iter().chain(line).map(OsString::from).collect();
    let status = crate::cli::lint::main(&arguments, &mut world);
    (status, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

#[test]
fn files_and_directories_are_formatted_in_place() {
    let there = directory(&[
        ("a.conf", UGLY),
        ("conf.d/b.conf", "[program:b]\ncommand : x\n"),
        ("conf.d/nginx.conf", "a {\n}"),
    ]);
    let read = |name: &str| fs::read_to_string(there.path().join(name)).unwrap();
    let (status, stdout, stderr) = outcome(there.path(), &["a.conf", "conf.d"], "");
    assert_eq!((status, stdout.as_str(), stderr.as_str()), (0, "2 files formatted\n", ""));
    assert_eq!(read("a.conf"), FINE);
    assert_eq!(read("conf.d/b.conf"), "[program:b]\ncommand=x\n");
    assert_eq!(read("conf.d/nginx.conf"), "a {\n}");
    let (status, stdout, _) = outcome(there.path(), &["."], "");
    assert_eq!((status, stdout.as_str()), (0, "2 files already so\n"));
}

#[test]
fn with_check_and_diff_nothing_is_written() {
    let there = directory(&[("a.conf", UGLY), ("b.conf", FINE)]);
    let (status, stdout, _) = outcome(there.path(), &["--check", "a.conf", "b.conf"], "");
    assert_eq!((status, stdout.as_str()), (1, "a.conf\n"));
    let (status, stdout, _) = outcome(there.path(), &["--diff", "a.conf", "b.conf"], "");
    assert_eq!(status, 1);
    insta::assert_snapshot!(stdout, @"
    --- a.conf
    +++ a.conf
    @@ -1,6 +1,6 @@
    +[supervisord]
     
    -[supervisord]
     [program:web]
    -Command = /bin/web ;x
    -environment:
    -  A=1
    +command=/bin/web ;x
    +environment=
    +    A=1
    ");
    assert_eq!(fs::read_to_string(there.path().join("a.conf")).unwrap(), UGLY);
    assert_eq!(outcome(there.path(), &["--check", "b.conf"], "").0, 0);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let there = directory(&[]);
    assert_eq!(outcome(there.path(), &[], UGLY), (0, FINE.to_owned(), String::new()));
    assert_eq!(outcome(there.path(), &["-"], FINE), (0, FINE.to_owned(), String::new()));
    let (status, stdout, _) = outcome(there.path(), &["--check", "--stdin-filename", "x.conf", "-"], UGLY);
    assert_eq!((status, stdout.as_str()), (1, "x.conf\n"));
}

#[test]
fn what_cannot_be_read_is_left_alone_and_the_rest_is_not() {
    let there = directory(&[("a.conf", UGLY), ("bad.conf", "[s]\njunk\n"), ("latin.conf", "[s]\na=1\n")]);
    fs::write(there.path().join("latin.conf"), b"[s]\na = \xe9\n").unwrap();
    let (status, stdout, stderr) =
        outcome(there.path(), &["bad.conf", "latin.conf", "none.conf", "a.conf"], "");
    assert_eq!((status, stdout.as_str()), (3, "1 file formatted\n"));
    insta::assert_snapshot!(stderr, @"
    supervisor-lint: bad.conf:2: the line is neither a [section] nor an option=value; the file is left as it is
    supervisor-lint: latin.conf: 'utf-8' codec can't decode byte 0xe9 in position 8: invalid continuation byte; the file is left as it is
    supervisor-lint: could not find config file none.conf
    ");
    let (status, stdout, _) = outcome(there.path(), &["-"], "junk");
    assert_eq!((status, stdout.as_str()), (3, ""), "an editor does not replace its text by nothing");
}

#[test]
fn the_rest_of_the_configuration_is_compiled_too() {
    let main = "[supervisord]\n[include]\nfiles = conf.d/*.conf\n[group:g]\nPrograms : b\n";
    let there = directory(&[("a.conf", main), ("conf.d/b.conf", "[program:b]\ncommand=%(here)s/x\n")]);
    assert_eq!(outcome(there.path(), &["a.conf"], "").0, 0);
    let text = fs::read_to_string(there.path().join("a.conf")).unwrap();
    assert_eq!(text, "[supervisord]\n\n[include]\nfiles=conf.d/*.conf\n\n[group:g]\nprograms=b\n");
}

#[test]
fn links_are_followed_and_modes_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let there = directory(&[("real.conf", UGLY)]);
    let real = there.path().join("real.conf");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("real.conf", there.path().join("link.conf")).unwrap();
    assert_eq!(outcome(there.path(), &["link.conf"], "").0, 0);
    assert!(there.path().join("link.conf").is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), FINE);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_the_settings_exclude_is_not_formatted() {
    let files = [("a.conf", UGLY), ("vendor/b.conf", UGLY), ("supervisor-lint.toml", "exclude=['vendor']")];
    let place = directory(&files);
    let (status, shown, said) = outcome(place.path(), &["--check", "."], "");
    assert_eq!((status, shown.as_str(), said.as_str()), (1, "./a.conf\n", ""));
    // What is named is formatted.
    assert_eq!(outcome(place.path(), &["--check", "vendor/b.conf"], "").0, 1);
}
