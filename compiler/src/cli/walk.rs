//! Finds configurations in directories.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use supervisor_grammar::parse_sections;

use crate::schema::SectionKind;

/// The files at or below `directory` that hold a section that Supervisor knows, sorted: those whose names end in `.conf` or
/// `.ini`. Directories whose names begin with a dot are left out, and links to directories are not followed.
///
/// # Errors
/// When a directory cannot be read.
pub(super) fn configurations(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if kind.is_dir() {
                pending.push(path);
            } else if is_named_so(&path) && is_supervisors(&path) {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn is_named_so(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "conf" || ending == "ini")
}

/// Many programs have files of these names. One that cannot be read is left out, too: nobody named it.
fn is_supervisors(path: &Path) -> bool {
    // A pipe would have to be waited for.
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let Some(text) = is_file.then(|| fs::read_to_string(path).ok()).flatten() else { return false };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (sections, _) = parse_sections(text);
    // `[include]` alone says nothing: others have that, too.
    let known = |name: &str| SectionKind::of(name).is_some_and(|(kind, _)| kind != SectionKind::Include);
    sections.iter().any(|section| known(section.name.of(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_supervisors() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("b.conf", "[program:b]\n");
        write("a/a.ini", "junk\n[supervisord]\n");
        write("a/nginx.conf", "server {\n listen 80;\n}\n");
        write("a/tox.ini", "[include]\nx=1\n");
        write("a/a.txt", "[supervisord]\n");
        write(".git/c.conf", "[supervisord]\n");
        let found = configurations(directory.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(directory.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("a/a.ini"), Path::new("b.conf")]);
    }
}
