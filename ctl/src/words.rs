//! The words behind a command: our own options, and everything else, which is for the command as ever.

use crate::beyond::{self, Extra};

/// The words taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words<'a> {
    /// Those that are no options of ours, in order.
    pub(crate) names: Vec<&'a str>,
    /// The options, each with its value.
    options: Vec<(&'static Extra, Option<&'a str>)>,
}

impl<'a> Words<'a> {
    /// Takes the words behind `command` apart. What exists under the name of an option (`is_name`) is that name.
    ///
    /// # Errors
    /// What is wrong with an option.
    pub(crate) fn read(
        command: &str,
        argument: &'a str,
        is_name: impl Fn(&str) -> bool,
    ) -> Result<Self, String> {
        let known = beyond::of(command).map_or(&[][..], |beyond| beyond.options);
        let mut words = Self::default();
        let mut rest = argument.split_whitespace();
        while let Some(word) = rest.next() {
            let (name, attached) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                _ => (word, None),
            };
            // Of two options of one name the one with a value is written with `=`.
            let named = || known.iter().filter(|option| option.name == name && !is_name(word));
            let is_attached = |option: &&Extra| option.value.is_some_and(|value| value.starts_with('='));
            let fitting = named().find(|option| is_attached(option) == attached.is_some());
            let Some(option) = fitting.or_else(|| named().find(|option| !is_attached(option))) else {
                words.names.push(word);
                continue;
            };
            let value = match (option.value, attached) {
                (None, None) => None,
                (None, Some(_)) => return Err(format!("Error: {name} takes no value")),
                (Some(_), Some(value)) => Some(value),
                (Some(called), None) => {
                    Some(rest.next().ok_or_else(|| format!("Error: {name} requires {called}"))?)
                }
            };
            words.options.push((option, value));
        }
        Ok(words)
    }

    /// Whether an option is there.
    pub(crate) fn has(&self, option: &Extra) -> bool {
        self.options.iter().any(|(given, _)| *given == option)
    }

    /// Whether there are options at all.
    pub(crate) fn has_options(&self) -> bool {
        !self.options.is_empty()
    }

    /// The value of an option; the last one counts.
    pub(crate) fn value(&self, option: &Extra) -> Option<&'a str> {
        self.options.iter().rev().find(|(given, _)| *given == option).and_then(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::beyond::{FAIL_ON, JSON, PLAN, SAVED, SORT};

    #[test]
    fn options_stand_anywhere_and_names_win() {
        let words =
            Words::read("status", "a --json --sort=pid b --fail-on FATAL --other", |_| false).unwrap();
        assert_eq!(words.names, ["a", "b", "--other"]);
        assert!(words.has(&JSON));
        assert_eq!((words.value(&SORT), words.value(&FAIL_ON)), (Some("pid"), Some("FATAL")));
        let words = Words::read("status", "--json a", |word| word == "--json").unwrap();
        assert_eq!((words.names.as_slice(), words.has_options()), (&["--json", "a"][..], false));
        assert_eq!(Words::read("start", "--json", |_| false).unwrap().names, ["--json"]);
    }

    #[test]
    fn values_are_asked_for() {
        let refused = |line| Words::read("status", line, |_| false).unwrap_err();
        assert_eq!(refused("--sort"), "Error: --sort requires KEY");
        assert_eq!(refused("--json=1"), "Error: --json takes no value");
    }

    #[test]
    fn a_plan_is_shown_and_a_file_is_carried_out() {
        let words = |line| Words::read("update", line, |_| false).unwrap();
        assert!(words("--plan web").has(&PLAN) && words("--plan web").value(&SAVED).is_none());
        assert_eq!(words("--plan=a.json").value(&SAVED), Some("a.json"));
        assert!(!words("--plan=a.json --minimal").has(&PLAN));
    }
}
