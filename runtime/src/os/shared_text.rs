//! A text that a forked child leaves for the daemon in memory that both share: mmap(2). It costs no descriptor, and
//! nobody has to wait for it: it is there when the child is gone. The page itself exists only once it is written to.

use std::ptr::{self, NonNull};
use std::slice;

use nix::libc;

/// One page; longer texts are cut.
const SIZE: usize = 4096;

/// Room for one text.
#[derive(Debug)]
pub(super) struct SharedText {
    page: NonNull<u8>,
}

// SAFETY: the page belongs to this value alone; the child that writes to it is another process.
unsafe impl Send for SharedText {}

impl SharedText {
    /// None when memory has run out: then the text is only in the child's log.
    pub(super) fn new() -> Option<Self> {
        let (protection, flags) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        // SAFETY: asks for fresh memory at an address of the kernel's choosing.
        let page = unsafe { libc::mmap(ptr::null_mut(), SIZE, protection, flags, -1, 0) };
        if page == libc::MAP_FAILED { None } else { NonNull::new(page.cast()).map(|page| Self { page }) }
    }

    /// Leaves the parts of a text; once, in the child. Allocates nothing.
    pub(super) fn leave(&self, parts: [&[u8]; 2]) {
        // SAFETY: the page is writable, and nothing else of the child's refers to it; the daemon reads it when the child
        // is gone.
        let room = unsafe { slice::from_raw_parts_mut(self.page.as_ptr(), SIZE) };
        for (place, byte) in room.iter_mut().zip(parts.into_iter().flatten()) {
            *place = *byte;
        }
    }

    /// What was left; none: nothing. To be asked when the child is gone.
    pub(super) fn text(&self) -> Option<String> {
        // SAFETY: the page is readable and begins as zeros; the only other writer is gone.
        let bytes = unsafe { slice::from_raw_parts(self.page.as_ptr(), SIZE) };
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        (!text.is_empty()).then(|| String::from_utf8_lossy(text).into_owned())
    }
}

impl Drop for SharedText {
    fn drop(&mut self) {
        // SAFETY: it was mapped with this size and nothing refers to it any more. It cannot fail.
        unsafe { libc::munmap(self.page.as_ptr().cast(), SIZE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_left_and_cut() {
        let text = SharedText::new().unwrap();
        assert_eq!(text.text(), None);
        text.leave([b"couldn't exec x: ", b"ENOENT"]);
        assert_eq!(text.text().unwrap(), "couldn't exec x: ENOENT");
        let long = SharedText::new().unwrap();
        long.leave([&[b'a'; 5000], b""]);
        assert_eq!(long.text().unwrap().len(), SIZE);
    }
}
