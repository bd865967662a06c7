//! Opening the logs of a process before it is spawned.

use std::io;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::logs::config::ProcessConfig;
use crate::logs::thread::{LogFileError, LogHandle, ProcessKey};

/// How long a spawn waits for its logs to be opened. On a disk that works this takes microseconds; on one that
/// hangs the program is started all the same, and its output waits in the pipe until the disk is back.
const PATIENCE: Duration = Duration::from_millis(250);

/// A key that no process has: draining it tells when the log thread has caught up.
const NOBODY: ProcessKey = ProcessKey(u64::MAX >> 2);

/// Opens logs through the log thread, and waits for it only while it is known to answer.
#[derive(Debug)]
pub(super) struct Opener {
    logs: LogHandle,
    /// Answered when the thread, which was late once, has caught up.
    late: Option<oneshot::Receiver<()>>,
}

impl Opener {
    pub(super) fn new(logs: LogHandle) -> Self {
        Self { logs, late: None }
    }

    /// Opens the logs of a process that is about to be spawned.
    ///
    /// # Errors
    /// A file that cannot be opened, when that is known in time.
    pub(super) fn open(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        if let Some(late) = &mut self.late {
            if matches!(late.try_recv(), Err(oneshot::error::TryRecvError::Empty)) {
                drop(self.logs.open(process, config));
                return Ok(());
            }
            self.late = None;
        }
        match self.logs.open_within(process, config, PATIENCE) {
            Err(fault) if fault.error.kind() == io::ErrorKind::TimedOut => {
                self.late = Some(self.logs.drain(NOBODY));
                Ok(())
            }
            opened => opened,
        }
    }
}
