//! Which output goes where.

use std::path::PathBuf;

use supervisor_compiler::plan;

use super::auto::AutoLogs;
use super::rotating::{FileConfig, PRIVATE, SHARED};

/// Which of a process's two output streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutputStream {
    /// Descriptor 1, and 2 as well when redirected.
    Stdout,
    /// Descriptor 2.
    Stderr,
}

impl OutputStream {
    pub(super) const BOTH: [OutputStream; 2] = [OutputStream::Stdout, OutputStream::Stderr];

    /// What a plan says about this stream of a process.
    #[must_use]
    pub fn channel(self, process: &plan::Process) -> &plan::Channel {
        match self {
            OutputStream::Stdout => &process.stdout,
            OutputStream::Stderr => &process.stderr,
        }
    }

    /// `stdout` or `stderr`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OutputStream::Stdout => "stdout",
            OutputStream::Stderr => "stderr",
        }
    }
}

/// What happens to one output stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamConfig {
    /// The log file; none: output is read and thrown away.
    pub file: Option<FileConfig>,
    /// Remove ANSI sequences before the output goes anywhere.
    pub strip_ansi: bool,
    /// Tell the daemon of it, for PROCESS_LOG events (`*_events_enabled`).
    pub events: bool,
    /// Text between the tokens of capture mode goes to the daemon, at most so many bytes of it, and not into the log
    /// (`*_capture_maxbytes`, spec-runtime §3.6); 0 or less: there is no capture mode.
    pub capture_maxbytes: i64,
    /// Send it to the system log, line by line (`*_syslog`).
    pub syslog: bool,
    /// It is what an event listener answers: every byte goes to the daemon. Then there are no events, no capture
    /// mode and no system log for it, whatever is configured.
    pub listener: bool,
}

/// The streams of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessConfig {
    /// The process's name, without its group, for the main log.
    pub name: String,
    /// Standard output.
    pub stdout: StreamConfig,
    /// Standard error; none when it is redirected.
    pub stderr: Option<StreamConfig>,
}

impl StreamConfig {
    /// What a process's channel asks for; `auto` is the file made for `AUTO`.
    fn of(channel: &plan::Channel, auto: Option<&PathBuf>, strip_ansi: bool) -> Self {
        let target = match &channel.logfile.value {
            plan::LogFile::None => None,
            plan::LogFile::Auto => auto.map(|path| (path.clone(), PRIVATE)),
            plan::LogFile::File(path) => Some((path.clone(), SHARED)),
        };
        let file = target.map(|(path, mode)| FileConfig {
            path,
            max_bytes: channel.logfile_maxbytes.value,
            backups: channel.logfile_backups.value,
            mode,
        });
        Self {
            file,
            strip_ansi,
            events: channel.events_enabled.value,
            capture_maxbytes: channel.capture_maxbytes.value,
            syslog: channel.syslog.value,
            listener: false,
        }
    }

    /// The same for the standard output of an event listener.
    fn of_listener(self) -> Self {
        Self { events: false, capture_maxbytes: 0, syslog: false, listener: true, ..self }
    }
}

impl ProcessConfig {
    /// What a process of a group of that kind asks for, with the AUTO logs made for it and `[supervisord] strip_ansi`.
    #[must_use]
    pub fn of(process: &plan::Process, kind: &plan::GroupKind, auto: &AutoLogs, strip_ansi: bool) -> Self {
        let stderr = || StreamConfig::of(&process.stderr, auto.stderr.as_ref(), strip_ansi);
        let stdout = StreamConfig::of(&process.stdout, auto.stdout.as_ref(), strip_ansi);
        Self {
            name: process.name.value.clone(),
            stdout: match kind {
                plan::GroupKind::EventListener(_) => stdout.of_listener(),
                plan::GroupKind::Programs | plan::GroupKind::FastCgi(_) => stdout,
            },
            stderr: (!process.redirect_stderr.value).then(stderr),
        }
    }

