//! What is to be said before there is a log to say it in.

use std::path::Path;

use jiff::Timestamp;
use supervisor_compiler::Compilation;
use supervisor_compiler::diagnostic::Code;
use supervisor_compiler::plan::{LogLevel, Origin, Plan};
use supervisor_compiler::render::Report;

use crate::logs::main_log::MainLog;

/// Said when root runs the daemon and no user is configured.
pub(super) const RUNNING_AS_ROOT: &str = "Supervisor is running as root.  Privileges were not dropped because no \
     user is specified in the config file.  If you intend to run as root, you can set user=root in the config \
     file to avoid this message.";

/// Lines for the log, in the order they came up.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<(LogLevel, String)>);

impl Notes {
    pub(super) fn add(&mut self, level: LogLevel, text: impl Into<String>) {
        self.0.push((level, text.into()));
    }

    /// What came up while reading the configuration.
    pub(super) fn of_plan(&mut self, plan: &Plan) {
        for notice in &plan.notices {
            self.add(notice.level, notice.text.clone());
        }
    }

    /// What a daemon in the foreground does not act on, as the original does not, and without a word: files that run in
    /// containers today would get other permissions, and relative paths would lead elsewhere (spec-runtime §12.28).
    pub(super) fn of_foreground(&mut self, plan: &Plan) {
        let daemon = &plan.daemon;
        let set = [("umask", daemon.umask.origin), ("directory", daemon.directory.origin)];
        let set = set.into_iter().filter(|(_, origin)| daemon.nodaemon.value && *origin != Origin::Default);
        for (option, _) in set {
            self.add(LogLevel::Warn, format!("{option} of [supervisord] has no effect in the foreground"));
        }
    }

    /// Where a file means something else here than it would to the original (docs/differences.md). Other warnings are
    /// for the linter to tell.
    pub(super) fn of_differences(&mut self, compilation: &Compilation, cwd: &Path) {
        for finding in Report::new([compilation], cwd).findings {
            if Code::DIFFERENCES.contains(&finding.diagnostic.code) {
                let text = format!("{}: {}", finding.place(), finding.diagnostic.message);
                self.add(LogLevel::Warn, text);
            }
        }
    }

    /// Writes everything: what is critical first, then warnings, then the rest, as the original does.
    pub(super) fn write(&mut self, log: &mut MainLog) {
        let mut lines = std::mem::take(&mut self.0);
        lines.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
        for (level, text) in lines {
            log.write(level, Timestamp::now(), &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use supervisor_compiler::system::MemorySystem;
    use supervisor_compiler::{Options, compile};

    use super::*;

    #[test]
    fn what_has_no_effect_in_the_foreground_is_told() {
        for (lines, expected) in [
            ("nodaemon=true\numask=027\ndirectory=/", vec!["umask", "directory"]),
            ("nodaemon=true", vec![]),
            ("umask=027\ndirectory=/", vec![]),
        ] {
            let mut system = MemorySystem::new();
            system.add_file("/s.conf", format!("[supervisord]\n{lines}\n"));
            let plan = compile(Path::new("/s.conf"), &system, &Options::default()).unwrap().plan.unwrap();
            let mut notes = Notes::default();
            notes.of_foreground(&plan);
            let told: Vec<_> = notes.0.iter().filter_map(|(_, text)| text.split(' ').next()).collect();
            assert_eq!(told, expected, "{lines}");
        }
    }

    #[test]
    fn what_means_something_else_here_is_told_with_its_place() {
        let mut system = MemorySystem::new();
        system.add_file("/s.conf", "[supervisord]\n[program:x]\ncommand=/bin/echo %s\n");
        let compilation = compile(Path::new("/s.conf"), &system, &Options::default()).unwrap();
        let mut notes = Notes::default();
        notes.of_differences(&compilation, Path::new("/"));
        let [(LogLevel::Warn, text)] = notes.0.as_slice() else { panic!("{:?}", notes.0) };
        assert!(text.starts_with("s.conf:3:"), "{text}");
    }
}
