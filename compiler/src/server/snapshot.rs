//! What a request is answered from: the documents as they were when it was made, and what is known of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gen_lsp_types::{Position, Range, Uri};
use supervisor_grammar::decode;

use super::Fault;
use super::client::Client;
use super::documents::{Document, Documents};
use super::examined::Examined;
use super::mains::{Candidates, Reaches, Surroundings};
use super::preferences::Preferences;
use super::session::MACHINE;
use super::uri;
use crate::cli::settings::Resolved;
use crate::sources::{FileId, Location};
use crate::system::{Edited, Pipes};

/// So many configurations of a file are asked. Where more share it, nobody reads what all of them say.
const MOST_MAINS: usize = 16;

/// The state of all documents between two edits. Nothing in it changes, but for what is found out and kept for the next one.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) client: Arc<Client>,
    pub(super) documents: Documents,
    /// The machine with the texts of the open documents.
    pub(super) system: Edited<'static>,
    pub(super) candidates: Arc<Candidates>,
    pub(super) preferences: Arc<Preferences>,
    pub(super) folders: Arc<Vec<PathBuf>>,
    /// Changes whenever something but the text of an open document may have changed.
    pub(super) epoch: u64,
    pub(super) memory: Arc<Memory>,
}

/// What was found out, for as long as it holds.
#[derive(Default)]
pub(super) struct Memory {
    reaches: Reaches,
    examined: Mutex<HashMap<PathBuf, Arc<Cell>>>,
    /// What is no longer true, until there is time to take it apart.
    old: Mutex<Vec<Arc<Cell>>>,
}

impl Memory {
    /// Forgets all: what is asked next is read again. For answers that must be about what is on the disk now.
    pub(super) fn forget(&self) {
        self.reaches.forget();
        let all = std::mem::take(&mut *self.examined.lock().unwrap_or_else(PoisonError::into_inner));
        self.put_away(all.into_values());
    }

    fn put_away(&self, cells: impl Iterator<Item = Arc<Cell>>) {
        self.old.lock().unwrap_or_else(PoisonError::into_inner).extend(cells);
    }

    /// Takes apart what is no longer true. That takes a while: for a thread on which nobody waits.
    pub(super) fn sweep(&self) {
        let old = std::mem::take(&mut *self.old.lock().unwrap_or_else(PoisonError::into_inner));
        drop(old);
    }

    /// True when it is known of both files, which are named by their one paths, to which configurations they belong, and they have
    /// none in common.
    pub(super) fn are_apart(&self, epoch: u64, one: &Path, other: &Path) -> bool {
        let all = self.examined.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.values().filter(|cell| cell.epoch == epoch).filter_map(|cell| cell.examined.get());
        let (mut has_one, mut has_other) = (false, false);
        for examined in known {
            let (reads_one, reads_other) = (examined.reads(one), examined.reads(other));
            if reads_one && reads_other {
                return false;
            }
            has_one |= reads_one;
            has_other |= reads_other;
        }
        has_one && has_other
    }
}

/// A configuration that somebody examines or has examined.
struct Cell {
    epoch: u64,
    /// The editions of all documents when that began.
    editions: Vec<(PathBuf, u64)>,
    examined: OnceLock<Arc<Examined>>,
}

/// A file of a configuration, and the configuration.
pub(super) struct Seen {
    pub(super) examined: Arc<Examined>,
    pub(super) file: FileId,
}

impl Snapshot {
    /// The open document that a request is about.
    pub(super) fn document(&self, uri: &Uri) -> Result<&Arc<Document>, Fault> {
        let unknown = || Fault::InvalidParams(format!("the document {} is not open", uri.0));
        self.documents.get(uri).ok_or_else(unknown)
    }

    /// The offset of a position in a document.
    pub(super) fn offset(&self, document: &Document, position: Position) -> usize {
        document.page.offset(position, self.client.encoding)
    }

