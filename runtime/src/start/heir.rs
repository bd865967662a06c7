//! A restart, prepared while everything still runs: what could keep the daemon from coming back is tried before
//! anything is stopped (spec-runtime §12.34).

use super::Life;
use super::failure::Failure;
use super::launch::{Beginning, Launch};
use super::listen::Listening;
use crate::logs::main_log::{MainLog, MainLogConfig};
use crate::logs::syslog::SyslogConfig;
use crate::os::users::switch_to;

/// What one life of the daemon leaves to the next.
#[derive(Debug)]
pub(super) struct Heir {
    pub(super) launch: Launch,
    pub(super) syslog: SyslogConfig,
    /// The sockets of this life, and those that the next one needs besides.
    pub(super) listening: Listening,
    /// Number of the next event.
    pub(super) next_serial: u64,
    /// Set by the last restart that was asked for. What the files say later is for the restart after that.
    pub(super) next: Option<Beginning>,
}

impl Heir {
    /// Makes sure that there is something to come back to.
    ///
    /// # Errors
    /// Why there is not; then nothing has changed.
    pub(super) fn prepare(&mut self) -> Result<(), String> {
        let beginning = self.launch.read(Life::Again).map_err(|failure| failure.to_string())?;
        let beginning = beginning.ok_or("the command line asks for no daemon")?;
        self.check(&beginning).map_err(|failure| failure.to_string())?;
        self.next = Some(beginning);
        Ok(())
    }

    fn check(&mut self, beginning: &Beginning) -> Result<(), Failure> {
        let plan = &beginning.plan;
        if let Some(fault) = plan.rpc_interface_fault() {
            return Err(Failure::usage(fault));
        }
        if let Some(uid) = plan.daemon.user.as_ref().and_then(|user| user.uid) {
            switch_to(uid).map_err(|fault| Failure::usage(fault.to_string()))?;
        }
        open_log(&MainLogConfig::of(&plan.daemon, &self.syslog))?;
        self.listening.reserve(plan)
    }
}

/// Opens the main log.
pub(super) fn open_log(config: &MainLogConfig) -> Result<MainLog, Failure> {
    MainLog::open(config).map_err(|error| {
        let path = config.file.as_ref().map(|file| file.path.display().to_string()).unwrap_or_default();
        Failure::system(format!("cannot open the log {path}"))(error)
    })
}
