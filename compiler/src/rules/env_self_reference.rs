//! `env-self-reference`.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::{List, Subject};

rule! {
    /// A variable of an `environment` list refers to another one of the same list.
    ///
    /// The list is expanded as a whole before any of its variables exist, so `%(ENV_A)s` finds only what is set outside of it, and
    /// Supervisor refuses the configuration. `$A` is no way out either: no shell reads the list.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=BASE="/srv/app",DATA="%(ENV_BASE)s/data"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=BASE="/srv/app",DATA="/srv/app/data"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    /// - [Supervisor/supervisor#447](https://github.com/Supervisor/supervisor/issues/447)
    "env-self-reference", Error, Expansion,
    fix: Suggested,
    [Refine(&[Code::UNKNOWN_EXPANSION], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let directive = subject.text(finding.primary.location);
    let name = directive.strip_prefix("%(ENV_")?.split(')').next()?;
    let list = List::at(finding, subject)?;
    let place = finding.primary.location;
    // `PATH="/opt/bin:%(ENV_PATH)s"` means the one outside.
    let own = |range: Range<usize>| {
        let span = list.option.locate(range).span;
        span.start <= place.span.start && place.span.end <= span.end
    };
    let sibling = list.items.iter().find(|item| list.key(item) == name && !own(item.value.clone()))?;
    let value = list.content(sibling);
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`environment` refers to `{name}`, which it sets itself: a list cannot see its own variables");
    finding.primary.text = "not set yet".to_owned();
    finding.help = format!("write the value of `{name}` here, or set `{name}` in the `environment` of [supervisord]");
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_/.+-:".contains(&byte));
    let fix = plain.then(|| Fix::suggested(format!("write `{value}`"), [Edit::new(finding.primary.location, value)]));
    Some(finding.with_fix(fix))
}
