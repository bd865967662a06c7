//! `nameless-expansion`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, expansions};

rule! {
    /// A value contains `%s`, which in Supervisor 4.3.0 stands for the whole environment.
    ///
    /// A `%s` without a name in parentheses is replaced by everything that values may refer to, with all variables of the
    /// environment of supervisord, passwords among them: they appear in the command line, for every user of the machine to read. We
    /// put `{...}` there instead. A literal percent sign is written `%%`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:backup]
    /// command=/usr/bin/backup --name backup-%s
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:backup]
    /// command=/usr/bin/backup --name backup-%%s
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment variables in values](https://supervisord.org/configuration.html#environment-variables)
    "nameless-expansion", Warning, Expansion,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let edits = expansions::doubled(subject, finding.primary.location);
    (!edits.is_empty()).then(|| Fix::suggested("double the percent signs", edits))
}
