//! A configuration with eight different mistakes in two files: one run finds all of them, each at its place and
//! with the way to mend it.

use std::path::Path;

#[cfg(feature = "cli")]
use supervisor_compiler::render::text;
use supervisor_compiler::render::{Report, concise};
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Compilation, Options, compile};

fn compiled(root: &Path) -> Compilation {
    let options = Options { cwd: root.to_path_buf(), ..Options::default() };
    compile("supervisord.conf".as_ref(), &RealSystem, &options).expect("the fixture can be read")
}

fn root() -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/broken/eight-mistakes");
    root.canonicalize().expect("the fixture exists")
}

#[test]
fn one_run_finds_all_eight() {
    let root = root();
    let compilation = compiled(&root);
    insta::assert_snapshot!(concise::render(&Report::new([&compilation], &root)), @"");
}

#[test]
fn each_finding_says_how_to_mend_it() {
    for diagnostic in compiled(&root()).diagnostics {
        assert!(!diagnostic.help.is_empty(), "{}", diagnostic.code);
        assert!(diagnostic.original.is_some_and(|text| !text.is_empty()), "{}", diagnostic.code);
    }
}

#[cfg(feature = "cli")]
#[test]
fn as_people_see_them() {
    let root = root();
    let compilation = compiled(&root);
    insta::assert_snapshot!(text::render(&Report::new([&compilation], &root), false));
}
