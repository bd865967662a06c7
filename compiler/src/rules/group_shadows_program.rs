//! `group-shadows-program`.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Subject;
use crate::schema::SectionKind;

rule! {
    /// A group and a program that is not in it have the same name, and one of them never runs.
    ///
    /// A program that no group names is a group of its own, called like the program. `[group:web]` and `[program:web]`
    /// are then two groups of one name; supervisord keeps the first, by priority, and leaves the other one out without
    /// a word. Most often the program was forgotten on the list of its group.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:web]
    /// programs=api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:web]
    /// programs=api,web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: groups](https://supervisord.org/configuration.html#group-x-section-settings)
    "group-shadows-program", Warning, Group,
    [Refine(&[Code::SHARED_GROUP_NAME], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let kept = subject.section_at(finding.related.first()?.location)?;
    let left_out = subject.section_at(finding.primary.location)?;
    let group = |section: crate::lint::Section<'_>| section.kind() == Some(SectionKind::Group);
    // Two groups of one name, which differ in spaces, are something else.
    if group(kept) == group(left_out) {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("[{}] never runs: [{}] makes a group of the same name", left_out.name(), kept.name());
    finding.help = match kept.kind().zip(left_out.kind()) {
        Some((SectionKind::EventListener, _) | (_, SectionKind::EventListener)) => "rename one of the two".to_owned(),
        _ => format!("rename one of the two, or put `{}` on the list of the group", left_out.bare_name()),
    };
    Some(finding)
}
