//! What a command line starts in the end: behind `env` and `nice`, interpreters and shells. [`Launched`] is the program that does the
//! work, [`Runs`] what the system runs, which may be an interpreter.

mod runs;
mod script;
mod wrappers;

use std::borrow::Cow;

pub(crate) use runs::Runs;
pub(crate) use script::{Script, Shape};
use supervisor_grammar::words::Word;
pub(crate) use wrappers::is_shell;
pub(super) use wrappers::script_at;
use wrappers::{Through, launcher};

use super::{Command, base_name};

/// What a command line starts in the end. Scripts that it runs are not looked into, except those of `sh -c`.
pub(crate) struct Launched<'c> {
    /// The program (of `python manage.py`, the script) and its arguments.
    words: Vec<Cow<'c, str>>,
    /// The shell of `sh -c script`; none: there is none.
    pub(crate) shell: Option<Script>,
}

/// So many shells may start each other.
const MOST_SHELLS: usize = 3;

impl<'s> Command<'s> {
    /// What is started in the end.
    pub(crate) fn launched(&self) -> Launched<'_> {
        Launched::of(self.words())
    }
}

impl<'c> Launched<'c> {
    /// What these words start.
    pub(crate) fn of(words: &'c [Word]) -> Self {
        Self::new(words.iter().map(|word| Cow::Borrowed(&*word.text)).collect(), MOST_SHELLS)
    }

    pub(super) fn new(mut words: Vec<Cow<'c, str>>, shells: usize) -> Self {
        let mut start = 0;
        loop {
            let word = |at: usize| words.get(start + at).map(|word| &**word);
            if let Some(script) = script_at(word).filter(|_| shells > 0).and_then(word) {
                let steps_aside = !matches!(base_name(word(0).unwrap_or_default()), "sh" | "dash" | "ash");
                let script = Script::new(script, steps_aside);
                return script
                    .launched(shells - 1)
                    .unwrap_or_else(|script| Self { words, shell: Some(script) });
            }
            match launcher(Through::Everything, word) {
                Some(count) => start += count,
                None => break,
            }
        }
        words.drain(..start);
        Self { words, shell: None }
    }

    /// The file name of the program.
    pub(crate) fn name(&self) -> &str {
        self.words.first().map_or("", |word| base_name(word))
    }

    /// The words after the program.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &str> {
        self.words.iter().skip(1).map(|word| &**word)
    }

    /// The first word after the program that is no option.
    pub(crate) fn subcommand(&self) -> &str {
        self.arguments().find(|word| !word.starts_with('-')).unwrap_or_default()
    }

    /// True when one of the arguments is `argument`.
    pub(crate) fn has(&self, argument: &str) -> bool {
        self.arguments().any(|word| word == argument)
    }

    /// True when a shell stays between the daemon and the program.
    pub(crate) fn is_below_a_shell(&self) -> bool {
        self.shell.as_ref().is_some_and(Script::stays)
    }
}

#[cfg(test)]
mod tests {
    use supervisor_grammar::words;

    use super::*;

    fn launched(text: &str) -> (String, String, bool) {
        let words = words::split(text).unwrap();
        let launched = Launched::of(&words);
        let arguments = launched.arguments().collect::<Vec<_>>().join(" ");
        (launched.name().to_owned(), arguments, launched.is_below_a_shell())
    }

    #[track_caller]
    fn check(text: &str, name: &str, arguments: &str, shell: bool) {
        assert_eq!(launched(text), (name.to_owned(), arguments.to_owned(), shell), "{text}");
    }

    #[test]
    fn launchers_are_looked_through() {
        check("/usr/bin/celery -A app worker", "celery", "-A app worker", false);
        check("nice -n 19 python3.11 -u /srv/manage.py celery worker", "manage.py", "celery worker", false);
        check("/usr/bin/env A=1 B=2 php8.2 -d x=1 artisan queue:work", "artisan", "queue:work", false);
        check("python -m celery -A x worker", "celery", "-A x worker", false);
        check("bundle exec sidekiq -C x.yml", "sidekiq", "-C x.yml", false);
        check("timeout -k 5 60 gosu app node server.js", "server.js", "", false);
        check("python -c 'import x'", "python", "-c import x", false);
        check("nice", "nice", "", false);
        check("sh run.sh now", "run.sh", "now", false);
    }

    #[test]
    fn shells_are_looked_into() {
        check("sh -c 'cd /srv && exec ./server --port=1'", "server", "--port=1", false);
        check("sh -c 'cd /srv && ./server 2>&1'", "server", "2>&1", true);
        check("sh -c ./server", "server", "", true);
        check("bash -lc ./server", "server", "", false);
        check("bash -euo pipefail -c ./server", "server", "", false);
        check("bash -c 'cd /srv; A=1 ./server'", "server", "", true);
        check("bash -c 'a | b'", "bash", "-c a | b", true);
        check("bash -c 'while true; do a; done'", "bash", "-c while true; do a; done", true);
        check("sh -c 'exec nginx -g \"daemon off;\"'", "nginx", "-g daemon off;", false);
        check("bash -c 'source x; exec sh -c \"y; z\"'", "z", "", true);
    }
}
