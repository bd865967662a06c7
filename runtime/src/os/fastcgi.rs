//! Listening sockets that children inherit: a FastCGI program accepts on its descriptor 0. unix(7), ip(7), bind(2),
//! listen(2) (spec-runtime §6).

use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, lchown};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::libc;
use nix::sys::socket::{
    AddressFamily, SockFlag, SockType, SockaddrLike, SockaddrStorage, UnixAddr, bind, setsockopt, socket,
    sockopt::ReuseAddr,
};

use super::errno;
use super::sockets::UnixSocketOptions;

/// Why there is no socket; displays as the original's text, where it has one.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The system refused.
    #[error("{}", errno::described(.0))]
    System(io::Error),
    /// The host has no address (getaddrinfo(3)'s `EAI_NONAME`).
    #[error("[Errno -2] Name or service not known")]
    UnknownHost,
    /// The path does not fit into a socket address.
    #[error("AF_UNIX path too long")]
    PathTooLong,
    /// Something that is no socket has the path. The original deletes it.
    #[error("{} exists and is not a socket; remove it or configure another path", .0.display())]
    NotASocket(PathBuf),
    /// The socket cannot be given to its owner.
    #[error("Could not change ownership of socket file: {}: '{}'", errno::described(error), path.display())]
    Owner {
        /// The socket's path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The socket does not take its mode.
    #[error("Could not change permissions of socket file: {}: '{}'", errno::described(error), path.display())]
    Mode {
        /// The socket's path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Listens on a unix socket, blocking and closed on exec. A socket, a symbolic link or an empty file of that name is
/// replaced, as by the original, since the file outlives every socket; anything else stays.
///
/// Nobody can connect before mode and owner are right, because it listens only then. Closing does not remove the file.
///
/// # Errors
/// See [`ListenError`]; then there is no such file.
pub fn listen_unix(path: &Path, options: UnixSocketOptions, backlog: i32) -> Result<OwnedFd, ListenError> {
    let address = UnixAddr::new(path).map_err(|_| ListenError::PathTooLong)?;
    make_way(path)?;
    let socket = bound(AddressFamily::Unix, &address, |_| Ok(()))?;
    let ready = own(path, options).and_then(|()| listen(&socket, backlog));
    if let Err(error) = ready {
        // It was made a moment ago, and the error that is told is the one that matters.
        let _ = fs::remove_file(path);
        return Err(error);
    }
    Ok(socket)
}

/// Listens on a TCP address, blocking and closed on exec, with `SO_REUSEADDR`.
///
/// # Errors
/// [`ListenError::System`]
pub fn listen_tcp(address: SocketAddr, backlog: i32) -> Result<OwnedFd, ListenError> {
    let family = if address.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let socket =
        bound(family, &SockaddrStorage::from(address), |socket| setsockopt(socket, ReuseAddr, &true))?;
    listen(&socket, backlog)?;
    Ok(socket)
}

/// The address to bind for a host: its first IPv4 one, as in the original; else its first. May ask a name server.
///
/// # Errors
/// [`ListenError::UnknownHost`]
pub fn resolve(host: &str) -> Result<IpAddr, ListenError> {
    let found: Vec<_> = (host, 0).to_socket_addrs().map_err(|_| ListenError::UnknownHost)?.collect();
    let best = found.iter().find(|address| address.is_ipv4()).or(found.first());
    best.map(SocketAddr::ip).ok_or(ListenError::UnknownHost)
}

fn make_way(path: &Path) -> Result<(), ListenError> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ListenError::System(error)),
    };
    let kind = metadata.file_type();
    if kind.is_socket() || kind.is_symlink() || (kind.is_file() && metadata.len() == 0) {
        fs::remove_file(path).map_err(ListenError::System)
    } else {
        Err(ListenError::NotASocket(path.to_owned()))
    }
}

fn bound(
    family: AddressFamily,
    address: &dyn SockaddrLike,
    prepare: impl FnOnce(&OwnedFd) -> nix::Result<()>,
) -> Result<OwnedFd, ListenError> {
    let socket = socket(family, SockType::Stream, SockFlag::SOCK_CLOEXEC, None).map_err(system)?;
    prepare(&socket).map_err(system)?;
    bind(socket.as_raw_fd(), address).map_err(system)?;
    Ok(socket)
}

/// chown(2), chmod(2).
fn own(path: &Path, options: UnixSocketOptions) -> Result<(), ListenError> {
    let UnixSocketOptions { mode, uid, gid } = options;
    if uid.is_some() || gid.is_some() {
        lchown(path, uid, gid).map_err(|error| ListenError::Owner { path: path.to_owned(), error })?;
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7777))
        .map_err(|error| ListenError::Mode { path: path.to_owned(), error })
}

