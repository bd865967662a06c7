//! Listening sockets: unix(7), ip(7), bind(2), link(2) (spec-config §6.5).

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, UnixAddr, bind, connect, listen, setsockopt, socket, sockopt,
};

use super::errno;

/// How long a TCP peer may be silent before the kernel asks whether it is still there.
const KEEP_ALIVE_SECONDS: u32 = 60;

/// Why a server cannot listen; displays as the original's usage error, where it has one.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// Somebody answers there.
    #[error(
        "Another program is already listening on a port that one of our HTTP servers is configured to use.  \
         Shut this program down first before starting supervisord."
    )]
    InUse,
    /// The system refused.
    #[error("Cannot open an HTTP server: socket.error reported {}", reported(.0))]
    System(io::Error),
    /// The host has no address (getaddrinfo(3)'s `EAI_NONAME`).
    #[error("Cannot open an HTTP server: socket.error reported -2")]
    UnknownHost,
    /// The path does not fit into a socket address.
    #[error("Cannot open an HTTP server: socket.error reported AF_UNIX path too long")]
    PathTooLong,
    /// Something that is no socket has the path. The original deletes it.
    #[error(
        "Cannot open an HTTP server: {} exists and is not a socket; remove it or configure another path",
        .0.display()
    )]
    NotASocket(PathBuf),
    /// The socket cannot be given to its owner.
    #[error(
        "Not permitted to chown {} to uid/gid ({}, {}); adjust \"sockchown\" value in config file or on \
         command line to values that the current user ({}) can successfully chown",
        path.display(), shown(*uid), shown(*gid), current_user()
    )]
    Chown {
        /// The socket's path.
        path: PathBuf,
        /// User id wanted.
        uid: Option<u32>,
        /// Group id wanted.
        gid: Option<u32>,
    },
}

/// `errno.EACCES (13)`, or the error's own words.
fn reported(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => format!("errno.{} ({code})", errno::name(code)),
        None => error.to_string(),
    }
}

/// An id as the original shows it: −1 for one that is left alone.
fn shown(id: Option<u32>) -> i64 {
    id.map_or(-1, i64::from)
}

/// The name of the user this process runs as, or the id of one without a name.
fn current_user() -> String {
    let uid = nix::unistd::geteuid();
    let user = nix::unistd::User::from_uid(uid).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}

/// How a unix socket is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnixSocketOptions {
    /// Permission bits.
    pub mode: u32,
    /// Owner; none: left alone.
    pub uid: Option<u32>,
    /// Group; none: left alone.
    pub gid: Option<u32>,
}

/// A unix socket that listens, non-blocking.
#[derive(Debug)]
pub struct BoundUnix {
    /// The socket.
    pub listener: UnixListener,
    /// Its file.
    pub file: SocketFile,
    /// A stale socket was in the way and has been removed; worth the line [`unlinking_stale`].
    pub replaced_stale: bool,
}

/// What the original prints on stderr when it removes a stale socket.
#[must_use]
pub fn unlinking_stale(path: &Path) -> String {
    format!("Unlinking stale socket {}", path.display())
}

