//! `numprocs-needs-process-num`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// Several processes of one program would all have the same name.
    ///
    /// With `numprocs` above 1 each process needs a name of its own, so `process_name` must contain `%(process_num)`.
    /// The default, `%(program_name)s`, does not. Supervisor refuses the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// numprocs=2
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s
    /// numprocs=2
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// numprocs=2
    /// process_name=%(program_name)s_%(process_num)02d
    /// ```
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
    /// - [Supervisor/supervisor#1195](https://github.com/Supervisor/supervisor/issues/1195)
    /// - [janis91/ocr#42](https://github.com/janis91/ocr/issues/42)
    "numprocs-needs-process-num", Error, Group,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let (name, edit) = match subject.own_option_at(place, "process_name") {
        Some(option) => {
            let text = option.text();
            let name = format!("{text}_%(process_num)02d");
            // More than one line, or a number that is not written as the original wants it.
            if text.contains(['\n', '\r']) || text.contains("process_num") {
                return None;
            }
            let edit = edits::set_value(option, &name);
            (name, edit)
        }
        None => {
            let option = subject.own_option_at(place, "numprocs")?;
            let name = "%(program_name)s_%(process_num)02d".to_owned();
            let edit = edits::add_below(option, "process_name", &name);
            (name, edit)
        }
    };
    Some(Fix::safe(format!("write `process_name={name}`"), [edit]))
}
