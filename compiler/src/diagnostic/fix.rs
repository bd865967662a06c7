//! How a finding is mended: changes of the files' texts.

use serde::Serialize;

use crate::sources::Location;

/// What a fix may change besides the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The configuration means the same afterwards, or was refused and now has the meaning that nobody can doubt.
    Safe,
    /// It means something else afterwards, most likely what was wanted: only who asked for it gets it.
    Suggested,
}

/// One text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty: where something is put in.
    pub location: Location,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// `text` in the place of what stands at `location`.
    pub fn new(location: Location, text: impl Into<String>) -> Self {
        Self { location, text: text.into() }
    }
}

/// Changes that belong together: all are made, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: "quote the value".
    pub title: String,
    /// Whether it may be applied without being asked for.
    pub safety: Safety,
    /// The changes. They do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that changes nothing but the text, or gives a refused file its obvious meaning.
    pub fn safe(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self { title: title.into(), safety: Safety::Safe, edits: edits.into_iter().collect() }
    }

    /// A fix that changes what the configuration means.
    pub fn suggested(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self { title: title.into(), safety: Safety::Suggested, edits: edits.into_iter().collect() }
    }

    /// True when it adds a section: a header where nothing stood.
    #[must_use]
    pub fn adds_section(&self) -> bool {
        let is_new = |edit: &Edit| edit.location.span.is_empty();
        self.edits.iter().any(|edit| is_new(edit) && edit.text.lines().any(|line| line.starts_with('[')))
    }
}
