//! `whole-command-quoted`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, base_name, edits};

rule! {
    /// A command line is in quotation marks as a whole: it is a single word.
    ///
    /// Supervisor looks for a program whose name is the whole line, blanks and options included, and does not find it: "can't find command
    /// '/usr/bin/web --port 80'". The program goes to FATAL without ever having been started.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command="/usr/bin/web --port 80"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command="/srv/app/my programs/web" --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command="/srv/app/my programs/web"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: command](https://supervisord.org/configuration.html#program-x-section-values)
    "whole-command-quoted", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

/// Programs whose first argument is what they run.
const INTERPRETERS: &[&str] =
    &["bash", "sh", "python", "python2", "python3", "node", "npm", "php", "ruby", "java", "perl", "sudo", "env", "uwsgi"];

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let text = &*command.text;
    if !text.starts_with(['"', '\'']) {
        return;
    }
    let Some(inner) = ['"', '\''].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark)) else { return };
    let ([_], Some((program_path, arguments))) = (command.words(), inner.trim().split_once(char::is_whitespace)) else {
        return;
    };
    // A path may hold blanks: only what looks like arguments is none of it.
    let arguments = || arguments.split_whitespace();
    let looks_like = arguments().any(|word| word.starts_with(['-', '/', '%', '$', '{', '&', '|', '>']))
        || arguments().count() > 2
        || INTERPRETERS.contains(&base_name(program_path));
    if program_path.is_empty() || !looks_like {
        return;
    }
    let finding = found.finding(
        command.location(),
        format!("the command of `{}` is a single word, because all of it is quoted", program.name),
        "the name of a program, blanks and all",
        format!("write `command={inner}`"),
    );
    let fix = Fix::suggested("remove the quotation marks", [edits::set_value(command.given, inner.trim())]);
    // Marks inside were escaped, or of the other kind: then what they quote is for a person to say.
    found.report(finding.with_fix((!inner.contains(['\\', '\n'])).then_some(fix)));
}