/// listen(2). The kernel cuts a backlog to `net.core.somaxconn`; nix refuses one above the constant of the headers.
fn listen(socket: &OwnedFd, backlog: i32) -> Result<(), ListenError> {
    // SAFETY: takes two numbers.
    Errno::result(unsafe { libc::listen(socket.as_raw_fd(), backlog) }).map(drop).map_err(system)
}

fn system(code: Errno) -> ListenError {
    ListenError::System(code.into())
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::net::{UnixListener, UnixStream};

    use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};

    use super::*;

    const PRIVATE: UnixSocketOptions = UnixSocketOptions { mode: 0o700, uid: None, gid: None };

    #[test]
    fn a_unix_socket_with_its_mode_that_blocks_and_stays_when_closed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.sock");
        let first = listen_unix(&path, UnixSocketOptions { mode: 0o620, ..PRIVATE }, 5).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o620);
        let flags = OFlag::from_bits_retain(fcntl(&first, FcntlArg::F_GETFL).unwrap());
        assert!(!flags.contains(OFlag::O_NONBLOCK), "programs expect to wait in accept");
        assert_eq!(fcntl(&first, FcntlArg::F_GETFD).unwrap(), FdFlag::FD_CLOEXEC.bits());
        UnixStream::connect(&path).unwrap();
        drop(first);
        assert!(path.exists());
        let second = UnixListener::from(listen_unix(&path, PRIVATE, 5).unwrap());
        UnixStream::connect(&path).unwrap();
        second.accept().unwrap();
    }

    #[test]
    fn only_what_holds_no_data_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.sock");
        fs::write(&path, "precious").unwrap();
        let error = listen_unix(&path, PRIVATE, 5).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("f.sock exists and is not a socket; remove it or configure another path")
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        fs::write(&path, "").unwrap();
        drop(listen_unix(&path, PRIVATE, 5).unwrap());
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/nonexistent", &path).unwrap();
        drop(listen_unix(&path, PRIVATE, 5).unwrap());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(matches!(listen_unix(&path, PRIVATE, 5), Err(ListenError::NotASocket(_))));
    }

    #[test]
    fn texts_of_the_original() {
        let text = |path: &str| listen_unix(Path::new(path), PRIVATE, 5).unwrap_err().to_string();
        assert_eq!(text("/nonexistent/f"), "[Errno 2] No such file or directory");
        assert_eq!(text(&format!("/tmp/{}", "x".repeat(120))), "AF_UNIX path too long");
        assert_eq!(
            listen_tcp("192.0.2.1:9000".parse().unwrap(), 5).unwrap_err().to_string(),
            "[Errno 99] Cannot assign requested address"
        );
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        assert_eq!(
            listen_tcp(taken.local_addr().unwrap(), 5).unwrap_err().to_string(),
            "[Errno 98] Address already in use"
        );
        assert_eq!(resolve("host.invalid").unwrap_err().to_string(), "[Errno -2] Name or service not known");
    }

    #[test]
    fn an_owner_that_cannot_be_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.sock");
        let root = nix::unistd::getuid().is_root();
        // Root may give it to anybody.
        let uid = if root { 65_534 } else { 0 };
        let result = listen_unix(&path, UnixSocketOptions { uid: Some(uid), ..PRIVATE }, 5);
        if root {
            let _socket = result.unwrap();
            assert_eq!(fs::metadata(&path).unwrap().uid(), uid);
        } else {
            let text = result.unwrap_err().to_string();
            let start = "Could not change ownership of socket file: [Errno 1] Operation not permitted: '";
            assert!(text.starts_with(start), "{text}");
            assert!(!path.exists());
        }
    }

    #[test]
    fn tcp_of_both_versions() {
        assert_eq!(resolve("127.0.0.1").unwrap().to_string(), "127.0.0.1");
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let socket = match listen_tcp(address.parse().unwrap(), 65_535) {
                Ok(socket) => TcpListener::from(socket),
                // There are machines without IPv6.
                Err(ListenError::System(error)) if address.starts_with('[') => {
                    assert!(matches!(error.raw_os_error(), Some(libc::EADDRNOTAVAIL | libc::EAFNOSUPPORT)));
                    continue;
                }
                Err(error) => panic!("{error}"),
            };
            TcpStream::connect(socket.local_addr().unwrap()).unwrap();
            socket.accept().unwrap();
        }
    }
}
