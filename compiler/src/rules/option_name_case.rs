//! `option-name-case`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Section, edits};

rule! {
    /// The name of an option has capital letters.
    ///
    /// Supervisor folds the names of options, so it works. Names of sections and values are not folded, and whoever searches the files for
    /// `command=` does not find `Command=`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// Command=/usr/bin/web
    /// AutoStart = true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart = true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1489](https://github.com/Supervisor/supervisor/issues/1489)
    "option-name-case", Info, Syntax,
    fix: Safe,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for option in section.options() {
        let written = option.entry.key.of(&option.file.text);
        if !written.bytes().any(|byte| byte.is_ascii_uppercase()) {
            continue;
        }
        let key = option.key();
        if section.row(&key).is_none() {
            continue;
        }
        let finding = found.finding(
            option.key_location(),
            format!("`{written}` is written with capital letters"),
            "means the same as in small letters",
            format!("write `{key}`"),
        );
        found.report(finding.with_fix(Fix::safe(format!("write `{key}`"), [edits::rename(option, &key)])));
    }
}
