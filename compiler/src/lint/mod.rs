//! Asks the rules about a configuration, and puts what they and the compiler find into one list.

pub mod apply;
pub mod baseline;
mod command;
pub(crate) mod control;
pub(crate) mod edits;
pub(crate) mod expansions;
pub mod fixing;
mod found;
mod globs;
pub(crate) mod known;
pub(crate) mod launch;
pub(crate) mod list;
pub(crate) mod logrotate;
mod parts;
mod release;
mod select;
#[cfg(feature = "cli")]
pub mod settings;
pub(crate) mod shell;
pub(crate) mod streams;
mod subject;
pub(crate) mod suppress;
pub(crate) mod truncated;
pub(crate) mod unknown;
pub(crate) mod values;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) use command::{Command, base_name};
pub(crate) use found::Found;
pub use globs::FilePattern;
pub(crate) use launch::Runs;
pub(crate) use list::List;
pub(crate) use parts::programs_of;
pub use release::Release;
use select::Choice;
pub use select::{PerFile, Selection, UnknownRule};
pub(crate) use subject::{Member, Program, Section, Subject};

use crate::compile::{Compilation, Findings, Inspected, Kept, Options, ReadError, inspect};
use crate::convert::{Machine, normal};
use crate::diagnostic::{Diagnostic, LeftOut, Severity};
use crate::parallel::map_runs;
use crate::rules::{ALL, Check, Profile, Rule, When};
use crate::system::System;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Which rules, at which levels.
    pub selection: Selection,
    /// Where the configuration is going to be used.
    pub profiles: Vec<Profile>,
    /// Options that are known although no release of Supervisor knows them: those of plug-ins.
    pub allowed_options: Vec<String>,
    /// The oldest release of Supervisor that the configuration is written for.
    pub release: Release,
    /// True when [`Options::environment`] is all that there will be (`--env-file`): a variable that is not in it is not set.
    pub closed_environment: bool,
    /// Rules that are not wanted in some files.
    pub per_file: PerFile,
}

impl Settings {
    /// True when the rule is asked: it is wanted, and it is about such a place.
    #[must_use]
    pub fn asks(&self, rule: &Rule, options: &Options) -> bool {
        self.selection.wants(rule) && applies(rule, options, self)
    }

    /// What is selected and yet not asked, because it is about machines or places that nobody named: a sentence for each word.
    #[must_use]
    pub fn unasked(&self, options: &Options) -> Vec<String> {
        let sentence = |choice: Choice| {
            let wanted =
                ALL.iter().filter(|rule| choice.precision(rule.code) > 0 && self.selection.wants(rule));
            let wanted: Vec<_> = wanted.collect();
            let unasked: Vec<_> = wanted.iter().filter(|rule| !applies(rule, options, self)).collect();
            // A rule or two of a category may well be about other places.
            if unasked.is_empty() || unasked.len() * 2 < wanted.len() {
                return None;
            }
            let needed: BTreeSet<_> = unasked.iter().flat_map(|rule| rule.when.options()).collect();
            let needed = needed.into_iter().collect::<Vec<_>>().join(" or ");
            match choice {
                Choice::All => None,
                Choice::Rule(code) => Some(format!("`{code}` is not asked: it is asked with {needed}")),
                Choice::Category(category) => {
                    let (number, all) = (unasked.len(), wanted.len());
                    Some(format!(
                        "{number} of the {all} rules of `{category}` are not asked: they are asked with {needed}"
                    ))
                }
            }
        };
        self.selection.selected().filter_map(sentence).collect()
    }

    /// What is said of findings that nobody can say: Supervisor refuses the file, whoever looks away. A sentence for each rule.
    #[must_use]
    pub fn overruled(&self, compilation: &Compilation, options: &Options) -> BTreeSet<String> {
        let refusals = compilation.diagnostics.iter().filter(|finding| is_beyond_doubt(finding));
        let sentence = |finding: &Diagnostic| {
            let ignored = self.selection.ignores_by_name(finding.code)
                || self.per_file.ignores_by_name(finding, &compilation.sources, options);
            let code = finding.code;
            if ignored {
                Some(format!("`{code}` cannot be ignored: it is why Supervisor refuses the file"))
            } else if self.selection.level(code).is_some_and(|level| level != Severity::Error) {
                Some(format!("`{code}` stays an error: it is why Supervisor refuses the file"))
            } else {
                None
            }
        };
        refusals.filter_map(sentence).collect()
    }
}

/// So many programs at least are worth a thread.
const PROGRAMS_PER_THREAD: usize = 256;

/// Compiles `path` and what it includes, and asks the rules. What comes out has no plan.
///
/// # Errors
/// Only when the main file cannot be read.
pub fn lint(
    path: &Path,
    system: &dyn System,
    options: &Options,
    settings: &Settings,
) -> Result<Compilation, ReadError> {
    let options = &Options { assume_variables: !settings.closed_environment, ..options.clone() };
    // All of them: fixes and baselines want to know each.
    let kept = Findings::of_rules();
    let (mut compilation, found) =
        inspect(path, system, options, kept, |inspected| judged(inspected, options, settings))?;
    if let Some((diagnostics, mut left_out)) = found {
        compilation.diagnostics = diagnostics;
        left_out.append(&mut compilation.left_out);
        retain_wanted(&mut left_out, &compilation.diagnostics, settings);
        compilation.left_out = left_out;
    }
    Ok(compilation)
}

