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
mod release;
mod runs;
mod select;
#[cfg(feature = "cli")]
pub mod settings;
pub(crate) mod shell;
pub(crate) mod streams;
mod subject;
pub(crate) mod suppress;
pub(crate) mod unknown;
pub(crate) mod values;

use std::path::{Path, PathBuf};

pub(crate) use command::{Command, base_name};
pub(crate) use found::Found;
pub use globs::FilePattern;
pub(crate) use list::List;
pub use release::Release;
pub(crate) use runs::Runs;
pub use select::{PerFile, Selection, UnknownRule};
pub(crate) use subject::{Member, Program, Section, Subject};

use crate::compile::{Compilation, Findings, Inspected, Kept, Options, ReadError, inspect};
use crate::convert::{Machine, normalize};
use crate::diagnostic::{Diagnostic, LeftOut};
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
    let (mut compilation, found) =
        inspect(path, system, options, |inspected| judged(inspected, options, settings))?;
    if let Some((diagnostics, mut left_out)) = found {
        compilation.diagnostics = diagnostics;
        left_out.append(&mut compilation.left_out);
        left_out.retain(|more| settings.selection.wants_more(more));
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
    left_out.retain(|more| settings.selection.wants_more(more));
    (found, left_out)
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
    settings.per_file.retain(&mut found, subject.sources(), options);
    (found.into_iter().map(|finding| inspected.with_include(finding)).collect(), left_out)
}

/// Keeps a thousand findings of each rule, and counts the others: what [`lint`] finds is complete, for the sake of baselines, and
/// nobody reads all of it.
pub fn shorten(compilation: &mut Compilation) {
    crate::compile::shorten(&mut compilation.diagnostics, &mut compilation.left_out);
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
    PathBuf::from(normalize(&options.cwd.join(path).to_string_lossy()))
}
