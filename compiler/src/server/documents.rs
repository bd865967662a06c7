//! The documents that are open, as the client has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gen_lsp_types::{TextDocumentContentChangeEvent as Change, TextDocumentItem, Uri};

use super::text::{Encoding, Page};
use super::uri;
use crate::editor::Document as Parsed;
use crate::system::{Edited, System};

/// An open document, as it is between two edits.
#[derive(Debug)]
pub(super) struct Document {
    /// As the client calls it.
    pub(super) uri: Uri,
    /// The client's number of this text.
    pub(super) version: i32,
    /// Where it is, as the client spells it. What has never been saved is in the directory of the workspace.
    pub(super) named: PathBuf,
    /// A file of this machine's disk, or one that will be. Everything else, an older revision for example, stands alone: no
    /// configuration has it.
    pub(super) is_file: bool,
    /// The one path of the file.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) page: Arc<Page>,
    /// Our number of this text: no other text has it.
    pub(super) edition: u64,
    parsed: OnceLock<Parsed>,
}

impl Document {
    /// Its text with its tree.
    pub(super) fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| Parsed::new(Arc::clone(self.page.shared())))
    }
}

/// All open documents. A copy holds the same texts.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    /// Where documents are that are no files, as far as includes and settings go.
    directory: PathBuf,
    open: BTreeMap<PathBuf, Arc<Document>>,
    editions: u64,
    /// The one that a question is about: of several documents of a file its text counts.
    preferred: Option<PathBuf>,
}

impl Documents {
    pub(super) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_path_buf(), open: BTreeMap::new(), editions: 0, preferred: None }
    }

    /// Where a document is, or would be.
    pub(super) fn place(&self, uri: &Uri) -> PathBuf {
        uri::path(uri).unwrap_or_else(|| uri::stand_in(uri, &self.directory))
    }

    /// Takes a document. One that is open already gets the new text.
    pub(super) fn open(&mut self, item: TextDocumentItem, system: &dyn System) {
        let named = self.place(&item.uri);
        let path = system.canonical(&named);
        let page = Arc::new(Page::from(item.text));
        let edition = self.next_edition();
        let document = Document {
            is_file: uri::path(&item.uri).is_some(),
            uri: item.uri,
            version: item.version,
            named: named.clone(),
            path,
            page,
            edition,
            parsed: OnceLock::new(),
        };
        self.open.insert(named, Arc::new(document));
    }

    /// Makes a document's changes, one after the other. False for one that is not open.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<Change>,
        encoding: Encoding,
    ) -> bool {
        let named = self.place(uri);
        let edition = self.next_edition();
        let Some(old) = self.open.get(&named) else { return false };
        let mut page = Arc::clone(&old.page);
        for change in changes {
            page = Arc::new(match change {
                Change::TextDocumentContentChangePartial(part) => {
                    page.changed(part.range, &part.text, encoding)
                }
                Change::TextDocumentContentChangeWholeDocument(whole) => Page::from(whole.text),
            });
        }
        let document = Document {
            uri: old.uri.clone(),
            version,
            named: named.clone(),
            is_file: old.is_file,
            path: old.path.clone(),
            page,
            edition,
            parsed: OnceLock::new(),
        };
        self.open.insert(named, Arc::new(document));
        true
    }

    /// Forgets a document; what is on the disk counts again.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<Arc<Document>> {
        self.open.remove(&self.place(uri))
    }

    /// The open document of that name.
    pub(super) fn get(&self, uri: &Uri) -> Option<&Arc<Document>> {
        self.open.get(&self.place(uri))
    }

    /// All open documents.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.open.values()
    }

    /// The open documents of a file, which is named by its one path. Several, when one was opened through a symbolic link.
    pub(super) fn of_file(&self, path: &Path) -> impl Iterator<Item = &Arc<Document>> {
        self.open.values().filter(move |document| document.path == path)
    }

    /// Of the documents of a file the one whose text counts: the one that is asked about, or else the one that was edited last.
    pub(super) fn counted(&self, path: &Path) -> Option<&Arc<Document>> {
        self.of_file(path).max_by_key(|document| self.rank(document))
    }

    /// All of those that count: one for each file.
    pub(super) fn all_counted(&self) -> impl Iterator<Item = &Arc<Document>> {
        let mut files: BTreeMap<&Path, &Arc<Document>> = BTreeMap::new();
        for document in self.iter() {
            let counted = files.entry(&document.path).or_insert(document);
            if self.rank(document) > self.rank(counted) {
                *counted = document;
            }
        }
        files.into_values()
    }

    fn rank(&self, document: &Document) -> (bool, u64) {
        (self.preferred.as_deref() == Some(&*document.named), document.edition)
    }

    /// The same documents for a question about one of them. None: its text counts anyway.
    pub(super) fn about(&self, uri: &Uri) -> Option<Self> {
        let document = self.get(uri)?;
        let counts = self.counted(&document.path)?.edition == document.edition;
        (!counts).then(|| Self { preferred: Some(document.named.clone()), ..self.clone() })
    }

    /// The machine with these texts in the place of what is on the disk.
    pub(super) fn over(&self, below: &'static dyn System) -> Edited<'static> {
        let mut system = Edited::new(below);
        for document in self.all_counted() {
            let text = Arc::clone(document.page.shared());
            if document.is_file {
                system.share(&document.path, text);
            } else {
                system.share_apart(&document.path, text);
            }
        }
        system
    }

    fn next_edition(&mut self) -> u64 {
        self.editions += 1;
        self.editions
    }
}
