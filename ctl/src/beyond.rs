//! What the commands have beyond the original: one table, from which come the parser, the help, the manual page and
//! the completions.

/// An option that may stand among the words behind a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Extra {
    /// As it is written, dashes included.
    pub name: &'static str,
    /// What its value is called; none when it takes none. With `=` before it, it must be attached by one: without, the
    /// word is another option.
    pub value: Option<&'static str>,
    /// A sentence for the help.
    pub doc: &'static str,
}

impl Extra {
    /// As it is used: `-n LINES`, `--plan=FILE`.
    #[must_use]
    pub fn usage(&self) -> String {
        match self.value {
            None => self.name.to_owned(),
            Some(value) if value.starts_with('=') => format!("{}{value}", self.name),
            Some(value) => format!("{} {value}", self.name),
        }
    }
}

/// The options of a command.
#[derive(Debug)]
pub struct Beyond {
    /// The command.
    pub command: &'static str,
    /// Its options.
    pub options: &'static [Extra],
    /// Whether its names may be patterns.
    pub patterns: bool,
}

pub(crate) const JSON: Extra = Extra { name: "--json", value: None, doc: "print JSON (docs/json.md)" };
pub(crate) const FAIL_ON: Extra = Extra {
    name: "--fail-on",
    value: Some("STATES"),
    doc: "exit with 3 if a listed process is in one of these states, such as FATAL,BACKOFF, and else with 0; or never",
};
pub(crate) const SORT: Extra = Extra {
    name: "--sort",
    value: Some("KEY"),
    doc: "sort by name, state (worst first), uptime or pid; -KEY turns it round",
};
pub(crate) const GROUP: Extra = Extra { name: "--group", value: None, doc: "list by group, under headings" };
pub(crate) const PLAN: Extra = Extra {
    name: "--plan",
    value: None,
    doc: "only show what an update would do and which lines cause it; exit with 0 if nothing differs, 2 if something \
          does, 1 if that cannot be told",
};
pub(crate) const SAVED: Extra = Extra {
    name: "--plan",
    value: Some("=FILE"),
    doc: "do what supervisor-diff --out FILE foretold, if neither what runs nor the configuration has changed since; \
          else do nothing and say what moved",
};
pub(crate) const MINIMAL: Extra = Extra {
    name: "--minimal",
    value: None,
    doc: "of a group that changed, stop and start only the processes that did; the others run on",
};
pub(crate) const VERBOSE: Extra = Extra {
    name: "--verbose",
    value: None,
    doc: "also show what an update would do and which lines cause it",
};
pub(crate) const LINES: Extra = Extra { name: "-n", value: Some("LINES"), doc: "the last LINES lines" };

/// Every command that has more than the original's.
pub static BEYOND: [Beyond; 12] = [
    Beyond { command: "avail", options: &[JSON], patterns: false },
    Beyond { command: "clear", options: &[], patterns: true },
    Beyond { command: "maintail", options: &[LINES], patterns: false },
    Beyond { command: "pid", options: &[], patterns: true },
    Beyond { command: "reread", options: &[JSON, PLAN, VERBOSE], patterns: false },
    Beyond { command: "restart", options: &[], patterns: true },
    Beyond { command: "signal", options: &[], patterns: true },
    Beyond { command: "start", options: &[], patterns: true },
    Beyond { command: "status", options: &[JSON, FAIL_ON, SORT, GROUP], patterns: true },
    Beyond { command: "stop", options: &[], patterns: true },
    Beyond { command: "tail", options: &[LINES], patterns: true },
    Beyond { command: "update", options: &[JSON, PLAN, SAVED, MINIMAL], patterns: false },
];

/// What is said of patterns.
pub const PATTERNS: &str = "Names may be patterns with * ? [a-z] [!a-z]: web-* fits processes by the name that status shows, \
                            or by the part behind the colon; *:worker? fits group and process. A name that exists is no pattern.";

/// What a command has beyond the original.
pub(crate) fn of(command: &str) -> Option<&'static Beyond> {
    BEYOND.iter().find(|beyond| beyond.command == command)
}

/// The lines about a command for `help COMMAND`.
pub(crate) fn help(command: &str) -> Vec<String> {
    let Some(beyond) = of(command) else { return Vec::new() };
    let mut lines = vec![String::new(), "Beyond the original:".to_owned()];
    for option in beyond.options {
        wrap(&mut lines, &format!("  {}", option.usage()), option.doc);
    }
    if beyond.patterns {
        wrap(&mut lines, "  <name>", PATTERNS);
    }
    lines
}

/// The paragraph for `--help`.
pub(crate) fn overview() -> String {
    let mut lines = vec!["Beyond the original:".to_owned()];
    for Beyond { command, options, .. } in BEYOND.iter().filter(|beyond| !beyond.options.is_empty()) {
        let show = |option: &Extra| format!("[{}]", option.usage());
        let options: Vec<String> = options.iter().map(show).collect();
        lines.push(format!("  {command} {}", options.join(" ")));
    }
    let patterns: Vec<&str> =
        BEYOND.iter().filter(|beyond| beyond.patterns).map(|beyond| beyond.command).collect();
    lines.push(format!("  names may be patterns (web-*, *:worker?): {}", patterns.join(", ")));
    lines.join("\n")
}

/// Where the explanations begin, and where lines end.
const COLUMNS: (usize, usize) = (24, 79);

fn wrap(lines: &mut Vec<String>, term: &str, text: &str) {
    let mut line = format!("{term:0$}", COLUMNS.0);
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && line.chars().count() + 1 + word.chars().count() > COLUMNS.1 {
            lines.push(std::mem::replace(&mut line, " ".repeat(COLUMNS.0)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
}
