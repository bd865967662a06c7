//! What a command line runs in the end: behind `sh -c`, `exec`, `env`, `nice` and the like.

use std::borrow::Cow;

use supervisor_grammar::words::{self, Word};

use super::{Command, base_name};

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
        let script = match own.get(before..) {
            // Nearly always there is nothing before the program.
            Some(_) if before == 0 => command.script(),
            _ => None,
        };
        if let Some(script) = script
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

/// A program that runs another: its options that have a value of their own, and how many words stand between options and program.
fn wrapper(name: &str) -> Option<(&'static str, usize)> {
    match name {
        "exec" => Some(("a", 0)),
        "env" => Some(("uC", 0)),
        "nice" => Some(("n", 0)),
        "ionice" => Some(("cnpPu", 0)),
        "stdbuf" => Some(("ioe", 0)),
        "timeout" => Some(("sk", 1)),
        "gosu" | "su-exec" | "taskset" | "chrt" => Some(("", 1)),
        "nohup" | "setsid" | "dumb-init" | "tini" | "time" | "catchsegv" => Some(("", 0)),
        "sudo" => Some(("ugpChrtDRT", 0)),
        _ => None,
    }
}

/// How many words stand before the program that runs in the end.
fn behind_wrappers(words: &[Word]) -> usize {
    let mut at = 0;
    while let Some((valued, between)) = words.get(at).and_then(|word| wrapper(base_name(&word.text))) {
        let mut next = at + 1;
        while let Some(word) = words.get(next) {
            let assigns = between == 0 && word.text.contains('=') && !word.text.starts_with(['/', '.']);
            let Some(flags) = word.text.strip_prefix('-') else {
                if assigns {
                    next += 1;
                    continue;
                }
                break;
            };
            next += 1;
            if flags == "-" {
                break;
            }
            // `-n 5`, but not `-n5` and not `--adjustment=5`.
            let alone = flags.len() == 1 && flags.chars().all(|flag| valued.contains(flag));
            next += usize::from(alone);
        }
        next += between;
        // A wrapper without a program is what runs.
        if next >= words.len() {
            break;
        }
        at = next;
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
            ("timeout -k 5 30 gosu app:app -- x", "--"),
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
