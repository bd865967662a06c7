//! Finds configurations in directories.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use supervisor_grammar::{decode, parse_sections};

use super::settings::Book;
use crate::compile::Options;
use crate::lint::absolute;
use crate::system::{Pipes, System};

/// Directories within directories are followed so far.
const DEEPEST: usize = 64;

/// What came of a search.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The configurations.
    pub(crate) found: Vec<PathBuf>,
    /// How many files and directories the settings exclude.
    pub(crate) excluded: usize,
}

/// All main files below a directory: those called `*.conf` or `*.ini` that have a `[supervisord]`. Included files are reached
/// through their main file. Hidden files and directories, and what the settings exclude, are passed over. Not more than `most`
/// directories are looked into: when there is such a limit, those that are not deep come first.
///
/// # Errors
/// When a settings file makes no sense.
pub(crate) fn configurations(
    directory: &Path,
    most: usize,
    system: &dyn System,
    options: &Options,
    book: &mut Book<'_>,
) -> Result<Search, String> {
    let mut search = Search::default();
    // A symbolic link may lead back.
    let mut seen = HashSet::new();
    let mut waiting = VecDeque::from([(directory.to_path_buf(), 0)]);
    let next = |waiting: &mut VecDeque<_>| {
        if most == usize::MAX { waiting.pop_back() } else { waiting.pop_front() }
    };
    while let Some((directory, depth)) = next(&mut waiting) {
        let place = absolute(&directory, options);
        if depth > DEEPEST || seen.len() >= most || !seen.insert(system.canonical(&place)) {
            continue;
        }
        let number = book.number(&place)?;
        let excluded = |path: &Path| {
            book.get(number)
                .is_some_and(|resolved| resolved.exclude.iter().any(|pattern| pattern.matches(path)))
        };
        let mut below = Vec::new();
        for path in system.glob(&escaped(&place).join("*")) {
            let Some(name) = path.file_name() else { continue };
            let shown = directory.join(name);
            if excluded(&path) {
                search.excluded += 1;
                continue;
            }
            if system.is_dir(&path) {
                below.push((shown, depth + 1));
            } else if has_the_right_name(&path) && is_main(&path, system) {
                search.found.push(shown);
            }
        }
        waiting.extend(below.into_iter().rev());
    }
    Ok(search)
}

pub(crate) fn has_the_right_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "conf" || extension == "ini")
}

/// True for a file that has a `[supervisord]`.
pub(crate) fn is_main(path: &Path, system: &dyn System) -> bool {
    const HEADER: &[u8] = b"[supervisord]";
    let Ok(bytes) = system.read(path, Pipes::Refuse) else { return false };
    if !bytes.windows(HEADER.len()).any(|window| window == HEADER) {
        return false;
    }
    let (text, _) = decode(bytes);
    // A mark at the beginning is a mistake that is to be found.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (sections, _) = parse_sections(text);
    sections.iter().any(|section| section.name.of(text) == "supervisord")
}

/// A path as a pattern that matches only it.
fn escaped(path: &Path) -> PathBuf {
    let mut pattern = Vec::new();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'*' | b'?' | b'[' => pattern.extend([b'[', *byte, b']']),
            other => pattern.push(*other),
        }
    }
    PathBuf::from(OsString::from_vec(pattern))
}