/// The file of a socket that this process made. When it goes out of scope the file is removed, unless the path has
/// become somebody else's since.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl SocketFile {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::symlink_metadata(path)?;
        Ok(Self { path: path.to_owned(), device: metadata.dev(), inode: metadata.ino() })
    }

    /// Whether the path still leads to this socket.
    #[must_use]
    pub fn is_there(&self) -> bool {
        fs::symlink_metadata(&self.path)
            .is_ok_and(|found| (found.dev(), found.ino()) == (self.device, self.inode))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if self.is_there() {
            // Nobody is left to tell at this point; the next start finds it stale.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Listens on a unix socket.
///
/// The socket is made under a temporary name, gets its mode and owner, starts to listen and only then gets
/// its name by a hard link: nobody can connect before the permissions are right, and an existing name is never
/// overwritten. A socket nobody answers on is replaced; anything that is not a socket stays.
///
/// # Errors
/// See [`SocketError`]; then nothing of it is left on the disk.
pub fn bind_unix(path: &Path, options: UnixSocketOptions) -> Result<BoundUnix, SocketError> {
    let temporary = TemporaryName::beside(path);
    let listener = listen_on(&temporary.0, path, options)?;
    let replaced_stale = link(&temporary.0, path)?;
    let file = SocketFile::of(path).map_err(SocketError::System)?;
    Ok(BoundUnix { listener, file, replaced_stale })
}

/// `PATH.PID`, unlinked when it goes out of scope.
struct TemporaryName(PathBuf);

impl TemporaryName {
    fn beside(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}", std::process::id()));
        Self(PathBuf::from(name))
    }
}

impl Drop for TemporaryName {
    fn drop(&mut self) {
        // It may not exist yet; should it stay, it is only an unused name.
        let _ = fs::remove_file(&self.0);
    }
}

/// A listening socket under its temporary name, with mode and owner.
fn listen_on(temporary: &Path, path: &Path, options: UnixSocketOptions) -> Result<UnixListener, SocketError> {
    let address = UnixAddr::new(temporary).map_err(|_| SocketError::PathTooLong)?;
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let socket = socket(AddressFamily::Unix, SockType::Stream, flags, None).map_err(system)?;
    match bind(socket.as_raw_fd(), &address) {
        Err(Errno::EADDRINUSE) => {
            // Left behind by a process that had this pid before: ours now.
            fs::remove_file(temporary).map_err(SocketError::System)?;
            bind(socket.as_raw_fd(), &address).map_err(system)?;
        }
        other => other.map_err(system)?,
    }
    set_mode(temporary, options)?;
    give_to_owner(temporary, path, options)?;
    listen(&socket, Backlog::MAXCONN).map_err(system)?;
    Ok(UnixListener::from(socket))
}

fn system(code: Errno) -> SocketError {
    SocketError::System(code.into())
}

/// Gives a socket that has its name already another mode and owner.
///
/// # Errors
/// [`SocketError::Chown`], [`SocketError::System`].
pub fn give_look(path: &Path, options: UnixSocketOptions) -> Result<(), SocketError> {
    set_mode(path, options)?;
    give_to_owner(path, path, options)
}

/// chmod(2).
fn set_mode(path: &Path, options: UnixSocketOptions) -> Result<(), SocketError> {
    let permissions = fs::Permissions::from_mode(options.mode & 0o7777);
    fs::set_permissions(path, permissions).map_err(SocketError::System)
}

/// chown(2).
fn give_to_owner(temporary: &Path, path: &Path, options: UnixSocketOptions) -> Result<(), SocketError> {
    let UnixSocketOptions { uid, gid, .. } = options;
    if uid.is_none() && gid.is_none() {
        return Ok(());
    }
    chown(temporary, uid, gid).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => SocketError::Chown { path: path.to_owned(), uid, gid },
        _ => SocketError::System(error),
    })
}

/// Gives the socket its final name; `true` when a stale socket had to go.
fn link(temporary: &Path, path: &Path) -> Result<bool, SocketError> {
    match fs::hard_link(temporary, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => return other.map(|()| false).map_err(SocketError::System),
    }
    remove_stale(path)?;
    fs::hard_link(temporary, path).map(|()| true).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => SocketError::InUse,
        _ => SocketError::System(error),
    })
}

