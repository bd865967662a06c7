//! `environment-syntax`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{List, Subject};

rule! {
    /// An `environment` list breaks off where a variable and its value should stand.
    ///
    /// A list is `KEY="value",KEY2="value2"`, and nothing else may stand in it: no `export`, no variable without a value. Supervisor
    /// refuses the whole configuration, and its message quotes the list without a word on what is wrong in it. Where we can tell,
    /// another rule names the fault: `environment-missing-comma`, `environment-unquoted-value`, `environment-json-or-yaml`,
    /// `environment-double-quoted-twice`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=export PORT="8080"
    /// ```
    ///
    /// ```ini unfixed
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",VERBOSE
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#515](https://github.com/Supervisor/supervisor/issues/515)
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-syntax", Error, Environment,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// `export` is a shell's word.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let list = List::at(finding, subject)?;
    let begins = list.text.starts_with("export ").then_some(0);
    let word = begins.into_iter().chain(list.text.match_indices(",export ").map(|(at, _)| at + 1));
    let edits: Vec<_> = word.map(|at| list.edit(at..at + "export ".len(), "")).collect();
    (!edits.is_empty()).then(|| Fix::safe("remove `export`", edits))
}
