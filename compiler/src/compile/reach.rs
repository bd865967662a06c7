//! Which files a main file includes, without reading them.

use std::path::{Path, PathBuf};

use super::files::Files;
use super::findings::Findings;
use super::{Options, ReadError};
use crate::convert::Machine;
use crate::schema::SectionKind;
use crate::system::System;

/// What a file would bring if it were a main file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    /// It has a `[supervisord]`: it is a main file.
    pub(crate) is_main: bool,
    /// What the patterns of its `[include]` match.
    pub(crate) files: Vec<PathBuf>,
}

/// Reads one file and matches the patterns of its `[include]`.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn reach(path: &Path, system: &dyn System, options: &Options) -> Result<Reach, ReadError> {
    let machine = Machine { system, options };
    let mut findings = Findings::default();
    let files = Files::read_main(path, machine, &mut findings)?;
    let Some(main) = files.main() else { return Ok(Reach::default()) };
    let mut names = main.blocks.iter().map(|block| block.name.of(&main.text));
    let is_main = names.any(|name| name == SectionKind::Supervisord.prefix());
    let patterns = files.include(machine, &mut findings).unwrap_or_default();
    let directory = Path::new(files.main_directory());
    let files = patterns.iter().flat_map(|(pattern, _)| system.glob(&directory.join(pattern))).collect();
    Ok(Reach { is_main, files })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    #[test]
    fn of_mains_and_others() {
        let mut system = MemorySystem::new();
        system.add_file("/etc/s.conf", "[supervisord]\n[include]\nfiles=%(here)s/conf.d/*.conf x.ini\n");
        system.add_file("/etc/conf.d/a.conf", "[program:a]\n");
        system.add_file("/etc/conf.d/b.conf", "[include]\nfiles=a.conf\nnonsense\n");
        system.add_file("/etc/x.ini", "");
        let of = |path: &str| reach(Path::new(path), &system, &Options::default()).unwrap();
        let files = ["/etc/conf.d/a.conf", "/etc/conf.d/b.conf", "/etc/x.ini"].map(PathBuf::from);
        assert_eq!(of("/etc/s.conf"), Reach { is_main: true, files: files.into() });
        assert_eq!(of("/etc/conf.d/a.conf"), Reach::default());
        let beside = vec![PathBuf::from("/etc/conf.d/a.conf")];
        assert_eq!(of("/etc/conf.d/b.conf"), Reach { is_main: false, files: beside });
    }
}