    /// The same state for a question about a document: where a file is open by several names, its text counts.
    pub(super) fn about(&self, uri: &Uri) -> Cow<'_, Self> {
        self.documents.about(uri).map_or(Cow::Borrowed(self), |documents| {
            let system = documents.over(MACHINE);
            Cow::Owned(Self { documents, system, ..self.clone() })
        })
    }

    /// The main files of the configurations that a document belongs to; of many, those nearest to it.
    pub(super) fn mains(&self, document: &Document) -> Vec<PathBuf> {
        if !document.is_file {
            return vec![document.named.clone()];
        }
        let mut mains = self.all_mains(&document.named);
        mains.truncate(MOST_MAINS);
        mains
    }

    /// The main files of all configurations that a file belongs to, the nearest first.
    pub(super) fn all_mains(&self, named: &Path) -> Vec<PathBuf> {
        let around = Surroundings {
            documents: &self.documents,
            candidates: &self.candidates,
            system: &self.system,
            epoch: self.epoch,
        };
        self.memory.reaches.mains(named, &around, |main| self.resolve(main, &mut Vec::new()))
    }

    /// A document in each of the configurations that it belongs to.
    pub(super) fn all(&self, document: &Document) -> Vec<Seen> {
        let mains = self.mains(document).into_iter();
        mains.filter_map(|main| self.examine(&main).see(document)).collect()
    }

    /// A document in the first of them: enough for what is asked of one place.
    pub(super) fn seen(&self, document: &Document) -> Option<Seen> {
        let mut mains = self.mains(document).into_iter();
        mains.find_map(|main| self.examine(&main).see(document))
    }

    /// A configuration, examined, unless it has been already.
    pub(super) fn examine(&self, main: &Path) -> Arc<Examined> {
        let cell = self.cell(main);
        let examined = cell.examined.get_or_init(|| {
            let mut faults = Vec::new();
            let resolved = self.resolve(main, &mut faults);
            Arc::new(Examined::new(main, resolved, faults, self))
        });
        Arc::clone(examined)
    }

    fn cell(&self, main: &Path) -> Arc<Cell> {
        let editions: Vec<_> =
            self.documents.all_counted().map(|document| (document.path.clone(), document.edition)).collect();
        let mut all = self.memory.examined.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = all.get(main)
            && cell.epoch == self.epoch
        {
            // What is not read makes no difference.
            let matters = |path: &Path| cell.examined.get().is_none_or(|examined| examined.reads(path));
            let changed = editions.iter().filter(|edition| !cell.editions.contains(edition));
            if changed.into_iter().all(|(path, _)| !matters(path)) {
                return Arc::clone(cell);
            }
        }
        let cell = Arc::new(Cell { epoch: self.epoch, editions, examined: OnceLock::new() });
        // Configurations that nobody asks for any more go with the epoch.
        let old = all.extract_if(|_, cell| cell.epoch != self.epoch).map(|(_, cell)| cell);
        self.memory.put_away(old.collect::<Vec<_>>().into_iter());
        self.memory.put_away(all.insert(main.to_path_buf(), Arc::clone(&cell)).into_iter());
        cell
    }

    /// What holds for a configuration.
    fn resolve(&self, main: &Path, faults: &mut Vec<String>) -> Resolved {
        let directory = main.parent().unwrap_or(Path::new("/"));
        let folder = self
            .folders
            .iter()
            .filter(|folder| main.starts_with(folder))
            .max_by_key(|folder| folder.as_os_str().len());
        match folder {
            Some(folder) => self.preferences.in_directory(folder).resolve(directory, &self.system, faults),
            None => self.preferences.resolve(directory, &self.system, faults),
        }
    }

    /// How the client calls a file: as it opened it, or by its path.
    pub(super) fn uri(&self, examined: &Examined, file: FileId) -> Uri {
        let open = self.documents.counted(examined.path(file));
        open.map_or_else(|| uri::of_path(&examined.named(file)), |document| document.uri.clone())
    }

    /// A place as the client knows it.
    pub(super) fn location(&self, examined: &Examined, place: Location) -> gen_lsp_types::Location {
        gen_lsp_types::Location { uri: self.uri(examined, place.file), range: self.range(examined, place) }
    }

    /// True for a file whose text is what the client has of it: an open one, and one that is still the same on the disk.
    pub(super) fn is_current(&self, examined: &Examined, file: FileId) -> bool {
        let path = examined.path(file);
        self.documents.counted(path).is_some()
            || examined.page(file).is_some_and(|page| {
                let now = MACHINE.read(path, Pipes::Refuse);
                now.is_ok_and(|now| *decode(now).0 == *page.text())
            })
    }

    /// The range of a place in its file.
    pub(super) fn range(&self, examined: &Examined, place: Location) -> Range {
        let page = examined.page(place.file);
        page.map(|page| page.range(place.span, self.client.encoding)).unwrap_or_default()
    }
}
