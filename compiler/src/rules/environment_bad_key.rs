//! `environment-bad-key`.

use crate::lint::{Found, List, Section, expansions};

rule! {
    /// An `environment` list sets a variable whose name no shell can read.
    ///
    /// Supervisor takes any name and does not look at it. Shells, and much else, know only letters, digits and `_`, and drop
    /// variables with other names: a script that the program calls does not see it.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LOG-LEVEL="info"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LOG_LEVEL="info",_x1="%(program_name)s",N%(process_num)d="1"
    /// ```
    ///
    /// ## References
    ///
    /// - [POSIX: environment variables](https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html)
    "environment-bad-key", Info, Environment,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section) else { return };
    for item in &list.items {
        let key = expansions::masked(list.key(item).into());
        let digit = key.starts_with(|letter: char| letter.is_ascii_digit());
        if !digit && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            continue;
        }
        let key = list.key(item);
        found.report(found.finding(
            list.option.locate(item.key.clone()),
            format!("`environment` sets `{key}`, which is no name that a shell can read"),
            "not only letters, digits and `_`",
            format!("write `{}` if the program agrees", key.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")),
        ));
    }
}
