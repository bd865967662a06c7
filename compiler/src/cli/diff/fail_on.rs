//! `--fail-on`.

use clap::ValueEnum;

use crate::diff::Comparison;
use crate::diff::forecast::{ProcessAction, Step};

/// What a pipeline may not want to happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A process is stopped and started
    Restart,
    /// A process is stopped, for good
    Stop,
    /// A process is started
    Start,
    /// A group is removed
    Remove,
    /// A change that an update ignores: it needs a reload, or is overlooked
    Ignored,
    /// Anything at all differs
    Change,
}

impl FailOn {
    /// Whether it would happen.
    pub(super) fn happens(self, comparison: &Comparison<'_>) -> bool {
        let any = |actions: &[ProcessAction]| {
            let does = |step: &Step<'_>| step.processes.iter().any(|fate| actions.contains(&fate.action));
            comparison.forecast.steps.iter().any(does)
        };
        match self {
            FailOn::Restart => any(&[ProcessAction::Restart]),
            FailOn::Stop => any(&[ProcessAction::Stop, ProcessAction::StopIfRunning]),
            FailOn::Start => any(&[ProcessAction::Start]),
            FailOn::Remove => !comparison.diff.removed.is_empty(),
            FailOn::Ignored => !comparison.sections.is_empty() || !comparison.diff.overlooked.is_empty(),
            FailOn::Change => comparison.differs(),
        }
    }
}
