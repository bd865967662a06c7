//! Finding processes by the names people use (spec-runtime §7.5).

use super::{ActiveGroup, Core, ProcessId};

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// One process: `name` or `group:name`.
    Process(ProcessId),
    /// A whole group: `group:` or `group:*`.
    Group(&'a ActiveGroup),
}

impl Core {
    /// What `namespec` stands for; none: a BAD_NAME.
    #[must_use]
    pub fn find(&self, namespec: &str) -> Option<Found<'_>> {
        let (group, process) = namespec.split_once(':').unwrap_or((namespec, namespec));
        let group = self.group(group)?;
        if matches!(process, "" | "*") {
            return Some(Found::Group(group));
        }
        let named = |id: &&ProcessId| self.processes.get(id).is_some_and(|it| *it.name == *process);
        group.members.iter().find(named).copied().map(Found::Process)
    }
}
