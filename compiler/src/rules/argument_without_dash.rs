//! `argument-without-dash`.

use crate::lint::{Found, Program};

rule! {
    /// An argument looks like an option that has lost its dash.
    ///
    /// After several options of the form `-name=value` there comes a `name=value`. The program takes it for something else, a file
    /// name for example, or passes over it: the setting that somebody wanted is not made. Most often a line was broken while it
    /// was copied.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:filer]
    /// command=/usr/bin/weed filer -master=10.0.0.1:19333 -port=14401 defaultReplicaPlacement='001'
    /// stdout_logfile=/var/log/supervisor/filer.log
    /// redirect_stderr=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:filer]
    /// command=/usr/bin/weed filer -master=10.0.0.1:19333 -port=14401 -defaultReplicaPlacement='001'
    /// stdout_logfile=/var/log/supervisor/filer.log
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:copy]
    /// command=/bin/dd if=/dev/sda of=/srv/app/disk.img
    /// stdout_logfile=/var/log/supervisor/copy.log
    /// redirect_stderr=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: command](https://supervisord.org/configuration.html#program-x-section-settings)
    "argument-without-dash", Info, Command,
    [Program(check)],
}

/// Options with a value that must come before, until a word without a dash looks odd.
const ENOUGH: usize = 2;

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    // What a shell reads has variables in front, and `env` takes nothing else.
    if !command.text.contains('=') || command.script().is_some() || command.name() == "env" {
        return;
    }
    let mut options = 0;
    for word in command.arguments() {
        let Some((name, _)) = word.text.split_once('=') else { continue };
        if name.starts_with('-') {
            options += 1;
        } else if options >= ENOUGH && is_option_name(name) {
            found.report(found.finding(
                command.place(word),
                format!("`{}` looks like an option that has lost its dash", word.text),
                "the options before it begin with a dash",
                format!("write `-{}` if it is an option", word.text),
            ));
        }
    }
}

/// True for what only an option is called: a few letters, neither a path nor `KEY` nor `some.key`.
fn is_option_name(name: &str) -> bool {
    name.len() > 2
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}
