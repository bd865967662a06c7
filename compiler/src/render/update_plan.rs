//! A saved update: what is to be done, and the fingerprints of what it was foretold from, by which `supervisorctl update
//! --plan=FILE` tells whether it still fits. The shape is versioned: docs/json.md, docs/schemas/update-plan-1.json.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

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
    let mut document = serde_json::to_value(document)?;
    let digest = digest(&document);
    if let Value::Object(fields) = &mut document {
        fields.insert(DIGEST.to_owned(), digest.into());
    }
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

/// The field that shows whether somebody has edited the others. It is no seal: it keeps nobody from a new one.
const DIGEST: &str = "digest";

/// What is the same for two documents that say the same, in whatever order and with whatever white space.
fn digest(document: &Value) -> String {
    let mut hash = Sha256::new();
    digest_into(document, &mut hash);
    let mut text = String::new();
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn digest_into(value: &Value, hash: &mut Sha256) {
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().filter(|(name, _)| *name != DIGEST).collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            add(&format!("object of {}", fields.len()));
            for (name, value) in fields {
                hash.update(name.len().to_le_bytes());
                hash.update(name);
                digest_into(value, hash);
            }
        }
        Value::Array(items) => {
            add(&format!("array of {}", items.len()));
            for item in items {
                digest_into(item, hash);
            }
        }
        Value::String(text) => {
            add("text");
            add(text);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => add(&value.to_string()),
    }
}

impl Saved {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(document: &str) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| format!("it is no saved plan: {error}");
        let document: Value = serde_json::from_str(document).map_err(wrong)?;
        let saved = Self::deserialize(&document).map_err(wrong)?;
        if saved.version != VERSION {
            return Err(format!("it is of version {}; this program knows version {VERSION}", saved.version));
        }
        if document.get(DIGEST).and_then(Value::as_str) != Some(&*digest(&document)) {
            let text = "it has been edited since supervisor-diff wrote it, so what it shows is not what it was made for; \
                        change the configuration and make a new one";
            return Err(text.to_owned());
        }
        Ok(saved)
    }

    /// What has moved since: sentences, none when it still fits.
    #[must_use]
    pub fn misfits(&self, present: &Present) -> Vec<String> {
        let mut found = Vec::new();
        let sides = [
            (
                &self.active,
                &present.active,
                ["is active now", "is not active any more", "runs with other options than it did"],
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
                "d\\u{1b}\\n is active now",
                "b is not active any more",
                "a is configured otherwise by now",
                "c has gone from the configuration",
            ]
        );
        assert!(Saved::read("{}").unwrap_err().starts_with("it is no saved plan: "));
        assert!(Saved::read("[").unwrap_err().starts_with("it is no saved plan: "));
        let newer = r#"{"version": 2, "minimal": false, "active": {}, "configured": {}}"#;
        assert!(Saved::read(newer).unwrap_err().contains("version 2"));
    }

    /// What is shown to whoever reviews a plan is what is carried out.
    #[test]
    fn edits_are_seen_and_another_spelling_is_none() {
        let (old, new) = (crate::render::sample::old().0, crate::render::sample::new().0);
        let comparison = Comparison::of_plans(&old, &new, &crate::diff::forecast::Terms::default());
        let (active, configured) = (prints(&[("web", "1")]), prints(&[("web", "2")]));
        let sides = Sides {
            old: "a",
            new: "b",
            active: &active,
            configured: &configured,
            running: None,
            extent: Extent::Processes,
        };
        let document = render(&comparison, &sides).unwrap();
        assert_eq!(Saved::read(&document).unwrap().configured, configured);
        let value: Value = serde_json::from_str(&document).unwrap();
        assert!(Saved::read(&value.to_string()).is_ok());
        let turned: Vec<String> = value
            .as_object()
            .unwrap()
            .iter()
            .rev()
            .map(|(name, value)| format!("{name:?}:{value}"))
            .collect();
        assert!(Saved::read(&format!("{{{}}}", turned.join(","))).is_ok());
        let edits: [fn(&mut Value); 5] = [
            |plan| plan["minimal"] = false.into(),
            |plan| plan["steps"] = Value::Array(Vec::new()),
            |plan| plan["steps"][0]["stops"] = Value::Array(Vec::new()),
            |plan| plan["more"] = 1.into(),
            |plan| {
                plan.as_object_mut().unwrap().remove("digest");
            },
        ];
        for (number, edit) in edits.into_iter().enumerate() {
            let mut edited = value.clone();
            edit(&mut edited);
            let refused = Saved::read(&edited.to_string()).unwrap_err();
            assert!(refused.starts_with("it has been edited"), "{number}: {refused}");
        }
    }
}
