//! Where daemon and client look for a configuration nobody named (spec-config §6.1, spec-runtime §10.1).

use std::path::{Path, PathBuf};

use crate::system::System;

/// No configuration at any of the usual places. The daemon refuses to start; the client does without.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "No config file found at default paths ({}); use the -c option to specify a config file at a different path",
    searched.join(", ")
)]
pub struct NoConfigFile {
    /// The places, in the order searched.
    pub searched: Vec<String>,
}

/// The first configuration file at the usual places. `argv0` is how the command was called: its directory's
/// parent is searched first. The result is relative when the place is.
///
/// # Errors
/// When there is none.
pub fn find_config(argv0: &str, cwd: &Path, system: &dyn System) -> Result<PathBuf, NoConfigFile> {
    let prefix = dirname(dirname(argv0));
    let prefix =
        if prefix.is_empty() || prefix.ends_with('/') { prefix.to_owned() } else { format!("{prefix}/") };
    let searched = vec![
        format!("{prefix}etc/supervisord.conf"),
        format!("{prefix}supervisord.conf"),
        "supervisord.conf".to_owned(),
        "etc/supervisord.conf".to_owned(),
        "/etc/supervisord.conf".to_owned(),
        "/etc/supervisor/supervisord.conf".to_owned(),
    ];
    match searched.iter().find(|path| system.exists(&cwd.join(path))) {
        Some(path) => Ok(PathBuf::from(path)),
        None => Err(NoConfigFile { searched }),
    }
}

/// The part before the last slash, without trailing slashes unless it is the root.
fn dirname(path: &str) -> &str {
    let head = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or("");
    let trimmed = head.trim_end_matches('/');
    if trimmed.is_empty() { head } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    #[test]
    fn the_places_depend_on_how_the_command_was_called() {
        let empty = MemorySystem::new();
        for (argv0, first, second) in [
            ("/usr/bin/supervisord", "/usr/etc/supervisord.conf", "/usr/supervisord.conf"),
            ("bin/supervisord", "etc/supervisord.conf", "supervisord.conf"),
            ("supervisord", "etc/supervisord.conf", "supervisord.conf"),
            ("/supervisord", "/etc/supervisord.conf", "/supervisord.conf"),
            ("../x/bin/supervisord", "../x/etc/supervisord.conf", "../x/supervisord.conf"),
        ] {
            let error = find_config(argv0, Path::new("/work"), &empty).unwrap_err();
            assert_eq!(error.searched[..2], [first, second], "{argv0}");
        }
        assert_eq!(
            find_config("supervisord", Path::new("/work"), &empty).unwrap_err().to_string(),
            "No config file found at default paths (etc/supervisord.conf, supervisord.conf, supervisord.conf, \
             etc/supervisord.conf, /etc/supervisord.conf, /etc/supervisor/supervisord.conf); use the -c option to \
             specify a config file at a different path"
        );
    }

    #[test]
    fn the_first_that_exists_counts() {
        let mut system = MemorySystem::new();
        system.add_file("/etc/supervisor/supervisord.conf", "");
        let find =
            |system: &MemorySystem| find_config("/usr/bin/supervisord", Path::new("/work"), system).unwrap();
        assert_eq!(find(&system), Path::new("/etc/supervisor/supervisord.conf"));
        system.add_file("/work/etc/supervisord.conf", "");
        assert_eq!(find(&system), Path::new("etc/supervisord.conf"));
        system.add_file("/usr/supervisord.conf", "");
        assert_eq!(find(&system), Path::new("/usr/supervisord.conf"));
    }
}
