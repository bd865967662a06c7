//! `program-fcgi-ambiguous`.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Subject;
use crate::schema::SectionKind;

rule! {
    /// A program and a FastCGI program have the same name.
    ///
    /// Named by a group it cannot be told which of them is meant, and Supervisor refuses the file. Otherwise both make
    /// a group of that name, and one of them never runs, without a word: that is a warning.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [fcgi-program:web]
    /// command=/usr/bin/web-fcgi
    /// socket=unix:///run/web.sock
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [fcgi-program:web]
    /// command=/usr/bin/web-fcgi
    /// socket=unix:///run/web.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [fcgi-program:web-fcgi]
    /// command=/usr/bin/web-fcgi
    /// socket=unix:///run/web.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: FastCGI programs](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "program-fcgi-ambiguous", Error, Group,
    [Compiler, Refine(&[Code::SHARED_GROUP_NAME], refine)],
}

/// Both are groups of their own.
fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let kept = subject.section_at(finding.related.first()?.location)?;
    let left_out = subject.section_at(finding.primary.location)?;
    let kinds = (kept.kind()?, left_out.kind()?);
    if !matches!(kinds, (SectionKind::Program, SectionKind::FcgiProgram) | (SectionKind::FcgiProgram, SectionKind::Program)) {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("[{}] never runs: [{}] has the same name", left_out.name(), kept.name());
    Some(finding)
}
