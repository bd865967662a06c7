//! Paths, and the machine they are on (spec-config §4.9, §4.10).

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use super::ConvertError;
use crate::compile::Options;
use crate::plan::LogFile;
use crate::system::System;

/// The machine that a configuration is compiled for: what converters need to know besides the text.
#[derive(Clone, Copy)]
pub struct Machine<'m> {
    /// What can be asked.
    pub system: &'m dyn System,
    /// The current directory, the environment, and whether to ask at all.
    pub options: &'m Options,
}

impl Machine<'_> {
    /// `~` and `~user` at the beginning become home directories; an unknown user's stays as it is.
    ///
    /// # Errors
    /// [`ConvertError::NullByte`] in a user's name
    pub fn expand_user(&self, text: &str) -> Result<String, ConvertError> {
        let Some(rest) = text.strip_prefix('~') else { return Ok(text.to_owned()) };
        let (user, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if user.contains('\0') {
            return Err(ConvertError::NullByte);
        }
        let home = if user.is_empty() {
            self.options.environment.get("HOME").cloned().or_else(|| {
                self.system.user_by_id(self.options.uid).map(|user| user.home.to_string_lossy().into_owned())
            })
        } else {
            self.system.user_by_name(user).map(|user| user.home.to_string_lossy().into_owned())
        };
        Ok(match home {
            Some(home) => {
                let path = format!("{}{tail}", home.trim_end_matches('/'));
                if path.is_empty() { "/".to_owned() } else { path }
            }
            None => text.to_owned(),
        })
    }

    /// Relative to the current directory, without `.` and `..`.
    #[must_use]
    pub fn absolute(&self, text: &str) -> PathBuf {
        normal(&self.options.cwd.join(text))
    }

    /// What the original calls a normal path: `~` expanded, absolute, without `.` and `..`.
    ///
    /// # Errors
    /// [`ConvertError::NullByte`] in the name of a home directory's user
    pub fn normal_path(&self, text: &str) -> Result<PathBuf, ConvertError> {
        Ok(self.absolute(&self.expand_user(text)?))
    }

    fn is_dir(&self, path: &str) -> bool {
        !self.options.host_checks || self.system.is_dir(&self.options.cwd.join(path))
    }

    /// A path whose parent directory exists; a name without slash always passes. Relative ones stay so.
    ///
    /// # Errors
    /// [`ConvertError::ParentDirectory`], [`ConvertError::NullByte`]
    pub fn dirpath(&self, text: &str) -> Result<String, ConvertError> {
        let path = self.expand_user(text)?;
        let parent = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or("");
        if parent.is_empty() || self.is_dir(parent) {
            Ok(path)
        } else {
            Err(ConvertError::ParentDirectory { text: text.to_owned() })
        }
    }

    /// A directory that exists.
    ///
    /// # Errors
    /// [`ConvertError::Directory`], [`ConvertError::NullByte`]
    pub fn directory(&self, text: &str) -> Result<PathBuf, ConvertError> {
        let path = self.expand_user(text)?;
        // Joined to a base, an empty path would stand for the base.
        if (!path.is_empty() || !self.options.host_checks) && self.is_dir(&path) {
            Ok(PathBuf::from(path))
        } else {
            Err(ConvertError::Directory { text: text.to_owned() })
        }
    }

    /// `AUTO`, `NONE`, `off`, `syslog` or a path. `None` stands for `syslog`.
    ///
    /// # Errors
    /// [`ConvertError::ParentDirectory`], [`ConvertError::NullByte`]
    pub fn logfile(&self, text: &str) -> Result<Option<LogFile>, ConvertError> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        Ok(match text {
            _ if text.is_empty() || is("none") || is("off") => Some(LogFile::None),
            _ if is("auto") => Some(LogFile::Auto),
            _ if is("syslog") => None,
            _ => Some(LogFile::File(PathBuf::from(self.dirpath(text)?))),
        })
    }
}

/// Removes `.`, `..` and doubled slashes without looking at the disk. Exactly two slashes at the beginning stay.
#[must_use]
pub fn normalize(path: &str) -> String {
    normal(Path::new(path)).to_string_lossy().into_owned()
}

