//! One side of a comparison: a file, a directory, a revision.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::git::GitSystem;
use super::moved::Moved;
use super::outside::Outside;
use crate::cli::{Color, World};
use crate::compile::merged::{Merged, merge};
use crate::compile::{Compilation, Options, ReadError, compile};
use crate::diagnostic::{Code, Diagnostic};
use crate::diff::OwnSection;
use crate::diff::forecast::{Running, Server};
use crate::plan::{Group, Plan};
use crate::render::sealed::fingerprint;
use crate::render::update_plan::Fingerprints;
use crate::render::{Report, Secrets, one_line, shown_path, text};
use crate::sources::Sources;
use crate::system::{RealSystem, System};

/// Where in a directory the configuration is looked for: as a project keeps it, or below `/etc`.
const NAMES: [&str; 4] = [
    "supervisord.conf",
    "etc/supervisord.conf",
    "supervisor/supervisord.conf",
    "etc/supervisor/supervisord.conf",
];

/// Where standard input is put.
const STDIN: &str = "<stdin>";

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
    /// Groups were left out because another one has their name.
    pub(super) has_namesakes: bool,
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
    /// What was read from outside of what is compared.
    pub(super) outside: Vec<PathBuf>,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Show {
    pub(super) color: Color,
    pub(super) secrets: Secrets,
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
            has_namesakes: false,
            merged,
            base,
            label: String::new(),
            placeless: false,
            running: Running::default(),
            unknown: Vec::new(),
            server: Server::default(),
            outside: Vec::new(),
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
pub(super) fn of_file(path: &Path, show: Show, world: &mut World<'_>) -> Option<Side> {
    let file = main_file(path, world);
    let path = match world.place(&file, STDIN.as_ref()) {
        Ok(path) => path,
        Err(error) => {
            world.cannot_read("supervisor-diff", &error);
            return None;
        }
    };
    let base = world.options.cwd.clone();
    let outcome = read(&path, world.system.as_ref(), &world.options, base, "");
    told(outcome, shown_path(&file), "", show, world)
}

/// Whether a configuration that [`of_file`] has read holds a text.
pub(super) fn mentions(path: &Path, text: &str, world: &World<'_>) -> bool {
    // Standard input has been put in its place.
    let file = if path == Path::new("-") { PathBuf::from(STDIN) } else { main_file(path, world) };
    merge(&file, world.system.as_ref(), &world.options)
        .is_ok_and(|merged| merged.sources.iter().any(|(_, source)| source.text.contains(text)))
}

/// A directory, read as if it stood at `place`; none: why not has been said.
pub(super) fn of_directory(path: &Path, place: &Path, show: Show, world: &mut World<'_>) -> Option<Side> {
    let (content, pretended) = (world.options.cwd.join(path), world.options.cwd.join(place));
    let moved = Moved {
        place: pretended.clone(),
        content,
        below: world.system.as_ref(),
        outside: Outside::default(),
    };
    let file = in_directory(&pretended, &moved, &world.options);
    let label = format!("{}/", shown_path(path).trim_end_matches('/'));
    let mut outcome = read(&file, &moved, &world.options, pretended, &label);
    match &mut outcome {
        Outcome::Read(side) => side.outside = moved.outside.told(),
        // It is called what it is called there.
        Outcome::Unreadable(
            ReadError::NotFound { path: file } | ReadError::Unreadable { path: file, .. },
        ) => {
            if let Ok(rest) = file.strip_prefix(world.options.cwd.join(place)) {
                *file = path.join(rest);
            }
        }
        Outcome::Faulty(..) => {}
    }
    told(outcome, shown_path(path), &label, show, world)
}

/// A file as it was in a revision of its repository; none: why not has been said. `other` is the revision that it is compared
/// with; none: the files as they are.
///
/// # Errors
/// What git says.
pub(super) fn of_revision(
    path: &Path,
    (revision, other): (&str, Option<&str>),
    show: Show,
    world: &mut World<'_>,
) -> io::Result<Option<Side>> {
    let system = GitSystem::open(&directory_of(path, world), revision, Box::new(RealSystem))?;
    let file = in_directory(path, &system, &world.options);
    let base = world.options.cwd.clone();
    let label = format!("{}:", one_line(revision));
    let mut outcome = read(&file, &system, &world.options, base, &label);
    if let Some(submodule) = system.entered_submodule() {
        let text = format!(
            "{label}{} is a submodule: what is in it, this repository does not tell; compare inside of it",
            shown_path(&submodule)
        );
        return Err(io::Error::other(text));
    }
    let title = format!("{label}{}", shown_path(&file));
    match &mut outcome {
        Outcome::Read(side) => side.outside = system.outside.told(),
        Outcome::Unreadable(ReadError::NotFound { .. }) => {
            let there = match system.name_there(&world.options.cwd.join(&file), other) {
                Some(name) => format!("; there it is {}", shown_path(&name)),
                None => String::new(),
            };
            world.complain(&format!(
                "supervisor-diff: {title}: there is no such file in that revision{there}\n"
            ));
            return Ok(None);
        }
        Outcome::Unreadable(_) | Outcome::Faulty(..) => {}
    }
    Ok(told(outcome, title, &label, show, world))
}

/// The directory that a path is, or is in.
pub(super) fn directory_of(path: &Path, world: &World<'_>) -> PathBuf {
    let absolute = world.options.cwd.join(path);
    let directory = if absolute.is_dir() { Some(&*absolute) } else { absolute.parent() };
    directory.unwrap_or(Path::new("/")).to_path_buf()
}

/// The ids of users that are known only by name: an update compares ids.
pub(super) fn look_up_users(groups: &mut [Group], system: &dyn System) {
    let mut known: HashMap<String, Option<u32>> = HashMap::new();
    let processes = groups.iter_mut().flat_map(|group| &mut group.processes);
    for user in processes.filter_map(|process| process.user.value.as_mut()).filter(|user| user.uid.is_none())
    {
        let number = || user.text.parse().ok().or_else(|| Some(system.user_by_name(&user.text)?.uid));
        user.uid = match known.get(&user.text) {
            Some(uid) => *uid,
            None => *known.entry(user.text.clone()).or_insert_with(number),
        };
    }
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
    let left_out = |diagnostic: &Diagnostic| diagnostic.code == Code::SHARED_GROUP_NAME;
    let has_namesakes = compilation.diagnostics.iter().any(left_out);
    let mut side = Side::new(String::new(), plan, compilation.sources, merged, base);
    side.has_namesakes = has_namesakes;
    label.clone_into(&mut side.label);
    Outcome::Read(Box::new(side))
}

fn told(outcome: Outcome, title: String, label: &str, show: Show, world: &mut World<'_>) -> Option<Side> {
    match outcome {
        Outcome::Read(side) => Some(Side { title, ..*side }),
        Outcome::Unreadable(error) => {
            world.cannot_read("supervisor-diff", &error);
            None
        }
        Outcome::Faulty(compilation, base) => {
            let color = world.paint(show.color).color;
            let report = Report::new([&*compilation], &base);
            world.complain(&text::render_side(&report, color, label, show.secrets));
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
