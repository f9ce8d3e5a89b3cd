//! The file descriptor that passwords come from: this program's alone from the first moment, and closed when it is read.

use std::io;

/// One that was given by its number.
#[cfg(unix)]
pub(crate) struct Descriptor {
    number: i32,
}

/// There is none.
#[cfg(not(unix))]
pub(crate) enum Descriptor {}

#[cfg(unix)]
impl Descriptor {
    /// From now on no child inherits it; but for standard input, which each child has one of its own of.
    pub(crate) fn take(number: u32) -> io::Result<Self> {
        use nix::fcntl::{FcntlArg, FdFlag, fcntl};
        let number = i32::try_from(number).map_err(|_| nix::Error::EBADF)?;
        if matches!(number, 1 | 2) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "answers and errors go there"));
        }
        if number > 2 {
            fcntl(number, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
        }
        Ok(Self { number })
    }

    /// Reads until its end or until `room` is full, and closes it. Gives how many bytes there were.
    pub(crate) fn read(self, room: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while let Some(rest) = room.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match nix::unistd::read(self.number, rest) {
                Ok(0) => break,
                Ok(more) => length = length.saturating_add(more),
                Err(nix::Error::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(length)
    }
}

#[cfg(unix)]
impl Drop for Descriptor {
    fn drop(&mut self) {
        // Standard input stays: another file that got its number would be taken for it.
        if self.number > 2 {
            let _closed_before = nix::unistd::close(self.number);
        }
    }
}

#[cfg(not(unix))]
impl Descriptor {
    pub(crate) fn take(_number: u32) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn read(self, _room: &mut [u8]) -> io::Result<usize> {
        match self {}
    }
}
