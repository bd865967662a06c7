//! `supervisor-lint fmt`: one way to write a configuration, which changes nothing of what it says.
//!
//! The style: `key=value` with a key in small letters and nothing around the `=`; options begin at the margin, the lines that
//! continue a value four blanks to the right of it, as far apart from each other as they were; a blank line before each
//! section, never two together; nothing at the ends of lines. A comment at the end of a line stands one blank behind what it is
//! about, unless those around it line up: then it lines up with them. Everything else stays: the order, the
//! comments, what stands in a value, a header without its `]`, the line ends.
//!
//! [`lines`](mod@lines) makes the lines, [`layout`] puts them together, [`proof`] makes sure that they mean the same.

mod layout;
mod lines;
pub mod proof;

use supervisor_grammar::{SyntaxErrorKind, parse};

/// Why a text is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFormatted {
    /// Supervisor cannot read it: what was meant is anybody's guess.
    #[error("{}", words(*kind))]
    Syntax {
        /// The first line that is wrong, from 1.
        line: u32,
        /// What is wrong with it.
        kind: SyntaxErrorKind,
    },
    /// The formatted text would mean something else. That is a fault of the formatter.
    #[error("internal error: formatting would change what it says; please report it")]
    Fault,
}

fn words(kind: SyntaxErrorKind) -> &'static str {
    match kind {
        SyntaxErrorKind::NoSectionHeader => "text before the first [section]",
        SyntaxErrorKind::Unparsable => "the line is neither a [section] nor an option=value",
    }
}

/// The formatted text: the same sections, options, values and comments in the same order.
///
/// # Errors
/// For a text with syntax errors.
pub fn format(text: &str) -> Result<String, NotFormatted> {
    let (tree, errors) = parse(text);
    if let Some(error) = errors.first() {
        return Err(NotFormatted::Syntax { line: error.line.saturating_add(1), kind: error.kind });
    }
    let new = layout::put_together(lines::lines(&tree, text), line_end(text));
    if proof::same_text(text, &new) { Ok(new) } else { Err(NotFormatted::Fault) }
}

/// The line end that the file uses: that of its first line. A lone CR, which no editor writes any more, becomes LF.
fn line_end(text: &str) -> &'static str {
    let first = text.find(['\n', '\r']).and_then(|at| text.get(at..));
    if first.is_some_and(|rest| rest.starts_with("\r\n")) { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests;
