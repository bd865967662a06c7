//! What separates two sets of groups, by the rules by which the original's `reread` and `update` decide
//! which groups to stop, replace and start (spec-config §7).
//!
//! Values are compared as converted, not as written, and wherever they stand. Nothing here looks into a
//! file: origins travel along, and whoever prints the diff resolves them in the sources of its side.

mod cause;
pub mod forecast;
mod members;
mod options;
mod rewritten;
mod sections;
#[cfg(test)]
pub(crate) mod tests;
pub mod told;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet, VecDeque};

pub use cause::{Cause, cause};
pub use members::{Member, members};
pub use options::{OptionChange, Side};
pub use rewritten::{Rewritten, RewrittenOption, rewritten};
pub use sections::{Need, OwnOption, OwnSection, Presence, SectionChange, between, own_sections, sections};

use self::forecast::{Extent, Forecast, Terms, forecast};

use crate::plan::settings::group_settings;
use crate::plan::{Group, Plan, Process};

/// Two sides compared: everything that there is to show about them.
#[derive(Debug, Clone, Default)]
pub struct Comparison<'a> {
    /// Group by group.
    pub diff: Diff<'a>,
    /// The daemon's own sections that differ, which an update ignores.
    pub sections: Vec<SectionChange>,
    /// Groups that are written otherwise and mean the same, as far as both texts are known.
    pub rewritten: Vec<Rewritten>,
    /// Why processes came to groups or left them, as far as that is known.
    pub members: Vec<Member>,
    /// What an update does.
    pub forecast: Forecast<'a>,
    /// How much of a group that changed it replaces.
    pub extent: Extent,
    /// Options of the old side that nobody can tell. They count as equal.
    pub unknown: Vec<&'static str>,
    /// What lies outside of what is compared, and was read as it is now, for both sides.
    pub outside: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Compares two plans.
    #[must_use]
    pub fn of_plans(old: &'a Plan, new: &'a Plan, terms: &Terms) -> Self {
        Self::of(groups(&old.groups, &new.groups), sections(old, new), terms)
    }

    /// What `diff` and the daemon's own sections amount to.
    #[must_use]
    pub fn of(diff: Diff<'a>, sections: Vec<SectionChange>, terms: &Terms) -> Self {
        let forecast = forecast(&diff, terms);
        Self { diff, sections, forecast, extent: terms.extent, ..Self::default() }
    }

    /// True when they differ in what they mean, be it only in what an update ignores.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.diff.is_empty() || !self.diff.overlooked.is_empty() || !self.sections.is_empty()
    }
}

/// What an update would do.
#[derive(Debug, Clone, Default)]
pub struct Diff<'a> {
    /// Groups that only the new side has, in its order.
    pub added: Vec<&'a Group>,
    /// Groups of both sides that differ, in the new side's order. An update stops and replaces them whole.
    pub changed: Vec<GroupChange<'a>>,
    /// Groups that only the active side has, in its order.
    pub removed: Vec<&'a Group>,
    /// Groups of both sides that count as equal.
    pub unchanged: Vec<&'a Group>,
    /// Those among the unchanged ones that do differ, in options that the original does not compare: an
    /// update leaves them as they are.
    pub overlooked: Vec<GroupChange<'a>>,
}

/// A group of both sides.
#[derive(Debug, Clone)]
pub struct GroupChange<'a> {
    /// As it is.
    pub old: &'a Group,
    /// As it shall be.
    pub new: &'a Group,
    /// Options of the group itself that differ.
    pub options: Vec<OptionChange>,
    /// Processes that only the new side has.
    pub added: Vec<&'a Process>,
    /// Processes that only the old side has.
    pub removed: Vec<&'a Process>,
    /// Processes of both sides that differ.
    pub changed: Vec<ProcessChange<'a>>,
    /// The processes of both sides come in another order.
    pub reordered: bool,
}

/// A process of both sides.
#[derive(Debug, Clone)]
pub struct ProcessChange<'a> {
    /// As it is.
    pub old: &'a Process,
    /// As it shall be.
    pub new: &'a Process,
    /// The options that differ.
    pub options: Vec<OptionChange>,
}

