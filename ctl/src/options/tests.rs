use std::path::Path;

use super::*;
use crate::testing::Script;

/// What `supervisorctl -c FILE …` is told by a file of this text.
fn settings(text: &str, arguments: &[&str]) -> Settings {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("s.conf");
    std::fs::write(&file, text).unwrap();
    let words = [&["-c", file.to_str().unwrap()], arguments].concat();
    match read("supervisorctl", words.into_iter().map(str::to_owned)).unwrap() {
        Invocation::Run(settings) => settings,
        Invocation::Help(text) => panic!("{text}"),
    }
}

const FULL: &str = "[supervisorctl]\nserverurl=unix:///run/s.sock\nusername=ann\npassword=p%%w\nprompt=me\n\
                    history_file=/var/history\n";

#[test]
fn the_file_speaks_where_the_command_line_is_silent() {
    let defaults = settings("[supervisorctl]", &[]);
    assert_eq!((defaults.url.as_str(), defaults.prompt.as_str()), ("http://localhost:9001", "supervisor"));
    assert_eq!((defaults.username, defaults.password, defaults.history_file), (None, None, None));

    let file = settings(FULL, &[]);
    assert_eq!((file.url.as_str(), file.prompt.as_str()), ("unix:///run/s.sock", "me"));
    assert_eq!((file.username.as_deref(), file.password.as_deref()), (Some("ann"), Some("p%w")));
    assert_eq!(file.history_file.as_deref(), Some(Path::new("/var/history")));

    let both = settings(FULL, &["-s", "http://h", "-u", "bob", "--pass=x", "-r", "here"]);
    assert_eq!(both.url, "http://h");
    assert_eq!((both.username.as_deref(), both.password.as_deref()), (Some("bob"), Some("x")));
    assert_eq!(both.history_file.as_deref(), Some(Path::new("here")));
}

#[test]
fn an_action_makes_it_one_command() {
    let shell = settings("[supervisorctl]", &[]);
    assert_eq!((shell.line, shell.interactive), (None, true));
    let command = settings("[supervisorctl]", &["status", "-i"]);
    assert_eq!((command.line.as_deref(), command.interactive), (Some("status -i"), false));
    let asking = settings("[supervisorctl]", &["-i", "pid", "cat"]);
    assert_eq!((asking.line.as_deref(), asking.interactive), (Some("pid cat"), true));
    assert_eq!(settings("[supervisorctl]", &[""]).line.as_deref(), Some(""));
}

/// What goes to standard error, and the exit status.
fn refused(arguments: &[&str]) -> (String, u8) {
    let mut console = Script::default();
    let words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
    let status = crate::main("ctl", words, &mut console);
    assert_eq!(console.out, "");
    (console.err, status)
}

#[test]
fn command_lines_that_are_refused() {
    let usage = |text: &str| (format!("Error: {text}\nFor help, use ctl -h\n"), 2);
    assert_eq!(refused(&["-1"]), usage("option -1 not recognized"));
    assert_eq!(refused(&["-i", "-i"]), usage("conflicting command line option '-i'"));
    assert_eq!(refused(&["-c", "/nonexistent"]), usage("could not find config file /nonexistent"));
    for url in ["foo", "unix:", "unix://", "http://", "://x", "1x://y"] {
        let text = format!("invalid value for -s '{url}': value '{url}' is not a URL");
        assert_eq!(refused(&["-s", url, "pid"]), usage(&text));
    }
}

#[test]
fn files_that_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("s.conf");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "[other]\n").unwrap();
    let text = "Error: .ini file does not include supervisorctl section\nFor help, use ctl -h\n";
    assert_eq!(refused(&["-c", path]), (text.to_owned(), 2));
    std::fs::write(&file, "junk\n").unwrap();
    let (text, status) = refused(&["-c", path]);
    assert!(text.starts_with("Error: File contains no section headers."), "{text}");
    assert_eq!(status, 1);
}

#[test]
fn help_text() {
    let mut console = Script::default();
    assert_eq!(crate::main("supervisorctl", ["-?".to_owned(), "-x=".to_owned()], &mut console), 2);
    let mut console = Script::default();
    assert_eq!(crate::main("supervisorctl", ["-?".to_owned()], &mut console), 0);
    insta::assert_snapshot!(console.out);
}
