//! What an update would do, told without doing it: the active groups against the configuration as it is now.

use std::path::Path;
use std::sync::Arc;

use supervisor_compiler::Sources;
use supervisor_compiler::compile::Compilation;
use supervisor_compiler::diagnostic::{Diagnostic, Severity};
use supervisor_compiler::diff::forecast::{Extent, Running, Terms};
use supervisor_compiler::diff::{self, Comparison, Diff};
use supervisor_compiler::plan::{Group, Plan};
use supervisor_compiler::render::diff_text::Style;
use supervisor_compiler::render::update_plan::Fingerprints;
use supervisor_compiler::render::{Paint, Secrets, Texts, diff_json, diff_text, plan_json, sealed};

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

/// Bytes that it takes to tell of a process, about.
const PROCESS_SIZE: usize = 6 * 1024;

/// What is active at one moment.
#[derive(Debug, Clone)]
pub struct Active {
    plan: Arc<Plan>,
    groups: Vec<Arc<Group>>,
    read: Vec<Arc<Group>>,
    texts: Vec<Arc<Sources>>,
}

/// What is active, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivePlan {
    /// The plan, in JSON.
    pub document: String,
    /// What tells its groups from others.
    pub active: Fingerprints,
    /// What tells the groups that were read last from others.
    pub read: Fingerprints,
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
    pub fn preview(
        &self,
        format: PreviewFormat,
        wanted: &[String],
        extent: Extent,
    ) -> Result<Preview, NoPreview> {
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
        let texts = |sources| Texts::new(sources, Path::new(""));
        let (old, new) = (texts(&old), texts(&new));
        let secrets = Secrets::new(false);
        let terms = Terms { extent, running: self.running(), ..Terms::default() };
        let comparison = Comparison::of(diff, sections, &terms);
        let text = match format {
            PreviewFormat::Json => diff_json::render(&comparison, (old, new), secrets)
                .map_err(|error| NoPreview::Configuration(error.to_string()))?,
            PreviewFormat::Text => {
                // Colours are the client's: what an escape sequence begins with cannot be in XML.
                let paint = Paint { color: false };
                diff_text::render(&comparison, Style { old, new, secrets, paint })
            }
        };
        Ok(Preview { differs: comparison.differs(), text })
    }

    /// Which processes run: those that a stop reaches.
    fn running(&self) -> Running {
        let now = self.now();
        let infos = self.core().by_name().into_iter().filter_map(|process| self.core().info(process, now));
        Running::of(
            infos.map(|info| (info.group.to_string(), info.name.to_string(), info.state.is_running())),
        )
    }

    /// What is active, to be told beside the loop.
    #[must_use]
    pub fn active(&self) -> Active {
        Active {
            plan: Arc::clone(&self.plan),
            groups: self.active_groups(),
            read: self.read_groups().to_vec(),
            texts: self.source.texts.clone(),
        }
    }
}

impl Active {
    /// How many bytes it takes to tell it, about.
    #[must_use]
    pub fn size(&self) -> usize {
        let processes: usize = self.groups.iter().map(|group| group.processes.len()).sum();
        processes.saturating_mul(PROCESS_SIZE)
    }

    /// What is active, as it may be shown to whoever asks: tags stand for secrets.
    ///
    /// # Errors
    /// None in practice: every part is text or a number.
    pub fn tell(&self) -> Result<ActivePlan, String> {
        let plan = Plan {
            groups: self.groups.iter().map(|group| Group::clone(group)).collect(),
            notices: Vec::new(),
            ..Plan::clone(&self.plan)
        };
        let texts = Sources::together(self.texts.clone());
        let document = plan_json::render_sealed(&plan, Texts::new(&texts, Path::new("")));
        let prints = |groups: &[Arc<Group>]| -> Fingerprints {
            // Of groups of one name the first counts.
            groups.iter().rev().map(|group| (group.name.clone(), sealed::fingerprint(group))).collect()
        };
        Ok(ActivePlan {
            document: document.map_err(|error| error.to_string())?,
            active: prints(&self.groups),
            read: prints(&self.read),
        })
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
