//! Which configurations a file belongs to: those whose `[include]` reaches it, or itself alone.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::documents::Documents;
use super::preferences::Preferences;
use crate::cli::find::{configurations, has_the_right_name, is_main};
use crate::cli::settings::Resolved;
use crate::compile::{Options, Reach, reach};
use crate::system::System;

/// So many directories of a workspace are looked into for configurations.
const MOST_DIRECTORIES: usize = 5_000;

/// What a main file is called that nobody has opened, in the directory of an open file or one above it.
const USUAL_NAME: &str = "supervisord.conf";

/// Main files of the workspace, open or not, by their one path: as they were found.
pub(super) type Candidates = BTreeMap<PathBuf, PathBuf>;

/// Looks for main files through the folders of a workspace.
pub(super) fn scan(folders: &[PathBuf], preferences: &Preferences, system: &dyn System) -> Candidates {
    let mut candidates = Candidates::new();
    for folder in folders {
        let options = Options { cwd: folder.clone(), ..Options::default() };
        let book = &mut preferences.book(&options, system);
        // A settings file that makes no sense is told of when a file is looked at that it is about.
        let search = configurations(folder, MOST_DIRECTORIES, system, &options, book).unwrap_or_default();
        for path in search.found {
            candidates.insert(system.canonical(&path), path);
        }
    }
    candidates
}

/// Takes in what has become of a file on the disk.
pub(super) fn update(candidates: &mut Candidates, path: &Path, system: &dyn System) {
    let canonical = system.canonical(path);
    if has_the_right_name(path) && is_main(path, system) {
        candidates.entry(canonical).or_insert_with(|| path.to_path_buf());
    } else {
        candidates.remove(&canonical);
    }
}

/// How many directories one goes up and down from one file to another.
fn distance(one: &Path, other: &Path) -> usize {
    let shared = one.components().zip(other.components()).take_while(|(one, other)| one == other).count();
    one.components().count() + other.components().count() - 2 * shared
}

/// What is known of what files include. It is asked for every open document after every edit.
#[derive(Debug, Default)]
pub(super) struct Reaches {
    known: Mutex<HashMap<PathBuf, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    /// What it was made from: the epoch, and the edition of the file if it is open.
    stamp: (u64, Option<u64>),
    is_main: bool,
    /// Each file by its one path.
    files: Arc<Vec<PathBuf>>,
}

/// What it takes to find out.
pub(super) struct Surroundings<'s> {
    pub(super) documents: &'s Documents,
    pub(super) candidates: &'s Candidates,
    pub(super) system: &'s dyn System,
    /// Changes when something on the disk may have changed.
    pub(super) epoch: u64,
}

impl Reaches {
    /// Forgets all: what is asked next is read again.
    pub(super) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The main files of the configurations that a file belongs to, as they were found, the nearest first. The file itself is one of them when it has
    /// a `[supervisord]`, and when it belongs to no other.
    pub(super) fn mains(
        &self,
        named: &Path,
        around: &Surroundings<'_>,
        resolve: impl Fn(&Path) -> Resolved,
    ) -> Vec<PathBuf> {
        let path = around.system.canonical(named);
        let mut possible: BTreeMap<PathBuf, PathBuf> = around.candidates.clone();
        let open = around.documents.all_counted().filter(|document| document.is_file);
        possible.extend(open.map(|document| (document.path.clone(), document.named.clone())));
        let above = named.ancestors().skip(1).map(|directory| directory.join(USUAL_NAME));
        for main in above.filter(|main| around.system.exists(main)) {
            possible.entry(around.system.canonical(&main)).or_insert(main);
        }
        possible.remove(&path);
        let mut mains: Vec<_> = possible
            .into_iter()
            .filter(|(canonical, main)| self.of(canonical, main, around, &resolve).files.contains(&path))
            .map(|(_, main)| main)
            .collect();
        mains.sort_by_key(|main| distance(main, named));
        if mains.is_empty() || self.of(&path, named, around, &resolve).is_main {
            mains.insert(0, named.to_path_buf());
        }
        mains
    }

    fn of(
        &self,
        canonical: &Path,
        main: &Path,
        around: &Surroundings<'_>,
        resolve: impl Fn(&Path) -> Resolved,
    ) -> Known {
        let edition = around.documents.counted(canonical).map(|document| document.edition);
        let stamp = (around.epoch, edition);
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(canonical).filter(|known| known.stamp == stamp) {
            return known.clone();
        }
        let resolved = resolve(main);
        let Reach { is_main, files } = reach(main, around.system, &resolved.options).unwrap_or_default();
        let files = Arc::new(files.iter().map(|file| around.system.canonical(file)).collect());
        let known = Known { stamp, is_main, files };
        all.insert(canonical.to_path_buf(), known.clone());
        known
    }
}
