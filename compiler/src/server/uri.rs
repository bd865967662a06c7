//! Names of documents, and the paths of those that are files.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

/// The path of a file; none for a document that is not on this machine's disk, such as one that has never been saved.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let (scheme, rest) = uri.0.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = match rest.strip_prefix("//") {
        // What follows up to the next slash is a machine: this one, in every case that makes sense.
        Some(with_host) => with_host.get(with_host.find('/')?..)?,
        None => rest,
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = PathBuf::from(OsString::from_vec(decoded(rest.as_bytes())));
    path.is_absolute().then_some(path)
}

/// The name of a file.
pub(super) fn of_path(path: &Path) -> Uri {
    const PLAIN: &[u8] = b"-._~/!$&'()*+,;=@";
    let mut name = String::from("file://");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(byte) {
            name.push(char::from(*byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri(name)
}

/// What a document that is no file is called where paths are wanted: it stands beside the files of the workspace.
pub(super) fn stand_in(uri: &Uri, directory: &Path) -> PathBuf {
    let letters = uri.0.chars().map(|letter| if matches!(letter, '/' | '\\' | '\0') { '_' } else { letter });
    directory.join(letters.collect::<String>())
}

fn decoded(bytes: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, more)) = rest.split_first() {
        let digits = more.get(..2).filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                path.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            None => {
                path.push(*byte);
                rest = more;
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let latin = PathBuf::from(OsString::from_vec(b"/srv/caf\xe9 #1%/a?.conf".to_vec()));
        for path_of in [latin.as_path(), Path::new("/etc/supervisor/日本.conf"), Path::new("/")] {
            assert_eq!(path(&of_path(path_of)).as_deref(), Some(path_of));
        }
        assert_eq!(of_path(Path::new("/a b/日.conf")).0, "file:///a%20b/%E6%97%A5.conf");
    }

    #[test]
    fn as_others_write_them() {
        let of = |name: &str| path(&Uri(name.to_owned()));
        assert_eq!(of("file:/a"), Some("/a".into()));
        assert_eq!(of("FILE://localhost/a%2Fb%zz"), Some("/a/b%zz".into()));
        assert_eq!(of("file:///a?x#y"), Some("/a".into()));
        assert_eq!(of("file:///a%+9%2"), Some("/a%+9%2".into()), "a sign is no digit");
        assert_eq!(of("untitled:Untitled-1"), None);
        assert_eq!(of("nothing"), None);
        let unsaved = stand_in(&Uri("untitled:/x/Untitled-1".to_owned()), Path::new("/srv"));
        assert_eq!(unsaved, Path::new("/srv/untitled:_x_Untitled-1"));
    }
}
