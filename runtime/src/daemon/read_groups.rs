//! The groups of the configuration that was read last.

use std::collections::HashMap;
use std::sync::Arc;

use supervisor_compiler::plan::Group;

/// They need not be active.
#[derive(Debug, Default)]
pub(super) struct ReadGroups {
    /// In the order of the configuration.
    groups: Vec<Arc<Group>>,
    /// Their places. Of groups of one name the first counts.
    places: HashMap<String, usize>,
}

impl ReadGroups {
    pub(super) fn new(groups: Vec<Arc<Group>>) -> Self {
        let mut places = HashMap::with_capacity(groups.len());
        for (place, group) in groups.iter().enumerate() {
            places.entry(group.name.clone()).or_insert(place);
        }
        Self { groups, places }
    }

    pub(super) fn all(&self) -> &[Arc<Group>] {
        &self.groups
    }

    pub(super) fn get(&self, name: &str) -> Option<&Arc<Group>> {
        self.groups.get(*self.places.get(name)?)
    }

    /// Puts `new` in the place of `old`, which has the same name, where that very one is there.
    pub(super) fn replace(&mut self, old: &Arc<Group>, new: &Arc<Group>) {
        for group in &mut self.groups {
            if Arc::ptr_eq(group, old) {
                *group = Arc::clone(new);
            }
        }
    }
}
