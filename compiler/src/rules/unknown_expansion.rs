//! `unknown-expansion`.

use crate::compile::nearest;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;

rule! {
    /// An expansion has a name that stands for nothing in that option.
    ///
    /// Which names there are depends on the option: `process_num` exists only where a value is read once per process, so not in
    /// `user`, `priority` or `numprocs`; `host_node_name` not in `[supervisord]`; `process_name` nowhere. Supervisor refuses the
    /// configuration. What belongs to the program itself, such as the fields of Python's log format, needs `%%`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name %(programname)s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --format "%(asctime)s %(message)s"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// priority=%(process_num)d
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name %(program_name)s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --format "%%(asctime)s %%(message)s"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1066](https://github.com/Supervisor/supervisor/issues/1066)
    /// - [Supervisor/supervisor#108](https://github.com/Supervisor/supervisor/issues/108)
    /// - [Supervisor/supervisor#501](https://github.com/Supervisor/supervisor/issues/501)
    "unknown-expansion", Error, Expansion,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

/// The fields of log formats that stand in command lines: of Python's `logging`, and of gunicorn's access log.
static FIELDS: &[&str] = &[
    "B", "D", "L", "M", "T", "U", "a", "asctime", "b", "created", "f", "filename", "funcName", "h", "l", "levelname", "levelno", "lineno",
    "m", "message", "module", "msecs", "name", "p", "pathname", "process", "processName", "q", "r", "s", "t", "task_id", "task_name",
    "thread", "threadName", "u",
];

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let directive = subject.text(place);
    let name = directive.strip_prefix("%(")?.split(')').next()?;
    let option = subject.option_at(place)?;
    if FIELDS.binary_search(&name).is_ok() && matches!(&*option.key(), "command" | "environment") {
        let edit = Edit::new(place, format!("%{directive}"));
        return Some(Fix::suggested(format!("write `%{directive}`"), [edit]));
    }
    let row = subject.section_at(place)?.row(&option.key())?;
    let names = row.expansion.names();
    let near = nearest(name, names.iter().copied()).filter(|_| !name.starts_with("ENV_"))?;
    // A name that is not available here and looks like one that is: nobody mixed these two up.
    if ["process_num", "numprocs", "program_name", "group_name", "host_node_name", "here"].contains(&name) {
        return None;
    }
    let new = directive.replacen(name, near, 1);
    Some(Fix::suggested(format!("write `{new}`"), [Edit::new(place, new)]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_sorted() {
        assert!(super::FIELDS.is_sorted());
    }
}
