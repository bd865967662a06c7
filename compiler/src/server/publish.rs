//! Findings that the client does not ask for: all of them, or those of files that are not open.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use gen_lsp_types::{
    Diagnostic, Notification as _, PublishDiagnosticsNotification, PublishDiagnosticsParams, Uri,
};

use super::session::{Session, said};
use super::snapshot::Snapshot;
use super::{Event, findings};

/// What was found in each file that the client is told of, by its name, and the version if it is open.
type Files = BTreeMap<String, (Option<i32>, Vec<Diagnostic>)>;

/// What was found when the documents were as they were at a revision.
pub(super) struct Found {
    revision: u64,
    files: Files,
    /// What is wrong with the settings.
    faults: Vec<String>,
}

/// What the client was told.
#[derive(Default)]
pub(super) struct Published {
    files: Files,
}

impl Session {
    /// Has somebody look for findings that the client does not ask for.
    pub(super) fn look(&mut self) {
        let (latest, revision) = (Arc::clone(&self.revision), self.revision.load(Ordering::Relaxed));
        let (snapshot, events) = (self.state.clone(), self.events.clone());
        self.findings.then(move || {
            // While somebody types, only the last text matters.
            if latest.load(Ordering::Relaxed) != revision {
                return;
            }
            let _ = events.send(match catch_unwind(AssertUnwindSafe(|| look(&snapshot))) {
                Ok((files, faults)) => Event::Found(Found { revision, files, faults }),
                Err(panic) => Event::Fault(said(&*panic)),
            });
            snapshot.memory.sweep();
        });
    }

    /// Tells the client what has changed.
    pub(super) fn publish(&mut self, found: Found) {
        if found.revision != self.revision.load(Ordering::Relaxed) {
            return;
        }
        let before = std::mem::take(&mut self.published.files);
        for uri in before.keys().filter(|uri| !found.files.contains_key(*uri)) {
            self.publish_file(uri, None, Vec::new());
        }
        for (uri, (version, diagnostics)) in &found.files {
            if before.get(uri) != Some(&(*version, diagnostics.clone())) {
                self.publish_file(uri, *version, diagnostics.clone());
            }
        }
        self.published.files = found.files;
        self.tell(found.faults);
    }

    fn publish_file(&self, uri: &str, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri: Uri(uri.to_owned()), version, diagnostics };
        if let Ok(params) = serde_json::to_value(params) {
            self.notify(PublishDiagnosticsNotification::METHOD.as_str(), params);
        }
    }
}

fn look(snapshot: &Snapshot) -> (Files, Vec<String>) {
    let (others, faults) = findings::of_others(snapshot);
    let mut files: Files = others.into_iter().map(|(uri, found)| (uri, (None, found))).collect();
    if !snapshot.client.pulls_diagnostics {
        for document in snapshot.documents.iter() {
            let found = findings::of_document(&snapshot.about(&document.uri), document);
            files.insert(document.uri.0.clone(), (Some(document.version), found));
        }
    }
    (files, faults)
}
