//! A saved update: what is to be done, and the fingerprints of what it was foretold from, by which `supervisorctl update
//! --plan=FILE` tells whether it still fits. The shape is versioned: docs/json.md, docs/schemas/update-plan-1.json.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diff_json::{Longest, StepJson, longest, steps};
use super::one_line;
use crate::diff::Comparison;
use crate::diff::forecast::Extent;

/// The version of the shape.
pub const VERSION: u32 = 1;

/// Fingerprints by group.
pub type Fingerprints = BTreeMap<String, String>;

/// Whether processes run, by group and by name.
pub type Lives = BTreeMap<String, BTreeMap<String, bool>>;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    old: &'a str,
    new: &'a str,
    minimal: bool,
    active: &'a Fingerprints,
    configured: &'a Fingerprints,
    /// Whether the processes ran that the steps are about; none: nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<&'a Lives>,
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
    /// Which of the processes that the steps are about ran; none: nobody asked.
    pub running: Option<&'a Lives>,
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
    /// Which of the processes that the steps are about ran, if somebody asked.
    #[serde(default)]
    pub running: Option<Lives>,
}

/// What a server tells, to be held against a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Present {
    /// What is active, by group.
    pub active: Fingerprints,
    /// What the configuration says, by group.
    pub configured: Fingerprints,
    /// Which processes run.
    pub running: Lives,
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
        running: sides.running,
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
    pub fn misfits(&self, present: &Present) -> Vec<String> {
        let mut found = Vec::new();
        let sides = [
            (
                &self.active,
                &present.active,
                ["runs now", "does not run any more", "runs with other options than it did"],
            ),
            (
                &self.configured,
                &present.configured,
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
                    None => found.push(format!("{} {came}", one_line(group))),
                    Some(known) if known != fingerprint => {
                        found.push(format!("{} {differs}", one_line(group)));
                    }
                    Some(_) => {}
                }
            }
            found.extend(
                then.keys()
                    .filter(|group| !now.contains_key(*group))
                    .map(|group| format!("{} {went}", one_line(group))),
            );
        }
        for (group, processes) in self.running.iter().flatten() {
            let now = present.running.get(group);
            for (process, ran) in processes {
                let runs = now.and_then(|now| now.get(process)).copied().unwrap_or(false);
                let what = if runs { "runs now" } else { "does not run any more" };
                if runs != *ran {
                    found.push(format!("{}:{} {what}", one_line(group), one_line(process)));
                }
            }
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
        let present = |active: &Fingerprints, configured: &Fingerprints, runs| {
            let running = Lives::from([("a".to_owned(), BTreeMap::from([("x".to_owned(), runs)]))]);
            Present { active: active.clone(), configured: configured.clone(), running }
        };
        let then = present(&active, &configured, false);
        let saved = Saved {
            version: 1,
            minimal: false,
            active: active.clone(),
            configured: configured.clone(),
            running: Some(then.running.clone()),
        };
        assert!(saved.misfits(&then).is_empty());
        assert_eq!(saved.misfits(&present(&active, &configured, true)), ["a:x runs now"]);
        let ran = Saved { running: Some(present(&active, &configured, true).running), ..saved.clone() };
        assert_eq!(ran.misfits(&then), ["a:x does not run any more"]);
        let told_of_files = Saved { running: None, ..saved.clone() };
        assert!(told_of_files.misfits(&present(&active, &configured, true)).is_empty());
        assert_eq!(
            saved.misfits(&present(
                &prints(&[("a", "9"), ("d\u{1b}\n", "1")]),
                &prints(&[("a", "3")]),
                false
            )),
            [
                "a runs with other options than it did",
                "d\\u{1b}\\n runs now",
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
