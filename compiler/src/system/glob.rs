//! Include patterns as Python's `glob` reads them (spec-config §5): one level per `*` and `**`, `[^a]` is no
//! negation, names with a leading dot match only explicitly, and the result keeps the pattern's own spelling
//! (`./`, `..`, doubled slashes). That spelling is why the walk is our own; matching a name is the `glob` crate's.

use std::path::{Path, PathBuf};

use glob::Pattern;

/// What the walk asks about the files.
pub(crate) trait Tree {
    /// The names in a directory, in any order; none for anything else.
    fn names(&self, directory: &Path) -> Vec<String>;
    /// True for anything that has this name, dangling symbolic links included.
    fn has(&self, path: &Path) -> bool;
    /// True for a directory.
    fn is_directory(&self, path: &Path) -> bool;
}

/// The matches of `pattern`, sorted by code point.
pub(crate) fn matches(pattern: &str, tree: &dyn Tree) -> Vec<PathBuf> {
    let mut found = walk(pattern, tree);
    found.sort_unstable();
    found.into_iter().map(PathBuf::from).collect()
}

fn walk(pattern: &str, tree: &dyn Tree) -> Vec<String> {
    let slash = pattern.rfind('/').map_or(0, |slash| slash + 1);
    let (head, name) = pattern.split_at(slash);
    if !has_magic(pattern) {
        let there =
            if name.is_empty() { tree.is_directory(Path::new(head)) } else { tree.has(Path::new(pattern)) };
        return if there { vec![pattern.to_owned()] } else { Vec::new() };
    }
    let trimmed = head.trim_end_matches('/');
    let directory = if trimmed.is_empty() { head } else { trimmed };
    let directories = if has_magic(directory) { walk(directory, tree) } else { vec![directory.to_owned()] };
    let join = |directory: &str, name: &str| {
        if directory.is_empty() || directory.ends_with('/') {
            format!("{directory}{name}")
        } else {
            format!("{directory}/{name}")
        }
    };
    let mut found = Vec::new();
    for directory in directories {
        if has_magic(name) {
            let matcher = compile(name);
            found.extend(
                tree.names(Path::new(&directory))
                    .into_iter()
                    .filter(|candidate| !candidate.starts_with('.') || name.starts_with('.'))
                    .filter(|candidate| matcher.as_ref().is_some_and(|matcher| matcher.matches(candidate)))
                    .map(|candidate| join(&directory, &candidate)),
            );
        } else {
            let path = join(&directory, name);
            let there = if name.is_empty() {
                tree.is_directory(Path::new(&directory))
            } else {
                tree.has(Path::new(&path))
            };
            if there {
                found.push(path);
            }
        }
    }
    found
}

fn has_magic(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// A bracket that is never closed stands for itself.
fn compile(name: &str) -> Option<Pattern> {
    let mut single = name.to_owned();
    while single.contains("**") {
        single = single.replace("**", "*");
    }
    Pattern::new(&single).or_else(|_| Pattern::new(&single.replace('[', "[[]"))).ok()
}
