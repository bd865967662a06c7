//! Applies fixes until there are none left, and proves of each step that it does no harm.
//!
//! A safe fix of what is accepted must leave the plan what it is; one of what is refused must make errors fewer. Whether that is so is
//! not believed but tried: the configuration is compiled before and after. A fix that does not keep its word is not applied and told
//! about. Suggested fixes may change the plan; they must not make errors.
//!
//! A section is added only when nothing else is left to do: what is missing may be there under a wrong name, which another fix mends.
//! What was rejected is tried again for as long as anything changes, so that a second run finds nothing to do.

mod proof;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use proof::{Broken, Meaning, Promise};

use super::apply::{Changed, apply};
use super::{Settings, absolute, lint};
use crate::compile::{Compilation, Findings, Options, inspect};
use crate::diagnostic::{Code, Diagnostic, Safety};
use crate::sources::FileId;
use crate::system::{Edited, Pipes, System};

/// So many steps are enough for any file: each mends all that can be mended at once.
const MOST_STEPS: usize = 100;

/// What may be done, the first first.
const PROMISES: [(Promise, Safety); 4] = [
    (Promise::Reveal, Safety::Safe),
    (Promise::FewerErrors, Safety::Safe),
    (Promise::SamePlan, Safety::Safe),
    (Promise::NoNewErrors, Safety::Suggested),
];

/// A configuration to be fixed.
#[derive(Debug, Clone, Copy)]
pub struct Main<'m> {
    /// Its main file.
    pub path: &'m Path,
    /// What its compilation depends on.
    pub options: &'m Options,
    /// What to look for.
    pub settings: &'m Settings,
    /// Leave all files alone but this one, which is named by its one path.
    pub only: Option<&'m Path>,
}

/// What was fixed.
pub struct Fixed<'s> {
    /// The machine with the new texts.
    pub system: Edited<'s>,
    /// The files that have changed, by the one path that each has.
    pub files: BTreeMap<PathBuf, Change>,
    /// How many findings were fixed.
    pub count: usize,
    /// Fixes that only a person can make, and why.
    pub left: Vec<String>,
    /// Fixes that did not keep their word, and were not applied: faults of supervisor-lint.
    pub faults: Vec<String>,
}

/// A file that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path by which it was read.
    pub shown: PathBuf,
    /// What was in it.
    pub before: String,
    /// What is to be in it.
    pub after: String,
    /// How many findings that fixes; one whose fix changes several files counts for the first of them.
    pub fixes: usize,
    /// The other files that some of the fixes change, too: they are to be written with it, or not at all.
    pub with: BTreeSet<PathBuf>,
}

/// Fixes configurations, all of them together: they may share files. One whose main file cannot be read is left as it is.
#[must_use]
pub fn fix<'s>(mains: &[Main<'_>], system: &'s dyn System, safety: Safety) -> Fixed<'s> {
    let mut fixer = Fixer::new(mains, system);
    for (index, _) in mains.iter().enumerate() {
        if let Some(outcome) = fixer.look(index) {
            fixer.remember_files(index, &outcome);
        }
    }
    while fixer.pass(safety) {}
    fixer.fixed
}

struct Fixer<'m, 's> {
    mains: &'m [Main<'m>],
    below: &'s dyn System,
    fixed: Fixed<'s>,
    /// The configurations that read each file.
    readers: BTreeMap<PathBuf, BTreeSet<usize>>,
    /// What is not tried again before something has changed.
    rejected: HashSet<Rejected>,
    steps: usize,
}

/// A finding whose fix is not applied: its places change while others are applied.
type Rejected = (Code, PathBuf, String);