/// The same about a compilation that is at hand. It must have assumed variables unless the environment is closed.
pub(crate) fn lint_kept(
    kept: &Kept,
    system: &dyn System,
    options: &Options,
    settings: &Settings,
) -> (Vec<Diagnostic>, Vec<LeftOut>) {
    let machine = Machine { system, options };
    let found = kept.look(machine, |inspected| judged(inspected, options, settings));
    let (found, mut left_out) = found.unwrap_or_else(|| (kept.found().to_vec(), Vec::new()));
    left_out.extend(kept.left_out().iter().cloned());
    retain_wanted(&mut left_out, &found, settings);
    (found, left_out)
}

/// Keeps of what was left out what is wanted.
fn retain_wanted(left_out: &mut Vec<LeftOut>, found: &[Diagnostic], settings: &Settings) {
    left_out.retain(|more| {
        let alike = found.iter().any(|finding| finding.code == more.code);
        settings.selection.wants_more(more, alike)
    });
}

/// What rules and compiler find, as it is wanted, and how much more of some there is.
fn judged(
    inspected: &Inspected<'_>,
    options: &Options,
    settings: &Settings,
) -> (Vec<Diagnostic>, Vec<LeftOut>) {
    let subject = Subject::new(inspected, settings);
    let mut findings = Findings::of_rules();
    for diagnostic in inspected.found {
        findings.report(refined(diagnostic, &subject));
    }
    let rules: Vec<_> = ALL.iter().filter(|rule| settings.asks(rule, options)).collect();
    // Rules know nothing of each other: for many programs several are asked at once.
    let smallest =
        if subject.programs().len() < PROGRAMS_PER_THREAD { rules.len() } else { rules.len() / 16 };
    let runs = map_runs(&rules, smallest.max(1), |run| run.iter().map(|rule| ask(rule, &subject)).collect());
    let runs: Vec<Vec<Findings>> = runs;
    for found in runs.into_iter().flatten() {
        findings.absorb(found);
    }
    let (found, left_out) = findings.into_lists();
    let found = found.into_iter().filter_map(|finding| settings.selection.judge(finding));
    let mut found = suppress::apply(found.collect(), &left_out, &subject);
    truncated::leave_alone(&mut found, &subject);
    settings.per_file.retain(&mut found, subject.sources(), options);
    (found.into_iter().map(|finding| inspected.with_include(finding)).collect(), left_out)
}

/// Keeps a thousand findings of each rule, and counts the others: what [`lint`] finds is complete, for the sake of baselines, and
/// nobody reads all of it.
pub fn shorten(compilation: &mut Compilation) {
    crate::compile::shorten(&mut compilation.diagnostics, &mut compilation.left_out);
}

/// True for what Supervisor refuses because of what stands in the files. (Where the machine is why, as with a directory that is
/// not there, it may be another one that counts.)
fn is_beyond_doubt(finding: &Diagnostic) -> bool {
    finding.is_refusal() && !finding.host
}

/// True when the rule is asked at all.
fn applies(rule: &Rule, options: &Options, settings: &Settings) -> bool {
    let any = |profiles: &[Profile]| profiles.iter().any(|profile| settings.profiles.contains(profile));
    match rule.when {
        When::Always => true,
        When::Host => options.host_checks,
        When::Profiles(profiles) => any(profiles),
        When::HostOr(profiles) => options.host_checks || any(profiles),
    }
}

/// A finding of the compiler as a rule that knows more puts it, with the fixes of its rule.
fn refined(diagnostic: &Diagnostic, subject: &Subject<'_>) -> Diagnostic {
    let checks = ALL.iter().flat_map(|rule| rule.checks.iter().map(move |check| (rule, check)));
    let better = checks.clone().find_map(|(_, check)| match check {
        Check::Refine(codes, refine) if codes.contains(&diagnostic.code) => refine(diagnostic, subject),
        _ => None,
    });
    let mut finding = better.unwrap_or_else(|| diagnostic.clone());
    for (rule, check) in checks {
        if let Check::Mend(mend) = check
            && rule.code == finding.code
        {
            finding = finding.clone().with_fix(mend(&finding, subject));
        }
    }
    finding
}

/// What one rule finds.
fn ask(rule: &'static Rule, subject: &Subject<'_>) -> Findings {
    let mut found = Found::new(rule, subject);
    for check in rule.checks {
        match check {
            Check::Compiler | Check::Refine(..) | Check::Mend(_) => {}
            Check::File(check) => subject.files().iter().for_each(|file| check(file, &mut found)),
            Check::Section(check) => subject.sections().for_each(|section| check(section, &mut found)),
            Check::Program(check) => subject.programs().iter().for_each(|program| check(program, &mut found)),
            Check::Whole(check) => check(subject, &mut found),
        }
    }
    found.into_findings()
}

/// The absolute path of a file as the machine is asked about it, without `..`.
pub(crate) fn absolute(path: &Path, options: &Options) -> PathBuf {
    normal(&options.cwd.join(path))
}
