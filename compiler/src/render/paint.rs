//! Colours of a terminal, tables whose comments line up, and what stays on its line.

use std::path::Path;

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// True for ANSI colours.
    pub color: bool,
}

/// What a piece of text is, which decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Added,
    Changed,
    Removed,
    Strong,
    Faint,
}

impl Paint {
    pub(super) fn tone(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Added => "32",
            Tone::Changed => "33",
            Tone::Removed => "31",
            Tone::Strong => "1",
            Tone::Faint => "2",
        };
        if self.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A line and the remark at its end.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The line, indented.
    pub(super) text: String,
    /// What follows after `# `.
    pub(super) remark: String,
    /// How the line looks.
    pub(super) tone: Option<Tone>,
}

/// Remarks do not move further to the right than this; a longer line pushes its own.
const REMARK_COLUMN: usize = 56;

/// Writes lines so that their remarks line up.
pub(super) fn lines(out: &mut String, lines: &[Line], paint: Paint) {
    let width = |line: &Line| line.text.chars().count();
    let longest = lines.iter().map(width).filter(|width| *width <= REMARK_COLUMN).max().unwrap_or(0);
    for line in lines {
        match line.tone {
            Some(tone) => out.push_str(&paint.tone(tone, &line.text)),
            None => out.push_str(&line.text),
        }
        if !line.remark.is_empty() {
            out.extend(std::iter::repeat_n(' ', longest.saturating_sub(width(line)) + 2));
            out.push_str(&paint.tone(Tone::Faint, &format!("# {}", line.remark)));
        }
        out.push('\n');
    }
}

/// A path on one line, for people: control characters, and bytes that are no UTF-8, as escapes.
#[must_use]
pub(crate) fn shown_path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&one_line(chunk.valid()));
        chunk.invalid().iter().for_each(|byte| shown.push_str(&format!("\\x{byte:02x}")));
    }
    shown
}

/// A value on one line: control characters escaped.
pub(crate) fn one_line(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    for letter in value.chars() {
        if letter.is_control() { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn a_path_stays_on_its_line() {
        let shown = |bytes: &[u8]| shown_path(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(shown("a b/ü.conf".as_bytes()), "a b/ü.conf");
        assert_eq!(shown(b"a\n\x1b[1m\xff\xc3.conf"), "a\\n\\u{1b}[1m\\xff\\xc3.conf");
    }
}
