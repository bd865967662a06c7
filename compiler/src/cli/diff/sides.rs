//! One side of a comparison: a file, a directory, a revision.

use std::io;
use std::path::{Path, PathBuf};

use super::git::GitSystem;
use super::moved::Moved;
use crate::cli::{Color, World};
use crate::compile::merged::{Merged, merge};
use crate::compile::{Compilation, Options, ReadError, compile};
use crate::diff::OwnSection;
use crate::diff::forecast::{Running, Server};
use crate::plan::{Group, Plan};
use crate::render::sealed::fingerprint;
use crate::render::update_plan::Fingerprints;
use crate::render::{Report, shown_path, text};
use crate::sources::Sources;
use crate::system::{RealSystem, System};

/// Where in a directory the configuration is looked for: as a project keeps it, or below `/etc`.
const NAMES: [&str; 4] = [
    "supervisord.conf",
    "etc/supervisord.conf",
    "supervisor/supervisord.conf",
    "etc/supervisor/supervisord.conf",
];

/// One side.
pub(super) struct Side {
    /// What it is called.
    pub(super) title: String,
    /// Its plan. Of a running daemon that of the other side, with nothing in it that is looked at.
    pub(super) plan: Plan,
    /// What tells its groups from others.
    pub(super) fingerprints: Fingerprints,
    /// Its groups.
    pub(super) groups: Vec<Group>,
    /// Of a running daemon: its own sections.
    pub(super) told_sections: Option<Vec<OwnSection>>,
    /// The texts that its origins point into.
    pub(super) sources: Sources,
    /// Its text, before expansion.
    pub(super) merged: Option<Merged>,
    /// Paths below this directory are shown relative to it.
    pub(super) base: PathBuf,
    /// What is put before paths.
    pub(super) label: String,
    /// Nobody knows where its values stand.
    pub(super) placeless: bool,
    /// What runs.
    pub(super) running: Running,
    /// Options that cannot be told.
    pub(super) unknown: Vec<&'static str>,
    /// Who performs the update.
    pub(super) server: Server,
}

impl Side {
    fn new(title: String, plan: Plan, sources: Sources, merged: Option<Merged>, base: PathBuf) -> Self {
        // Of groups of one name the first counts.
        let fingerprints = plan.groups.iter().rev().map(|group| (group.name.clone(), fingerprint(group)));
        Self {
            title,
            fingerprints: fingerprints.collect(),
            groups: plan.groups.clone(),
            plan,
            told_sections: None,
            sources,
            merged,
            base,
            label: String::new(),
            placeless: false,
            running: Running::default(),
            unknown: Vec::new(),
            server: Server::default(),
        }
    }
}

/// The main file that a path stands for: itself, or one in the directory that it is.
pub(super) fn main_file(path: &Path, world: &World<'_>) -> PathBuf {
    in_directory(path, world.system.as_ref(), &world.options)
}

fn in_directory(path: &Path, system: &dyn System, options: &Options) -> PathBuf {
    if path == Path::new("-") || !system.is_dir(&options.cwd.join(path)) {
        return path.to_path_buf();
    }
    let candidates = NAMES.iter().map(|name| path.join(name));
    let found = candidates.into_iter().find(|file| system.exists(&options.cwd.join(file)));
    found.unwrap_or_else(|| path.join("supervisord.conf"))
}

/// A file as it is; none: why not has been said.
pub(super) fn of_file(path: &Path, color: Color, world: &mut World<'_>) -> Option<Side> {
    let file = main_file(path, world);
    let path = match world.place(&file, "<stdin>".as_ref()) {
        Ok(path) => path,
        Err(error) => {
            world.cannot_read("supervisor-diff", &error);
            return None;
        }
    };
    let base = world.options.cwd.clone();
    let outcome = read(&path, world.system.as_ref(), &world.options, base, "");
    told(outcome, shown_path(&file), color, world)
}

/// A directory, read as if it stood at `place`; none: why not has been said.
pub(super) fn of_directory(path: &Path, place: &Path, color: Color, world: &mut World<'_>) -> Option<Side> {
    let (content, pretended) = (world.options.cwd.join(path), world.options.cwd.join(place));
    let moved = Moved { place: pretended.clone(), content, below: world.system.as_ref() };
    let file = in_directory(&pretended, &moved, &world.options);
    let label = format!("{}/", shown_path(path).trim_end_matches('/'));
    let outcome = read(&file, &moved, &world.options, pretended, &label);
    told(outcome, shown_path(path), color, world)
}

/// A file as it was in a revision of its repository; none: why not has been said.
///
/// # Errors
/// What git says.
pub(super) fn of_revision(
    path: &Path,
    revision: &str,
    color: Color,
    world: &mut World<'_>,
) -> io::Result<Option<Side>> {
    let absolute = world.options.cwd.join(path);
    let directory = if absolute.is_dir() { Some(&*absolute) } else { absolute.parent() };
    let directory = directory.unwrap_or(Path::new("/"));
    let system = GitSystem::open(directory, revision, Box::new(RealSystem))?;
    let file = in_directory(path, &system, &world.options);
    let base = world.options.cwd.clone();
    let outcome = read(&file, &system, &world.options, base, &format!("{revision}:"));
    Ok(told(outcome, format!("{revision}:{}", shown_path(&file)), color, world))
}

/// What came of reading: a plan, or what a person is told instead.
enum Outcome {
    Read(Box<Side>),
    Unreadable(ReadError),
    Faulty(Box<Compilation>, PathBuf),
}

fn read(file: &Path, system: &dyn System, options: &Options, base: PathBuf, label: &str) -> Outcome {
    let mut compilation = match compile(file, system, options) {
        Ok(compilation) => compilation,
        Err(error) => return Outcome::Unreadable(error),
    };
    let Some(plan) = compilation.plan.take() else {
        return Outcome::Faulty(Box::new(compilation), base);
    };
    let merged = merge(file, system, options).ok();
    let mut side = Side::new(String::new(), plan, compilation.sources, merged, base);
    label.clone_into(&mut side.label);
    Outcome::Read(Box::new(side))
}

fn told(outcome: Outcome, title: String, color: Color, world: &mut World<'_>) -> Option<Side> {
    match outcome {
        Outcome::Read(side) => Some(Side { title, ..*side }),
        Outcome::Unreadable(error) => {
            world.cannot_read("supervisor-diff", &error);
            None
        }
        Outcome::Faulty(compilation, base) => {
            let color = world.paint(color).color;
            let findings = text::render(&Report::new([&*compilation], &base), color);
            world.complain(&findings);
            None
        }
    }
}

/// A side that a server told of. The plan is that of `like`, whose own sections and groups do not count.
pub(super) fn of_server(title: String, like: &Side) -> Side {
    let base = PathBuf::new();
    let mut side = Side::new(title, like.plan.clone(), Sources::default(), None, base);
    side.groups = Vec::new();
    side.fingerprints.clear();
    side
}
