//! One run finds every mistake, in whatever file it stands, and points at it.

use std::path::Path;

use supervisor_compiler::diagnostic::Severity;
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Options, compile};
use supervisor_tests::workspace;

/// File, line, and the text at fault.
const MISTAKES: [(&str, u32, &str); 8] = [
    ("mistakes/supervisord.conf", 5, "50M"),
    ("mistakes/supervisord.conf", 6, "warning"),
    ("mistakes/supervisord.conf", 7, "maybe"),
    ("mistakes/supervisord.conf", 10, "%(process_nam)s"),
    ("mistakes/conf.d/shop.conf", 4, "5s"),
    ("mistakes/conf.d/shop.conf", 5, "always"),
    ("mistakes/conf.d/shop.conf", 6, "BOGUS"),
    ("mistakes/conf.d/shop.conf", 7, "\"1"),
];

#[test]
fn eight_mistakes_in_two_files_are_eight_diagnostics() {
    let file = workspace::fixture("mistakes/supervisord.conf");
    let compilation = compile(&file, &RealSystem, &Options::default()).expect("the fixture can be read");
    assert!(compilation.plan.is_none());
    let errors: Vec<_> =
        compilation.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).collect();
    for (name, line, text) in MISTAKES {
        let path = workspace::fixture(name);
        let source = std::fs::read_to_string(&path).expect("the fixture can be read");
        let content = source.lines().nth(line as usize - 1).expect("the fixture has that line");
        let start = content.find(text).expect("the mistake stands where the table says") as u32 + 1;
        let found = errors.iter().find(|finding| {
            let place = finding.primary.location;
            compilation.sources.path(place.file) == path && compilation.sources.position(place).line == line
        });
        let found = found.unwrap_or_else(|| panic!("nothing was found at {name}:{line}: {errors:#?}"));
        let label = compilation.sources.text(found.primary.location);
        let column = compilation.sources.position(found.primary.location).column;
        let points_at_it = !label.is_empty() && (label.contains(text) || text.contains(label));
        assert!(points_at_it, "{name}:{line}: the label is on {label:?}, not on {text:?}");
        assert!(column.abs_diff(start) <= 3, "{name}:{line}: column {column}, the mistake starts at {start}");
        assert!(!found.help.is_empty(), "{name}:{line}: no help");
    }
    assert_eq!(errors.len(), MISTAKES.len(), "{errors:#?}");
    let first = compilation.original_error().unwrap_or_default();
    assert_eq!(first, "invalid literal for int() with base 10: '50m'", "the first error is the original's");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let missing = Path::new("/nonexistent/supervisord.conf");
    let error = compile(missing, &RealSystem, &Options::default()).expect_err("there is nothing to read");
    assert_eq!(error.to_string(), "could not find config file /nonexistent/supervisord.conf");
}
