//! Names of error numbers: errno(3).

use std::fmt::{self, Write};
use std::io;

use nix::errno::Errno;

/// The symbolic name, such as `ENOENT`.
#[must_use]
pub fn name(code: i32) -> String {
    format!("{:?}", Errno::from_raw(code))
}

/// The symbolic name of what the system said, or the error's text when it did not come from the system.
#[must_use]
pub fn of(error: &io::Error) -> String {
    error.raw_os_error().map_or_else(|| error.to_string(), name)
}

/// Number and text, as the original shows what the system said: `[Errno 2] No such file or directory`.
#[must_use]
pub fn described(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => {
            let text = text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text);
            format!("[Errno {code}] {text}")
        }
        None => text,
    }
}

/// Whether this process has no descriptor left (`EMFILE`).
#[must_use]
pub fn out_of_descriptors(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::EMFILE as i32)
}

/// `ETIMEDOUT`, for what took too long.
#[must_use]
pub fn timed_out() -> io::Error {
    Errno::ETIMEDOUT.into()
}

/// Room for one name, filled without allocating, so that a forked child may use it.
#[derive(Debug, Default)]
pub(crate) struct NameBuffer {
    bytes: [u8; 24],
    used: usize,
}

impl NameBuffer {
    /// Fills the buffer with the name of an error number.
    pub(crate) fn set(&mut self, errno: Errno) -> &[u8] {
        self.used = 0;
        // A name longer than the buffer is cut; `write_str` below never fails.
        let _ = write!(self, "{errno:?}");
        self.bytes.get(..self.used).unwrap_or_default()
    }
}

impl Write for NameBuffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (place, byte) in self.bytes.iter_mut().skip(self.used).zip(text.bytes()) {
            *place = byte;
            self.used += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_names() {
        assert_eq!(name(2), "ENOENT");
        assert_eq!(name(13), "EACCES");
        assert_eq!(of(&io::Error::from_raw_os_error(28)), "ENOSPC");
        assert_eq!(of(&io::Error::other("no number")), "no number");
        assert_eq!(described(&io::Error::from_raw_os_error(28)), "[Errno 28] No space left on device");
        assert_eq!(described(&io::Error::other("no number")), "no number");
    }

    #[test]
    fn the_buffer_holds_every_name_whole() {
        for code in 0..200 {
            assert_eq!(NameBuffer::default().set(Errno::from_raw(code)), name(code).as_bytes());
        }
    }
}
