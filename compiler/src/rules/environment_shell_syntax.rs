//! `environment-shell-syntax`.

use super::secret_in_environment::is_secret;
use crate::diagnostic::Fix;
use crate::lint::{Found, List, Section, shell};

rule! {
    /// A value in an `environment` list refers to a variable as a shell does.
    ///
    /// No shell reads the list: `PATH="/opt/bin:$PATH"` sets the path to these very letters, and the program no longer finds anything
    /// outside of `/opt/bin`. Variables of supervisord's own environment are written `%(ENV_PATH)s`.
    ///
    /// ## Bad
    ///
    /// ```ini closed env=PATH:/usr/bin
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PATH="/opt/bin:$PATH"
    /// ```
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=DATA='${HOME}/data',MODE="fast"
    /// ```
    ///
    /// ```ini unfixed
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=BUILD="$(cat /etc/build)"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini closed env=PATH:/usr/bin
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PATH="/opt/bin:%(ENV_PATH)s"
    /// ```
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=DATA='%(ENV_HOME)s/data',MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PATTERN="^a$",PRICE="5$",FORMAT="$host $1",ODD="x$YZ9"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#447](https://github.com/Supervisor/supervisor/issues/447)
    "environment-shell-syntax", Warning, Environment,
    fix: Suggested,
    [Section(check)],
}

/// Variables that everybody knows; of another, only braces tell that a variable was meant.
static USUAL: &[&str] = &[
    "CLASSPATH", "HOME", "HOSTNAME", "JAVA_HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "PWD", "PYTHONPATH", "TMPDIR", "USER",
];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section).filter(|list| list.text.contains(['$', '`'])) else { return };
    for item in list.items.iter().filter(|item| item.quoted) {
        let (key, content, start) = (list.key(item), list.content(item), item.value.start + 1);
        if is_secret(key) {
            continue;
        }
        if let Some(at) = content.find("$(").filter(|at| content.get(*at..).is_some_and(|rest| rest.contains(')'))) {
            found.report(found.finding(
                list.option.locate(start + at..start + content.len()),
                format!("`environment` sets `{key}` to `{content}`: no shell runs the command in it"),
                "stays as it is",
                "set the variable in a script that starts the program, or write its value",
            ));
            continue;
        }
        let meant = |at: usize, name: &str| {
            let braces = content.get(at + 1..).is_some_and(|rest| rest.starts_with('{'));
            braces || name == key || USUAL.contains(&name)
        };
        for (at, length, name) in shell::variables(content).filter(|(at, _, name)| meant(*at, name)) {
            let range = start + at..start + at + length;
            let finding = found.finding(
                list.option.locate(range.clone()),
                format!("`environment` sets `{key}` to `{content}`: no shell puts in the value of `{name}`"),
                "stays as it is",
                format!("write `%(ENV_{name})s`, if supervisord has the variable in its own environment"),
            );
            let simple = content.get(at..at + length).is_some_and(|text| !text.contains([':', '-']));
            let fix = (simple && shell::is_set(found.subject(), name)).then(|| {
                Fix::suggested(format!("write `%(ENV_{name})s`"), [list.edit(range, &format!("%(ENV_{name})s"))])
            });
            found.report(finding.with_fix(fix));
        }
    }
}
