//! Colours, for whoever sits at a terminal.

use std::borrow::Cow;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum When {
    /// On a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
    #[default]
    Auto,
    Always,
    Never,
}

/// The words for it.
pub(crate) const WHEN: [(&str, When); 3] =
    [("auto", When::Auto), ("always", When::Always), ("never", When::Never)];

impl When {
    /// Reads the word.
    pub(crate) fn read(word: &str) -> Option<Self> {
        WHEN.iter().find(|(known, _)| *known == word).map(|(_, when)| *when)
    }

    /// Whether to colour what goes to a `terminal` or not. Whoever sets these variables wants no colours anywhere.
    pub(crate) fn holds(self, terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                terminal && !no_color && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
            }
        }
    }
}

/// The name of a state, coloured; its length as it is seen stays.
pub(crate) fn state(name: &str) -> String {
    let code = match name {
        "RUNNING" => "32",
        "STARTING" | "STOPPING" | "BACKOFF" => "33",
        "FATAL" | "UNKNOWN" => "31",
        "STOPPED" => "2",
        _ => return name.to_owned(),
    };
    format!("\u{1b}[{code}m{name}\u{1b}[0m")
}

/// A preview of an update, coloured by the sign that each line begins with.
pub(crate) fn preview(text: &str) -> String {
    let paint = |line: &str| match line.trim_start().chars().next() {
        Some('+') => format!("\u{1b}[32m{line}\u{1b}[0m"),
        Some('-') => format!("\u{1b}[31m{line}\u{1b}[0m"),
        Some('~') => format!("\u{1b}[33m{line}\u{1b}[0m"),
        _ => line.to_owned(),
    };
    text.split('\n').map(paint).collect::<Vec<_>>().join("\n")
}

/// Text as a terminal may get it: what a server says must not move the cursor or change the screen.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| c.is_control() && c != '\n';
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "?")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::{harmless, preview};

    #[test]
    fn the_sign_of_a_line_is_its_colour() {
        let coloured = preview("~ group a\n    + x\nno sign\n");
        assert_eq!(coloured, "\u{1b}[33m~ group a\u{1b}[0m\n\u{1b}[32m    + x\u{1b}[0m\nno sign\n");
    }

    #[test]
    fn sequences_do_not_reach_the_terminal() {
        assert_eq!(harmless("a\u{1b}]0;b\u{7}\u{9b}c\nd"), "a?]0;b??c\nd");
        assert_eq!(harmless("caf\u{e9}"), "caf\u{e9}");
    }
}