    pub(super) fn into_streams(self) -> (String, impl Iterator<Item = (OutputStream, StreamConfig)>) {
        let stderr = self.stderr.map(|config| (OutputStream::Stderr, config));
        (self.name, [(OutputStream::Stdout, self.stdout)].into_iter().chain(stderr))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use plan::{AutoRestart, Channel, LogFile, ServerUrl, Setting, Signal};

    use super::*;

    fn channel(logfile: LogFile) -> Channel {
        Channel {
            logfile: Setting::default_value(logfile),
            logfile_maxbytes: Setting::default_value(50),
            logfile_backups: Setting::default_value(10),
            capture_maxbytes: Setting::default_value(0),
            events_enabled: Setting::default_value(false),
            syslog: Setting::default_value(false),
        }
    }

    fn process(stdout: LogFile, stderr: LogFile, redirect_stderr: bool) -> plan::Process {
        plan::Process {
            name: Setting::default_value("cat".to_owned()),
            command: Setting::default_value("/bin/cat".to_owned()),
            directory: Setting::default_value(None),
            umask: Setting::default_value(None),
            priority: Setting::default_value(999),
            autostart: Setting::default_value(true),
            autorestart: Setting::default_value(AutoRestart::Unexpected),
            startsecs: Setting::default_value(1),
            startretries: Setting::default_value(3),
            exitcodes: Setting::default_value(vec![0]),
            stopsignal: Setting::default_value(Signal(15)),
            stopwaitsecs: Setting::default_value(10),
            stopasgroup: Setting::default_value(false),
            killasgroup: Setting::default_value(false),
            user: Setting::default_value(None),
            redirect_stderr: Setting::default_value(redirect_stderr),
            stdout: channel(stdout),
            stderr: channel(stderr),
            environment: Setting::default_value(Arc::default()),
            serverurl: Setting::default_value(ServerUrl::Auto),
            fastcgi: None,
        }
    }

    #[test]
    fn files_are_shared_and_auto_logs_private() {
        let process = process(LogFile::File("/l".into()), LogFile::Auto, false);
        let auto = AutoLogs { stdout: None, stderr: Some("/auto".into()) };
        let config = ProcessConfig::of(&process, &plan::GroupKind::Programs, &auto, true);
        let stdout = config.stdout.file.unwrap();
        assert_eq!((stdout.path.as_path(), stdout.mode), (Path::new("/l"), SHARED));
        assert_eq!((stdout.max_bytes, stdout.backups), (50, 10));
        let stderr = config.stderr.unwrap();
        assert!(stderr.strip_ansi);
        let stderr = stderr.file.unwrap();
        assert_eq!((stderr.path.as_path(), stderr.mode), (Path::new("/auto"), PRIVATE));
    }

    #[test]
    fn without_a_log_or_with_redirection() {
        let process = process(LogFile::None, LogFile::File("/ignored".into()), true);
        let config = ProcessConfig::of(&process, &plan::GroupKind::Programs, &AutoLogs::default(), false);
        assert_eq!((config.stdout.file, config.stderr), (None, None));
    }

    #[test]
    fn a_listener_answers_on_stdout_and_nothing_else_happens_to_it() {
        let mut process = process(LogFile::None, LogFile::None, false);
        for channel in [&mut process.stdout, &mut process.stderr] {
            channel.events_enabled = Setting::default_value(true);
            channel.capture_maxbytes = Setting::default_value(100);
            channel.syslog = Setting::default_value(true);
        }
        let plain = |listener: bool| StreamConfig {
            file: None,
            strip_ansi: true,
            events: !listener,
            capture_maxbytes: if listener { 0 } else { 100 },
            syslog: !listener,
            listener,
        };
        let of = |kind| ProcessConfig::of(&process, &kind, &AutoLogs::default(), true);
        let program = of(plan::GroupKind::Programs);
        assert_eq!((program.stdout, program.stderr), (plain(false), Some(plain(false))));
        let listener = plan::EventListener {
            events: Setting::default_value(Vec::new()),
            buffer_size: Setting::default_value(10),
            result_handler: Setting::default_value(String::new()),
        };
        let listener = of(plan::GroupKind::EventListener(Box::new(listener)));
        assert_eq!((listener.stdout, listener.stderr), (plain(true), Some(plain(false))));
    }

    #[test]
    fn auto_logs_are_made_for_what_asks_for_them() {
        let dir = tempfile::tempdir().unwrap();
        let made = |stdout, stderr, redirect| {
            let logs = AutoLogs::create(&process(stdout, stderr, redirect), dir.path(), "id").unwrap();
            [logs.stdout, logs.stderr].map(|path| path.is_some_and(|path| path.exists()))
        };
        assert_eq!(made(LogFile::Auto, LogFile::Auto, false), [true, true]);
        assert_eq!(made(LogFile::Auto, LogFile::Auto, true), [true, false]);
        assert_eq!(made(LogFile::None, LogFile::File("/l".into()), false), [false, false]);
    }
}
