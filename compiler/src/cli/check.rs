//! Checks files: settings, fixes, rules, baselines, report.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::lint::Lint;
use super::settings::{Book, Resolved};
use super::write::atomically;
use super::{World, find};
use crate::compile::Compilation;
use crate::diagnostic::Severity;
use crate::lint::baseline::{Base, Baseline, Key, Outcome};
use crate::lint::fixing::{Fixed, Main, fix};
use crate::lint::{absolute, lint, shorten};
use crate::parallel::map_runs;
use crate::render::{counted, shown_path};
use crate::rules::Rule;
use crate::system::{MemorySystem, Pipes, System};

/// So many files at least are worth a thread.
const FILES_PER_THREAD: usize = 16;

/// What came out.
pub(super) enum Checked {
    /// Findings to report.
    Report(Findings),
    /// The arguments or settings make no sense; that was said.
    Usage,
}

/// Findings, and what else there is to say.
#[derive(Default)]
pub(super) struct Findings {
    /// In the order of the arguments.
    pub(super) compilations: Vec<Compilation>,
    /// For each of them, the least severe level that counts, if the settings file says.
    pub(super) thresholds: Vec<Option<Severity>>,
    /// Something could not be read or written; that was said.
    pub(super) unreadable: bool,
    /// Lines below the summary.
    pub(super) notes: String,
    /// How many findings were fixed, or would be; none: nobody asked for that.
    pub(super) fixed: Option<usize>,
    /// Standard output holds the fixed text of standard input.
    pub(super) output_taken: bool,
}

/// A configuration to check.
struct Target {
    path: PathBuf,
    /// Its number in the book of settings.
    settings: usize,
    stdin: bool,
    /// The one path of its main file.
    canonical: PathBuf,
}

impl Findings {
    /// True when a finding is at or above what counts.
    pub(super) fn count(&self, otherwise: Severity) -> bool {
        self.compilations.iter().zip(&self.thresholds).any(|(compilation, threshold)| {
            let worst = compilation.diagnostics.iter().map(|finding| finding.severity).max();
            worst >= Some(threshold.unwrap_or(otherwise))
        })
    }
}

/// Checks what the arguments name.
pub(super) fn check(arguments: &Lint, world: &mut World<'_>) -> io::Result<Checked> {
    let stdin = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &stdin } else { arguments.files.as_slice() };
    if arguments.files.is_empty() && world.typed {
        world.complain("supervisor-lint: reading standard input; name files to check those, or see --help\n");
    }
    let mut findings = Findings::default();
    let mut named = Vec::new();
    for file in files {
        match world.place(file, &arguments.stdin_filename) {
            Ok(path) => named.push((path, file == Path::new("-"))),
            Err(error) => {
                findings.unreadable = true;
                world.cannot_read("supervisor-lint", &error);
            }
        }
    }
    let system = std::mem::replace(&mut world.system, Box::new(MemorySystem::new()));
    let outcome = check_named(arguments, named, findings, &*system, world);
    world.system = system;
    outcome
}

