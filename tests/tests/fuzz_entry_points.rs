//! The entry points of the fuzz targets on stable: on every real configuration, and on inputs that proptest makes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use supervisor_tests::fuzzing::{TARGETS, bundle, compile, environment, grammar, template, words};
use supervisor_tests::workspace;

/// Every entry point is fuzzed: cargo-fuzz has a target of its name.
#[test]
fn every_entry_point_is_a_fuzz_target() {
    let directory = workspace::root().join("tests/fuzz/fuzz_targets");
    let mut files: Vec<_> = workspace::files_below(&directory)
        .into_iter()
        .map(|file| file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default())
        .collect();
    let mut names: Vec<_> = TARGETS.map(|(name, _)| name.to_owned()).into();
    files.sort();
    names.sort();
    assert_eq!(files, names);
}

#[test]
fn real_configurations_hold() {
    let mut files = workspace::files_below(&workspace::corpus());
    files.extend(workspace::files_below(&workspace::root().join("fixtures")));
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for (name, target) in TARGETS {
            println!("{name} on {}", file.display());
            target(&bytes);
        }
    }
}

/// What fuzzing found once. Each is a mistake that was mended; none may come back.
#[test]
fn inputs_that_once_broke_something() {
    for file in workspace::files_below(&workspace::root().join("tests/fuzz/found")) {
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        println!("{}", file.display());
        TARGETS.into_iter().for_each(|(_, target)| target(&bytes));
    }
}

#[test]
fn a_bundle_is_a_main_file_and_those_that_follow() {
    let files = bundle(b"[a]\n-- x.conf --\n[b]\r\n-- y --\n");
    let shown: Vec<_> =
        files.iter().map(|(path, text)| (path.to_str(), std::str::from_utf8(text).ok())).collect();
    assert_eq!(
        shown,
        [
            (Some("/etc/supervisor/supervisord.conf"), Some("[a]\n")),
            (Some("/etc/supervisor/x.conf"), Some("[b]\r\n")),
            (Some("/etc/supervisor/y"), Some("")),
        ]
    );
}

/// Pieces of configuration, and now and then any bytes at all.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        12 => select(vec![
            "[supervisord]\n", "[program:a]\n", "[program:", "b]\n", "[group:g]\nprograms=a,b\n", "[eventlistener:e]\n",
            "[fcgi-program:f]\n", "[include]\nfiles=*.inc\n", "[DEFAULT]\n", "[unix_http_server]\n", "\n-- a.inc --\n",
            "command=", "environment=", "numprocs=", "process_name=", "events=", "socket=", "stopsignal=", "user=",
            "%(process_num)", "%(here)s", "%(ENV_PERCENT)s", "%", "(", ")", "s", "02d", "A=", "\"", "'", ",", "\\", " ;",
            "unix:///", "tcp://", "=", ":", "\n", "\n ", "\r", "x", "7", "é", "\u{feff}", "\u{1c}", "\0",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn values_hold(data in pieces()) {
        template(&data);
        environment(&data);
        words(&data);
    }

    #[test]
    fn files_hold(data in pieces()) {
        grammar(&data);
        compile(&data);
    }
}
