//! `supervisor-lint --fix` and its relatives.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};

use super::World;
use super::write::Staged;
use crate::compile::Options;
use crate::diagnostic::Safety;
use crate::lint::absolute;
use crate::lint::fixing::{Change, Fixed};
use crate::render::{Paint, Report, shown_path, unified};

/// Arguments on what becomes of fixes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
#[command(group = ArgGroup::new("fixing").args(["fix", "fix_only", "diff"]))]
pub(super) struct Fixing {
    /// Fix what can be fixed without changing what a configuration means, and report the rest
    #[arg(long)]
    fix: bool,
    /// The same without the report
    #[arg(long)]
    fix_only: bool,
    /// Show what --fix would change, and change nothing; the exit status is 1 if it would
    #[arg(long)]
    pub(super) diff: bool,
    /// With one of these: also fix what changes the meaning, most likely to what was wanted
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
}

impl Fixing {
    /// The fixes that are wanted, if any.
    pub(super) fn safety(&self) -> Option<Safety> {
        let wanted = self.fix || self.fix_only || self.diff;
        wanted.then_some(if self.unsafe_fixes { Safety::Suggested } else { Safety::Safe })
    }

    /// True when nobody wants to know what is left.
    pub(super) fn is_silent(&self) -> bool {
        self.fix_only || self.diff
    }

    /// Writes the files, or shows what would be written. `stdin`: the path that standard input goes by, if it is checked. Returns
    /// the files that could not be written.
    pub(super) fn carry_out(
        &self,
        fixed: &Fixed<'_>,
        stdin: Option<(&Path, &str)>,
        options: &Options,
        paint: Paint,
        world: &mut World<'_>,
    ) -> io::Result<BTreeSet<PathBuf>> {
        for fault in fixed.left.iter().chain(&fixed.faults) {
            world.complain(&format!("supervisor-lint: {fault}\n"));
        }
        let input = stdin.map(|(path, _)| absolute(path, options));
        let is_stdin = |path: &Path| input.as_deref() == Some(path);
        let mut changes: Vec<_> =
            fixed.files.iter().filter(|(_, change)| change.before != change.after).collect();
        changes.sort_by(|(_, one), (_, other)| one.shown.cmp(&other.shown));
        if self.diff {
            let text: String = changes
                .iter()
                .map(|(_, change)| {
                    unified::render(&name(change, options), &change.before, &change.after, paint)
                })
                .collect();
            world.print(&text)?;
            return Ok(BTreeSet::new());
        }
        if let Some((_, text)) = stdin {
            let fixed = changes.iter().find(|(path, _)| is_stdin(path));
            world.print(fixed.map_or(text, |(_, change)| &change.after))?;
        }
        let changes: Vec<_> = changes.into_iter().filter(|(path, _)| !is_stdin(path)).collect();
        let mut failed = BTreeSet::new();
        let mut staged = Vec::new();
        for (path, change) in &changes {
            match Staged::new(path, &change.after, Some(&change.before)) {
                Ok(file) => staged.push((*path, *change, file)),
                Err(error) => {
                    could_not_write(&name(change, options), &error, world);
                    failed.insert((*path).clone());
                }
            }
        }
        // What a fix takes out of one file it may put into another: both are written, or none.
        while let Some(at) = staged.iter().position(|(_, change, _)| !change.with.is_disjoint(&failed)) {
            let (path, change, _) = staged.swap_remove(at);
            let error = io::Error::other("what belongs to it could not be written");
            could_not_write(&name(change, options), &error, world);
            failed.insert(path.clone());
        }
        for (path, change, file) in staged {
            if let Err(error) = file.put() {
                could_not_write(&name(change, options), &error, world);
                failed.insert(path.clone());
            }
        }
        Ok(failed)
    }

    /// `5 fixed, 3 left (2 can be fixed with --unsafe-fixes)`.
    pub(super) fn summary(&self, fixed: usize, report: &Report<'_>) -> String {
        let left = report.findings.len() + report.left_out.iter().map(|more| more.count).sum::<usize>();
        let more = report.findings.iter().filter(|finding| !finding.diagnostic.fixes.is_empty()).count();
        let done = if self.diff { "would be fixed" } else { "fixed" };
        let hint = match more {
            0 => String::new(),
            _ if self.unsafe_fixes => String::new(),
            more => format!(" ({more} can be fixed with --unsafe-fixes)"),
        };
        format!("{fixed} {done}, {left} left{hint}\n")
    }
}

/// The path of a file, as short as people would write it.
fn name(change: &Change, options: &Options) -> String {
    shown_path(change.shown.strip_prefix(&options.cwd).unwrap_or(&change.shown))
}

fn could_not_write(name: &str, error: &io::Error, world: &mut World<'_>) {
    world.complain(&format!("supervisor-lint: could not write {name}: {error}\n"));
}
