//! Include patterns as Python's `glob` reads them (spec-config §5): one level per `*` and `**`, `[^a]` is no
//! negation, names with a leading dot match only explicitly, and the result keeps the pattern's own spelling
//! (`./`, `..`, doubled slashes). That spelling is why the walk is our own; matching a name is the `glob` crate's.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use glob::Pattern;

/// What the walk asks about the files.
pub(crate) trait Tree {
    /// The names in a directory, in any order; none for anything else.
    fn names(&self, directory: &Path) -> Vec<OsString>;
    /// True for anything that has this name, dangling symbolic links included.
    fn has(&self, path: &Path) -> bool;
    /// True for a directory.
    fn is_directory(&self, path: &Path) -> bool;
}

/// The matches of `pattern`, sorted by code point. (UTF-8 is sorted like its bytes; names that are no UTF-8 are matched, too.)
pub(crate) fn matches(pattern: &Path, tree: &dyn Tree) -> Vec<PathBuf> {
    let mut found = walk(pattern.as_os_str().as_bytes(), tree);
    found.sort_unstable();
    found.into_iter().map(|path| PathBuf::from(OsString::from_vec(path))).collect()
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn walk(pattern: &[u8], tree: &dyn Tree) -> Vec<Vec<u8>> {
    let slash = pattern.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let (head, name) = pattern.split_at(slash);
    if !has_magic(pattern) {
        let there = if name.is_empty() { tree.is_directory(path(head)) } else { tree.has(path(pattern)) };
        return if there { vec![pattern.to_owned()] } else { Vec::new() };
    }
    let trimmed = without_slashes(head);
    let directory = if trimmed.is_empty() { head } else { trimmed };
    let directories = if has_magic(directory) { walk(directory, tree) } else { vec![directory.to_owned()] };
    let join = |directory: &[u8], name: &[u8]| {
        let slash: &[u8] = if directory.is_empty() || directory.ends_with(b"/") { b"" } else { b"/" };
        [directory, slash, name].concat()
    };
    let matcher = if has_magic(name) { compile(&String::from_utf8_lossy(name)) } else { None };
    let mut found = Vec::new();
    for directory in directories {
        if has_magic(name) {
            let names = tree.names(path(&directory)).into_iter();
            found.extend(
                names
                    .filter(|candidate| !candidate.as_bytes().starts_with(b".") || name.starts_with(b"."))
                    .filter(|candidate| {
                        let candidate = candidate.to_string_lossy();
                        matcher.as_ref().is_some_and(|matcher| matcher.matches(&candidate))
                    })
                    .map(|candidate| join(&directory, candidate.as_bytes())),
            );
        } else {
            let whole = join(&directory, name);
            let there =
                if name.is_empty() { tree.is_directory(path(&directory)) } else { tree.has(path(&whole)) };
            if there {
                found.push(whole);
            }
        }
    }
    found
}

fn without_slashes(head: &[u8]) -> &[u8] {
    let end = head.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
    head.get(..end).unwrap_or_default()
}

fn has_magic(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// A bracket that is never closed stands for itself.
fn compile(name: &str) -> Option<Pattern> {
    let mut single = name.to_owned();
    while single.contains("**") {
        single = single.replace("**", "*");
    }
    Pattern::new(&single).or_else(|_| Pattern::new(&single.replace('[', "[[]"))).ok()
}
