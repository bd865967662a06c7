//! `help`: what commands there are, and what each is for (spec-runtime §10.4).

use super::{Command, Flow, find, listed, wildcards};
use crate::beyond;
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command =
    Command { name: "help", help: &["help\t\tList the actions", "help <action>\tExplain an action"], run };

/// How wide the list of commands may be.
const WIDTH: usize = 79;

fn run(session: &mut Session<'_>, topic: &str) -> Result<Flow, Failure> {
    if topic.is_empty() {
        let names: Vec<&str> = listed().map(|command| command.name).collect();
        list(session, "default", &names)?;
        let names: Vec<&str> = wildcards::COMMANDS.iter().map(|command| command.name).collect();
        let plugins = wildcards::plugins(&session.settings).map(|plugin| plugin.name.clone());
        for plugin in plugins.collect::<Vec<_>>() {
            list(session, &plugin, &names)?;
        }
        return Ok(Flow::Continue);
    }
    match find(&session.settings, topic).filter(|command| command.name == topic) {
        Some(command) => {
            for line in command.help {
                session.say(line)?;
            }
            for line in beyond::help(command.name) {
                session.say(&line)?;
            }
        }
        None => session.say(&format!("*** No help on {topic}"))?,
    }
    Ok(Flow::Continue)
}

fn list(session: &mut Session<'_>, whose: &str, names: &[&str]) -> Result<(), Failure> {
    let header = format!("{whose} commands (type help <topic>):");
    session.say("")?;
    session.say(&header)?;
    session.say(&"=".repeat(header.len()))?;
    for row in columns(names, WIDTH) {
        session.say(&row)?;
    }
    session.say("")
}

/// Sets words in columns, read downwards, in as few rows as the width allows; each word is padded to its
/// column, with two blanks between columns.
fn columns(words: &[&str], width: usize) -> Vec<String> {
    for rows in 1..=words.len() {
        let columns: Vec<&[&str]> = words.chunks(rows).collect();
        let widths: Vec<usize> =
            columns.iter().map(|column| column.iter().map(|word| word.len()).max().unwrap_or(0)).collect();
        let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        if total > width && rows < words.len() {
            continue;
        }
        let cell =
            |row: usize, column: &&[&str], width: usize| column.get(row).map(|word| format!("{word:width$}"));
        let row = |row| {
            let cells = columns.iter().zip(&widths).filter_map(|(column, width)| cell(row, column, *width));
            cells.collect::<Vec<_>>().join("  ")
        };
        return (0..rows).map(row).collect();
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_as_many_as_fit() {
        assert_eq!(columns(&["a", "bbb", "c"], 79), ["a  bbb  c"]);
        assert_eq!(columns(&["a", "bbb", "c", "d", "e"], 9), ["a    c  e", "bbb  d"]);
        assert_eq!(columns(&["aaaa", "b"], 2), ["aaaa", "b   "]);
        assert_eq!(columns(&[], 79), [""; 0]);
    }
}
