//! Stopping everything in order, for a shutdown or a restart (spec-runtime §1.9, §1.10).

use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::LogLevel;

use super::process::Process;
use super::{Core, CoreEvent, Effect, End, Mood, Now, State};

/// How often `waiting for … to die` is logged.
const REPORT_INTERVAL: Duration = Duration::from_secs(3);

/// How far a shutdown has come.
#[derive(Debug)]
pub(super) struct Shutdown {
    /// Names of the groups that have not had their turn; the next one is last.
    groups: Vec<Arc<str>>,
    /// When `waiting for … to die` is logged next.
    report: Option<Duration>,
    finished: bool,
}

impl Shutdown {
    /// When there is something to say.
    pub(super) fn wake_up(&self) -> Option<Duration> {
        self.report
    }

    /// Everything has stopped.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }
}

impl Core {
    /// From now on nothing starts. A shutdown wins over a restart.
    pub(super) fn wind_down(&mut self, mood: Mood, effects: &mut Vec<Effect>) {
        if self.mood == Mood::Running || mood == Mood::Shutdown {
            self.mood = mood;
        }
        if self.shutdown.is_some() {
            return;
        }
        let groups = self.groups().into_iter().map(|group| Arc::clone(&group.name)).collect();
        self.shutdown = Some(Shutdown { groups, report: None, finished: false });
        self.processes.change_all(Process::hold);
        effects.push(Effect::Event(CoreEvent::SupervisorStopping));
    }

    /// Stops the group whose turn it is; groups with nothing left to stop take no time. To be called when all effects
    /// have been performed: it reacts to all processes together, so nobody may still have to be told of one of them.
    pub(super) fn proceed_with_shutdown(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while let Some(name) = self.shutdown.as_ref().and_then(|shutdown| shutdown.groups.last()).cloned() {
            let mut members =
                self.group(&name).map(|group| self.members_by_priority(group)).unwrap_or_default();
            members.reverse();
            for id in members {
                self.step(id, now, effects, |row, step| (row.shutdown)(step, ()));
            }
            if self.group(&name).is_some_and(|group| self.unstopped(group).next().is_some()) {
                break;
            }
            if let Some(shutdown) = &mut self.shutdown {
                shutdown.groups.pop();
            }
        }
        self.report_shutdown(now, effects);
    }

    /// Says what is still waited for, at once and every three seconds, or that nothing is.
    fn report_shutdown(&mut self, now: Now, effects: &mut Vec<Effect>) {
        // Asked after every call: whoever does not shut down looks at nobody.
        if self.shutdown.as_ref().is_none_or(|shutdown| shutdown.finished) {
            return;
        }
        let unstopped: Vec<(Arc<str>, State)> = self
            .groups
            .iter()
            .flat_map(|group| self.unstopped(group))
            .map(|process| (Arc::clone(&process.name), process.state))
            .collect();
        let Some(shutdown) = &mut self.shutdown else { return };
        if unstopped.is_empty() {
            shutdown.finished = true;
            let end = if self.mood == Mood::Shutdown { End::Shutdown } else { End::Restart };
            effects.push(Effect::Finished(end));
        } else if shutdown.report.is_none_or(|time| time <= now.monotonic) {
            shutdown.report = Some(now.monotonic.saturating_add(REPORT_INTERVAL));
            let names: Vec<&str> = unstopped.iter().map(|(name, _)| &**name).collect();
            effects.push(Effect::Log(LogLevel::Info, format!("waiting for {} to die", names.join(", "))));
            for (name, state) in &unstopped {
                let text = format!("{name} state: {}", state.name());
                effects.push(Effect::Log(LogLevel::Blather, text));
            }
        }
    }
}
