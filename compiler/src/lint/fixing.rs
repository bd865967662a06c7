//! Applies fixes until there are none left, and proves of each step that it does no harm.
//!
//! A safe fix of what is accepted must leave the plan what it is; one of what is refused must make errors fewer. Whether that is so is
//! not believed but tried: the configuration is compiled before and after. A fix that does not keep its word is not applied and told
//! about. Suggested fixes may change the plan; they must not make errors.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::apply::{Changed, apply};
use super::{Settings, absolute, lint};
use crate::compile::{Compilation, Options, inspect};
use crate::diagnostic::{Code, Diagnostic, Safety};
use crate::plan::Plan;
use crate::sources::FileId;
use crate::system::{Edited, Pipes, System};

/// So many steps are enough for any file: each mends all that can be mended at once.
const MOST_STEPS: usize = 60;

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
    let mut steps = 0;
    let mut changing = true;
    while changing {
        changing = false;
        for index in 0..mains.len() {
            while fixer.step(index, safety) {
                changing = true;
                steps += 1;
                if steps > MOST_STEPS * mains.len() {
                    fixer.fixed.faults.push("the fixes of this configuration come to no end".to_owned());
                    return fixer.fixed;
                }
            }
        }
    }
    fixer.fixed
}

struct Fixer<'m, 's> {
    mains: &'m [Main<'m>],
    below: &'s dyn System,
    fixed: Fixed<'s>,
    /// The configurations that read each file.
    readers: BTreeMap<PathBuf, BTreeSet<usize>>,
    /// What is not tried again.
    rejected: HashSet<Rejected>,
}

/// A finding whose fix is not applied: its places change while others are applied.
type Rejected = (Code, PathBuf, String);

/// What a proof compares.
#[derive(PartialEq)]
struct Meaning {
    /// What can be had of the plan.
    plan: Option<Plan>,
    /// Its errors.
    errors: BTreeMap<Code, usize>,
}

/// What a step may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// Make errors fewer, at least by so many as it fixes.
    FewerErrors,
    /// Change nothing.
    SamePlan,
    /// Change the plan.
    NoNewErrors,
}

impl Meaning {
    fn error_count(&self) -> usize {
        self.errors.values().sum()
    }

    /// Whether a step of so many fixes from `before` to here does what was promised.
    fn judge(&self, promise: Promise, before: &Meaning, fixes: usize) -> Verdict {
        let no_new_kind = self.errors.keys().all(|code| before.errors.contains_key(code));
        let kept = match promise {
            Promise::FewerErrors => no_new_kind && self.error_count() + fixes <= before.error_count(),
            Promise::SamePlan => self == before,
            Promise::NoNewErrors => no_new_kind && self.error_count() <= before.error_count(),
        };
        match promise {
            _ if kept => Verdict::Kept,
            Promise::FewerErrors
                if !no_new_kind && self.error_count() + fixes == before.error_count() + 1 =>
            {
                Verdict::Uncovers
            }
            _ => Verdict::Broken,
        }
    }
}

/// Whether a step does what was promised, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// It does.
    Kept,
    /// There was another mistake behind the last one, which nobody could see: a person has to look at that value.
    Uncovers,
    /// It does not.
    Broken,
}

