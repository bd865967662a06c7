//! What a command line runs in the end: behind `sh -c`, `exec`, `env`, `nice` and the like.

use std::borrow::Cow;

use supervisor_grammar::words::{self, Word};

use super::script_at;
use super::wrappers::{Through, launcher};
use crate::lint::{Command, base_name};

/// What runs in the end.
pub(crate) struct Runs<'c> {
    words: Cow<'c, [Word]>,
    /// How many of the words belong to what stands before it.
    before: usize,
    /// True when a shell reads it.
    pub(crate) in_script: bool,
}

impl<'c> Runs<'c> {
    /// Of a script that is more than one simple command nothing is told: then it is the shell that runs.
    pub(crate) fn of(command: &'c Command<'_>) -> Self {
        let own = command.words();
        let before = behind_wrappers(own);
        let script = script_at(|at| own.get(before + at).map(|word| &*word.text));
        if let Some(script) = script.and_then(|at| own.get(before + at))
            && is_simple(&script.text)
            && let Ok(words) = words::split(&script.text)
            && !words.is_empty()
        {
            let before = behind_wrappers(&words);
            return Self { words: Cow::Owned(words), before, in_script: true };
        }
        Self { words: Cow::Borrowed(own), before, in_script: false }
    }

    /// The program and its arguments.
    fn words(&self) -> &[Word] {
        self.words.get(self.before..).unwrap_or_default()
    }

    /// The file name of the program.
    pub(crate) fn name(&self) -> &str {
        base_name(self.program())
    }

    /// The program as it is written.
    pub(crate) fn program(&self) -> &str {
        self.words().first().map_or("", |word| &word.text)
    }

    /// The words after the program.
    pub(crate) fn arguments(&self) -> &[Word] {
        self.words().get(1..).unwrap_or_default()
    }

    /// The words before the program: wrappers, and variables that they set.
    pub(crate) fn wrappers(&self) -> &[Word] {
        self.words.get(..self.before).unwrap_or_default()
    }
}

/// True when a script is one command without anything that only a shell understands but variables.
fn is_simple(script: &str) -> bool {
    !script.contains(['&', '|', ';', '<', '>', '\n', '`', '(', '{'])
}

/// How many words stand before the program that runs in the end.
fn behind_wrappers(words: &[Word]) -> usize {
    let mut at = 0;
    while let Some(count) = launcher(Through::Wrappers, |next| words.get(at + next).map(|word| &*word.text)) {
        at += count;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_are_looked_through() {
        for (text, program) in [
            ("/usr/bin/web -x", "/usr/bin/web"),
            ("nice -n 5 ionice -c2 /usr/bin/web", "/usr/bin/web"),
            ("env -u B A=1 C=/x python x.py", "python"),
            ("sudo -u www -E php x", "php"),
            ("timeout -k 5 30 gosu app:app x", "x"),
            ("chpst -u www /usr/bin/web", "/usr/bin/web"),
            ("exec -a name web", "web"),
            ("nice", "nice"),
            ("taskset -c 0-3 redis-server", "redis-server"),
        ] {
            let words = words::split(text).unwrap();
            assert_eq!(words[behind_wrappers(&words)].text, program, "{text}");
        }
        assert!(is_simple("exec web $X") && !is_simple("cd x && web"));
    }
}
