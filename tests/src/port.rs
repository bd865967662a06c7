//! TCP ports for the servers of tests.

use std::fs::File;
use std::net::TcpListener;
use std::sync::Mutex;

use nix::fcntl::{Flock, FlockArg};

/// Where they are looked for: below those that the system gives to connections, any of which may take a port between the moment
/// it is found free and the moment a daemon binds it.
const PORTS: std::ops::Range<u16> = 20_000..30_000;

/// The locks of the ports that this process has given away.
static TAKEN: Mutex<Vec<Flock<File>>> = Mutex::new(Vec::new());

/// A TCP port that nobody listens on, and that no other test is given, in this process or in another one, before this process
/// ends.
///
/// # Panics
/// When the machine has none.
pub fn free_port() -> u16 {
    let mut taken = TAKEN.lock().expect("nobody fails while holding this");
    let name = format!("supervisor-test-ports-{}", nix::unistd::getuid());
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&directory).expect("a directory for locks");
    // Processes that begin at different places get in one another's way less.
    let count = usize::from(PORTS.end - PORTS.start);
    let begin = (std::process::id() as usize * 97 + taken.len()) % count;
    for port in PORTS.cycle().skip(begin).take(count) {
        let file = File::create(directory.join(port.to_string())).expect("a lock can be made");
        let Ok(lock) = Flock::lock(file, FlockArg::LockExclusiveNonblock) else { continue };
        if TcpListener::bind(("0.0.0.0", port)).is_ok() {
            taken.push(lock);
            return port;
        }
    }
    panic!("no TCP port is free");
}