impl<'m, 's> Fixer<'m, 's> {
    fn new(mains: &'m [Main<'m>], below: &'s dyn System) -> Self {
        let system = Edited::new(below);
        let fixed = Fixed { system, files: BTreeMap::new(), count: 0, left: Vec::new(), faults: Vec::new() };
        Self { mains, below, fixed, readers: BTreeMap::new(), rejected: HashSet::new(), steps: 0 }
    }

    /// Fixes all configurations until nothing is left to do but what is rejected. False: nothing was.
    fn pass(&mut self, safety: Safety) -> bool {
        self.rejected.clear();
        self.fixed.left.clear();
        self.fixed.faults.clear();
        let before = self.fixed.count;
        let mut changing = true;
        while changing {
            changing = false;
            for index in 0..self.mains.len() {
                while self.step(index, safety) {
                    changing = true;
                    self.steps += 1;
                    if self.steps > MOST_STEPS * self.mains.len() {
                        self.give_up();
                        return false;
                    }
                }
            }
        }
        self.fixed.count > before
    }

    /// Takes everything back: nobody wants a file that was changed over and over.
    fn give_up(&mut self) {
        self.fixed.faults = vec!["internal error: the fixes come to no end, and none was applied".to_owned()];
        self.fixed.left.clear();
        self.fixed.files.clear();
        self.fixed.count = 0;
        self.fixed.system = Edited::new(self.below);
    }

    /// Asks the rules about a configuration as it is now.
    fn look(&self, index: usize) -> Option<Compilation> {
        let main = self.mains.get(index)?;
        lint(main.path, &self.fixed.system, main.options, main.settings).ok()
    }

    fn remember_files(&mut self, index: usize, outcome: &Compilation) {
        let Some(main) = self.mains.get(index) else { return };
        for (_, source) in outcome.sources.iter() {
            let path = self.below.canonical(&absolute(&source.path, main.options));
            self.readers.entry(path).or_default().insert(index);
        }
    }

    /// One step for a configuration: errors first, then what is safe, then the rest. False: nothing is left to do.
    fn step(&mut self, index: usize, safety: Safety) -> bool {
        let Some((main, outcome)) = self.mains.get(index).copied().zip(self.look(index)) else {
            return false;
        };
        self.remember_files(index, &outcome);
        let fixable = self.fixable_files(&outcome, main);
        // Sections last, and one at a time.
        let turns =
            [false, true].into_iter().flat_map(|sections| PROMISES.map(|promise| (sections, promise)));
        for (sections, (promise, offered)) in turns.filter(|(_, (_, offered))| *offered <= safety) {
            // A file that was read by two names is changed by one of them.
            let mut names = HashMap::new();
            let wanted = outcome.diagnostics.iter().filter(|finding| {
                let Some(fix) = finding.fixes.iter().find(|fix| fix.safety <= offered) else { return false };
                let mut files = fix.edits.iter().map(|edit| edit.location.file);
                promise.is_of(finding)
                    && fix.adds_section() == sections
                    && !self.rejected.contains(&rejected(finding, &outcome))
                    && files.all(|file| {
                        let path = fixable.get(&file);
                        path.is_some_and(|path| *names.entry(path).or_insert(file) == file)
                    })
            });
            let wanted: Vec<_> = wanted.collect();
            if !wanted.is_empty() && self.try_all(&outcome, &wanted, &fixable, promise, offered) {
                return true;
            }
        }
        false
    }

    /// The files that may be changed, with the one path of each: those whose text is what was read.
    fn fixable_files(&self, outcome: &Compilation, main: Main<'_>) -> BTreeMap<FileId, PathBuf> {
        let files = outcome.sources.iter().filter_map(|(file, source)| {
            let path = self.below.canonical(&absolute(&source.path, main.options));
            if main.only.is_some_and(|only| only != path) {
                return None;
            }
            // What is not UTF-8 was read as something else.
            let whole = self.read(&path).as_deref() == Some(&**source.text);
            whole.then_some((file, path))
        });
        files.collect()
    }

    fn read(&self, path: &Path) -> Option<String> {
        String::from_utf8(self.fixed.system.read(path, Pipes::Refuse).ok()?).ok()
    }

    /// Applies the fixes of these findings; if that does not do what was promised, those of each half of them, and so on: those that
    /// do not even alone are rejected. False when there was nothing to apply.
    fn try_all(
        &mut self,
        outcome: &Compilation,
        wanted: &[&Diagnostic],
        files: &BTreeMap<FileId, PathBuf>,
        promise: Promise,
        offered: Safety,
    ) -> bool {
        let (changed, applied) = apply(&outcome.sources, wanted.iter().copied(), offered);
        if changed.is_empty() {
            return false;
        }
        let before = self.meanings(outcome, files);
        let mut good: Vec<&Diagnostic> = Vec::new();
        let mut texts = Changed::new();
        let mut runs = vec![applied];
        while let Some(run) = runs.pop() {
            let with: Vec<_> = good.iter().chain(&run).copied().collect();
            let (changed, _) = apply(&outcome.sources, with.iter().copied(), offered);
            if self.keeps(&changed, files, promise, with.len(), &before) {
                good = with;
                texts = changed;
            } else if let [finding] = *run {
                let refused = before.values().any(|before| !before.errors.is_empty());
                self.reject(finding, outcome, promise.broken(refused));
            } else {
                let (first, second) = run.split_at(run.len() / 2);
                runs.extend([second.to_vec(), first.to_vec()]);
            }
        }
        self.fixed.count += good.len();
        self.commit(outcome, texts, files, &good, offered);
        // Without what was rejected, there may be something else to try.
        true
    }

    fn reject(&mut self, finding: &Diagnostic, outcome: &Compilation, broken: Broken) {
        self.rejected.insert(rejected(finding, outcome));
        let place = outcome.sources.position(finding.primary.location);
        let path = outcome.sources.path(finding.primary.location.file).display();
        let (list, kind, reason) = match broken {
            Broken::Left(reason) => (&mut self.fixed.left, "", reason),
            Broken::Fault(reason) => (&mut self.fixed.faults, "internal error: ", reason),
        };
        let (line, column, code) = (place.line, place.column, finding.code);
        list.push(format!(
            "{path}:{line}:{column}: {kind}the fix of `{code}` was not applied, because {reason}"
        ));
    }

    /// What the configurations mean that read one of these files.
    fn meanings(&self, outcome: &Compilation, files: &BTreeMap<FileId, PathBuf>) -> BTreeMap<usize, Meaning> {
        let paths = outcome.sources.iter().filter_map(|(file, _)| files.get(&file));
        let readers: BTreeSet<_> =
            paths.filter_map(|path| self.readers.get(path)).flatten().copied().collect();
        readers.into_iter().filter_map(|reader| Some((reader, self.meaning(reader)?))).collect()
    }

    fn meaning(&self, index: usize) -> Option<Meaning> {
        let main = self.mains.get(index)?;
        let outcome =
            inspect(main.path, &self.fixed.system, main.options, Findings::default(), |inspected| {
                let mut plan = inspected.plan.clone();
                plan.notices.clear();
                plan
            });
        let (compilation, plan) = outcome.ok()?;
        let mut errors = BTreeMap::new();
        for finding in compilation.diagnostics.iter().filter(|finding| finding.is_refusal()) {
            *errors.entry(finding.code).or_default() += 1;
        }
        for more in &compilation.left_out {
            if let Some(count) = errors.get_mut(&more.code) {
                *count += more.count;
            }
        }
        Some(Meaning { plan, errors })
    }

    /// Whether new texts do what was promised. They are taken back.
    fn keeps(
        &mut self,
        changed: &Changed,
        files: &BTreeMap<FileId, PathBuf>,
        promise: Promise,
        fixes: usize,
        before: &BTreeMap<usize, Meaning>,
    ) -> bool {
        let paths = changed.iter().filter_map(|(file, text)| Some((files.get(file)?.clone(), text.clone())));
        let paths: Vec<_> = paths.collect();
        let old: Vec<_> =
            paths.iter().map(|(path, text)| (path, self.fixed.system.set(path, text.clone()))).collect();
        let keeps = before.iter().all(|(reader, before)| {
            self.meaning(*reader).is_some_and(|after| after.keeps(promise, before, fixes))
        });
        for (path, old) in old {
            match old {
                Some(text) => {
                    self.fixed.system.share(path, text);
                }
                None => self.fixed.system.unset(path),
            }
        }
        keeps
    }

    /// Takes new texts over, which are those with the fixes of these findings.
    fn commit(
        &mut self,
        outcome: &Compilation,
        changed: Changed,
        files: &BTreeMap<FileId, PathBuf>,
        findings: &[&Diagnostic],
        offered: Safety,
    ) {
        for (file, text) in changed {
            let (Some(path), Some(source)) = (files.get(&file), outcome.sources.get(file)) else { continue };
            self.fixed.system.set(path, text.clone());
            let change = self.fixed.files.entry(path.clone()).or_insert_with(|| Change {
                shown: source.path.clone(),
                before: source.text.to_string(),
                after: String::new(),
                fixes: 0,
                with: BTreeSet::new(),
            });
            change.after = text;
        }
        for finding in findings {
            let Some(fix) = finding.fixes.iter().find(|fix| fix.safety <= offered) else { continue };
            let paths: Vec<_> = fix.edits.iter().filter_map(|edit| files.get(&edit.location.file)).collect();
            for (number, path) in paths.iter().enumerate() {
                let Some(change) = self.fixed.files.get_mut(*path) else { continue };
                change.fixes += usize::from(number == 0);
                change.with.extend(paths.iter().filter(|other| *other != path).map(|other| (*other).clone()));
            }
        }
    }
}

fn rejected(finding: &Diagnostic, outcome: &Compilation) -> Rejected {
    let path = outcome.sources.path(finding.primary.location.file).to_path_buf();
    (finding.code, path, finding.message.clone())
}

#[cfg(test)]
mod tests;
