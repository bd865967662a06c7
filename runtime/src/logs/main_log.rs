//! The daemon's own log (spec-runtime §3.7, spec-config §6.3, §6.6).

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use supervisor_compiler::plan::{self, LogLevel};

use super::rotating::{FileConfig, Report, RotatingFile, SHARED};
use super::syslog::{Syslog, SyslogConfig};

/// Where the main log goes, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MainLogConfig {
    /// The least severe level that is written.
    pub level: LogLevel,
    /// The file; none: no file.
    pub file: Option<FileConfig>,
    /// The system log; none: not to the system log.
    pub syslog: Option<SyslogConfig>,
    /// Also to stdout.
    pub stdout: bool,
}

impl MainLogConfig {
    /// What `[supervisord]` asks for. `syslog` is where the system log is, for `logfile=syslog`.
    #[must_use]
    pub fn of(daemon: &plan::Daemon, syslog: &SyslogConfig) -> Self {
        let (file, syslog) = match &daemon.logfile.value {
            plan::MainLog::Syslog => (None, Some(syslog.clone())),
            plan::MainLog::File(path) => {
                let file = FileConfig {
                    path: path.clone(),
                    max_bytes: daemon.logfile_maxbytes.value,
                    backups: daemon.logfile_backups.value,
                    mode: SHARED,
                };
                (Some(file), None)
            }
        };
        let stdout = daemon.nodaemon.value && !daemon.silent.value;
        Self { level: daemon.loglevel.value, file, syslog, stdout }
    }
}

/// The main log, open. Used directly while the daemon starts; then the log thread takes it over.
#[derive(Debug)]
pub struct MainLog {
    level: LogLevel,
    file: Option<RotatingFile>,
    syslog: Option<Syslog>,
    stdout: Option<File>,
    zone: TimeZone,
}

impl MainLog {
    /// Opens the targets.
    ///
    /// # Errors
    /// The file cannot be opened; the daemon does not start without its log.
    pub fn open(config: &MainLogConfig) -> io::Result<Self> {
        // Stdout by descriptor, not by name: it must be the very thing that the daemon was given.
        let copy = || io::stdout().as_fd().try_clone_to_owned().map(File::from);
        let stdout = config.stdout.then(copy).transpose()?;
        let file = config.file.clone().map(RotatingFile::open).transpose()?;
        let syslog = config.syslog.clone().map(Syslog::new);
        Ok(Self { level: config.level, file, syslog, stdout, zone: TimeZone::system() })
    }

    /// A log that goes to the system log only.
    #[must_use]
    pub fn to_syslog(level: LogLevel, config: SyslogConfig) -> Self {
        Self { level, file: None, syslog: Some(Syslog::new(config)), stdout: None, zone: TimeZone::system() }
    }