/// The same for a path, whose bytes need not be UTF-8.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let bytes = path.as_os_str().as_bytes();
    let root: &[u8] = match bytes.iter().take_while(|byte| **byte == b'/').count() {
        0 => b"",
        2 => b"//",
        _ => b"/",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in bytes.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".") {
        let climbs = part == b".." && parts.last().is_some_and(|last| *last != b"..");
        if climbs {
            parts.pop();
        } else if part != b".." || root.is_empty() {
            parts.push(part);
        }
    }
    let normal = [root, &parts.join(&b'/')].concat();
    if normal.is_empty() { PathBuf::from(".") } else { PathBuf::from(OsString::from_vec(normal)) }
}

/// The directory part of a path, as text; empty when there is none.
pub(crate) fn parent(path: &Path) -> String {
    let text = path.to_string_lossy();
    let head = text.rfind('/').and_then(|slash| text.get(..=slash)).unwrap_or("");
    let trimmed = head.trim_end_matches('/');
    if trimmed.is_empty() { head.to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    fn with_machine(host_checks: bool, check: impl FnOnce(Machine<'_>)) {
        let mut system = MemorySystem::new();
        system.add_dir("/logs");
        system.add_dir("/work/sub");
        system.add_user("www", 33, 33, "/var/www/");
        let options = Options {
            environment: [("HOME".to_owned(), "/root".to_owned())].into(),
            cwd: "/work".into(),
            host_checks,
            ..Options::default()
        };
        check(Machine { system: &system, options: &options });
    }

    #[test]
    fn homes() {
        with_machine(true, |machine| {
            for (text, expected) in [
                ("~", "/root"),
                ("~/x", "/root/x"),
                ("~www/x", "/var/www/x"),
                ("~nobody-here/x", "~nobody-here/x"),
                ("a~/x", "a~/x"),
            ] {
                assert_eq!(machine.expand_user(text).as_deref(), Ok(expected));
            }
            assert_eq!(machine.normal_path("~/x/../y.sock").as_deref(), Ok(Path::new("/root/y.sock")));
            assert_eq!(machine.normal_path("").as_deref(), Ok(Path::new("/work")));
            assert_eq!(machine.expand_user("~a\0b/x"), Err(ConvertError::NullByte));
        });
    }

    #[test]
    fn parents_and_directories_must_exist_on_this_machine_only() {
        with_machine(true, |machine| {
            for text in ["x", "/logs/x", "/logs/", "sub/x", "./x", "./sub/../x", ""] {
                assert_eq!(machine.dirpath(text).as_deref(), Ok(text), "{text}");
            }
            for text in ["/nope/x.log", "nope/x", "~/x"] {
                let message = format!("The directory named as part of the path {text} does not exist");
                assert_eq!(machine.dirpath(text).unwrap_err().to_string(), message);
            }
            assert_eq!(machine.directory("sub").as_deref(), Ok(Path::new("sub")));
            assert_eq!(machine.directory("").unwrap_err().to_string(), " is not an existing directory");
            assert_eq!(
                machine.directory("/nope").unwrap_err().to_string(),
                "/nope is not an existing directory"
            );
        });
        with_machine(false, |machine| {
            assert_eq!(machine.dirpath("/nope/x.log").as_deref(), Ok("/nope/x.log"));
            assert_eq!(machine.directory("/nope").as_deref(), Ok(Path::new("/nope")));
        });
    }

    #[test]
    fn logfiles() {
        with_machine(true, |machine| {
            for text in ["none", "OFF", ""] {
                assert_eq!(machine.logfile(text), Ok(Some(LogFile::None)));
            }
            assert_eq!(machine.logfile("Auto"), Ok(Some(LogFile::Auto)));
            assert_eq!(machine.logfile("SysLog"), Ok(None));
            for text in ["false", "no", "null", "/logs/"] {
                assert_eq!(machine.logfile(text), Ok(Some(LogFile::File(text.into()))));
            }
        });
    }

    #[test]
    fn normal_paths() {
        for (path, expected) in [
            ("/a/../b", "/b"),
            ("//a/./b/", "//a/b"),
            ("///a", "/a"),
            ("/..", "/"),
            ("../a/../..", "../.."),
            ("", "."),
            ("a//b", "a/b"),
        ] {
            assert_eq!(normalize(path), expected, "{path}");
        }
    }
}
