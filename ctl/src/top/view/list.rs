//! The list of processes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::{Theme, cells, put, shorten};
use crate::names::namespec;
use crate::top::model::{Link, Model};
use crate::top::process::{Process, State};
use crate::top::rows::{Column, Row, Sum};

/// What stands before the selected row.
const MARK: &str = "> ";

/// What stands before the others.
const NO_MARK: &str = "  ";

/// Draws the titles and the rows.
pub(super) fn draw(frame: &mut Frame<'_>, titles: Rect, list: Rect, model: &Model, theme: Theme) {
    let names: Vec<String> = model.rows.iter().map(|row| name(row, model, theme)).collect();
    let longest = names.iter().map(|name| Span::raw(name).width()).max().unwrap_or(0);
    let total = usize::from(list.width).saturating_sub(MARK.len());
    let (columns, name_width) = cells::fit(total, longest);
    put(frame, titles, 0, titles_line(&columns, name_width, model, theme));
    if model.rows.is_empty() {
        let text = match &model.reading {
            None => "",
            Some(reading) if reading.processes.is_empty() => "The server has no processes",
            Some(_) => "Nothing fits the filter; Esc ends it",
        };
        put(frame, list, 0, Line::raw(text));
    }
    let visible = model.rows.iter().zip(&names).enumerate().skip(model.first);
    for (screen_row, (place, (row, name))) in (0..list.height).zip(visible) {
        let name = pad(&shorten(name, name_width, theme), name_width, false);
        let mut spans = vec![Span::raw(if place == model.place { MARK } else { NO_MARK })];
        match row {
            Row::Group { sum, .. } => group_spans(&mut spans, name, sum, &columns),
            Row::Process { index, .. } => {
                if let Some(process) = model.processes().get(*index) {
                    process_spans(&mut spans, name, process, &columns, total, theme);
                }
            }
        }
        let mut style = Style::new();
        if matches!(model.link, Link::Down(..)) {
            style = style.add_modifier(Modifier::DIM);
        }
        if place == model.place {
            style = style.add_modifier(Modifier::REVERSED);
        }
        // The selection reaches to the right edge.
        let shown: usize = spans.iter().map(Span::width).sum();
        spans.push(Span::raw(" ".repeat(usize::from(list.width).saturating_sub(shown))));
        put(frame, list, screen_row, Line::from(spans).style(style));
    }
}

fn name(row: &Row, model: &Model, theme: Theme) -> String {
    match row {
        Row::Group { name, .. } => theme.text(name),
        Row::Process { index, below } => match model.processes().get(*index) {
            Some(process) if *below => theme.text(&format!("  {}", process.name)),
            Some(process) => theme.text(&namespec(&process.group, &process.name)),
            None => String::new(),
        },
    }
}

fn titles_line<'a>(columns: &[Column], name_width: usize, model: &Model, theme: Theme) -> Line<'a> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let mut spans = vec![Span::raw(NO_MARK)];
    for column in columns {
        let sorted = model.order.column == *column;
        let mark = if sorted { theme.arrow(model.order.descending) } else { "" };
        let width = if *column == Column::Name { name_width } else { cells::width(*column) };
        let text = pad(&format!("{}{mark}", cells::title(*column)), width, cells::is_number(*column));
        if *column != Column::Name {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(text, if sorted { bold.patch(theme.accent()) } else { bold }));
    }
    Line::from(spans)
}

fn group_spans(spans: &mut Vec<Span<'_>>, name: String, sum: &Sum, columns: &[Column]) {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    spans.push(Span::styled(name, bold));
    for column in columns.iter().filter(|column| **column != Column::Name) {
        let text = pad(&cells::sum(*column, sum), cells::width(*column), cells::is_number(*column));
        spans.push(Span::styled(format!(" {text}"), bold));
    }
}

/// Of a process that does not run, the server's words take the place of the figures that it has not.
fn process_spans(
    spans: &mut Vec<Span<'_>>,
    name: String,
    process: &Process,
    columns: &[Column],
    total: usize,
    theme: Theme,
) {
    let mut used = Span::raw(&name).width();
    spans.push(Span::raw(name));
    for column in columns.iter().filter(|column| **column != Column::Name) {
        let width = cells::width(*column);
        match column {
            Column::State => {
                spans.push(Span::raw(" "));
                let text = pad(process.state.name(), width, false);
                spans.push(Span::styled(text, theme.state(process.state)));
            }
            Column::Pid | Column::Uptime | Column::Cpu | Column::Memory if process.pid == 0 => {
                let text = theme.text(&process.description);
                let style = if process.state == State::Fatal { theme.bad() } else { Style::new() };
                let room = total.saturating_sub(used + 2);
                spans.push(Span::styled(format!("  {}", shorten(&text, room, theme)), style));
                return;
            }
            column => {
                let text = pad(&cells::process(*column, process), width, cells::is_number(*column));
                spans.push(Span::raw(format!(" {text}")));
            }
        }
        used += width + 1;
    }
}

/// A text in so many cells.
pub(super) fn pad(text: &str, width: usize, right: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(Span::raw(text).width()));
    if right { blanks + text } else { format!("{text}{blanks}") }
}
