//! Scripts that a command line gives to a shell.

use std::borrow::Cow;

use supervisor_grammar::words;

use super::Launched;
use super::wrappers::is_assignment;

/// The script of `sh -c`.
pub(crate) struct Script {
    /// Its simple commands.
    pub(crate) commands: Vec<Vec<String>>,
    /// What stands between them.
    pub(crate) shape: Shape,
    /// True for bash and others that do not stay for a single command.
    steps_aside: bool,
}

/// How the commands of a script hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// There is only one.
    Single,
    /// One after the other.
    List,
    /// Loops, conditions, pipes and all that is too hard to read.
    Other,
}

impl Script {
    /// Takes a script apart.
    pub(super) fn new(text: &str, steps_aside: bool) -> Self {
        let mut commands = vec![Vec::new()];
        let mut shape = Shape::Single;
        let Ok(words) = words::split(text) else {
            return Self { commands: Vec::new(), shape: Shape::Other, steps_aside };
        };
        for word in words {
            let raw = text.get(word.range).unwrap_or_default();
            let (raw, ends) = match raw.strip_suffix(';') {
                Some(before) if !raw.ends_with("\\;") => (before, true),
                _ => (raw, false),
            };
            if matches!(raw, "&&" | "||") || raw.is_empty() {
                commands.push(Vec::new());
            } else if raw.contains(['"', '\'', '\\']) {
                commands.last_mut().into_iter().for_each(|command| command.push(word.text.clone()));
            } else if is_operator(raw) {
                shape = Shape::Other;
                commands.push(Vec::new());
            } else {
                commands.last_mut().into_iter().for_each(|command| command.push(raw.to_owned()));
            }
            if ends {
                commands.push(Vec::new());
            }
        }
        commands.retain(|command| !command.is_empty());
        if shape == Shape::Single && commands.len() > 1 {
            shape = Shape::List;
        }
        Self { commands, shape, steps_aside }
    }

    /// What its last command starts. The script itself, when that cannot be told.
    pub(super) fn launched<'c>(self, shells: usize) -> Result<Launched<'c>, Self> {
        let Some(last) = self.commands.last().filter(|_| self.shape != Shape::Other) else {
            return Err(self);
        };
        let assigned = last.iter().take_while(|word| is_assignment(word)).count();
        let words = last.iter().skip(assigned).cloned().map(Cow::Owned).collect();
        let inner = Launched::new(words, shells);
        let shell = match inner.shell {
            Some(inner) if inner.stays() => inner,
            _ => self,
        };
        Ok(Launched { words: inner.words, shell: Some(shell) })
    }

    /// What each of its commands starts.
    pub(crate) fn each(&self) -> impl Iterator<Item = Launched<'_>> {
        self.commands
            .iter()
            .map(|command| Launched::new(command.iter().map(|word| Cow::Borrowed(&**word)).collect(), 0))
    }

    /// True when the shell does not make room for its last command. (A new bash makes room at the end of a list, too; an old one
    /// does not.)
    pub(crate) fn stays(&self) -> bool {
        let executes = |command: &Vec<String>| command.first().is_some_and(|word| word == "exec");
        match self.shape {
            Shape::Single if self.steps_aside => false,
            Shape::Single | Shape::List => !self.commands.last().is_some_and(executes),
            Shape::Other => !self.commands.iter().any(executes),
        }
    }
}

/// True for what makes more of a script than a list of commands.
fn is_operator(raw: &str) -> bool {
    let redirects = raw.contains(['<', '>']);
    let keywords = [
        "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "{", "}",
        "!",
    ];
    keywords.contains(&raw)
        || raw.contains(['(', ')', '`', '|', ';', '\n'])
        || (raw.contains('&') && !redirects)
}
