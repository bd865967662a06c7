//! What must hold for any bytes at all. Each function takes an input as a fuzzer makes it and panics when an invariant
//! breaks; `tests/fuzz` hands them to cargo-fuzz, `tests/tests/fuzz_entry_points.rs` calls them on stable.

mod compile;
mod grammar;
mod values;

use std::ops::Range;

pub use compile::{bundle, compile};
pub use grammar::grammar;
pub use values::{environment, template, words};

/// An entry point.
pub type Target = fn(&[u8]);

/// Every entry point with the name of its fuzz target and of its directory in the seed corpus.
pub const TARGETS: [(&str, Target); 5] = [
    ("grammar", grammar),
    ("template", template),
    ("environment", environment),
    ("words", words),
    ("compile", compile),
];

/// The text at `range`, which must be in bounds and on character boundaries.
#[track_caller]
fn slice(text: &str, range: Range<usize>) -> &str {
    let slice = text.get(range.clone());
    slice.unwrap_or_else(|| panic!("{range:?} is no part of the {} bytes of text", text.len()))
}
