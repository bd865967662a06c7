//! A system log that a test reads: what a daemon in a namespace of its own sends to `/dev/log`.

use std::os::unix::net::UnixDatagram;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

/// A system log; takes records until it is dropped.
#[derive(Debug)]
pub struct SystemLog {
    directory: TempDir,
    records: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl SystemLog {
    /// Listens.
    ///
    /// # Panics
    /// When the socket cannot be made.
    pub fn listen() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let socket = UnixDatagram::bind(directory.path().join("log")).expect("the directory is writable");
        let records = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let taken = Arc::clone(&records);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 256 * 1024];
            // An empty record is the end.
            while let Some(count) = socket.recv(&mut buffer).ok().filter(|count| *count > 0) {
                taken.lock().expect("nobody panics with it").push(buffer[..count].to_vec());
            }
        });
        Self { directory, records }
    }

    /// What prepares a namespace in which this is `/dev/log` (see [`crate::namespace`]).
    pub fn commands(&self) -> String {
        format!("private_dev; ln -s {}/log /dev/log", self.directory.path().display())
    }

    /// The records so far, without the time: `<14>#supervisord: text`.
    ///
    /// # Panics
    /// When one does not begin with a priority and a time.
    pub fn records(&self) -> Vec<String> {
        let records = self.records.lock().expect("nobody panics with it");
        let shown = records.iter().map(|record| String::from_utf8_lossy(record).into_owned());
        shown
            .map(|record| {
                let (priority, rest) = record.split_once('>').expect("it begins with <PRIORITY>");
                // `Nov 21 08:00:00 `
                let text = rest.get(16..).expect("a time follows");
                format!("{priority}>#{text}")
            })
            .collect()
    }
}

impl Drop for SystemLog {
    fn drop(&mut self) {
        // Ends the thread; it may have ended by itself.
        let _ =
            UnixDatagram::unbound().and_then(|socket| socket.send_to(b"", self.directory.path().join("log")));
    }
}