impl<'m, 's> Fixer<'m, 's> {
    fn new(mains: &'m [Main<'m>], below: &'s dyn System) -> Self {
        let system = Edited::new(below);
        let fixed = Fixed { system, files: BTreeMap::new(), count: 0, faults: Vec::new() };
        Self { mains, below, fixed, readers: BTreeMap::new(), rejected: HashSet::new() }
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
        for (promise, offered) in [
            (Promise::FewerErrors, Safety::Safe),
            (Promise::SamePlan, Safety::Safe),
            (Promise::NoNewErrors, Safety::Suggested),
        ] {
            if offered > safety {
                continue;
            }
            // A file that was read by two names is changed by one of them.
            let mut names = HashMap::new();
            let wanted = outcome.diagnostics.iter().filter(|finding| {
                let Some(fix) = finding.fixes.iter().find(|fix| fix.safety <= offered) else { return false };
                let of_error = finding.is_refusal();
                let right = promise == Promise::NoNewErrors || of_error == (promise == Promise::FewerErrors);
                let mut files = fix.edits.iter().map(|edit| edit.location.file);
                right
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

    /// Applies the fixes of these findings; if that does not do what was promised, one after the other, and those that do not are
    /// rejected. False when there was nothing to apply.
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
        if self.judge(&changed, files, promise, applied.len(), &before) == Verdict::Kept {
            self.fixed.count += applied.len();
            self.commit(outcome, changed, files);
            return true;
        }
        let mut good: Vec<&Diagnostic> = Vec::new();
        let mut texts = Changed::new();
        for finding in applied {
            let with: Vec<_> = good.iter().copied().chain([finding]).collect();
            let (changed, applied) = apply(&outcome.sources, with.iter().copied(), offered);
            let complete = applied.len() == with.len();
            let verdict = self.judge(&changed, files, promise, with.len(), &before);
            if complete && verdict == Verdict::Kept {
                good = with;
                texts = changed;
                continue;
            }
            self.rejected.insert(rejected(finding, outcome));
            if !complete || verdict == Verdict::Broken {
                let place = outcome.sources.position(finding.primary.location);
                let path = outcome.sources.path(finding.primary.location.file).display();
                let reason = match promise {
                    Promise::FewerErrors => "there would be no fewer errors, or others",
                    Promise::SamePlan => "the configuration would mean something else",
                    Promise::NoNewErrors => "there would be more errors, or others",
                };
                self.fixed.faults.push(format!(
                    "{path}:{}:{}: internal error: the fix of `{}` was not applied, because {reason}",
                    place.line, place.column, finding.code
                ));
            }
        }
        self.fixed.count += good.len();
        self.commit(outcome, texts, files);
        // Without what was rejected, there may be something else to try.
        true
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
        let outcome = inspect(main.path, &self.fixed.system, main.options, |inspected| {
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
    fn judge(
        &mut self,
        changed: &Changed,
        files: &BTreeMap<FileId, PathBuf>,
        promise: Promise,
        fixes: usize,
        before: &BTreeMap<usize, Meaning>,
    ) -> Verdict {
        let paths = changed.iter().filter_map(|(file, text)| Some((files.get(file)?.clone(), text.clone())));
        let paths: Vec<_> = paths.collect();
        let old: Vec<_> =
            paths.iter().map(|(path, text)| (path, self.fixed.system.set(path, text.clone()))).collect();
        let verdicts = before.iter().map(|(reader, before)| {
            // Another configuration that reads the file may not have the error.
            let promise = match promise {
                Promise::FewerErrors if before.errors.is_empty() => Promise::SamePlan,
                promise => promise,
            };
            let after = self.meaning(*reader);
            after.map_or(Verdict::Broken, |after| after.judge(promise, before, fixes))
        });
        let verdict = verdicts.max().unwrap_or(Verdict::Kept);
        for (path, old) in old {
            match old {
                Some(text) => {
                    self.fixed.system.share(path, text);
                }
                None => self.fixed.system.unset(path),
            }
        }
        verdict
    }

    /// Takes new texts over.
    fn commit(&mut self, outcome: &Compilation, changed: Changed, files: &BTreeMap<FileId, PathBuf>) {
        for (file, text) in changed {
            let (Some(path), Some(source)) = (files.get(&file), outcome.sources.get(file)) else { continue };
            self.fixed.system.set(path, text.clone());
            let change = self.fixed.files.entry(path.clone()).or_insert_with(|| Change {
                shown: source.path.clone(),
                before: source.text.to_string(),
                after: String::new(),
            });
            change.after = text;
        }
    }
}

fn rejected(finding: &Diagnostic, outcome: &Compilation) -> Rejected {
    let path = outcome.sources.path(finding.primary.location.file).to_path_buf();
    (finding.code, path, finding.message.clone())
}

#[cfg(test)]
mod tests;
