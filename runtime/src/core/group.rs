//! Groups in force.

use std::collections::{BTreeMap, HashMap};
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

/// All groups in force. No name occurs twice.
#[derive(Debug, Default)]
pub(super) struct Groups {
    as_added: BTreeMap<u64, ActiveGroup>,
    /// Their numbers in the order.
    numbers: HashMap<Arc<str>, u64>,
    last_number: u64,
}

impl Groups {
    pub(super) fn get(&self, name: &str) -> Option<&ActiveGroup> {
        self.as_added.get(self.numbers.get(name)?)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut ActiveGroup> {
        self.as_added.get_mut(self.numbers.get(name)?)
    }

    /// In the order they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = &ActiveGroup> {
        self.as_added.values()
    }

    /// Adds a group behind the others, in the place of the one of its name, if there is one.
    pub(super) fn add(&mut self, group: ActiveGroup) {
        self.remove(&group.name);
        self.last_number += 1;
        self.numbers.insert(Arc::clone(&group.name), self.last_number);
        self.as_added.insert(self.last_number, group);
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<ActiveGroup> {
        self.as_added.remove(&self.numbers.remove(name)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{ActiveGroup, Groups};
    use crate::core::testing::group;

    #[test]
    fn who_is_added_again_comes_last() {
        let mut groups = Groups::default();
        let add = |groups: &mut Groups, name: &str| {
            groups.add(ActiveGroup { name: name.into(), plan: group(name, 1, vec![]), members: Vec::new() });
        };
        let names = |groups: &Groups| groups.iter().map(|group| Arc::clone(&group.name)).collect::<Vec<_>>();
        for name in ["b", "a", "c", "b"] {
            add(&mut groups, name);
        }
        assert_eq!(names(&groups), ["a", "c", "b"].map(Arc::from));
        assert!(groups.remove("a").is_some() && groups.remove("a").is_none() && groups.get("a").is_none());
        add(&mut groups, "a");
        assert_eq!(names(&groups), ["c", "b", "a"].map(Arc::from));
        assert!(["a", "b", "c"].iter().all(|name| groups.get(name).is_some_and(|it| *it.name == **name)));
    }
}
