//! `uninformative-process-name`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits};

rule! {
    /// The name of a process is only a number.
    ///
    /// supervisord's log names the process, not its group: "exited: 00 (exit status 1; not expected)". With several
    /// such programs nobody can tell whose 00 that was.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(process_num)02d
    /// numprocs=2
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=2
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1653](https://github.com/Supervisor/supervisor/issues/1653)
    /// - [Supervisor/supervisor#300](https://github.com/Supervisor/supervisor/issues/300)
    "uninformative-process-name", Info, Group,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("process_name").filter(|option| !option.inherited) else { return };
    let Some(process) = program.process() else { return };
    let name = &process.name.value;
    if name.chars().any(char::is_alphabetic) || program.name.chars().all(|c| !c.is_alphabetic()) {
        return;
    }
    let text = option.text();
    let finding = found.finding(
        option.location(),
        format!("a process of `{}` is called `{name}`, which says nothing in a log", program.name),
        "lacks the name of the program",
        "write `process_name=%(program_name)s_%(process_num)02d`",
    );
    let numbered = text.starts_with("%(process_num)") && !text.contains('\n');
    let mended = format!("%(program_name)s_{text}");
    let fix = numbered.then(|| Fix::suggested(format!("write `{mended}`"), [edits::set_value(option, &mended)]));
    found.report(finding.with_fix(fix));
}
