//! Draws the model. Pure: the same model makes the same screen.

mod cells;
mod list;
mod overlays;
mod plain;
mod theme;

#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use super::layout::Areas;
use super::model::{Link, LogSize, Mode, Model, Selected, question};
use super::process::{Reading, State};
use super::rows::Sum;
use crate::names::namespec;
pub(crate) use plain::plain;
pub(crate) use theme::Theme;

/// Draws everything.
pub(crate) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme) {
    let areas = fitted(model.areas(), frame.area());
    header(frame, areas.header, model, theme);
    list::draw(frame, areas.titles, areas.list, model, theme);
    log(frame, areas.log, model, theme);
    footer(frame, areas.footer, model, theme);
    match &model.mode {
        Mode::Help(first) => overlays::help(frame, *first, theme),
        Mode::Signal { target, chosen } => overlays::signals(frame, target, *chosen, theme),
        Mode::List | Mode::Filter | Mode::Confirm(_) => {}
    }
}

/// The screen may have become smaller than the model knows.
fn fitted(areas: Areas, screen: Rect) -> Areas {
    let fit = |area: Rect| area.intersection(screen);
    Areas {
        header: fit(areas.header),
        titles: fit(areas.titles),
        list: fit(areas.list),
        log: fit(areas.log),
        footer: fit(areas.footer),
    }
}

/// Draws one line at a row of an area, if it has one there.
fn put(frame: &mut Frame<'_>, area: Rect, row: u16, line: Line<'_>) {
    if row < area.height {
        let place = Rect { y: area.y + row, height: 1, ..area };
        line.render(place, frame.buffer_mut());
    }
}

/// A text that ends with a mark where it does not fit.
fn shorten(text: &str, width: usize, theme: Theme) -> String {
    if Span::raw(text).width() <= width {
        return text.to_owned();
    }
    let mark = if theme.unicode { "…" } else { "~" };
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if Span::raw(&short).width() + 1 > width {
            short.pop();
            break;
        }
    }
    if width > 0 { short + mark } else { short }
}

/// The numbers of processes in each state, the most urgent first.
fn counts(reading: &Reading) -> Vec<(State, usize)> {
    let count = |state| reading.processes.iter().filter(|process| process.state == state).count();
    State::ALL.map(|state| (state, count(state))).into_iter().filter(|(_, count)| *count > 0).collect()
}

/// A number of processes in words.
fn processes(count: usize) -> String {
    format!("{count} process{}", if count == 1 { "" } else { "es" })
}

fn header(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: Theme) {
    let name = model.reading.as_ref().map_or("supervisor", |reading| &reading.identification);
    let (link, style) = match (&model.link, model.silence(), &model.reading) {
        (Link::Down(reason, since), ..) => {
            let seconds = model.now.saturating_sub(*since).as_secs();
            (format!("NO CONNECTION for {seconds} s: {reason}; trying again"), theme.bad())
        }
        (_, Some(silence), _) => (format!("NO ANSWER for {} s", silence.as_secs()), theme.bad()),
        (Link::Up, None, None) => ("asking...".to_owned(), Style::new()),
        (Link::Up, None, Some(_)) => (format!("every {} s", model.interval.as_secs_f64()), Style::new()),
    };
    let width = usize::from(area.width);
    let room = width.saturating_sub(Span::raw(&link).width() + 2);
    let left = shorten(&theme.text(&format!("{name}  {}", model.url)), room, theme);
    let gap = " ".repeat(width.saturating_sub(Span::raw(&left).width() + Span::raw(&link).width()));
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let link = Span::styled(theme.text(&link), style);
    put(frame, area, 0, Line::from(vec![Span::styled(left, bold), Span::raw(gap), link]));
    put(frame, area, 1, summary(model, theme));
}

