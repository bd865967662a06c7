//! A saved update: what is to be done, and the fingerprints of what it was foretold from, by which `supervisorctl update
//! --plan=FILE` tells whether it still fits. The shape is versioned: docs/json.md, docs/schemas/update-plan-1.json.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diff_json::{Longest, StepJson, longest, steps};
use crate::diff::Comparison;
use crate::diff::forecast::Extent;

/// The version of the shape.
pub const VERSION: u32 = 1;

/// Fingerprints by group.
pub type Fingerprints = BTreeMap<String, String>;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    old: &'a str,
    new: &'a str,
    minimal: bool,
    active: &'a Fingerprints,
    configured: &'a Fingerprints,
    steps: Vec<StepJson<'a>>,
    longest: Longest,
}

/// Where a plan comes from.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// What is active, as people call it.
    pub old: &'a str,
    /// What shall be.
    pub new: &'a str,
    /// What was active.
    pub active: &'a Fingerprints,
    /// What the configuration said.
    pub configured: &'a Fingerprints,
    /// How much of a group is replaced.
    pub extent: Extent,
}

/// What is needed of a saved update to tell whether it fits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Saved {
    /// The version of the document.
    pub version: u32,
    /// Whether only processes that changed are replaced.
    pub minimal: bool,
    /// What was active, by group.
    pub active: Fingerprints,
    /// What the configuration said, by group.
    pub configured: Fingerprints,
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(comparison: &Comparison<'_>, sides: &Sides<'_>) -> serde_json::Result<String> {
    let document = Document {
        version: VERSION,
        old: sides.old,
        new: sides.new,
        minimal: sides.extent == Extent::Processes,
        active: sides.active,
        configured: sides.configured,
        steps: steps(&comparison.forecast),
        longest: longest(&comparison.forecast),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

impl Saved {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(document: &str) -> Result<Self, String> {
        let saved: Self =
            serde_json::from_str(document).map_err(|error| format!("it is no saved plan: {error}"))?;
        match saved.version {
            VERSION => Ok(saved),
            other => Err(format!("it is of version {other}; this program knows version {VERSION}")),
        }
    }

    /// What has moved since: sentences, none when it still fits.
    #[must_use]
    pub fn misfits(&self, active: &Fingerprints, configured: &Fingerprints) -> Vec<String> {
        let mut found = Vec::new();
        let sides = [
            (
                &self.active,
                active,
                ["runs now", "does not run any more", "runs with other options than it did"],
            ),
            (
                &self.configured,
                configured,
                [
                    "is in the configuration now",
                    "has gone from the configuration",
                    "is configured otherwise by now",
                ],
            ),
        ];
        for (then, now, [came, went, differs]) in sides {
            for (group, fingerprint) in now {
                match then.get(group) {
                    None => found.push(format!("{group} {came}")),
                    Some(known) if known != fingerprint => found.push(format!("{group} {differs}")),
                    Some(_) => {}
                }
            }
            found.extend(
                then.keys().filter(|group| !now.contains_key(*group)).map(|group| format!("{group} {went}")),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(list: &[(&str, &str)]) -> Fingerprints {
        list.iter().map(|(group, print)| ((*group).to_owned(), (*print).to_owned())).collect()
    }

    #[test]
    fn what_moved_is_named() {
        let (active, configured) = (prints(&[("a", "1"), ("b", "1")]), prints(&[("a", "2"), ("c", "1")]));
        let saved =
            Saved { version: 1, minimal: false, active: active.clone(), configured: configured.clone() };
        assert!(saved.misfits(&active, &configured).is_empty());
        assert_eq!(
            saved.misfits(&prints(&[("a", "9"), ("d", "1")]), &prints(&[("a", "3")])),
            [
                "a runs with other options than it did",
                "d runs now",
                "b does not run any more",
                "a is configured otherwise by now",
                "c has gone from the configuration",
            ]
        );
        assert!(Saved::read("{}").unwrap_err().starts_with("it is no saved plan: "));
        let newer = r#"{"version": 2, "minimal": false, "active": {}, "configured": {}}"#;
        assert!(Saved::read(newer).unwrap_err().contains("version 2"));
    }
}
