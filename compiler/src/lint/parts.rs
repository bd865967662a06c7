//! The programs that a command line runs, one after another or side by side, as far as its text tells.

use super::{Command, Runs, base_name};

/// Words before a program that are none themselves.
const BEFORE: [&str; 14] = [
    "exec", "env", "nice", "nohup", "time", "then", "do", "else", "if", "while", "until", "!", "sudo",
    "command",
];

/// The file names of the programs: of a script for a shell, each command's; otherwise the one that runs in the end.
pub(crate) fn programs_of(command: &Command<'_>) -> Vec<String> {
    let runs = Runs::of(command);
    match command.script().filter(|_| !runs.in_script) {
        Some(script) => script.text.split(['&', '|', ';', '\n', '(']).filter_map(program).collect(),
        None => vec![runs.name().to_owned()],
    }
}

/// The program of one command in a script.
fn program(command: &str) -> Option<String> {
    let mut words = command.split_whitespace();
    let word = words.find(|word| !BEFORE.contains(word) && !word.contains('=') && !word.starts_with('-'))?;
    let name = base_name(word.trim_matches(|letter| matches!(letter, '"' | '\'' | '{' | '}' | ')')));
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_a_script() {
        let names = |script: &str| script.split(['&', ';']).filter_map(program).collect::<Vec<_>>();
        assert_eq!(names("cd /srv && PORT=80 exec nice -n bin/web --x; \"git\" pull"), ["cd", "web", "git"]);
        assert_eq!(names(" ; A=1"), [""; 0]);
    }
}
