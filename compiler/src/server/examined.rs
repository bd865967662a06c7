//! A configuration with what is known of it: files, plan, findings.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::documents::Document;
use super::snapshot::{Seen, Snapshot};
use super::text::Page;
use crate::cli::settings::Resolved;
use crate::compile::{Compilation, Options, shorten};
use crate::diagnostic::{Diagnostic, LeftOut};
use crate::editor::Analysis;
use crate::lint::absolute;
use crate::lint::baseline::{Base, Baseline};
use crate::sources::{FileId, Sources};
use crate::system::{Edited, Pipes, System as _};

/// What is found in one file of a configuration.
#[derive(Default)]
pub(super) struct InFile {
    /// In the order of `supervisor-lint`, not more than a thousand of a rule.
    pub(super) findings: Vec<Diagnostic>,
    /// What there is more.
    pub(super) left_out: Vec<LeftOut>,
}

/// A main file with what it includes, as it was read once.
pub(super) struct Examined {
    main: PathBuf,
    /// What was asked for.
    pub(super) resolved: Resolved,
    /// None: the main file cannot be read.
    pub(super) analysis: Option<Analysis>,
    /// What it was read from.
    pub(super) system: Edited<'static>,
    /// The one path of each file, and its text.
    files: HashMap<FileId, (PathBuf, OnceLock<Arc<Page>>)>,
    findings: OnceLock<HashMap<FileId, InFile>>,
    /// What is wrong with the settings.
    pub(super) faults: Vec<String>,
}

impl Examined {
    pub(super) fn new(main: &Path, resolved: Resolved, faults: Vec<String>, snapshot: &Snapshot) -> Self {
        let system = snapshot.system.clone();
        let assume_variables = !resolved.settings.closed_environment;
        let resolved = Resolved { options: Options { assume_variables, ..resolved.options }, ..resolved };
        let analysis = Analysis::new(&system, &resolved.options, main).ok();
        let files = analysis.iter().flat_map(|analysis| {
            analysis.files().map(|file| {
                let path = system.canonical(&analysis.path(file));
                // The text of an open document is cut into lines already.
                let text = analysis.sources().get(file).map(|source| &source.text);
                let same =
                    |document: &&Arc<Document>| text.is_some_and(|text| document.page.shared() == text);
                let page = snapshot.documents.of_file(&path).find(same);
                let page = page.map_or_else(OnceLock::new, |document| Arc::clone(&document.page).into());
                (file, (path, page))
            })
        });
        let files = files.collect();
        Self {
            main: main.to_path_buf(),
            resolved,
            analysis,
            system,
            files,
            findings: OnceLock::new(),
            faults,
        }
    }

    /// The main file as it was found.
    pub(super) fn main(&self) -> &Path {
        &self.main
    }

    /// True for one of its files, named by its one path.
    pub(super) fn reads(&self, path: &Path) -> bool {
        self.analysis.is_none() || self.files.values().any(|(file, _)| file == path)
    }

    /// A document in this configuration.
    pub(super) fn see(self: Arc<Self>, document: &Document) -> Option<Seen> {
        let (file, _) = self.files.iter().find(|(_, (path, _))| *path == document.path)?;
        let file = *file;
        Some(Seen { examined: self, file })
    }

    /// All files.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.keys().copied()
    }

    /// The one path of a file.
    pub(super) fn path(&self, file: FileId) -> &Path {
        self.files.get(&file).map_or(Path::new(""), |(path, _)| path)
    }

    /// The path by which a file was found.
    pub(super) fn named(&self, file: FileId) -> PathBuf {
        self.analysis
            .as_ref()
            .map(|analysis| absolute(&analysis.path(file), &self.resolved.options))
            .unwrap_or_default()
    }

    /// The text of a file.
    pub(super) fn page(&self, file: FileId) -> Option<&Page> {
        let (_, page) = self.files.get(&file)?;
        let source = self.analysis.as_ref()?.sources().get(file)?;
        Some(page.get_or_init(|| Arc::new(Page::new(Arc::clone(&source.text)))))
    }

    /// What the rules and the compiler find in a file: what `supervisor-lint` would print.
    pub(super) fn findings(&self, file: FileId) -> Option<&InFile> {
        self.findings.get_or_init(|| self.find().unwrap_or_default()).get(&file)
    }

    fn find(&self) -> Option<HashMap<FileId, InFile>> {
        let analysis = self.analysis.as_ref()?;
        let found = analysis.findings(&self.system, &self.resolved.settings);
        let sources: Sources = analysis.sources().clone();
        let mut compilation =
            Compilation { plan: None, sources, diagnostics: found.diagnostics, left_out: found.left_out };
        self.leave_out_known(&mut compilation);
        let mut files: HashMap<FileId, InFile> = HashMap::new();
        for finding in compilation.diagnostics {
            files.entry(finding.primary.location.file).or_default().findings.push(finding);
        }
        // Each file by itself: one with many must not make the others look clean.
        for found in files.values_mut() {
            shorten(&mut found.findings, &mut found.left_out);
        }
        // Nobody knows where these are.
        if let Some(main) = analysis.main().filter(|_| !compilation.left_out.is_empty()) {
            files.entry(main).or_default().left_out.extend(compilation.left_out);
        }
        Some(files)
    }

    /// Takes out what the baseline knows. One that cannot be read knows nothing: `supervisor-lint` says why.
    fn leave_out_known(&self, compilation: &mut Compilation) -> Option<()> {
        let path = absolute(self.resolved.baseline.as_ref()?, &self.resolved.options);
        let bytes = self.system.read(&path, Pipes::Refuse).ok()?;
        let baseline = Baseline::parse(&String::from_utf8_lossy(&bytes)).ok()?;
        let base = Base { directory: path.parent().unwrap_or(&path), options: &self.resolved.options };
        baseline.apply([compilation], base);
        Some(())
    }
}
