//! `interpolation-not-available`.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::{Section, Subject, edits};

rule! {
    /// A value refers to another option of its section, which cannot be done.
    ///
    /// In the files of many Python programs `%(site)s` stands for the option `site`. Supervisor knows a few names of its own and the
    /// variables of its environment, and nothing else: it refuses the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// site=/srv/app
    /// command=%(site)s/bin/web
    /// directory=%(site)s
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/bin/web
    /// directory=/srv/app
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#138](https://github.com/Supervisor/supervisor/issues/138)
    /// - [Supervisor/supervisor#909](https://github.com/Supervisor/supervisor/issues/909)
    "interpolation-not-available", Error, Expansion,
    fix: Suggested,
    [Refine(&[Code::UNKNOWN_EXPANSION], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let place = finding.primary.location;
    let directive = subject.text(place);
    let name = directive.strip_prefix("%(")?.split(')').next()?;
    let section = subject.section_at(place)?;
    let meant = section.option(&name.to_lowercase())?;
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`%({name})s` does not stand for the option `{name}`: values cannot refer to each other");
    finding.primary.text = "not available here".to_owned();
    finding.help = match &*meant.text() {
        "" => format!("write the value of `{name}` here"),
        value => format!("write `{value}` here, or set a variable `X` where supervisord is started and write `%(ENV_X)s`"),
    };
    Some(finding.with_fix(fix(section, name)))
}

/// Writes the value wherever the section refers to it, and takes the option away unless the section has a use for it.
fn fix(section: Section<'_>, name: &str) -> Option<Fix> {
    let key = name.to_lowercase();
    let meant = section.option(&key)?;
    let value = meant.text();
    let directive = format!("%({name})s");
    if meant.inherited || value.is_empty() || value.contains(['%', '\n']) {
        return None;
    }
    let mut edits = Vec::new();
    for option in section.options().filter(|option| option.key() != key) {
        let text = option.text();
        edits.extend(text.match_indices(&directive).map(|(at, _)| {
            edits::set_part(option, at..at + directive.len(), &value)
        }));
    }
    if edits.is_empty() {
        return None;
    }
    if section.row(&key).is_none() {
        edits.push(edits::remove(meant));
    }
    Some(Fix::suggested(format!("write the value of `{name}`"), edits))
}
