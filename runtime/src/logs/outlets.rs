//! What all streams share: the main log, the system log, standard output, and the way to the daemon's loop.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;

use jiff::Timestamp;
use supervisor_compiler::plan::LogLevel;

use super::main_log::MainLog;
use super::news::{News, NewsSender};
use super::rotating::{self, write_all};
use super::syslog::{Syslog, SyslogConfig};

/// The shared ends of all streams.
#[derive(Debug)]
pub(super) struct Outlets {
    pub(super) main: MainLog,
    syslog: Syslog,
    news: NewsSender,
}

impl Outlets {
    pub(super) fn new(main: MainLog, syslog: SyslogConfig, news: NewsSender) -> Self {
        Self { main, syslog: Syslog::new(syslog), news }
    }

    /// Writes a line to the main log.
    pub(super) fn log(&mut self, level: LogLevel, message: &str) {
        self.main.write(level, Timestamp::now(), message);
    }

    /// What happened to a log file goes into the main log.
    pub(super) fn report(&mut self, reports: &[rotating::Report]) {
        for report in reports {
            self.log(report.level(), &report.to_string());
        }
    }

    /// Writes a record to the system log.
    pub(super) fn syslog(&mut self, text: &[u8]) {
        if let Some(report) = self.syslog.send(Timestamp::now(), text) {
            self.log(report.level(), &report.to_string());
        }
    }

    /// Writes to the daemon's standard output.
    pub(super) fn print(&self, text: &[u8]) {
        let stdout = io::stdout().as_fd().try_clone_to_owned().map(File::from);
        // Whoever started the daemon has closed its end: nobody wants to see it.
        let _ = stdout.map(|stdout| write_all(&stdout, text));
    }

    /// Tells the daemon.
    pub(super) fn send(&mut self, news: News) {
        if let Some(report) = self.news.send(news) {
            self.log(LogLevel::Warn, &report.to_string());
        }
    }
}
