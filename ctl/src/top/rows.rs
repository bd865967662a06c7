//! Which rows the list has: filtered, sorted, in groups.

use std::cmp::Ordering;

use super::process::{Process, State};
use crate::names::namespec;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Name.
    Name,
    /// State.
    State,
    /// How often it was started again.
    Restarts,
    /// Process id.
    Pid,
    /// How long it runs.
    Uptime,
    /// Processor, lately.
    Cpu,
    /// Resident memory.
    Memory,
}

impl Column {
    /// All of them, from left to right.
    pub(crate) const ALL: [Self; 7] =
        [Self::Name, Self::State, Self::Restarts, Self::Pid, Self::Uptime, Self::Cpu, Self::Memory];

    /// Whether its largest values are the interesting ones.
    fn largest_first(self) -> bool {
        matches!(self, Self::Restarts | Self::Uptime | Self::Cpu | Self::Memory)
    }

    /// The column so many places to the right; around the corner at the ends.
    pub(crate) fn beside(self, places: usize) -> Self {
        let at = Self::ALL.iter().position(|column| *column == self).unwrap_or(0);
        Self::ALL.iter().copied().cycle().nth(at + places).unwrap_or(self)
    }
}

/// By what the rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// The column.
    pub(crate) column: Column,
    /// Whether the largest comes first.
    pub(crate) descending: bool,
}

impl Order {
    /// By this column, the interesting end first.
    pub(crate) fn by(column: Column) -> Self {
        Self { column, descending: column.largest_first() }
    }

    fn compare(self, one: &Process, other: &Process) -> Ordering {
        let numbers = |number: fn(&Process) -> Option<f64>| compare_numbers(number(one), number(other));
        let compared = match self.column {
            Column::Name => compare_names(one, other),
            Column::State => one.state.cmp(&other.state),
            Column::Restarts => one.restarts().cmp(&other.restarts()),
            Column::Pid => one.pid.cmp(&other.pid),
            Column::Uptime => one.uptime.cmp(&other.uptime),
            Column::Cpu => numbers(|process| process.cpu),
            Column::Memory => numbers(Process::memory),
        };
        let compared = if self.descending { compared.reverse() } else { compared };
        compared.then_with(|| compare_names(one, other))
    }
}

fn compare_numbers(one: Option<f64>, other: Option<f64>) -> Ordering {
    one.unwrap_or(-1.0).total_cmp(&other.unwrap_or(-1.0))
}

fn compare_names(one: &Process, other: &Process) -> Ordering {
    compare_text(&one.group, &other.group).then_with(|| compare_text(&one.name, &other.name))
}

/// Compares texts so that `web_9` comes before `web_10`.
fn compare_text(one: &str, other: &str) -> Ordering {
    let (mut one_rest, mut other_rest) = (one, other);
    loop {
        let ((one_part, one_next), (other_part, other_next)) = (part(one_rest), part(other_rest));
        let numbers = one_part.parse::<u64>().ok().zip(other_part.parse::<u64>().ok());
        let compared = numbers.map_or_else(|| one_part.cmp(other_part), |(one, other)| one.cmp(&other));
        if compared != Ordering::Equal || one_part.is_empty() {
            // `a01` and `a1` are not the same.
            return compared.then_with(|| one.cmp(other));
        }
        (one_rest, other_rest) = (one_next, other_next);
    }
}

/// The digits, or whatever is none, at the beginning of a text; and the rest.
fn part(text: &str) -> (&str, &str) {
    let is_digit = |c: char| c.is_ascii_digit();
    let number = text.starts_with(is_digit);
    text.split_at(text.find(|c| is_digit(c) != number).unwrap_or(text.len()))
}

/// What all processes of a row take together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sum {
    /// How many there are.
    pub(crate) count: usize,
    /// How many of them run.
    pub(crate) running: usize,
    /// How often they were started again.
    pub(crate) restarts: Option<i32>,
    /// Processor in percent of one.
    pub(crate) cpu: Option<f64>,
    /// Resident memory in bytes.
    pub(crate) memory: Option<f64>,
}

