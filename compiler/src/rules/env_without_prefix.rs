//! `env-without-prefix`.

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;

rule! {
    /// An expansion names an environment variable without `ENV_` before it.
    ///
    /// Environment variables are written `%(ENV_NAME)s`. Without the prefix the name stands for nothing, and Supervisor refuses
    /// the configuration.
    ///
    /// ## Bad
    ///
    /// ```ini closed env=PORT:8080
    /// [program:web]
    /// command=/usr/bin/web --port %(PORT)s
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini closed env=PORT:8080
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#909](https://github.com/Supervisor/supervisor/issues/909)
    "env-without-prefix", Error, Expansion,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let name = subject.text(place).strip_prefix("%(")?;
    let new = format!("%(ENV_{name}");
    Some(Fix::safe(format!("write `{new}`"), [Edit::new(place, new)]))
}
