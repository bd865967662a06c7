//! Puts lines together: blank lines, and comments at the ends of lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use supervisor_grammar::is_space;

use super::lines::{Aside, Kind, Written};

/// The text.
pub(super) fn put_together(lines: Vec<Written>, end: &str) -> String {
    let lines = spaced(lines);
    let mut text = String::new();
    for block in lines.chunk_by(|above, below| !above.text.is_empty() && !below.text.is_empty()) {
        let common = common_column(block);
        for line in block {
            text.push_str(&line.text);
            if let Some(aside) = &line.aside {
                text.extend(std::iter::repeat_n(' ', line.gap(aside, common)));
                text.push_str(&aside.text);
            }
            text.push_str(end);
        }
    }
    text
}

/// The column at which comments line up in lines without a blank one between them; none: at no column.
///
/// It is the one with most comments that have more than a blank before them, those inside of lines that are comments as a
/// whole among them: `;umask=022   ; file mode`. Of several, the first. What is formatted by it has no other
/// column with more, so that formatting it again finds the same.
fn common_column(block: &[Written]) -> Option<usize> {
    let mut columns: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (column, is_apart) in block.iter().filter_map(Written::column) {
        let (apart, all) = columns.entry(column).or_default();
        *apart += usize::from(is_apart);
        *all += 1;
    }
    let several = columns.into_iter().filter(|(_, (apart, all))| *apart > 0 && *all > 1);
    several.max_by_key(|(column, (apart, _))| (*apart, Reverse(*column))).map(|(column, _)| column)
}

impl Written {
    /// How many blanks stand before the comment at the end of the line.
    fn gap(&self, aside: &Aside, common: Option<usize>) -> usize {
        let width = self.text.chars().count();
        let lines_up = |column: &usize| *column > width && (aside.gap > 1 || aside.column == *column);
        common.filter(lines_up).map_or(1, |column| column - width)
    }

    /// Where a comment begins that is not the line as a whole, and whether more than a blank stands before it. None, too,
    /// when there is no room for it any more.
    fn column(&self) -> Option<(usize, bool)> {
        if let Some(aside) = &self.aside {
            let fits = aside.column > self.text.chars().count();
            return fits.then_some((aside.column, aside.gap > 1));
        }
        if !matches!(self.kind, Kind::Comment { .. }) {
            return None;
        }
        let mut blanks = 0;
        for (column, letter) in self.text.chars().enumerate() {
            if blanks > 1 && matches!(letter, ';' | '#') {
                return Some((column, true));
            }
            blanks = if is_space(letter) { blanks + 1 } else { 0 };
        }
        None
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
        !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    };
    text.starts_with('[') && text.contains(']')
        || text.split_once('=').is_some_and(|(key, _)| is_key(key.trim_matches(is_space)))
}
