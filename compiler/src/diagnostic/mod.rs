//! What is wrong with a file: the message, the place, the reason and the mend.

mod code;
mod fix;
pub(crate) mod shorten;

pub use code::Code;
pub use fix::{Edit, Fix, Safety};
use serde::Serialize;
pub(crate) use shorten::{readable, shortened};

use crate::sources::Location;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Style, portability or risk.
    Info,
    /// The original accepts it, and hardly anybody can have meant it.
    Warning,
    /// Supervisor 4.3.0 refuses the file.
    Error,
}

/// A place and what it has to do with the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// A few words, for the end of an underline.
    pub text: String,
}

impl Label {
    /// A label at `location`.
    pub fn new(location: Location, text: impl Into<String>) -> Self {
        Self { location, text: text.into() }
    }
}

/// What a label says that shows the pattern which brought the file of a finding.
pub const INCLUDED_HERE: &str = "the file is included here";

/// One finding. There is none without a primary place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which check found it; stable between releases.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence that names the option, the value and the fault.
    pub message: String,
    /// Where it is.
    pub primary: Label,
    /// Other places that belong to it: the first definition of a duplicate, the include that brought the file.
    pub related: Vec<Label>,
    /// How to mend it.
    pub help: String,
    /// What Supervisor 4.3.0 prints after `Error: `, for errors.
    pub original: Option<String>,
    /// True when the verdict depends on this machine (its users, directories, plug-ins) and not on the text alone.
    pub host: bool,
    /// Changes of the files that mend it, the best first.
    pub fixes: Vec<Fix>,
}

/// Findings beyond the first thousand of a code: they are counted, and not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The check.
    pub code: Code,
    /// Their level.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
}

impl Diagnostic {
    /// An error that the original raises too, with its exact text.
    pub fn error(
        code: Code,
        message: impl Into<String>,
        primary: Label,
        help: impl Into<String>,
        original: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary,
            related: Vec::new(),
            help: help.into(),
            original: Some(original.into()),
            host: false,
            fixes: Vec::new(),
        }
    }

    /// A finding about something that the original accepts.
    pub fn warning(code: Code, message: impl Into<String>, primary: Label, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            message: message.into(),
            primary,
            related: Vec::new(),
            help: help.into(),
            original: None,
            host: false,
            fixes: Vec::new(),
        }
    }

    /// Adds another place that belongs to the finding.
    #[must_use]
    pub fn with_related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// Adds a change that mends it.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// True when it is why Supervisor refuses the file. (Of very many bad lines only the first has the original's words.)
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.original.is_some() || self.severity == Severity::Error && Code::ERRORS.contains(&self.code)
    }

    /// Marks the verdict as one about this machine.
    #[must_use]
    pub fn on_host(mut self) -> Self {
        self.host = true;
        self
    }
}
