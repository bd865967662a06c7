//! What stands above everything else for a while: the help, the choice of a signal.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use super::{Theme, shorten};
use crate::top::model::{HELP, SIGNALS, shown};

/// A border that every terminal can show.
const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// The keys and what they do, from this line on.
pub(super) fn help(frame: &mut Frame<'_>, first: usize, theme: Theme) {
    let widest = HELP.iter().map(|(keys, _)| keys.len()).max().unwrap_or(0);
    let line = |(keys, what): &(&'static str, &'static str)| {
        Line::from(vec![Span::styled(format!(" {keys:widest$}  "), theme.accent()), Span::raw(*what)])
    };
    let width = HELP.iter().map(|(_, what)| what.len()).max().unwrap_or(0) + widest + 6;
    let place = centred(frame.area(), width, HELP.len() + 2);
    // As much as fits, and no further than to the end.
    let last = HELP.len().saturating_sub(usize::from(place.height.saturating_sub(2)));
    let lines: Vec<Line<'_>> = HELP.iter().skip(first.min(last)).map(line).collect();
    let title = if last > 0 { " Keys (Up, Down: more; Esc: back) " } else { " Keys (Esc: back) " };
    window(frame, place, title, lines, theme);
}

/// The signals, one of them chosen.
pub(super) fn signals(frame: &mut Frame<'_>, target: &str, chosen: usize, theme: Theme) {
    let title = format!(" Signal to {} ", theme.text(&shown(target)));
    let hint = "Enter: send, Esc: back";
    let place = centred(frame.area(), (title.len() + 2).max(hint.len() + 4), SIGNALS.len() + 3);
    let room = usize::from(place.height.saturating_sub(3)).max(1);
    let first = (chosen + 1).saturating_sub(room);
    let signals = SIGNALS.iter().enumerate().skip(first).take(room).map(|(at, name)| {
        if at == chosen {
            Line::styled(format!(" > {name} "), Style::new().add_modifier(Modifier::REVERSED))
        } else {
            Line::raw(format!("   {name} "))
        }
    });
    let lines = signals.chain([Line::raw(format!(" {hint}"))]).collect();
    window(frame, place, &title, lines, theme);
}

fn window(frame: &mut Frame<'_>, place: Rect, title: &str, lines: Vec<Line<'_>>, theme: Theme) {
    let title = shorten(title, usize::from(place.width.saturating_sub(2)), theme);
    let set = if theme.unicode { border::PLAIN } else { ASCII };
    let block = Block::new().borders(Borders::ALL).border_set(set).title(title);
    frame.render_widget(Clear, place);
    frame.render_widget(Paragraph::new(lines).block(block), place);
}

/// An area of that size in the middle of the screen, smaller where the screen is.
fn centred(screen: Rect, width: usize, height: usize) -> Rect {
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(screen.width);
    let height = u16::try_from(height).unwrap_or(u16::MAX).min(screen.height);
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    }
}
