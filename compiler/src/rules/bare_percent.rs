//! `bare-percent`.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::{Subject, expansions};

rule! {
    /// A value contains a percent sign that begins no expansion.
    ///
    /// Every value goes through Python's `%` formatting, in which `%Y` or `%p` asks for something that is not there: Supervisor
    /// refuses the whole configuration, all programs included. A percent sign is written `%%`; in log file names, which are
    /// expanded twice, `%%%%`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:backup]
    /// command=/usr/bin/backup --name backup-%Y-%m-%d
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/web-100%.log
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:backup]
    /// command=/usr/bin/backup --name backup-%%Y-%%m-%%d
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/web-100%%%%.log
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#291](https://github.com/Supervisor/supervisor/issues/291)
    /// - [Supervisor/supervisor#607](https://github.com/Supervisor/supervisor/issues/607)
    /// - [Supervisor/supervisor#980](https://github.com/Supervisor/supervisor/issues/980)
    "bare-percent", Error, Expansion,
    fix: Safe,
    [Compiler, Refine(&[Code::BARE_PERCENT], refine), Mend(mend)],
}

/// All percent signs of the value at once: the compiler finds one at a time.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    expansions::mended(subject, finding.primary.location)
}

/// In a number or a list of names nobody means such a sign.
fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    expansions::without_percent(subject, finding.primary.location)?;
    Some(Diagnostic { help: "remove the percent sign".to_owned(), ..finding.clone() })
}
