//! `textDocument/rename`: another name for a program or a group, in all configurations that share a file in which it stands.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};

use gen_lsp_types::{RenameParams, TextEdit, Uri, WorkspaceEdit};

use super::super::snapshot::Snapshot;
use super::super::{Fault, edits};
use super::Pointed;
use crate::editor::rename::{RenameError, rename};

/// So many configurations may be changed at once. To change only some of them would break the others.
const MOST_MAINS: usize = 200;

pub(super) fn answer(snapshot: &Snapshot, params: &RenameParams) -> Result<Option<WorkspaceEdit>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    // A file that is not open may have changed, and not every client tells: names would be put where others stand now.
    snapshot.memory.forget();
    let mut work = Work { snapshot, mains: HashMap::new(), known: BTreeSet::new(), waiting: VecDeque::new() };
    if document.is_file {
        work.spread(&document.named, &document.path, offset);
    } else {
        work.waiting.push_back((document.named.clone(), document.path.clone(), offset));
    }
    let first = work.waiting.len();
    let mut files: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    let mut done = 0;
    while let Some((main, path, offset)) = work.waiting.pop_front() {
        done += 1;
        if work.known.contains(&(main.clone(), path.clone(), offset)) {
            continue;
        }
        let examined = snapshot.examine(&main);
        let file = examined.files().find(|file| examined.path(*file) == path);
        let Some((analysis, file)) = examined.analysis.as_ref().zip(file) else { continue };
        let edits = match rename(analysis, file, offset, &params.new_name) {
            Ok(edits) => edits,
            // Nothing there has that name.
            Err(RenameError::Nothing | RenameError::Unknown { .. }) if done > first => continue,
            Err(error) if done > first => {
                return Err(Fault::Failed(format!(
                    "{error} ({} shares a file with this one)",
                    main.display()
                )));
            }
            Err(error) => return Err(Fault::Failed(error.to_string())),
        };
        for edit in edits {
            let path = examined.path(edit.location.file).to_path_buf();
            let start = edit.location.span.start as usize;
            work.known.insert((main.clone(), path.clone(), start));
            let Uri(uri) = snapshot.uri(&examined, edit.location.file);
            let range = snapshot.range(&examined, edit.location);
            let of_file = files.entry(uri).or_default();
            // A file may belong to several configurations.
            if of_file.iter().any(|other| other.range == range) {
                continue;
            }
            of_file.push(TextEdit { range, new_text: edit.text });
            if document.is_file {
                work.spread(&examined.named(edit.location.file), &path, start);
            }
        }
        if work.mains.values().flatten().collect::<BTreeSet<_>>().len() > MOST_MAINS {
            return Err(Fault::Failed(format!(
                "more than {MOST_MAINS} configurations share the files in which this name stands"
            )));
        }
    }
    let files = files.into_iter().map(|(uri, edits)| (Uri(uri), edits));
    Ok(Some(edits::of_documents(snapshot, files)))
}

/// Where else something is to be renamed.
struct Work<'s> {
    snapshot: &'s Snapshot,
    /// The main files that each file belongs to, by its one path.
    mains: HashMap<PathBuf, Vec<PathBuf>>,
    /// Places that have been renamed: in this configuration, in this file, there.
    known: BTreeSet<(PathBuf, PathBuf, usize)>,
    waiting: VecDeque<(PathBuf, PathBuf, usize)>,
}

impl Work<'_> {
    /// What stands at an offset of a file has another name in all configurations of that file.
    fn spread(&mut self, named: &Path, path: &Path, offset: usize) {
        let snapshot = self.snapshot;
        let mains = self.mains.entry(path.to_path_buf()).or_insert_with(|| snapshot.all_mains(named));
        self.waiting.extend(mains.iter().map(|main| (main.clone(), path.to_path_buf(), offset)));
    }
}