/// Removes what has the path if it is a socket that nobody listens on (connect(2) answers `ECONNREFUSED` only
/// then) or an empty file.
fn remove_stale(path: &Path) -> Result<(), SocketError> {
    let metadata = fs::symlink_metadata(path).map_err(SocketError::System)?;
    if metadata.is_file() && metadata.len() == 0 {
        // Tutorials tell people to `touch` the socket first; nothing is lost with an empty file.
        return fs::remove_file(path).map_err(SocketError::System);
    }
    if !metadata.file_type().is_socket() {
        return Err(SocketError::NotASocket(path.to_owned()));
    }
    match probe(path) {
        Ok(()) | Err(Errno::EAGAIN) => Err(SocketError::InUse),
        Err(Errno::ECONNREFUSED) => fs::remove_file(path).map_err(SocketError::System),
        Err(Errno::ENOENT) => Ok(()),
        Err(other) => Err(system(other)),
    }
}

/// connect(2) without waiting: `EAGAIN` comes from somebody who listens but does not keep up.
fn probe(path: &Path) -> nix::Result<()> {
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let socket = socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
    connect(socket.as_raw_fd(), &UnixAddr::new(path)?)
}

/// Listens on a TCP port, non-blocking. `host` is empty for all IPv4 interfaces, a name, an address, or an
/// IPv6 address, in brackets or not. Of a name's addresses the first IPv4 one counts, as in the original.
///
/// # Errors
/// [`SocketError::InUse`], [`SocketError::UnknownHost`], [`SocketError::System`].
pub fn bind_tcp(host: &str, port: u16) -> Result<TcpListener, SocketError> {
    let address = SocketAddr::new(address_of(host)?, port);
    let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => SocketError::InUse,
        _ => SocketError::System(error),
    })?;
    listener.set_nonblocking(true).map_err(SocketError::System)?;
    // The standard library lets only 128 wait.
    listen(&listener, Backlog::MAXCONN).map_err(system)?;
    Ok(listener)
}

/// Has the kernel ask a peer that has been silent for [`KEEP_ALIVE_SECONDS`] whether it is still there, tcp(7): the end of
/// a machine is not told to anybody.
///
/// # Errors
/// What setsockopt(2) says.
pub fn keep_alive(connection: &impl AsFd) -> io::Result<()> {
    setsockopt(connection, sockopt::KeepAlive, &true)?;
    Ok(setsockopt(connection, sockopt::TcpKeepIdle, &KEEP_ALIVE_SECONDS)?)
}

