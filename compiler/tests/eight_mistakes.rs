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
    insta::assert_snapshot!(concise::render(&Report::new([&compilation], &root)), @"
    supervisord.conf:5:9: error[bad-octal]: `chmod` must be an octal number, not `rwx------`
    supervisord.conf:9:20: error[bad-byte-size]: `logfile_maxbytes` must be a size such as `10MB`, not `50M`
    supervisord.conf:10:12: error[bad-loglevel]: `loglevel` must be a log level, not `warning`
    supervisord.conf:16:17: error[group-unknown-program]: [group:shop] names a program `wroker`, which does not exist
    conf.d/app.conf:2:49: error[unknown-expansion]: `command` refers to `proces_num`, which stands for nothing
    conf.d/app.conf:6:14: error[environment-unclosed-quote]: `environment` cannot be read: No closing quotation
    conf.d/app.conf:10:15: error[bad-autorestart]: `autorestart` must be true, false or unexpected, not `Always`
    conf.d/app.conf:14:10: error[unknown-event]: [eventlistener:watch] subscribes to `TICK_5 TICK_60`, which is no event type
    ");
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
