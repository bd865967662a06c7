//! The style, and that formatting changes nothing, whatever the text.

use proptest::prelude::*;

use super::proof::{Meaning, same_text};
use super::*;
use crate::compile::Options;
use crate::system::MemorySystem;

#[track_caller]
fn formatted(before: &str, after: &str) {
    assert_eq!(format(before).as_deref(), Ok(after), "{before:?}");
    assert_eq!(format(after).as_deref(), Ok(after), "it stays so");
}

#[test]
fn options() {
    formatted("[s]\nKey = value  \nB: 2\nc :=3\nd=\n", "[s]\nkey=value\nb=2\nc==3\nd=\n");
    formatted("  [s]\n  a = x   y\n  b=1", "[s]\na=x   y\nb=1\n");
    formatted("[ s ]\n[x]y=1\n[z]  junk \n", "[ s ]\n\n[x]y=1\n\n[z]  junk\n");
    formatted("[s]\nÄB = 1\n", "[s]\nÄB=1\n");
    formatted("[s]\na=\"b c\" ;x\nb=%(here)s/%%\n", "[s]\na=\"b c\" ;x\nb=%(here)s/%%\n");
}

#[test]
fn headers_without_their_bracket() {
    formatted(
        "[supervisord]\n  nodaemon = true\n  [program:A \ncommand = a\n",
        "[supervisord]\nnodaemon=true\n[program:A\ncommand=a\n",
    );
    formatted("[s]\n[Rpcinterface :  x  ; why\n  y = z\n", "[s]\n[Rpcinterface :  x ; why\n    y = z\n");
    formatted("[s]\n[group: \n", "[s]\n[group:\n");
}

#[test]
fn values_of_several_lines() {
    formatted(
        "[s]\n  environment =\n      A=\"1\",\n        B=\"2\"\n  c=d\n",
        "[s]\nenvironment=\n    A=\"1\",\n      B=\"2\"\nc=d\n",
    );
    formatted("[s]\na=1\n 2\n\tb=3\n", "[s]\na=1\n     2\n    \tb=3\n");
    formatted("[s]\na=1\n\n\n  2\n\n\nb=1\n", "[s]\na=1\n\n\n    2\n\nb=1\n");
    formatted("[s]\na=1\n  \t\n  2\n", "[s]\na=1\n\n    2\n");
    formatted("[s]\na=1\n  ; x\n; y\n  2 ;z\n", "[s]\na=1\n    ; x\n; y\n    2 ;z\n");
    formatted("[s]\na=1\n  [t]\nc=d", "[s]\na=1\n    [t]\nc=d\n");
    // A comment that is indented more than the option is about its value, others stand at the margin.
    formatted("[s]\n  a=1\n  ; b\n    ; c\n  d=2\n", "[s]\na=1\n; b\n    ; c\nd=2\n");
    formatted("[s]\na=1        ; b\n           ; c\n", "[s]\na=1        ; b\n           ; c\n");
    formatted("[s]\na=1\n 2\n  ;3\n", "[s]\na=1\n    2\n     ;3\n");
}

#[test]
fn blank_lines() {
    formatted("\n\n[s]\n\n\na=1\n\n\n\nb=2\n[t]\n\n\n", "[s]\n\na=1\n\nb=2\n\n[t]\n");
    formatted("[s]\n[t]\n", "[s]\n\n[t]\n");
    formatted("", "");
    formatted(" \n\t\n", "");
    formatted("; only\n\n\n; comments", "; only\n\n; comments\n");
    // Comments above a header are about the section, unless they are options commented out.
    formatted("[s]\na=1\n; The t.\n[t]\n", "[s]\na=1\n\n; The t.\n[t]\n");
    formatted("[s]\na=1\n;b=2\n;[program:x]\n[t]\n", "[s]\na=1\n;b=2\n;[program:x]\n\n[t]\n");
    formatted("[s]\na=1\n;b=2\n; The t.\n[t]\n", "[s]\na=1\n;b=2\n\n; The t.\n[t]\n");
    formatted("[s]\na=1\n  ;more\n[t]\n", "[s]\na=1\n  ;more\n\n[t]\n");
    formatted("[s]\na=1\n; of a\n\n; of t\n[t]\n", "[s]\na=1\n; of a\n\n; of t\n[t]\n");
    formatted("; first\n[s]\n", "; first\n[s]\n");
}

