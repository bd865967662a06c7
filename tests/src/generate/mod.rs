//! Configurations made up by strategies: sections, options, values good and bad, every quirk of reading and merging.
//!
//! - [`values`]: texts for options, by the type of their value. [`sections`]: sections out of options.
//! - [`lines`]: how a person, an editor or a broken disk writes it all down. [`mutate`]: real files, damaged.
//! - [`mistakes`]: what people get wrong, for the fixes of supervisor-lint.
//!
//! Strategies only make files here. A file on which the original and we disagree is made smaller by
//! [`crate::shrink`], which works for mutated files, too, and keeps removing where a strategy could only replace.

pub mod lines;
pub mod mistakes;
pub mod mutate;
pub mod sections;
pub mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{NewTree, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The name of a case's main file.
pub const MAIN: &str = "s.conf";

/// Directories that every case has, beside those of its files. Patterns match the second one, and it is no file.
const DIRECTORIES: [&str; 3] = ["sub", "sub/dir.conf", "other"];

/// A main file and others that it may include, by path relative to the directory they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// Contents by relative path. [`MAIN`] is one of them.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Case {
    /// A case of one file.
    #[must_use]
    pub fn of(main: impl Into<Vec<u8>>) -> Self {
        Self { files: [(MAIN.to_owned(), main.into())].into() }
    }

    /// The same with another file beside the main one.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }

    /// Writes the files into `directory`, and makes the directories that every case has.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn write(&self, directory: &Path) {
        for name in DIRECTORIES {
            fs::create_dir_all(directory.join(name)).expect("a directory can be made");
        }
        self.write_files(directory);
    }

    /// Writes only the files.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn write_files(&self, directory: &Path) {
        fs::create_dir_all(directory).expect("a directory can be made");
        for (path, content) in &self.files {
            let path = directory.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).expect("a directory can be made");
            }
            fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }

    /// The files below `directory`.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn read(directory: &Path) -> Self {
        let files = crate::workspace::files_below(directory)
            .into_iter()
            .map(|path| {
                let content = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let relative = path.strip_prefix(directory).expect("the path is below the directory");
                (relative.to_string_lossy().into_owned(), content)
            })
            .collect();
        Self { files }
    }

    /// All files as text, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let one = |(path, content): (&String, &Vec<u8>)| {
            format!(
                "--- {path}\n{}\n",
                String::from_utf8_lossy(content).escape_debug().to_string().replace("\\n", "\n")
            )
        };
        self.files.iter().map(one).collect()
    }
}

/// How carefully the author of a file works. The odds are weights against 1.
#[derive(Debug, Clone, Copy)]
pub struct Care {
    /// For a value that is meant to be valid.
    pub values: u32,
    /// For a line that is written plainly.
    pub lines: u32,
}

/// From the careless to the careful. Most files must be nearly right, or nothing but their first mistake is compared.
fn care() -> impl Strategy<Value = Care> {
    let values = select(&[3, 10, 40, 150, 500, 1000][..]);
    let lines = select(&[5, 50, 1000, 1000, 1000][..]);
    (values, lines).prop_map(|(values, lines)| Care { values, lines })
}

/// Any configuration.
pub fn any() -> BoxedStrategy<Case> {
    care()
        .prop_flat_map(|care| {
            let include = prop::option::weighted(0.3, (sections::include(care), included(care)));
            (sections::main(care), include, lines::file(care), lines::file(care))
        })
        .prop_map(|(mut main, include, main_lines, other_lines)| {
            let mut case = Case::default();
            if let Some((section, files)) = include {
                let place = main.len() * usize::from(section.first) / 256;
                main.insert(place, section.text);
                for (path, text) in files {
                    case.files.insert(path.to_owned(), other_lines.write(&text));
                }
            }
            case.files.insert(MAIN.to_owned(), main_lines.write(&main.concat()));
            case
        })
        .boxed()
}

/// Files that patterns of [`sections::include`] match.
fn included(care: Care) -> impl Strategy<Value = BTreeMap<&'static str, String>> {
    let name =
        select(&["sub/a.conf", "sub/B.conf", "sub/b.conf", "sub/.hid.conf", "other/o.conf", "a.conf"][..]);
    prop::collection::btree_map(name, sections::some(care).prop_map(|sections| sections.concat()), 1..4)
}

/// The seed and the number of files that `SUPERVISOR_SEED` and `SUPERVISOR_GENERATED` ask for; otherwise any seed, and `usual`.
///
/// # Panics
/// When the number is larger than memory.
#[must_use]
pub fn asked_for(usual: usize) -> (u64, usize) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let count = number("SUPERVISOR_GENERATED")
        .map_or(usual, |count| usize::try_from(count).expect("a number of files"));
    (number("SUPERVISOR_SEED").unwrap_or(clock), count)
}

/// Makes values one after the other; the same seed, the same values.
#[derive(Debug)]
pub struct Maker {
    runner: TestRunner,
}

impl Maker {
    /// Begins with `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self { runner: TestRunner::new_with_rng(Config::default(), rng) }
    }

    /// The next value.
    ///
    /// # Panics
    /// When a strategy rejects everything, which none of ours does.
    pub fn make<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        let tree: NewTree<S> = strategy.new_tree(&mut self.runner);
        tree.expect("no strategy rejects").current()
    }
}
