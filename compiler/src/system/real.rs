//! This machine.

use std::ffi::OsString;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use nix::fcntl::OFlag;
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::{AccessFlags, Gid, Group, Uid, User as Account, access};

use super::glob::{self, Tree};
use super::{FileKind, Pipes, Stat, System, User};

/// Bytes of a file: far more than any configuration has. (A million programs with ten options each take half of it.)
const LARGEST_FILE: u64 = 512 << 20;

/// Bytes of a pipe or a device, whose end nobody knows.
const LARGEST_STREAM: u64 = 64 << 20;

/// The machine we run on.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealSystem;

impl System for RealSystem {
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        let mut options = fs::File::options();
        options.read(true);
        if pipes == Pipes::Refuse {
            // Opening a pipe waits for a writer, reading a terminal for a line.
            options.custom_flags((OFlag::O_NONBLOCK | OFlag::O_NOCTTY).bits());
        }
        let file = options.open(path)?;
        let metadata = file.metadata()?;
        if metadata.file_type().is_fifo() && pipes == Pipes::Refuse {
            return Err(io::Error::other("it is a pipe, which may never end"));
        }
        let most = if metadata.is_file() { LARGEST_FILE } else { LARGEST_STREAM };
        if metadata.len() > most {
            return Err(too_large(most));
        }
        read_all(file, metadata.len(), most)
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        glob::matches(pattern, self)
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn user_by_name(&self, name: &str) -> Option<User> {
        Account::from_name(name).ok().flatten().map(user)
    }

    fn user_by_id(&self, uid: u32) -> Option<User> {
        Account::from_uid(Uid::from_raw(uid)).ok().flatten().map(user)
    }

    fn group_by_name(&self, name: &str) -> Option<u32> {
        Group::from_name(name).ok().flatten().map(|group| group.gid.as_raw())
    }

    fn group_exists(&self, gid: u32) -> bool {
        Group::from_gid(Gid::from_raw(gid)).ok().flatten().is_some()
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let metadata = fs::metadata(path).ok()?;
        let kind = match metadata.file_type() {
            kind if kind.is_file() => FileKind::File,
            kind if kind.is_dir() => FileKind::Directory,
            kind if kind.is_socket() => FileKind::Socket,
            _ => FileKind::Other,
        };
        Some(Stat { kind, mode: metadata.mode() & 0o7777, uid: metadata.uid(), gid: metadata.gid() })
    }

    fn hard_limit_of_files(&self) -> Option<u64> {
        getrlimit(Resource::RLIMIT_NOFILE).ok().map(|(_, hard)| hard)
    }

    fn temp_dir(&self) -> PathBuf {
        let named = ["TMPDIR", "TEMP", "TMP"].into_iter().filter_map(env::var_os).map(PathBuf::from);
        let usual = ["/tmp", "/var/tmp", "/usr/tmp"].into_iter().map(PathBuf::from);
        let current = env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        named
            .chain(usual)
            .map(|directory| current.join(directory))
            .find(|directory| {
                directory.is_dir() && access(directory, AccessFlags::W_OK | AccessFlags::X_OK).is_ok()
            })
            .unwrap_or(current)
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        if let Ok(canonical) = path.canonicalize() {
            return canonical;
        }
        // What is not there yet is called what it will be.
        match (path.parent(), path.file_name()) {
            (Some(directory), Some(name)) => self.canonical(directory).join(name),
            _ => path.to_path_buf(),
        }
    }
}

/// What comes from a stream up to its end, standard input for example. Not more than a device may hold: some never end.
///
/// # Errors
/// Whatever reading says, or that it is too much.
pub fn read_stream(stream: impl io::Read) -> io::Result<Vec<u8>> {
    read_all(stream, 0, LARGEST_STREAM)
}

/// `expected`: about how many bytes will come.
fn read_all(stream: impl io::Read, expected: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    let length = stream.take(most + 1).read_to_end(&mut bytes)?;
    if length as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn too_large(most: u64) -> io::Error {
    io::Error::other(format!("it holds more than {} MB", most >> 20))
}

impl Tree for RealSystem {
    fn names(&self, directory: &Path) -> Vec<OsString> {
        fs::read_dir(directory)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.file_name()))
            .collect()
    }

    fn has(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    fn is_directory(&self, path: &Path) -> bool {
        path.is_dir()
    }
}

fn user(account: Account) -> User {
    User { name: account.name, uid: account.uid.as_raw(), gid: account.gid.as_raw(), home: account.dir }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_everywhere() {
        let root = RealSystem.user_by_id(0).unwrap();
        assert_eq!(RealSystem.user_by_name(&root.name), Some(root));
        assert!(RealSystem.group_exists(0));
        assert!(RealSystem.user_by_name("no such user").is_none());
    }

    #[test]
    fn what_is_not_there_is_called_what_it_will_be() {
        let directory = tempfile::tempdir().unwrap();
        let real = directory.path().canonicalize().unwrap();
        fs::create_dir(real.join("real")).unwrap();
        std::os::unix::fs::symlink("real", real.join("link")).unwrap();
        let expected = real.join("real/new/a.conf");
        for name in ["link/new/a.conf", "real/./new/a.conf", "link/../real/new/a.conf"] {
            assert_eq!(RealSystem.canonical(&real.join(name)), expected, "{name}");
        }
        assert_eq!(RealSystem.canonical(Path::new("no such file")), Path::new("no such file"));
    }

    #[test]
    fn patterns_are_matched_on_disk() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["b.conf", "a.conf", ".c.conf", "d.ini"] {
            fs::write(directory.path().join(name), "").unwrap();
        }
        let found = RealSystem.glob(&directory.path().join("*.conf"));
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["a.conf", "b.conf"]);
    }
}
