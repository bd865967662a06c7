//! Requests that have no answer yet, and what an edit means for them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gen_lsp_types::Uri;
use serde_json::Value;

use super::requests::{Needs, Route, Way, document_of};
use super::snapshot::Snapshot;

/// A request without an answer.
pub(super) struct Pending {
    /// Nobody waits for it any more.
    pub(super) dropped: Arc<AtomicBool>,
    /// It is about diagnostics, which the client asks for again by itself.
    pub(super) asks_again: bool,
    /// The document that it is about.
    about: Option<Uri>,
    /// What the answer depends on.
    needs: Needs,
}

impl Pending {
    /// `params`: those of the request.
    pub(super) fn new(params: &Value, route: Route) -> Self {
        let asks_again = route.way == Way::Pull;
        Self { dropped: Arc::default(), asks_again, about: document_of(params), needs: route.needs }
    }

    /// True when another text of a document may make another answer.
    pub(super) fn depends_on(&self, edited: &Uri, state: &Snapshot) -> bool {
        let documents = &state.documents;
        let both = self.about.as_ref().and_then(|about| documents.get(about)).zip(documents.get(edited));
        let Some((about, edited)) = both else { return true };
        if about.named == edited.named {
            return true;
        }
        // What is no file is part of no configuration but its own.
        self.needs == Needs::Files
            && about.is_file
            && edited.is_file
            && (about.path == edited.path || !state.memory.are_apart(state.epoch, &about.path, &edited.path))
    }
}
