//! Groups in force.

use std::sync::Arc;

use supervisor_compiler::plan::Group;

use super::ProcessId;

/// A group in force: what the plan said when it was added, and its processes.
#[derive(Debug, Clone)]
pub struct ActiveGroup {
    pub(super) name: Arc<str>,
    pub(super) plan: Arc<Group>,
    pub(super) members: Vec<ProcessId>,
}

impl ActiveGroup {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// What the plan said when it was added.
    #[must_use]
    pub fn plan(&self) -> &Arc<Group> {
        &self.plan
    }

    /// Its processes in the order of the plan.
    #[must_use]
    pub fn members(&self) -> &[ProcessId] {
        &self.members
    }
}