#[test]
fn comments_at_the_ends_of_lines() {
    formatted("[s]    ;x  \na = 1\t# y\nb=;z\nc= ;d\n", "[s] ;x\na=1 # y\nb=;z\nc= ;d\n");
    // Those that line up go on to do so.
    formatted(
        "[s]\nlogfile = /a.log ; main\numask   = 022    ; mask\n;user   = x      ; who\n",
        "[s]\nlogfile=/a.log   ; main\numask=022        ; mask\n;user   = x      ; who\n",
    );
    formatted("[s]\na=1       ; one\n;b=2      ; two\n", "[s]\na=1       ; one\n;b=2      ; two\n");
    formatted("[s]\na=1       ; one\nb=2         ; two\n", "[s]\na=1 ; one\nb=2 ; two\n");
    formatted("[s]\na = 1 ; one\nb = 2 ; two\n", "[s]\na=1 ; one\nb=2 ; two\n");
    formatted("[x]   ;e\na=1\n\t[t]; #f", "[x] ;e\na=1\n    [t]; #f\n");
    // So do those that nearly do; one that has no room stands apart, as does one that nobody moved.
    formatted(
        "[s]\na=1     ; one\nb=22    ; two\nc=3      ; three\nd=1234567890   ; four\ne=5 ; five\n",
        "[s]\na=1     ; one\nb=22    ; two\nc=3     ; three\nd=1234567890 ; four\ne=5 ; five\n",
    );
}

#[test]
fn line_ends_stay_those_of_the_first_line() {
    formatted("[s]\r\na = 1\nb=2\r\n", "[s]\r\na=1\r\nb=2\r\n");
    formatted("[s]\na = 1\r\nb=2", "[s]\na=1\nb=2\n");
    formatted("[s]\ra = 1\r 2\r", "[s]\na=1\n    2\n");
}

#[test]
fn what_supervisor_cannot_read_is_left_alone() {
    let line = |text: &str| match format(text) {
        Err(NotFormatted::Syntax { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line("[s]\njunk\n"), 2);
    assert_eq!(line("a=1\n[s]\n"), 1);
    assert_eq!(line("\u{feff}[s]\n"), 1);
}

#[test]
fn the_sample_is_formatted() {
    let sample = crate::render::sample_file::sample();
    assert_eq!(format(&sample).as_deref(), Ok(sample.as_str()));
}

#[test]
fn a_change_of_the_text_is_noticed() {
    let text = "[s] x ;c\na=1\n  2\n;d\n";
    for (old, new) in [
        ("[s]", "[t]"),
        (" x", " y"),
        ("a=", "b="),
        ("a=", "a=\n  "),
        ("  2", "2="),
        (";c", ";x"),
        (";d", ""),
    ] {
        assert!(!same_text(text, &text.replacen(old, new, 1)), "{old} {new}");
    }
    assert!(same_text(text, "[s] x ;c\nA : 1\n\t2\n\n;d"));
}

/// Pieces of configuration, and now and then any character at all. Most of it can be read.
fn configuration() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        30 => prop::sample::select(vec![
            "\n[s]", "\n[program:x]", "\na=1", "\nB : 2", "\n  C=", "\n   more", "\n\t[t]", "\nÄΣ = x", "\n;c", "\n  ; c", "\n;d=1", "\n\n",
            " ;e", "   ;e", " #f", ";", "#", " ", "\t", "=", ":", "]", "\r\n", "\r", "\n  ", "é", "\u{a0}", "\u{1c}", "\u{2003}",
            "%(here)s", "\ncommand=/bin/x", "\n[supervisord]", "\n[DEFAULT]", "\nİ=1",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| format!("[x]{}", pieces.concat()))
}

fn meaning(text: &str) -> Meaning {
    let mut system = MemorySystem::new();
    system.add_file("/etc/s.conf", text);
    Meaning::of("/etc/s.conf".as_ref(), &system, &Options::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 2000 } else { 30_000 }))]

    /// Never an internal error; the same sections, options and values; nothing left to do.
    #[test]
    fn formatting_changes_nothing(text in configuration()) {
        match format(&text) {
            Ok(new) => {
                prop_assert!(same_text(&text, &new));
                prop_assert_eq!(meaning(&text), meaning(&new));
                let again = format(&new);
                prop_assert_eq!(again.as_deref(), Ok(new.as_str()));
                prop_assert!(!new.starts_with(['\n', '\r']) && (new.is_empty() || new.ends_with('\n')));
            }
            Err(error) => prop_assert!(matches!(error, NotFormatted::Syntax { .. }), "{}", error),
        }
    }

    #[test]
    fn any_text_at_all(text: String) {
        prop_assert_ne!(format(&text), Err(NotFormatted::Fault));
    }
}
