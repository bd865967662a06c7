//! Low numbers for the descriptors of the next child: dup3(2).
//!
//! A daemon with a thousand programs holds thousands of descriptors. A child that gets a copy of that table and closes
//! them one by one takes longer for it than for everything else. So a child shares the table of the daemon at first,
//! and then asks close_range(2) for a copy of nothing but its beginning; what it needs must stand there.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};

use nix::fcntl::OFlag;
use nix::unistd::dup3;

use super::pipe::Pipe;

/// Three descriptors with low numbers, taken when the first child is spawned and kept.
#[derive(Debug)]
pub(super) struct Slots {
    slots: [OwnedFd; 3],
    /// What they hold between two spawns: something that keeps nobody's pipe open.
    rest: OwnedFd,
}

/// The slots while they hold what a child is to inherit.
#[derive(Debug)]
pub(super) struct Filled<'a>(&'a mut Slots);

impl Slots {
    /// Takes the lowest numbers that are free.
    pub(super) fn reserve() -> io::Result<Self> {
        let rest = Pipe::new()?.read;
        Ok(Self { slots: [rest.try_clone()?, rest.try_clone()?, rest.try_clone()?], rest })
    }

    /// Copies these into the slots, until the result goes out of scope.
    pub(super) fn fill(&mut self, descriptors: [BorrowedFd<'_>; 3]) -> io::Result<Filled<'_>> {
        // Made first: after a failure in the middle, what was copied is taken back.
        let filled = Filled(self);
        for (slot, descriptor) in filled.0.slots.iter_mut().zip(descriptors) {
            dup3(descriptor, slot, OFlag::O_CLOEXEC)?;
        }
        Ok(filled)
    }
}

impl Filled<'_> {
    /// Their numbers.
    pub(super) fn numbers(&self) -> [RawFd; 3] {
        self.0.slots.each_ref().map(AsRawFd::as_raw_fd)
    }
}

impl Drop for Filled<'_> {
    fn drop(&mut self) {
        for slot in &mut self.0.slots {
            // Both are open, so it cannot fail.
            let _ = dup3(&self.0.rest, slot, OFlag::O_CLOEXEC);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn what_was_filled_in_is_held_until_the_end_of_the_scope() {
        let mut slots = Slots::reserve().unwrap();
        let Pipe { read, write } = Pipe::new().unwrap();
        let filled = slots.fill([write.as_fd(); 3]).unwrap();
        let numbers = filled.numbers();
        drop(filled);
        drop(write);
        let mut end = Vec::new();
        assert_eq!(File::from(read).read_to_end(&mut end).unwrap(), 0, "nobody holds the pipe");
        let again = slots.fill([pipe_end().as_fd(); 3]).unwrap().numbers();
        assert_eq!(numbers, again, "the numbers stay");
    }

    fn pipe_end() -> OwnedFd {
        Pipe::new().unwrap().write
    }
}
