//! A program that a client adds to a group: its options come as a struct, not from a file.

use std::path::Path;
use std::sync::Arc;

use supervisor_grammar::unwritten;

use super::Options;
use super::context::Context;
use super::findings::Findings;
use super::program::processes;
use super::table::{File, Table};
use crate::convert::{Machine, parent};
use crate::plan::{Environment, Process};
use crate::sources::Sources;
use crate::system::System;

/// What a client wants to have run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedProgram {
    /// Its name: what would follow `program:` in a file.
    pub name: String,
    /// The group it becomes part of.
    pub group: String,
    /// The options of a `[program:x]` section. Nothing in a value is a comment. Of keys that differ in case alone the
    /// last counts.
    pub options: Vec<(String, String)>,
}

impl AddedProgram {
    /// Its processes, sorted by priority and name. `path` is the daemon's main file, as it was named: `%(here)s` is its
    /// directory. `daemon` is the environment that `[supervisord]` gives to every program.
    ///
    /// # Errors
    /// The text of the first error, as the original words it.
    pub fn processes(
        &self,
        path: &Path,
        daemon: &Environment,
        system: &dyn System,
        options: &Options,
    ) -> Result<Vec<Process>, String> {
        let machine = Machine { system, options };
        let given = self.options.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let name = format!("program:{}", self.name);
        let (text, block) = unwritten(&name, given);
        let mut sources = Sources::default();
        let file = File {
            id: sources.add(path, text.as_str()),
            text: Arc::new(text.into()),
            blocks: vec![block],
            path: path.to_string_lossy().into_owned(),
            directory: machine.absolute(&parent(path)).to_string_lossy().into_owned(),
        };
        let table = Table::new([&file], false);
        let cx = Context::new(machine, &table, &file.directory).with_environment(Arc::new(daemon.clone()));
        let section = table.section(&name).ok_or_else(|| format!("No section: '{name}'"))?;
        let mut findings = Findings::default();
        let made = processes(&cx, section, &self.group, &mut findings, &mut Vec::new());
        match findings.first_error() {
            Some(error) => Err(error.original.clone().unwrap_or_else(|| error.message.clone())),
            None => Ok(made),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    fn processes(name: &str, options: &[(&str, &str)]) -> Result<Vec<Process>, String> {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let program = AddedProgram {
            name: name.to_owned(),
            group: "g".to_owned(),
            options: options.iter().map(owned).collect(),
        };
        let machine = Options {
            cwd: "/etc".into(),
            environment: [("X".to_owned(), "x".to_owned())].into(),
            ..Options::default()
        };
        program.processes(Path::new("s.conf"), &Environment::new(), &MemorySystem::new(), &machine)
    }

    #[test]
    fn it_is_made_as_from_a_file_but_nothing_is_a_comment() {
        let made = processes(
            "p",
            &[
                ("Command", "%(here)s/%(program_name)s ; %(ENV_X)s #b"),
                ("numprocs", "2"),
                ("process_name", "%(group_name)s_%(process_num)d"),
            ],
        )
        .unwrap();
        let shown: Vec<_> =
            made.iter().map(|it| format!("{}: {}", it.name.value, it.command.value)).collect();
        assert_eq!(shown, ["g_0: /etc/p ; x #b", "g_1: /etc/p ; x #b"]);
    }

    #[test]
    fn errors_are_worded_as_for_a_file() {
        assert_eq!(
            processes("p", &[]).unwrap_err(),
            "program section program:p does not specify a command in section 'program:p' (file: 's.conf')"
        );
        assert_eq!(
            processes("a:b", &[("command", "c")]).unwrap_err(),
            "Invalid name: 'a:b' because of character: ':' in section 'program:a:b' (file: 's.conf')"
        );
        assert!(processes("DEFAULT", &[("command", "c")]).is_ok());
    }
}