fn summary<'a>(model: &Model, theme: Theme) -> Line<'a> {
    let Some(reading) = &model.reading else { return Line::default() };
    let mut spans = vec![Span::raw(processes(reading.processes.len()))];
    if !model.filter.is_empty() {
        let text = format!(" (filter: {})", theme.text(&model.filter));
        spans.push(Span::styled(text, theme.accent()));
    }
    for (at, (state, count)) in counts(reading).into_iter().enumerate() {
        spans.push(Span::raw(if at == 0 { ": " } else { ", " }));
        spans.push(Span::styled(format!("{count} {}", state.name()), theme.state(state)));
    }
    let sum = Sum::of(&reading.processes);
    if let (Some(cpu), Some(memory)) = (sum.cpu, sum.memory) {
        spans.push(Span::raw(format!("  CPU {}%  memory {}", cells::percent(cpu), cells::bytes(memory))));
    }
    Line::from(spans)
}

fn log(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: Theme) {
    let pane = &model.log;
    if pane.size == LogSize::None || area.height == 0 {
        return;
    }
    let title = match &model.selected {
        Some(Selected::Process(group, name)) => {
            let back = if pane.back > 0 { format!(", {} lines back", pane.back) } else { String::new() };
            format!(" {} {}{back} ", theme.text(&namespec(group, name)), pane.stream.name())
        }
        _ => " select a process to see its log ".to_owned(),
    };
    let width = usize::from(area.width);
    let title = shorten(&title, width.saturating_sub(4), theme);
    let right = theme.dash().repeat(width.saturating_sub(Span::raw(&title).width() + 2));
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let line = vec![Span::raw(theme.dash().repeat(2)), Span::styled(title, bold), Span::raw(right)];
    put(frame, area, 0, Line::from(line));
    let complaint = pane.complaint.as_deref();
    let height = usize::from(area.height - 1).saturating_sub(usize::from(complaint.is_some()));
    let lines = pane.lines.window(height, pane.back);
    let mut row = 1;
    for line in &lines {
        put(frame, area, row, Line::raw(shorten(&theme.text(line), width, theme)));
        row += 1;
    }
    if let Some(complaint) = complaint {
        put(frame, area, row, Line::styled(theme.text(complaint), theme.bad()));
    }
}

fn footer(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: Theme) {
    let width = usize::from(area.width);
    let reversed = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
    let line = match (&model.mode, &model.message) {
        (Mode::Confirm(command), _) => {
            // What to answer is always there.
            let room = width.saturating_sub(ANSWERS.len());
            let question = shorten(&theme.text(&question(command)), room, theme);
            Line::styled(question + ANSWERS, reversed)
        }
        (Mode::Filter, _) => {
            let cursor = Span::styled(" ", reversed);
            let hint = Span::raw("  Enter: keep, Esc: no filter");
            Line::from(vec![Span::raw(format!("/{}", theme.text(&model.filter))), cursor, hint])
        }
        (_, Some(message)) => {
            let style = if message.bad { theme.bad() } else { Style::new().add_modifier(Modifier::BOLD) };
            Line::styled(shorten(&theme.text(&message.text), width, theme), style)
        }
        _ if !model.under_way.is_empty() => {
            let commands: Vec<&str> = model.under_way.iter().map(|(_, command)| command.as_str()).collect();
            let text = format!("{} ...", commands.join(", "));
            Line::raw(shorten(&theme.text(&text), width, theme))
        }
        _ => hints(width, theme),
    };
    put(frame, area, 0, line);
}

/// What a question can be answered.
const ANSWERS: &str = " y: yes, else no";

/// As many of the most useful keys as there is room for.
fn hints<'a>(width: usize, theme: Theme) -> Line<'a> {
    const HINTS: [(&str, &str); 10] = [
        ("?", "help"),
        ("q", "quit"),
        ("s", "start"),
        ("x", "stop"),
        ("r", "restart"),
        ("/", "filter"),
        ("P", "by CPU"),
        ("g", "groups"),
        ("l", "log"),
        ("K", "signal"),
    ];
    let mut spans = Vec::new();
    let mut left = width;
    for (key, what) in HINTS {
        let text = format!(" {what}  ");
        let Some(room) = left.checked_sub(key.len() + text.len()) else { break };
        left = room;
        spans.push(Span::styled(key, theme.accent()));
        spans.push(Span::raw(text));
    }
    Line::from(spans)
}
