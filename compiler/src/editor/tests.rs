//! Analyses of configurations of all kinds: broken, unsaved, in parts.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use super::testing::scene;
use super::{Analysis, definition, hover, symbols};
use crate::compile::Options;
use crate::lint::{Settings, lint};
use crate::system::{Edited, MemorySystem};

fn options() -> Options {
    Options { cwd: "/etc".into(), assume_variables: true, ..Options::default() }
}

#[test]
fn an_analysis_can_be_asked_by_several_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Analysis>();
}

#[test]
fn findings_are_those_of_the_linter() {
    let mut system = MemorySystem::new();
    system.add_file(
        "/etc/s.conf",
        "[supervisord]\n[include]\nfiles=a.conf\n[program:a]\ncommand=/bin/a\nautostart=maybe\n",
    );
    system.add_file("/etc/a.conf", "[program:b]\ncomand=/bin/b %(ENV_NOT)s\ncommand=%(ENV_NOT)s\n");
    for closed_environment in [false, true] {
        let settings = Settings { closed_environment, ..Settings::default() };
        let linted = lint(Path::new("s.conf"), &system, &options(), &settings).unwrap();
        let analysis = Analysis::new(&system, &options(), Path::new("s.conf")).unwrap();
        let found = analysis.findings(&system, &settings);
        assert!(found.diagnostics.len() > 3);
        assert_eq!(found.diagnostics, linted.diagnostics);
        assert_eq!(found.left_out, linted.left_out);
    }
}

#[test]
fn a_part_of_a_configuration_stands_for_itself() {
    let scene = scene("[group:g]\nprograms=a\n[program:a‸]\ncommand=/bin/a\n");
    let hover = hover::hover(&scene.analysis, scene.file, scene.offset).unwrap();
    assert!(hover.markdown.contains("Group `g`: 1 process, `g:a`"), "{}", hover.markdown);
    assert_eq!(definition::references(&scene.analysis, scene.file, scene.offset, true).len(), 2);
}

#[test]
fn one_faulty_program_keeps_nothing_from_the_others() {
    let scene = scene(
        "[supervisord]\nnodaemon=maybe\n[program:a]\ncommand='\n[junk\n[program:b‸]\ncommand=/bin/b\nnumprocs=2\nprocess_name=%(process_num)s\n",
    );
    let hover = hover::hover(&scene.analysis, scene.file, scene.offset).unwrap();
    assert!(hover.markdown.contains("2 processes, `b:0`, `b:1`"), "{}", hover.markdown);
}

#[test]
fn unsaved_texts_of_included_files_count() {
    let mut system = MemorySystem::new();
    system.add_file("/etc/s.conf", "[supervisord]\n[include]\nfiles=c/*.conf\n");
    system.add_file("/etc/c/a.conf", "[program:saved]\ncommand=/bin/a\n");
    let mut open = Edited::new(&system);
    open.set(Path::new("/etc/c/a.conf"), "[program:unsaved]\ncommand=/bin/a\n".to_owned());
    let analysis = Analysis::new(&open, &options(), Path::new("/etc/s.conf")).unwrap();
    let file = analysis.file(Path::new("/etc/c/a.conf")).unwrap();
    let names: Vec<_> =
        symbols::symbols(analysis.document(file).unwrap()).into_iter().map(|symbol| symbol.name).collect();
    assert_eq!(names, ["program:unsaved"]);
    assert!(analysis.plan().unwrap().group("unsaved").is_some());
}

#[test]
fn a_file_that_is_included_twice_is_one_file() {
    let scene = scene(
        "[supervisord]\n[include]\nfiles=a.conf ./a.conf a.conf\n--- a.conf\n[program:a‸]\ncommand=/bin/a\n[group:g]\nprograms=a\n",
    );
    let hover = hover::hover(&scene.analysis, scene.file, scene.offset).unwrap();
    // Two spellings of a path are two files to Supervisor.
    assert!(hover.markdown.contains("Written 2 times"), "{}", hover.markdown);
    let twice = super::testing::scene(
        "[supervisord]\n[include]\nfiles=a.conf a.conf\n--- a.conf\n[program:a‸]\ncommand=/bin/a\n[group:g]\nprograms=a\n",
    );
    let places = definition::references(&twice.analysis, twice.file, twice.offset, true);
    assert_eq!(places.len(), 2, "the header and the list");
}

#[test]
fn names_and_bytes_that_are_not_text() {
    let odd = PathBuf::from(OsString::from_vec(b"/etc/\xff.conf".to_vec()));
    let mut system = MemorySystem::new();
    system.add_file(odd.clone(), b"[supervisord]\n; \xe9\n[program:a]\ncommand=/bin/a\n".to_vec());
    let analysis = Analysis::new(&system, &options(), &odd).unwrap();
    let file = analysis.file(&odd).unwrap();
    assert_eq!(analysis.main(), Some(file));
    assert_eq!(analysis.path(file), odd);
    assert!(analysis.document(file).unwrap().text().contains("; ?\n"));
    assert!(!analysis.findings(&system, &Settings::default()).diagnostics.is_empty());
}

#[test]
fn a_byte_order_mark_hides_the_first_header_only() {
    let scene = scene("\u{feff}[supervisord]\n[program:a‸]\ncommand=/bin/a\n");
    assert!(hover::hover(&scene.analysis, scene.file, scene.offset).is_some());
    let names: Vec<_> = symbols::symbols(scene.analysis.document(scene.file).unwrap())
        .into_iter()
        .map(|symbol| symbol.name)
        .collect();
    assert_eq!(names, ["program:a"]);
}

#[test]
fn a_main_file_that_is_not_there_is_an_error() {
    let system = MemorySystem::new();
    assert!(Analysis::new(&system, &options(), Path::new("none.conf")).is_err());
}
