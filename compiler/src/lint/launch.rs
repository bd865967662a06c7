//! What a command line starts in the end: behind `env` and `nice`, interpreters and shells.

use std::borrow::Cow;

use supervisor_grammar::words::{self, Word};

use super::{Command, base_name};

/// What a command line starts in the end. Scripts that it runs are not looked into, except those of `sh -c`.
pub(crate) struct Launched<'c> {
    /// The program (of `python manage.py`, the script) and its arguments.
    words: Vec<Cow<'c, str>>,
    /// The shell of `sh -c script`; none: there is none.
    pub(crate) shell: Option<Script>,
}

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

    fn new(mut words: Vec<Cow<'c, str>>, shells: usize) -> Self {
        let mut start = 0;
        while let Some(rest) = words.get(start..) {
            if let Some(script) = script(rest).filter(|_| shells > 0) {
                let steps_aside =
                    !matches!(base_name(rest.first().map_or("", |word| word)), "sh" | "dash" | "ash");
                let script = Script::new(script, steps_aside);
                return script
                    .launched(shells - 1)
                    .unwrap_or_else(|script| Self { words, shell: Some(script) });
            }
            match launcher(rest) {
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

impl Script {
    /// Takes a script apart.
    fn new(text: &str, steps_aside: bool) -> Self {
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
    fn launched<'c>(self, shells: usize) -> Result<Launched<'c>, Self> {
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

/// True for `NAME=value`.
fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// The script of `sh -c script`.
fn script<'w>(words: &'w [Cow<'_, str>]) -> Option<&'w str> {
    let (shell, arguments) = words.split_first()?;
    if !matches!(base_name(shell), "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh") {
        return None;
    }
    let mut arguments = arguments
        .iter()
        .skip_while(|word| word.starts_with('-') && (word.starts_with("--") || !word.ends_with('c')));
    arguments.next().filter(|word| word.starts_with('-'))?;
    arguments.next().map(|word| &**word)
}

/// How a program that starts another one is called.
struct Usage {
    /// Options whose value is a word of its own.
    values: &'static [&'static str],
    /// Words that stand between the options and the other program.
    words: usize,
}

/// How many words stand before the program that these start; none: they start no other.
fn launcher(words: &[Cow<'_, str>]) -> Option<usize> {
    let name = base_name(words.first()?);
    let second = words.get(1).map_or("", |word| &**word);
    let usage = usage(name).or_else(|| interpreter(name)).or_else(|| manager(name, second))?;
    let mut at = 1;
    while let Some(option) = words.get(at).filter(|word| word.len() > 1 && word.starts_with('-')) {
        at += 1;
        match &**option {
            "--" => break,
            // `python -m module`, `ruby -S script`, `php -f file`.
            "-m" | "-S" | "-f" if interpreter(name).is_some() => break,
            // A program in the option itself.
            "-e" | "-c" | "-r" | "-p" if matches!(name, "perl" | "node") || interpreter(name).is_some() => {
                return None;
            }
            option if usage.values.contains(&option) => at += 1,
            _ => {}
        }
    }
    at += usage.words;
    if matches!(name, "env" | "sudo") {
        at += words.iter().skip(at).take_while(|word| is_assignment(word)).count();
    }
    words.get(at).map(|_| at)
}

/// Programs that do something and then become, or pass signals on to, the program that they are given.
fn usage(name: &str) -> Option<Usage> {
    let (values, words): (&[&str], usize) = match name {
        "exec" => (&["-a"], 0),
        "nohup"
        | "setsid"
        | "command"
        | "dumb-init"
        | "catatonit"
        | "with-contenv"
        | "ddtrace-run"
        | "opentelemetry-instrument"
        | "eatmydata" => (&[], 0),
        "tini" => (&["-p", "-e"], 0),
        "time" => (&["-o", "-f"], 0),
        "env" => (&["-u", "-C", "--unset", "--chdir"], 0),
        "nice" => (&["-n", "--adjustment"], 0),
        "ionice" => (&["-c", "-n", "--class", "--classdata"], 0),
        "stdbuf" => (&["-i", "-o", "-e"], 0),
        "timeout" => (&["-k", "-s", "--kill-after", "--signal"], 1),
        "chrt" | "taskset" => (&[], 1),
        "gosu" | "su-exec" | "setuidgid" | "envuidgid" | "envdir" | "pidproxy" | "newrelic-admin" => (&[], 1),
        "chpst" => (&["-u", "-U", "-b", "-e", "-/", "-n", "-l", "-L", "-m", "-d", "-o", "-p", "-f", "-c"], 0),
        "sudo" => (&["-u", "-g", "-C", "-h", "-p", "-U", "-r", "-t"], 0),
        "xvfb-run" => (&["-n", "-s", "-e", "-f", "-w", "-p"], 0),
        _ => return None,
    };
    Some(Usage { values, words })
}

/// Interpreters, which become the script that they are given.
fn interpreter(name: &str) -> Option<Usage> {
    let values: &[&str] = match name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "python" | "pypy" => &["-W", "-X"],
        "php" => &["-d"],
        "node" | "nodejs" => &["--require", "--import"],
        "ruby" | "perl" => &["-I", "-C"],
        "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" => &["-o", "-O"],
        _ => return None,
    };
    Some(Usage { values, words: 0 })
}

/// Managers of packages, which run a program in its environment.
fn manager(name: &str, subcommand: &str) -> Option<Usage> {
    match (name, subcommand) {
        ("bundle", "exec") | ("poetry" | "pipenv" | "uv" | "pdm" | "rye" | "hatch", "run") => {
            Some(Usage { values: &[], words: 1 })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
        check("bash -c 'cd /srv; A=1 ./server'", "server", "", true);
        check("bash -c 'a | b'", "bash", "-c a | b", true);
        check("bash -c 'while true; do a; done'", "bash", "-c while true; do a; done", true);
        check("sh -c 'exec nginx -g \"daemon off;\"'", "nginx", "-g daemon off;", false);
        check("bash -c 'source x; exec sh -c \"y; z\"'", "z", "", true);
    }
}