fn check_named(
    arguments: &Lint,
    named: Vec<(PathBuf, bool)>,
    mut findings: Findings,
    system: &dyn System,
    world: &mut World<'_>,
) -> io::Result<Checked> {
    let options = world.options.clone();
    let mut book = Book::new(&arguments.choosing, &arguments.reading, &options, system);
    let mut targets = Vec::new();
    for (path, stdin) in named {
        match resolve(&path, stdin, system, &mut book, world, &mut findings) {
            Ok(more) => targets.extend(more),
            Err(error) => {
                world.complain(&format!("supervisor-lint: {error}\n"));
                return Ok(Checked::Usage);
            }
        }
    }
    let mut fixed = arguments.fixing.safety().map(|safety| {
        let mains: Vec<_> = targets.iter().filter_map(|target| target.main(&book)).collect();
        fix(&mains, system, safety)
    });
    if let Some(fixed) = &mut fixed {
        carry_out(arguments, fixed, &targets, system, &mut findings, world)?;
    }
    for remark in book.remarks() {
        world.complain(&format!("supervisor-lint: {remark}\n"));
    }
    let system: &dyn System = fixed.as_ref().map_or(system, |fixed| &fixed.system);
    // Files know nothing of each other: many are checked at once.
    let outcomes = map_runs(&targets, FILES_PER_THREAD, |run| {
        let outcome = |target: &Target| {
            let Resolved { options, settings, .. } = book.get(target.settings)?;
            Some(lint(&target.path, system, options, settings))
        };
        run.iter().map(outcome).collect::<Vec<_>>()
    });
    let mut checked = Vec::new();
    let mut in_vain = BTreeSet::new();
    for (target, outcome) in targets.into_iter().zip(outcomes.into_iter().flatten()) {
        let Some(Resolved { threshold, settings, options, .. }) = book.get(target.settings) else { continue };
        match outcome {
            Some(Ok(compilation)) => {
                in_vain.extend(settings.overruled(&compilation, options));
                findings.compilations.push(compilation);
                findings.thresholds.push(*threshold);
                checked.push(target);
            }
            Some(Err(error)) => {
                findings.unreadable = true;
                world.cannot_read("supervisor-lint", &error);
            }
            None => {}
        }
    }
    for remark in in_vain {
        world.complain(&format!("supervisor-lint: {remark}\n"));
    }
    if !known(arguments, &checked, &book, system, &mut findings, world)? {
        return Ok(Checked::Usage);
    }
    findings.compilations.iter_mut().for_each(shorten);
    Ok(Checked::Report(findings))
}

/// The configurations that an argument stands for.
fn resolve(
    path: &Path,
    stdin: bool,
    system: &dyn System,
    book: &mut Book<'_>,
    world: &mut World<'_>,
    findings: &mut Findings,
) -> Result<Vec<Target>, String> {
    let place = absolute(path, &world.options);
    if stdin || !system.is_dir(&place) {
        let settings = book.number(place.parent().unwrap_or(&place))?;
        let canonical = system.canonical(&place);
        return Ok(vec![Target { path: path.to_path_buf(), settings, stdin, canonical }]);
    }
    let find::Search { found, excluded } =
        find::configurations(path, usize::MAX, system, &world.options, book)?;
    if found.is_empty() {
        findings.unreadable = true;
        let shown = shown_path(path);
        let passed_over = match excluded {
            0 => String::new(),
            1 => " (1 file or directory was passed over: `exclude` in the settings file)".to_owned(),
            more => {
                format!(" ({more} files and directories were passed over: `exclude` in the settings file)")
            }
        };
        world.complain(&format!(
            "supervisor-lint: no *.conf or *.ini in {shown} has a [supervisord]{passed_over}\n"
        ));
    }
    let target = |path: PathBuf| {
        let place = absolute(&path, &world.options);
        let settings = book.number(place.parent().unwrap_or(&place))?;
        Ok(Target { path, settings, stdin, canonical: system.canonical(&place) })
    };
    found.into_iter().map(target).collect()
}

impl Target {
    fn main<'t>(&'t self, book: &'t Book<'_>) -> Option<Main<'t>> {
        let Resolved { options, settings, .. } = book.get(self.settings)?;
        let only = self.stdin.then_some(self.canonical.as_path());
        Some(Main { path: &self.path, options, settings, only })
    }
}

/// Writes what was fixed, or shows it.
fn carry_out(
    arguments: &Lint,
    fixed: &mut Fixed<'_>,
    targets: &[Target],
    system: &dyn System,
    findings: &mut Findings,
    world: &mut World<'_>,
) -> io::Result<()> {
    let options = world.options.clone();
    let stdin = targets.iter().find(|target| target.stdin).map(|target| target.path.as_path());
    let text = stdin.and_then(|path| system.read(&absolute(path, &options), Pipes::Refuse).ok());
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let paint = world.paint(arguments.reading.color);
    let failed = arguments.fixing.carry_out(fixed, stdin.zip(text.as_deref()), &options, paint, world)?;
    // What could not be written is what it was: that is what the report is about.
    for path in &failed {
        fixed.count -= fixed.files.remove(path).map_or(0, |change| change.fixes);
        fixed.system.unset(path);
    }
    findings.unreadable |= !failed.is_empty();
    findings.fixed = Some(fixed.count);
    findings.output_taken = stdin.is_some() && !arguments.fixing.diff;
    Ok(())
}

