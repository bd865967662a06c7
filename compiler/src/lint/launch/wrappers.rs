//! Programs that start the program that they are given: the one table of them.

use super::super::base_name;

/// How a program that starts another one is called.
struct Usage {
    /// Options whose value is a word of its own.
    values: &'static [&'static str],
    /// Words that stand between the options and the other program.
    words: usize,
}

/// What is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Through {
    /// Programs that become, or watch over, the one that they are given.
    Wrappers,
    /// Interpreters and managers of packages, too.
    Everything,
}

/// How many words stand before the program that a command starts; none: it starts no other. `word`: its words.
pub(super) fn launcher<'w>(through: Through, word: impl Fn(usize) -> Option<&'w str>) -> Option<usize> {
    let name = base_name(word(0)?);
    let second = word(1).unwrap_or_default();
    let usage = usage(name).or_else(|| match through {
        Through::Wrappers => None,
        Through::Everything => interpreter(name).or_else(|| manager(name, second)),
    })?;
    let mut at = 1;
    while let Some(option) = word(at).filter(|word| word.len() > 1 && word.starts_with('-')) {
        at += 1;
        match option {
            "--" => break,
            // `python -m module`, `ruby -S script`, `php -f file`.
            "-m" | "-S" | "-f" if interpreter(name).is_some() => break,
            // A program in the option itself.
            "-e" | "-c" | "-r" | "-p" if interpreter(name).is_some() => return None,
            option if usage.values.contains(&option) => at += 1,
            _ => {}
        }
    }
    at += usage.words;
    if matches!(name, "env" | "sudo") {
        while word(at).is_some_and(is_assignment) {
            at += 1;
        }
    }
    word(at).map(|_| at)
}

/// Where the script of `sh -c script` stands among the words of a command.
pub(in crate::lint) fn script_at<'w>(word: impl Fn(usize) -> Option<&'w str>) -> Option<usize> {
    if !is_shell(base_name(word(0)?)) {
        return None;
    }
    let mut at = 1;
    loop {
        let flags = word(at)?.strip_prefix('-')?;
        at += 1;
        match flags {
            _ if flags.starts_with('-') => {}
            // Also `bash -lc script`.
            _ if flags.ends_with('c') => return word(at).map(|_| at),
            // `-o pipefail`, `-euo pipefail`.
            _ if flags.ends_with(['o', 'O']) => at += 1,
            _ => {}
        }
    }
}

/// True for the shells that read scripts of the usual kind.
pub(crate) fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh")
}

/// True for `NAME=value`.
pub(super) fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
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
        | "eatmydata"
        | "catchsegv" => (&[], 0),
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
