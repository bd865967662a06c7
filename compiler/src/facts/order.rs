//! Who starts and stops before whom (spec-runtime §1.9).
//!
//! supervisord starts groups by ascending priority and does not wait between them; inside a group in the order of
//! `programs=`. On shutdown it stops one group after the other, the largest priority first, and waits for each; inside a group it
//! signals all at once. Where only names decide, nothing is promised: a fact does not hold then.

use super::forms::Order;
use crate::lint::Member;
use crate::plan::{Group, Origin};
use crate::sources::Location;

/// Why some of the first do not come before some of the second, and the places that make it so. None: all do. Both are in the
/// order of the plan.
pub(super) fn fault(
    firsts: &[Member<'_>],
    seconds: &[Member<'_>],
    order: Order,
) -> Option<(String, Vec<Location>)> {
    let idle = firsts.iter().chain(seconds).find(|member| !member.process.autostart.value);
    if let (Order::Start, Some(idle)) = (order, idle) {
        let text = format!("{} does not start by itself: autostart=false", name(*idle));
        return Some((text, place(idle.process.autostart.origin).into_iter().collect()));
    }
    // In each group, when the last of the first comes before the first of the second, all do.
    let lasts: Vec<_> = by_group(firsts).filter_map(<[_]>::last).collect();
    let mut pairs = by_group(seconds)
        .filter_map(<[_]>::first)
        .flat_map(|second| lasts.iter().map(move |first| (first, second)));
    pairs.find_map(|(first, second)| fault_of_pair(**first, *second, order))
}

fn by_group<'m, 'v>(members: &'m [Member<'v>]) -> impl Iterator<Item = &'m [Member<'v>]> {
    members.chunk_by(|one, other| std::ptr::eq(one.group, other.group))
}

fn fault_of_pair(first: Member<'_>, second: Member<'_>, order: Order) -> Option<(String, Vec<Location>)> {
    if std::ptr::eq(first.group, second.group) {
        return within_a_group(first, second, order);
    }
    let (one, other) = (first.group.priority.value, second.group.priority.value);
    let fits = match order {
        Order::Start => one < other,
        Order::Stop => one > other,
    };
    let places = || [first, second].map(|member| priority(member.group)).into_iter().flatten().collect();
    let text = if one == other {
        format!(
            "the groups {} and {} both have priority {one}: nothing but their names decides",
            first.group.name, second.group.name
        )
    } else {
        let verb = match order {
            Order::Start => "starts",
            Order::Stop => "stops",
        };
        let (early, late) = (second.group, first.group);
        format!(
            "group {} (priority {}) {verb} before group {} (priority {})",
            early.name, early.priority.value, late.name, late.priority.value
        )
    };
    (!fits).then(|| (text, places()))
}

fn within_a_group(first: Member<'_>, second: Member<'_>, order: Order) -> Option<(String, Vec<Location>)> {
    let group = first.group;
    let place_of =
        |member: Member<'_>| group.processes.iter().position(|process| std::ptr::eq(process, member.process));
    let (text, fits) = match order {
        Order::Start => (
            format!("{} starts before {} in group {}", name(second), name(first), group.name),
            place_of(first) < place_of(second),
        ),
        Order::Stop => {
            (format!("both are in group {}, whose processes are stopped all at once", group.name), false)
        }
    };
    (!fits).then(|| (text, group.location().into_iter().collect()))
}

/// `web`, or `web:web_01` where the group has another name.
pub(super) fn name(member: Member<'_>) -> String {
    let (group, process) = (&member.group.name, &member.process.name.value);
    if group == process { process.clone() } else { format!("{group}:{process}") }
}

/// Where the priority of a group stands, or the section of a group that has none.
fn priority(group: &Group) -> Option<Location> {
    place(group.priority.origin).or_else(|| group.location())
}

fn place(origin: Origin) -> Option<Location> {
    origin.location()
}