/// Compares the groups that are active with those of a new configuration, by name.
///
/// Of several groups of one name on one side the first counts, as it is the one that runs. (The original
/// reports such a group as changed on every reread.)
#[must_use]
pub fn groups<'a, G: Borrow<Group>>(active: &'a [G], new: &'a [G]) -> Diff<'a> {
    let active: Vec<&Group> = active.iter().map(Borrow::borrow).collect();
    let new: Vec<&Group> = new.iter().map(Borrow::borrow).collect();
    let mut diff = Diff::default();
    let by_name: HashMap<&str, &Group> = firsts(&active).map(|group| (group.name.as_str(), group)).collect();
    let wanted: HashSet<&str> = new.iter().map(|group| group.name.as_str()).collect();
    for group in firsts(&new) {
        let Some(old) = by_name.get(group.name.as_str()) else {
            diff.added.push(group);
            continue;
        };
        let change = GroupChange::between(old, group);
        if change.is_compared() {
            diff.changed.push(change);
        } else {
            diff.unchanged.push(group);
            if !change.is_empty() {
                diff.overlooked.push(change);
            }
        }
    }
    diff.removed = firsts(&active).filter(|old| !wanted.contains(old.name.as_str())).collect();
    diff
}

fn firsts<'a>(groups: &[&'a Group]) -> impl Iterator<Item = &'a Group> {
    let mut seen = HashSet::new();
    groups.iter().copied().filter(move |group| seen.insert(group.name.as_str()))
}

impl Diff<'_> {
    /// True when an update would do nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl<'a> GroupChange<'a> {
    fn between(old: &'a Group, new: &'a Group) -> Self {
        let mut change = Self {
            old,
            new,
            options: options::between(&group_settings(old), &group_settings(new), |option| {
                options::group_option(old, new, option)
            }),
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            reordered: false,
        };
        // Processes of one name are paired in order: a group may list a program twice.
        let mut left: HashMap<&str, VecDeque<&Process>> = HashMap::new();
        for process in &old.processes {
            left.entry(&process.name.value).or_default().push_back(process);
        }
        let mut pairs = Vec::new();
        for process in &new.processes {
            match left.get_mut(process.name.value.as_str()).and_then(VecDeque::pop_front) {
                Some(old) => pairs.push((old, process)),
                None => change.added.push(process),
            }
        }
        let paired: HashSet<*const Process> = pairs.iter().map(|(old, _)| std::ptr::from_ref(*old)).collect();
        let is_paired = |process: &&Process| paired.contains(&std::ptr::from_ref(*process));
        change.removed = old.processes.iter().filter(|process| !is_paired(process)).collect();
        change.reordered = {
            let before = old.processes.iter().filter(is_paired);
            !before.map(|process| &process.name).eq(pairs.iter().map(|(_, new)| &new.name))
        };
        change.changed =
            pairs.into_iter().filter_map(|(old, new)| ProcessChange::between(old, new)).collect();
        change
    }

    /// True when the kind of group changed.
    #[must_use]
    pub fn kind_changed(&self) -> bool {
        std::mem::discriminant(&self.old.kind) != std::mem::discriminant(&self.new.kind)
    }

    /// The processes that an update stops and starts again: all that both sides have, changed or not.
    #[must_use]
    pub fn restarted(&self) -> Vec<&'a Process> {
        let added: HashSet<*const Process> =
            self.added.iter().map(|added| std::ptr::from_ref(*added)).collect();
        self.new.processes.iter().filter(|process| !added.contains(&std::ptr::from_ref(*process))).collect()
    }

    /// True when the original sees the difference.
    fn is_compared(&self) -> bool {
        let options = self.changed.iter().flat_map(|process| &process.options).chain(&self.options);
        self.kind_changed()
            || self.reordered
            || !self.added.is_empty()
            || !self.removed.is_empty()
            || options.into_iter().any(|option| option.compared)
    }

    fn is_empty(&self) -> bool {
        !self.is_compared() && self.options.is_empty() && self.changed.is_empty()
    }
}

impl<'a> ProcessChange<'a> {
    fn between(old: &'a Process, new: &'a Process) -> Option<Self> {
        let options = options::process_options(old, new);
        (!options.is_empty()).then_some(Self { old, new, options })
    }
}