/// Takes out what baselines know, after writing them if that is wanted. False when something makes no sense.
fn known(
    arguments: &Lint,
    checked: &[Target],
    book: &Book<'_>,
    system: &dyn System,
    findings: &mut Findings,
    world: &mut World<'_>,
) -> io::Result<bool> {
    let mut files: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (index, target) in checked.iter().enumerate() {
        match book.get(target.settings).and_then(|resolved| resolved.baseline.as_ref()) {
            Some(file) => files.entry(file.clone()).or_default().push(index),
            None if arguments.choosing.write_baseline => {
                world.complain("supervisor-lint: --write-baseline needs --baseline FILE, or `baseline` in the settings file\n");
                return Ok(false);
            }
            None => {}
        }
    }
    let mut outcome = Outcome::default();
    for (file, indices) in files {
        let path = absolute(&file, &world.options);
        let options = world.options.clone();
        let base = Base { directory: path.parent().unwrap_or(&path), options: &options };
        // Whether an entry can be judged: its file was looked at, or has gone, and its rule was asked.
        let resolved = indices.first().and_then(|index| book.get(checked.get(*index)?.settings));
        let looked_at = findings.compilations.iter().flat_map(|compilation| compilation.sources.iter());
        let looked_at: HashSet<_> = looked_at.map(|(_, source)| absolute(&source.path, &options)).collect();
        let judged = |key: &Key| {
            let place = base.directory.join(&key.file);
            let rule = Rule::named(&key.rule);
            let asked = resolved.is_some_and(|Resolved { options, settings, .. }| {
                rule.is_none_or(|rule| settings.asks(rule, options))
            });
            asked && (looked_at.contains(&place) || !system.exists(&place))
        };
        if arguments.choosing.write_baseline {
            let of_file = findings
                .compilations
                .iter()
                .enumerate()
                .filter(|(index, _)| indices.binary_search(index).is_ok());
            let baseline = Baseline::new(of_file.map(|(_, compilation)| compilation), base);
            // What this run knows nothing of stays: other files, other rules.
            let earlier = std::fs::read(&path).ok();
            let earlier = earlier.and_then(|bytes| Baseline::parse(&String::from_utf8_lossy(&bytes)).ok());
            let baseline = match earlier {
                Some(earlier) => baseline.with_entries_of(earlier, |key| !judged(key)),
                None => baseline,
            };
            atomically(&path, &baseline.render()?, None)?;
            let number = counted(baseline.len(), "finding");
            world.complain(&format!("supervisor-lint: wrote {number} to {}\n", shown_path(&file)));
        }
        let read = if arguments.choosing.write_baseline {
            std::fs::read(&path)
        } else {
            system.read(&path, Pipes::Await)
        };
        let baseline = read.map_err(|error| error.to_string()).and_then(|bytes| {
            Baseline::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string())
        });
        let baseline = match baseline {
            Ok(baseline) => baseline,
            Err(error) => {
                findings.unreadable = true;
                world.complain(&format!(
                    "supervisor-lint: could not read the baseline {}: {error} (--write-baseline makes one)\n",
                    shown_path(&file)
                ));
                continue;
            }
        };
        let of_file = findings
            .compilations
            .iter_mut()
            .enumerate()
            .filter(|(index, _)| indices.binary_search(index).is_ok());
        let Outcome { known, left } = baseline.apply(of_file.map(|(_, compilation)| compilation), base);
        outcome.known += known;
        outcome.left.extend(left.into_iter().filter(judged));
    }
    if outcome.known > 0 {
        let are = if outcome.known == 1 { "is" } else { "are" };
        findings.notes += &format!("{} {are} in the baseline\n", counted(outcome.known, "finding"));
    }
    match outcome.left.len() {
        0 => {}
        1 => findings.notes += "1 entry of the baseline is no longer needed\n",
        more => findings.notes += &format!("{more} entries of the baseline are no longer needed\n"),
    }
    Ok(true)
}
