//! `environment-env-with-quote`.

use crate::diagnostic::Severity;
use crate::lint::{Found, List, Section, expansions};
use super::secret_in_environment::is_secret;

rule! {
    /// A variable that may contain quotation marks is put between quotation marks.
    ///
    /// `PW="%(ENV_PW)s"` is expanded first and split into variables afterwards. A quotation mark in the password ends the value there:
    /// Supervisor 4.3.0 cuts the password without a word, and the program cannot log in. A program inherits all variables of
    /// supervisord anyway, so most such lines can go. Where the value here does contain the mark, that is a warning; for passwords and
    /// the like whose value is not known, it is told as information.
    ///
    /// ## Bad
    ///
    /// ```ini closed env=DB_PASSWORD:a"b
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PASS_TO_DB="%(ENV_DB_PASSWORD)s"
    /// ```
    ///
    /// ```ini closed env=DB_PASSWORD:ab
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=DB_PASSWORD="%(ENV_DB_PASSWORD)s"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini closed env=DB_PASSWORD:a"b
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini closed env=ROOT:/srv
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=DATA="%(ENV_ROOT)s/data"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-env-with-quote", Warning, Environment,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section).filter(|list| expansions::has_variable(&list.text)) else { return };
    for item in list.items.iter().filter(|item| item.quoted) {
        let mark = if list.value(item).starts_with('"') { '"' } else { '\'' };
        for (range, name) in expansions::expansions(list.content(item)) {
            let Some(name) = name.strip_prefix("ENV_") else { continue };
            let value = found.subject().options().environment.get(name);
            let cut = value.is_some_and(|value| value.contains(mark));
            if !cut && !is_secret(name) {
                continue;
            }
            let key = list.key(item);
            let help = if name == key {
                format!("take `{key}` out of the list: the program inherits it from supervisord")
            } else {
                format!("let the program read `{name}`, which it inherits, instead of `{key}`")
            };
            let start = item.value.start + 1;
            let message = if cut {
                format!("`environment` cuts `{key}` short: `{name}` contains the quotation mark that ends the value")
            } else {
                format!("`environment` cuts `{key}` short if `{name}` contains a quotation mark")
            };
            let finding =
                found.finding(list.option.locate(start + range.start..start + range.end), message, "put in before the list is split", help);
            found.report(if cut { finding } else { finding.only(Severity::Info) });
        }
    }
}
