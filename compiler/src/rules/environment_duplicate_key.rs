//! `environment-duplicate-key`.

use std::collections::HashMap;

use crate::diagnostic::Label;
use crate::lint::{Found, List, Section};

rule! {
    /// An `environment` list sets a variable twice.
    ///
    /// The last value counts, and the first is dropped without a word: whoever changes the first one wonders why nothing happens.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",MODE="fast",PORT="9090"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=MODE="fast",PORT="9090"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-duplicate-key", Warning, Environment,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section).filter(|list| list.items.len() > 1) else { return };
    let mut seen = HashMap::with_capacity(list.items.len());
    for item in &list.items {
        let key = list.key(item);
        let Some(earlier) = seen.insert(key, item) else { continue };
        let finding = found.finding(
            list.option.locate(item.key.start..item.value.end),
            format!("`environment` sets `{key}` twice: this value counts"),
            "the last one counts",
            format!("remove one of the two definitions of `{key}`"),
        );
        let place = list.option.locate(earlier.key.start..earlier.value.end);
        found.report(finding.with_related(Label::new(place, "has no effect")));
    }
}
