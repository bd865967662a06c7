//! What an update would do, told without doing it: the active groups against the configuration as it is now.

use std::path::Path;
use std::sync::Arc;

use supervisor_compiler::Sources;
use supervisor_compiler::compile::Compilation;
use supervisor_compiler::diagnostic::{Diagnostic, Severity};
use supervisor_compiler::diff::{self, Diff};
use supervisor_compiler::plan::Group;
use supervisor_compiler::render::diff_text::Style;
use supervisor_compiler::render::{Paint, Secrets, Texts, diff_json, diff_text};

use super::Daemon;

/// How a preview is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewFormat {
    /// For people.
    Text,
    /// As `supervisor-diff --json` does.
    Json,
}

/// What an update would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Something differs, be it only in what an update ignores.
    pub differs: bool,
    /// What, and the lines that cause it. Secrets are masked.
    pub text: String,
}

/// Why there is no preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPreview {
    /// The configuration has an error: where, and which check found it. The text of it may quote a secret.
    Configuration(String),
    /// There is no such group, neither active nor in the configuration.
    NoSuchGroup(String),
}

impl Daemon {
    /// Compares, for all groups or for those `wanted`, and changes nothing: not even what a reread would.
    ///
    /// # Errors
    /// See [`NoPreview`].
    pub fn preview(&self, format: PreviewFormat, wanted: &[String]) -> Result<Preview, NoPreview> {
        let compilation =
            self.source.compile().map_err(|error| NoPreview::Configuration(error.to_string()))?;
        let error = first_error(&compilation);
        let new = compilation.sources;
        let plan = compilation.plan.ok_or(NoPreview::Configuration(error))?;
        let active = self.active_groups();
        let all = || active.iter().map(AsRef::as_ref).chain(&plan.groups);
        if let Some(unknown) = wanted.iter().find(|name| all().all(|group| group.name != **name)) {
            return Err(NoPreview::NoSuchGroup(unknown.clone()));
        }
        let read: Vec<&Group> = plan.groups.iter().collect();
        let running: Vec<&Group> = active.iter().map(AsRef::as_ref).collect();
        let mut diff = diff::groups(&running, &read);
        // The daemon's own sections belong to no group.
        let sections = if wanted.is_empty() { diff::sections(self.plan(), &plan) } else { Vec::new() };
        if !wanted.is_empty() {
            restrict(&mut diff, wanted);
        }
        let old = Sources::together(self.source.texts.iter().map(Arc::clone).collect());
        // Paths as the daemon knows them: the client may stand elsewhere.
        let texts = |sources| Texts { sources, base: Path::new("") };
        let (old, new) = (texts(&old), texts(&new));
        let secrets = Secrets::new(false);
        let text = match format {
            PreviewFormat::Json => diff_json::render(&diff, &sections, (old, new), secrets)
                .map_err(|error| NoPreview::Configuration(error.to_string()))?,
            PreviewFormat::Text => {
                // Colours are the client's: what an escape sequence begins with cannot be in XML.
                let paint = Paint { color: false };
                diff_text::render(&diff, &sections, Style { old, new, secrets, paint })
            }
        };
        Ok(Preview { differs: !diff.is_empty() || !diff.overlooked.is_empty() || !sections.is_empty(), text })
    }
}

/// `FILE:LINE: code` of the first error.
fn first_error(compilation: &Compilation) -> String {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let Some(error) = compilation.diagnostics.iter().find(is_error) else {
        return "the configuration does not compile".to_owned();
    };
    let place = error.primary.location;
    let (file, line) = (compilation.sources.path(place.file), compilation.sources.position(place).line);
    format!("{}:{line}: {} (supervisor-lint tells more)", file.display(), error.code)
}

/// Leaves only the groups of these names.
fn restrict(diff: &mut Diff<'_>, wanted: &[String]) {
    let is_wanted = |group: &Group| wanted.contains(&group.name);
    diff.added.retain(|group| is_wanted(group));
    diff.changed.retain(|change| is_wanted(change.new));
    diff.removed.retain(|group| is_wanted(group));
    diff.unchanged.retain(|group| is_wanted(group));
    diff.overlooked.retain(|change| is_wanted(change.new));
}
