//! Puts lines together: blank lines, and comments at the ends of lines.

use supervisor_grammar::is_space;

use super::lines::{Kind, Written};

/// The text.
pub(super) fn put_together(lines: Vec<Written>, end: &str) -> String {
    let lines = spaced(lines);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        text.push_str(&line.text);
        if let Some(aside) = &line.aside {
            let neighbours = [number.checked_sub(1).and_then(|above| lines.get(above)), lines.get(number + 1)];
            let column = line.column().filter(|column| {
                neighbours.into_iter().flatten().any(|neighbour| neighbour.lines_up_at(*column))
            });
            let width = line.text.chars().count();
            let blanks = column.map_or(1, |column| column - width);
            text.extend(std::iter::repeat_n(' ', blanks));
            text.push_str(&aside.text);
        }
        text.push_str(end);
    }
    text
}

impl Written {
    /// Where the comment at the end of the line began, if it can begin there again.
    fn column(&self) -> Option<usize> {
        let aside = self.aside.as_ref()?;
        (aside.column > self.text.chars().count()).then_some(aside.column)
    }

    /// True when a comment of this line begins at a column, be it one inside a line that is a comment as a whole:
    /// `;umask=022   ; file mode`.
    fn lines_up_at(&self, column: usize) -> bool {
        if !matches!(self.kind, Kind::Comment { .. }) {
            return self.column() == Some(column);
        }
        let mut letters = self.text.chars().skip(column.saturating_sub(1));
        column > 0
            && letters.next().is_some_and(is_space)
            && letters.next().is_some_and(|letter| matches!(letter, ';' | '#'))
    }

    fn is_blank(&self) -> bool {
        self.kind == Kind::Blank
    }
}

/// The lines with a blank one before each section, never two together, and none at the ends of the file.
fn spaced(lines: Vec<Written>) -> Vec<Written> {
    let mut spaced: Vec<Written> = Vec::with_capacity(lines.len() + 8);
    for line in lines {
        match line.kind {
            Kind::Blank if spaced.last().is_none_or(Written::is_blank) => continue,
            Kind::Header => separate(&mut spaced),
            _ => {}
        }
        spaced.push(line);
    }
    if spaced.last().is_some_and(Written::is_blank) {
        spaced.pop();
    }
    spaced
}

/// Makes sure that a blank line separates the section that comes next from the one before. Comments right above its header
/// belong to it, unless they are options that somebody has commented out.
fn separate(lines: &mut Vec<Written>) {
    let is_own = |line: &Written| match line.kind {
        Kind::Comment { indented } => !indented && !is_code(&line.text),
        _ => false,
    };
    let is_between = |line: &Written| matches!(line.kind, Kind::Comment { .. } | Kind::Blank);
    let section = lines.iter().rposition(|line| !is_between(line));
    let Some(section) = section else { return };
    let between = lines.get(section + 1..).unwrap_or_default();
    if between.iter().any(Written::is_blank) {
        return;
    }
    let own = between.iter().rev().take_while(|line| is_own(line)).count();
    let blank = Written { kind: Kind::Blank, text: String::new(), aside: None };
    lines.insert(lines.len() - own, blank);
}

/// True for `;user=chrism` and `; [program:x]`.
fn is_code(comment: &str) -> bool {
    let text = comment.trim_start_matches([';', '#']).trim_matches(is_space);
    let is_key = |key: &str| {
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    };
    text.starts_with('[') && text.contains(']')
        || text.split_once('=').is_some_and(|(key, _)| is_key(key.trim_matches(is_space)))
}