    /// The least severe level that is written.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        self.level
    }

    /// Whether a line of this level is written.
    #[must_use]
    pub fn wants(&self, level: LogLevel) -> bool {
        level >= self.level
    }

    /// Writes a line, if its level is wanted: to stdout, the system log, and the file, which may rotate behind it.
    pub fn write(&mut self, level: LogLevel, at: Timestamp, message: &str) {
        if !self.wants(level) {
            return;
        }
        let line = self.line(level, at, message);
        if let Some(stdout) = &mut self.stdout {
            // Whoever started the daemon has closed its end or filled its disk; the file goes on.
            let _ = stdout.write_all(line.as_bytes());
        }
        self.write_to_syslog(level, at, message);
        let reports = self.file.as_mut().map(|file| file.write(line.as_bytes())).unwrap_or_default();
        self.tell(&reports, at);
    }

    /// A record for each line of the message, with a newline at its end, as the original sends them.
    fn write_to_syslog(&mut self, level: LogLevel, at: Timestamp, message: &str) {
        if self.syslog.is_none() {
            return;
        }
        for line in message.trim_end_matches('\n').split('\n') {
            let record = self.line(level, at, line);
            let Some(syslog) = &mut self.syslog else { return };
            if let Some(report) = syslog.send(at, record.as_bytes()) {
                let line = self.line(report.level(), at, &report.to_string());
                // The last resort, as for a file that cannot be written.
                let _ = io::stderr().write_all(line.as_bytes());
            }
        }
    }

    /// Closes and opens the file again (SIGUSR2).
    pub fn reopen(&mut self, at: Timestamp) {
        let report = self.file.as_mut().and_then(RotatingFile::reopen);
        self.tell(report.as_slice(), at);
    }

    /// Unlinks the file and opens a new one (`clearLog`).
    ///
    /// # Errors
    /// What unlink(2) or open(2) say.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), RotatingFile::clear)
    }

    /// The file's path, if there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(RotatingFile::path)
    }

    /// `2026-11-21 08:00:00,123 INFO message` and a newline; local time, milliseconds cut.
    fn line(&self, level: LogLevel, at: Timestamp, message: &str) -> String {
        let time = at.to_zoned(self.zone.clone());
        let seconds = time.strftime("%Y-%m-%d %H:%M:%S");
        format!("{seconds},{:03} {} {message}\n", time.millisecond(), level.tag())
    }

    /// News about the main log's own file. Trouble goes where a reader may still be; good news go into the
    /// file itself.
    fn tell(&mut self, reports: &[Report], at: Timestamp) {
        for report in reports {
            let line = self.line(report.level(), at, &report.to_string());
            match (report, &mut self.file) {
                (Report::NotWritable { .. }, _) | (_, None) => {
                    // The last resort: nobody is left to tell when this fails too.
                    let _ = io::stderr().write_all(line.as_bytes());
                }
                (_, Some(file)) => drop(file.write(line.as_bytes())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::net::UnixDatagram;
    use std::path::PathBuf;

    use super::*;

    fn log(path: PathBuf, level: LogLevel, max_bytes: i64) -> MainLog {
        let file = FileConfig { path, max_bytes, backups: 1, mode: SHARED };
        let config = MainLogConfig { level, file: Some(file), syslog: None, stdout: false };
        MainLog { zone: TimeZone::UTC, ..MainLog::open(&config).unwrap() }
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_line_format_and_the_level_filter() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.log");
        let mut log = log(path.clone(), LogLevel::Info, 0);
        let at = time("2026-01-02T03:04:05.006999Z");
        for (level, ..) in LogLevel::ALL {
            log.write(level, at, "spawned: 'x' with pid 1");
        }
        insta::assert_snapshot!(fs::read_to_string(path).unwrap(), @"
        2026-01-02 03:04:05,006 CRIT spawned: 'x' with pid 1
        2026-01-02 03:04:05,006 ERRO spawned: 'x' with pid 1
        2026-01-02 03:04:05,006 WARN spawned: 'x' with pid 1
        2026-01-02 03:04:05,006 INFO spawned: 'x' with pid 1
        ");
    }

    fn daemon(logfile: plan::MainLog, nodaemon: bool, silent: bool) -> plan::Daemon {
        use plan::Setting;
        plan::Daemon {
            logfile: Setting::default_value(logfile),
            logfile_maxbytes: Setting::default_value(50),
            logfile_backups: Setting::default_value(10),
            loglevel: Setting::default_value(LogLevel::Warn),
            pidfile: Setting::default_value("/p".into()),
            umask: Setting::default_value(0o22),
            nodaemon: Setting::default_value(nodaemon),
            silent: Setting::default_value(silent),
            minfds: Setting::default_value(1024),
            minprocs: Setting::default_value(200),
            nocleanup: Setting::default_value(false),
            childlogdir: Setting::default_value("/tmp".into()),
            user: Setting::default_value(None),
            directory: Setting::default_value(None),
            strip_ansi: Setting::default_value(false),
            environment: Setting::default_value(plan::Environment::new()),
            identifier: Setting::default_value("supervisor".to_owned()),
        }
    }

    #[test]
    fn what_the_configuration_asks_for() {
        let syslog = SyslogConfig { path: "/s".into(), ident: "i".to_owned() };
        let config = MainLogConfig::of(&daemon(plan::MainLog::File("/l".into()), true, false), &syslog);
        let file = FileConfig { path: "/l".into(), max_bytes: 50, backups: 10, mode: SHARED };
        let level = LogLevel::Warn;
        assert_eq!(config, MainLogConfig { level, file: Some(file), syslog: None, stdout: true });
        for (nodaemon, silent) in [(true, true), (false, false), (false, true)] {
            let config = MainLogConfig::of(&daemon(plan::MainLog::Syslog, nodaemon, silent), &syslog);
            let syslog = Some(syslog.clone());
            assert_eq!(config, MainLogConfig { level, file: None, syslog, stdout: false });
        }
    }

    #[test]
    fn every_line_is_a_record_of_the_system_log() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let socket = UnixDatagram::bind(&path).unwrap();
        let syslog = Some(SyslogConfig { path, ident: "supervisord".to_owned() });
        let config = MainLogConfig { level: LogLevel::Info, file: None, syslog, stdout: false };
        let mut log = MainLog { zone: TimeZone::UTC, ..MainLog::open(&config).unwrap() };
        let at = time("2026-01-02T03:04:05.006Z");
        log.write(LogLevel::Debug, at, "unwanted");
        log.write(LogLevel::Critical, at, "one\n\ntwo\n\n");
        let mut texts = String::new();
        for _ in 0..3 {
            let mut buffer = [0; 200];
            let count = socket.recv(&mut buffer).unwrap();
            let record = std::str::from_utf8(&buffer[..count]).unwrap();
            let (head, text) = record.split_once(": ").unwrap();
            assert!(head.starts_with("<14>Jan  2 ") && head.ends_with(" supervisord"), "{head}");
            texts.push_str(text);
        }
        insta::assert_snapshot!(texts.replace(" \n", "\n"), @"
        2026-01-02 03:04:05,006 CRIT one
        2026-01-02 03:04:05,006 CRIT
        2026-01-02 03:04:05,006 CRIT two
        ");
    }

    #[test]
    fn local_time_is_the_systems() {
        let dir = tempfile::tempdir().unwrap();
        let file = FileConfig { path: dir.path().join("l"), max_bytes: 0, backups: 0, mode: SHARED };
        let config = MainLogConfig { level: LogLevel::Info, file: Some(file), syslog: None, stdout: false };
        assert_eq!(MainLog::open(&config).unwrap().zone, TimeZone::system());
    }

    #[test]
    fn it_rotates_reopens_and_clears() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.log");
        let mut log = log(path.clone(), LogLevel::Info, 60);
        let at = time("2026-01-02T03:04:05Z");
        log.write(LogLevel::Info, at, "one");
        log.write(LogLevel::Info, at, "two");
        assert_eq!(fs::read_to_string(&path).unwrap(), "", "two lines exceed the limit");
        assert_eq!(fs::read_to_string(dir.path().join("d.log.1")).unwrap().lines().count(), 2);
        log.write(LogLevel::Info, at, "three");
        log.clear().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        fs::rename(&path, dir.path().join("away")).unwrap();
        log.reopen(at);
        log.write(LogLevel::Info, at, "four");
        assert!(fs::read_to_string(&path).unwrap().ends_with("INFO four\n"));
        assert_eq!(log.path(), Some(path.as_path()));
    }

    #[test]
    fn trouble_with_its_own_rotation_is_in_the_log() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.log");
        fs::create_dir_all(dir.path().join("d.log.1/x")).unwrap();
        let mut log = log(path.clone(), LogLevel::Info, 10);
        log.write(LogLevel::Info, time("2026-01-02T03:04:05Z"), "hello");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("INFO hello\n") && text.contains("WARN cannot start a new log file"), "{text}");
    }

    #[test]
    fn a_log_that_cannot_be_opened_is_an_error() {
        let file = FileConfig { path: "/nonexistent/l".into(), max_bytes: 0, backups: 0, mode: SHARED };
        let config = MainLogConfig { level: LogLevel::Info, file: Some(file), syslog: None, stdout: false };
        assert_eq!(MainLog::open(&config).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
