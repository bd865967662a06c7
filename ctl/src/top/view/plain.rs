//! One frame as plain text, for `top -b`: every row and column, whatever the width.

use ratatui::text::Span;

use super::list::pad;
use super::{Theme, cells, counts, processes};
use crate::names::namespec;
use crate::top::process::Reading;
use crate::top::rows::{Column, Order, Row, rows};

/// A reading as lines: the server, the titles, the processes by name. Fields are parted by blanks; `-` is what is not
/// known; of a process that does not run the server's words come last.
pub(crate) fn plain(reading: &Reading, url: &str) -> String {
    let theme = Theme { colour: false, unicode: true };
    let states: Vec<String> =
        counts(reading).into_iter().map(|(state, count)| format!("{count} {}", state.name())).collect();
    let colon = if states.is_empty() { "" } else { ": " };
    let all = processes(reading.processes.len());
    let head = format!("{}  {url}  {all}{colon}{}", reading.identification, states.join(", "));
    let mut text = format!("{}\n\n", theme.text(&head));
    let listed = rows(&reading.processes, Order::by(Column::Name), false, "");
    let named: Vec<_> = listed
        .iter()
        .filter_map(|row| match row {
            Row::Process { index, .. } => reading.processes.get(*index),
            Row::Group { .. } => None,
        })
        .map(|process| (theme.text(&namespec(&process.group, &process.name)), process))
        .collect();
    let widest = named.iter().map(|(name, _)| Span::raw(name).width()).max().unwrap_or(0);
    let name_width = widest.max(cells::width(Column::Name));
    let width = |column| if column == Column::Name { name_width } else { cells::width(column) };
    let line = |cell: &dyn Fn(Column) -> String, after: &str| {
        let cells = Column::ALL.map(|column| pad(&cell(column), width(column), cells::is_number(column)));
        let line = format!("{}  {after}", cells.join(" "));
        format!("{}\n", line.trim_end())
    };
    text.push_str(&line(&|column| cells::title(column).to_owned(), ""));
    for (name, process) in named {
        let cell = |column| match column {
            Column::Name => name.clone(),
            Column::State => process.state.name().to_owned(),
            Column::Pid if process.pid == 0 => "-".to_owned(),
            column => cells::process(column, process),
        };
        let after = if process.pid == 0 { theme.text(&process.description) } else { String::new() };
        text.push_str(&line(&cell, &after));
    }
    text
}
