//! `unknown-expansion`.

use std::collections::BTreeMap;

use crate::compile::nearest;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::expand::{Meaning, Scope, Traced, expand};
use crate::lint::Subject;
use crate::plan::Environment;

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
    let rest = directive.get("%(".len() + name.len() + 1..)?;
    let next = subject.sources().get(place.file)?.text.get(place.span.end as usize..)?.chars().next();
    let new = format!("%({near}){}", conversion(near, rest, next));
    Some(Fix::suggested(format!("write `{new}`"), [Edit::new(place, new)]))
}

/// How a name is to be converted that stands behind `%(` and before `)rest`: as somebody has written it, unless that fits no longer, as the
/// `S` of `%(HERE)S`. `next`: what follows.
fn conversion(name: &'static str, rest: &str, next: Option<char>) -> String {
    let number = ["process_num", "numprocs"].contains(&name);
    let (machine, daemon) = (BTreeMap::new(), Environment::new());
    let mut scope = Scope::new(&machine, &daemon);
    scope.set(name, if number { Meaning::Number(1) } else { Meaning::Text("x".into()) });
    let fits = |rest: &str| expand(&Traced::new(format!("%({name}){rest}")), &scope).is_ok();
    let lower = rest.to_ascii_lowercase();
    let letter = if number { "d" } else { "s" };
    // What goes on behind the letter was not meant to be one.
    let goes_on = next.is_some_and(|next| next.is_alphanumeric() || next == '_');
    let digits = rest.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let plain = rest.len() == digits.len() + 1 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match rest {
        _ if fits(rest) => rest.to_owned(),
        _ if !goes_on && fits(&lower) => lower,
        _ if !goes_on && plain => letter.to_owned(),
        _ => format!("{letter}{rest}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn conversions_that_fit() {
        let made = |name, rest| super::conversion(name, rest, None);
        assert_eq!(made("here", "s"), "s");
        assert_eq!(made("here", "S"), "s");
        assert_eq!(made("here", "02d"), "s");
        assert_eq!(made("here", ""), "s");
        assert_eq!(made("here", "/"), "s/");
        assert_eq!(made("process_num", "02D"), "02d");
        assert_eq!(made("process_num", "02d"), "02d");
        assert_eq!(super::conversion("here", "S", Some('t')), "sS");
    }

    #[test]
    fn fields_are_sorted() {
        assert!(super::FIELDS.is_sorted());
    }
}
