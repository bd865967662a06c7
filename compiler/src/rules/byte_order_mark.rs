//! `byte-order-mark`.

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;

rule! {
    /// A file begins with a byte-order mark.
    ///
    /// Some editors, most of them on Windows, put these three invisible bytes at the beginning of a UTF-8 file. For Supervisor they belong
    /// to the first line, which is then no header any more: it says that the file contains no section headers, and shows one.
    ///
    /// ## Bad
    ///
    /// ```ini escapes
    /// \xEF\xBB\xBF[program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [alexsilva/supervisor#47](https://github.com/alexsilva/supervisor/issues/47)
    "byte-order-mark", Error, Syntax,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, _subject: &Subject<'_>) -> Option<Fix> {
    Some(Fix::safe("remove the mark", [Edit::new(finding.primary.location, "")]))
}
