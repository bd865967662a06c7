//! What the terminal can show: colours, characters beyond ASCII.

use ratatui::style::{Color, Modifier, Style};

use crate::top::process::State;

/// How things look. No colour stands alone: what it says is also there in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    /// Whether there are colours.
    pub(crate) colour: bool,
    /// Whether characters beyond ASCII can be shown.
    pub(crate) unicode: bool,
}

impl Theme {
    /// As the environment says: `NO_COLOR` (no-color.org), and the locale.
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        Self {
            colour: set("NO_COLOR").is_none(),
            unicode: locale.contains("utf-8") || locale.contains("utf8"),
        }
    }

    /// The style of a state's name.
    pub(crate) fn state(self, state: State) -> Style {
        match state {
            State::Fatal | State::Unknown => self.bad(),
            State::Backoff | State::Stopping | State::Starting | State::Exited => {
                self.coloured(Color::Yellow)
            }
            State::Running => self.coloured(Color::Green),
            State::Stopped => Style::new(),
        }
    }

    /// What went wrong.
    pub(crate) fn bad(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What leads to something, such as the name of a key.
    pub(crate) fn accent(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    fn coloured(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// The mark of the sorted column.
    pub(crate) fn arrow(self, descending: bool) -> &'static str {
        match (self.unicode, descending) {
            (true, true) => "▼",
            (true, false) => "▲",
            (false, true) => "v",
            (false, false) => "^",
        }
    }

    /// What a line across the screen is made of.
    pub(crate) fn dash(self) -> &'static str {
        if self.unicode { "─" } else { "-" }
    }

    /// A text with what the terminal cannot show replaced.
    pub(crate) fn text(self, text: &str) -> String {
        let fit = |c: char| match c {
            c if c.is_control() => '?',
            c if self.unicode || c.is_ascii() => c,
            _ => '?',
        };
        text.chars().map(fit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_environment_decides() {
        let theme = |variables: &[(&str, &str)]| {
            let variables: Vec<(String, String)> =
                variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let theme = Theme::from_environment(|name| {
                variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
            });
            (theme.colour, theme.unicode)
        };
        assert_eq!(theme(&[]), (true, false));
        assert_eq!(theme(&[("NO_COLOR", "1"), ("LANG", "de_DE.UTF-8")]), (false, true));
        assert_eq!(theme(&[("NO_COLOR", ""), ("LANG", "C")]), (true, false));
        assert_eq!(theme(&[("LC_ALL", "C"), ("LANG", "C.utf8")]), (true, false));
        assert_eq!(theme(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]), (true, true));
    }

    #[test]
    fn what_cannot_be_shown_is_replaced() {
        let theme = |unicode| Theme { colour: true, unicode };
        assert_eq!(theme(true).text("a\u{1b}[2Jä"), "a?[2Jä");
        assert_eq!(theme(false).text("aä€"), "a??");
    }
}