fn address_of(host: &str) -> Result<IpAddr, SocketError> {
    if host.is_empty() {
        return Ok(Ipv4Addr::UNSPECIFIED.into());
    }
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<Ipv6Addr>() {
        return Ok(address.into());
    }
    let mut found = (host, 0).to_socket_addrs().map_err(|_| SocketError::UnknownHost)?;
    found.find(SocketAddr::is_ipv4).map(|address| address.ip()).ok_or(SocketError::UnknownHost)
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use nix::unistd::{User, getuid};

    use super::*;

    const PRIVATE: UnixSocketOptions = UnixSocketOptions { mode: 0o700, uid: None, gid: None };

    fn names(directory: &Path) -> Vec<String> {
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_socket_with_its_mode_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.sock");
        for mode in [0o700, 0o666] {
            let bound = bind_unix(&path, UnixSocketOptions { mode, ..PRIVATE }).unwrap();
            assert!(!bound.replaced_stale);
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, mode);
            UnixStream::connect(&path).unwrap();
            bound.listener.accept().unwrap();
            assert_eq!(bound.listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
            assert_eq!(names(dir.path()), ["s.sock"], "the temporary name is gone");
            drop(bound.file);
            assert_eq!(names(dir.path()), [""; 0]);
        }
    }

    #[test]
    fn a_live_socket_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.sock");
        let first = bind_unix(&path, PRIVATE).unwrap();
        let error = bind_unix(&path, PRIVATE).unwrap_err();
        assert!(error.to_string().starts_with("Another program is already listening on a port"));
        UnixStream::connect(&path).unwrap();
        assert_eq!(names(dir.path()), ["s.sock"]);
        drop(first);
    }

    #[test]
    fn a_stale_socket_is_replaced_and_the_old_owner_does_not_remove_the_new() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.sock");
        let BoundUnix { listener, file: old, .. } = bind_unix(&path, PRIVATE).unwrap();
        drop(listener);
        // Another name keeps the inode from being used again.
        fs::hard_link(&path, dir.path().join("other")).unwrap();
        let new = bind_unix(&path, PRIVATE).unwrap();
        assert!(new.replaced_stale);
        assert_eq!(unlinking_stale(Path::new("/s")), "Unlinking stale socket /s");
        drop(old);
        UnixStream::connect(&path).unwrap();
    }

    #[test]
    fn what_is_no_socket_is_never_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("precious");
        fs::write(&path, "data").unwrap();
        let error = bind_unix(&path, PRIVATE).unwrap_err();
        assert!(matches!(error, SocketError::NotASocket(_)));
        assert!(error.to_string().contains("precious exists and is not a socket"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "data");
        assert_eq!(names(dir.path()), ["precious"]);
    }

    #[test]
    fn system_errors_are_worded_like_the_originals() {
        let text = |path: &str| bind_unix(Path::new(path), PRIVATE).unwrap_err().to_string();
        let start = "Cannot open an HTTP server: socket.error reported ";
        assert_eq!(text("/nonexistent/s"), format!("{start}errno.ENOENT (2)"));
        assert_eq!(text(&format!("/tmp/{}", "x".repeat(120))), format!("{start}AF_UNIX path too long"));
    }

    #[test]
    fn root_gives_the_socket_away_and_others_cannot() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.sock");
        let other = User::from_name(if getuid().is_root() { "nobody" } else { "root" }).unwrap().unwrap();
        let options = UnixSocketOptions { uid: Some(other.uid.as_raw()), ..PRIVATE };
        let result = bind_unix(&path, options);
        if getuid().is_root() {
            let _bound = result.unwrap();
            assert_eq!(fs::metadata(&path).unwrap().uid(), other.uid.as_raw());
        } else {
            let text = result.unwrap_err().to_string();
            let start = format!("Not permitted to chown {} to uid/gid (0, -1); adjust", path.display());
            assert!(text.starts_with(&start), "{text}");
            assert_eq!(names(dir.path()), [""; 0]);
        }
    }

    #[test]
    fn tcp_ports() {
        let listener = bind_tcp("127.0.0.1", 0).unwrap();
        assert_eq!(listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
        let port = listener.local_addr().unwrap().port();
        assert!(matches!(bind_tcp("127.0.0.1", port), Err(SocketError::InUse)));
        assert!(matches!(bind_tcp("localhost", port), Err(SocketError::InUse)));
        assert!(matches!(bind_tcp("", port), Err(SocketError::InUse)));
        assert_eq!(
            bind_tcp("192.0.2.1", 9001).unwrap_err().to_string(),
            "Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99)"
        );
        // A label that is too long for DNS is refused without asking anybody.
        let error = bind_tcp(&"x".repeat(70), 9001).unwrap_err();
        assert_eq!(error.to_string(), "Cannot open an HTTP server: socket.error reported -2");
    }

    #[test]
    fn silent_peers_are_asked() {
        let listener = bind_tcp("127.0.0.1", 0).unwrap();
        let client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        keep_alive(&client).unwrap();
        assert!(nix::sys::socket::getsockopt(&client, sockopt::KeepAlive).unwrap());
    }

    #[test]
    fn ipv6_addresses_with_and_without_brackets() {
        for host in ["[::1]", "::1"] {
            assert_eq!(address_of(host).unwrap(), IpAddr::V6(Ipv6Addr::LOCALHOST));
        }
        match bind_tcp("[::1]", 0) {
            Ok(listener) => assert!(listener.local_addr().unwrap().is_ipv6()),
            // A machine without IPv6.
            Err(error) => assert!(error.to_string().contains("errno.EA"), "{error}"),
        }
    }
}
