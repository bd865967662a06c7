//! A configuration with eight different mistakes in two files: one run finds all of them, each at its place and
//! with the way to mend it.

use std::error::Error;
use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
use supervisor_compiler::render::text;
use supervisor_compiler::render::{Report, concise};
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Compilation, Options, compile};

type Outcome = Result<(), Box<dyn Error>>;

/// The fixture's directory and its compilation.
fn compiled() -> Result<(PathBuf, Compilation), Box<dyn Error>> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/broken/eight-mistakes").canonicalize()?;
    let options = Options { cwd: root.clone(), ..Options::default() };
    let compilation = compile("supervisord.conf".as_ref(), &RealSystem, &options)?;
    Ok((root, compilation))
}

#[test]
fn one_run_finds_all_eight() -> Outcome {
    let (root, compilation) = compiled()?;
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
    Ok(())
}

#[test]
fn each_finding_says_how_to_mend_it() -> Outcome {
    let (_, compilation) = compiled()?;
    assert_eq!(compilation.diagnostics.len(), 8);
    for diagnostic in compilation.diagnostics {
        assert!(!diagnostic.help.is_empty(), "{}", diagnostic.code);
        assert!(diagnostic.original.is_some_and(|text| !text.is_empty()), "{}", diagnostic.code);
    }
    Ok(())
}

/// The original stops at the first, in its own order: `[supervisord]` before the servers.
#[test]
fn the_first_is_what_the_original_reports() -> Outcome {
    let (_, compilation) = compiled()?;
    assert_eq!(compilation.original_error(), Some("invalid literal for int() with base 10: '50m'"));
    Ok(())
}

#[cfg(feature = "cli")]
#[test]
fn as_people_see_them() -> Outcome {
    let (root, compilation) = compiled()?;
    insta::assert_snapshot!(text::render(&Report::new([&compilation], &root), false));
    Ok(())
}