impl Sum {
    /// Adds up what is known.
    pub(crate) fn of<'a>(processes: impl IntoIterator<Item = &'a Process>) -> Self {
        let mut sum = Self { count: 0, running: 0, restarts: None, cpu: None, memory: None };
        for process in processes {
            sum.count += 1;
            sum.running += usize::from(process.state == State::Running);
            sum.restarts = match (sum.restarts, process.restarts()) {
                (Some(one), Some(other)) => Some(one.saturating_add(other)),
                (one, other) => one.or(other),
            };
            sum.cpu = add(sum.cpu, process.cpu);
            sum.memory = add(sum.memory, process.memory());
        }
        sum
    }
}

fn add(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// The heading of a group.
    Group {
        /// Its name.
        name: String,
        /// Its processes, those that are listed, together.
        sum: Sum,
    },
    /// A process: its place among all, and whether it stands below a heading.
    Process {
        /// Place among all processes.
        index: usize,
        /// Whether it stands below the heading of its group.
        below: bool,
    },
}

/// The rows of these processes. A group of one process that has its name gets no heading.
pub(crate) fn rows(processes: &[Process], order: Order, grouped: bool, filter: &str) -> Vec<Row> {
    let needle = filter.to_lowercase();
    let mut listed: Vec<(usize, &Process)> =
        processes.iter().enumerate().filter(|(_, process)| fits(process, &needle)).collect();
    listed.sort_by(|(_, one), (_, other)| order.compare(one, other));
    if !grouped {
        return listed.iter().map(|(index, _)| Row::Process { index: *index, below: false }).collect();
    }
    // A group comes where its first process does.
    let mut groups: Vec<(&str, Vec<(usize, &Process)>)> = Vec::new();
    for (index, process) in listed {
        match groups.iter_mut().find(|(name, _)| *name == process.group) {
            Some((_, members)) => members.push((index, process)),
            None => groups.push((&process.group, vec![(index, process)])),
        }
    }
    let mut rows = Vec::new();
    for (name, members) in groups {
        let alone = matches!(members.as_slice(), [(_, only)] if only.name == name);
        if !alone {
            let sum = Sum::of(members.iter().map(|(_, process)| *process));
            rows.push(Row::Group { name: name.to_owned(), sum });
        }
        rows.extend(members.iter().map(|(index, _)| Row::Process { index: *index, below: !alone }));
    }
    rows
}

fn fits(process: &Process, needle: &str) -> bool {
    let name = namespec(&process.group, &process.name).to_lowercase();
    name.contains(needle) || process.state.name().to_lowercase().starts_with(needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::top::samples::farm;

    fn shown(order: Order, grouped: bool, filter: &str) -> Vec<String> {
        let farm = farm();
        let one = |row: &Row| match row {
            Row::Group { name, sum } => format!("{name} {}/{}", sum.running, sum.count),
            Row::Process { index, below } => {
                let process = &farm[*index];
                if *below { format!("  {}", process.name) } else { namespec(&process.group, &process.name) }
            }
        };
        rows(&farm, order, grouped, filter).iter().map(one).collect()
    }

    #[test]
    fn sorted_by_every_column() {
        let all = |column| {
            let order = Order::by(column);
            let reverse = Order { descending: !order.descending, ..order };
            format!(
                "{column:?}: {}\n  reverse: {}\n",
                shown(order, false, "").join(" "),
                shown(reverse, false, "").join(" ")
            )
        };
        insta::assert_snapshot!(Column::ALL.map(all).concat());
    }

    #[test]
    fn groups_and_filters() {
        let by_name = Order::by(Column::Name);
        insta::assert_snapshot!(format!(
            "{}\n---\n{}\n---\n{}\n---\n{}",
            shown(by_name, true, "").join("\n"),
            shown(Order::by(Column::Cpu), true, "").join("\n"),
            shown(by_name, false, "WEB_1").join("\n"),
            shown(by_name, false, "fat").join("\n"),
        ));
        assert!(shown(by_name, true, "nothing like it").is_empty());
    }

    #[test]
    fn numbers_in_names_count_as_numbers() {
        assert_eq!(compare_text("web_9", "web_10"), Ordering::Less);
        assert_eq!(compare_text("web_10", "web_10"), Ordering::Equal);
        assert_eq!(compare_text("a01", "a1"), Ordering::Less);
        assert_eq!(compare_text("a", "a1"), Ordering::Less);
        assert_eq!(compare_text("9", "a"), Ordering::Less);
    }

    #[test]
    fn the_columns_are_a_circle() {
        assert_eq!(Column::Memory.beside(1), Column::Name);
        assert_eq!(Column::Name.beside(Column::ALL.len() - 1), Column::Memory);
    }
}
