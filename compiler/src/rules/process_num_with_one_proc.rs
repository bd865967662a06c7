//! `process-num-with-one-proc`.

use crate::lint::{Found, Program};

rule! {
    /// A program with one process has a number in its name.
    ///
    /// Its process is then called `web:web_00`, and not `web`: `supervisorctl restart web` says "no such process", and
    /// scripts have to say `web:*`. A number makes sense only where `numprocs` is, or may become, more than 1.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s_%(process_num)02d
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini env=WORKERS:1 closed
    /// [program:web]
    /// command=/usr/bin/web
    /// numprocs=%(ENV_WORKERS)s
    /// process_name=%(program_name)s_%(process_num)02d
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#454](https://github.com/Supervisor/supervisor/issues/454)
    /// - [Supervisor/supervisor#1605](https://github.com/Supervisor/supervisor/issues/1605)
    "process-num-with-one-proc", Info, Group,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("process_name").filter(|option| !option.inherited) else { return };
    if program.processes.len() != 1 || !option.text().contains("%(process_num)") {
        return;
    }
    // A number that comes from elsewhere may be greater there, and one that is too great has been refused.
    if program.option("numprocs").is_some_and(|number| number.text().contains('%') || number.text().len() > 5) {
        return;
    }
    let Some(member) = program.processes.first() else { return };
    let (group, process) = (&member.group.name, &member.process.name.value);
    let finding = found.finding(
        option.location(),
        format!("the only process of `{}` is called `{group}:{process}`", program.name),
        "has a number although there is only one",
        "remove the line: then the name of the program is enough",
    );
    found.report(finding);
}
