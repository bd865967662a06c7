//! Who starts and stops before whom (spec-runtime §2.7).
//!
//! supervisord starts groups by ascending priority and does not wait between them; inside a group in the order of
//! `programs=`. On shutdown it stops one group after the other, the largest priority first, and waits for each; inside a group it
//! signals all at once. Where only names decide, nothing is promised: a fact does not hold then.

use super::forms::Order;
use crate::lint::Member;
use crate::plan::{Group, Origin};
use crate::sources::Location;

/// Why one does not come before the other, and the places that make it so. None: it does.
pub(super) fn fault(first: Member<'_>, second: Member<'_>, order: Order) -> Option<(String, Vec<Location>)> {
    let idle = [first, second].into_iter().find(|member| !member.process.autostart.value);
    if let (Order::Start, Some(idle)) = (order, idle) {
        let text = format!("{} does not start by itself: autostart=false", name(idle));
        return Some((text, place(idle.process.autostart.origin).into_iter().collect()));
    }
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
