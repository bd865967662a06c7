//! Colours, for whoever sits at a terminal.

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
