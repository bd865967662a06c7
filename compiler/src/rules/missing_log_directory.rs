//! `missing-log-directory`.

rule! {
    /// The directory of a log file, pid file or the like does not exist.
    ///
    /// Supervisor creates no directories. It looks for them when it reads the files, and one program whose log directory is missing keeps
    /// the daemon from starting, and every `reread` from succeeding, for all programs. Directories below `/var/run` and in containers are
    /// often gone after a restart.
    ///
    /// ## Bad
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web/web.log
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/web.log
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#120](https://github.com/Supervisor/supervisor/issues/120)
    /// - [Supervisor/supervisor#629](https://github.com/Supervisor/supervisor/issues/629)
    /// - [Supervisor/supervisor#1573](https://github.com/Supervisor/supervisor/issues/1573)
    /// - [Supervisor/supervisor#1644](https://github.com/Supervisor/supervisor/issues/1644)
    "missing-log-directory", Error, Host,
    [Compiler],
}
