//! `supervisor-diff`.

mod fail_on;
mod git;
mod live;
mod moved;
mod original;
mod outside;
mod sides;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;

use self::fail_on::FailOn;
use self::sides::{Show, Side};
use super::World;
use super::input::Reading;
use crate::diff::forecast::{Extent, Terms};
use crate::diff::{Comparison, between, groups, members, own_sections, rewritten};
use crate::render::diff_text::Style;
use crate::render::{
    Secrets, Texts, diff_json, diff_markdown, diff_text, diff_unified, shown_path, update_plan,
};

/// The two mean the same.
const SAME: u8 = 0;
/// Something is in the way of comparing: the command line, a file, its contents.
const ERROR: u8 = 1;
/// They differ.
const DIFFERS: u8 = 2;
/// Something of `--fail-on` would happen.
const FAILED: u8 = 3;

const EXIT_STATUS: &str = "\
Exit status:
  0  both mean the same; with --fail-on: nothing of that would happen
  1  an error: the command line makes no sense, a file cannot be read or has errors, or the server
     does not answer
  2  they differ, be it only in options that an update ignores
  3  something that --fail-on names would happen

Examples:
  supervisor-diff OLD NEW                    two files, or two directories
  supervisor-diff --git HEAD FILE            what changed since the last commit
  supervisor-diff --git main..topic FILE     between two revisions
  supervisor-diff --live FILE                what an update of the running supervisord would do";

/// Show what `supervisorctl update` would do: which groups it would start, stop and restart, and why.
///
/// Groups are compared as Supervisor compares them: by what they mean, not by how they are written. Included
/// files are followed. Nothing is started or changed.
#[derive(Debug, Parser)]
#[command(name = "supervisor-diff", version, after_help = EXIT_STATUS, term_width = 100)]
pub(super) struct DiffCommand {
    /// The configuration that is active, or a directory that holds it; with --git or --live the configuration to come
    #[arg(value_name = "OLD")]
    first: PathBuf,
    /// The configuration to come; one of the two may be - for standard input
    #[arg(value_name = "NEW", required_unless_present_any = ["git", "live", "serverurl"])]
    second: Option<PathBuf>,
    /// Compare with the files of a revision of their git repository; A..B: compare two revisions; A...B: B with the commit
    /// where the two parted
    #[arg(long, value_name = "REV", conflicts_with_all = ["live", "serverurl", "second"])]
    git: Option<String>,
    /// Compare with what runs: ask the supervisord that [supervisorctl] names. What FILE says with %(ENV_NAME)s is expanded
    /// with the environment of this command; --env sets what the daemon's has
    #[arg(long, conflicts_with = "second")]
    live: bool,
    /// Compare with what runs: ask the supervisord at this URL (unix:///path, http://host:port)
    #[arg(short, long, value_name = "URL", conflicts_with = "second")]
    serverurl: Option<String>,
    /// User name for the server
    #[arg(short, long, value_name = "NAME", requires = "password")]
    username: Option<String>,
    /// Password for the server
    #[arg(short, long, requires = "username")]
    password: Option<String>,
    /// Print JSON
    #[arg(long, group = "format")]
    json: bool,
    /// Print Markdown, for a comment on a merge request
    #[arg(long, group = "format")]
    markdown: bool,
    /// Print the options that differ as diff(1) does
    #[arg(long, group = "format")]
    unified: bool,
    /// Foretell `supervisorctl update --minimal`, which restarts only what changed inside a group
    #[arg(long)]
    minimal: bool,
    /// Also write a plan, which `supervisorctl update --plan=FILE` carries out if it still fits
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 3 if an update would do one of these, and else with 0
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Print passwords, and what else looks like a secret, instead of ***; what a server does not tell stays hidden
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Runs the command with its arguments, the program's name first, and returns its exit status.
pub fn main(arguments: &[OsString], world: &mut World<'_>) -> u8 {
    let command = match DiffCommand::try_parse_from(arguments) {
        Ok(command) => command,
        Err(said) => return world.parser_says(&said, ERROR),
    };
    if let Err(error) = command.reading.apply(world) {
        world.complain(&format!("supervisor-diff: {error}\n"));
        return ERROR;
    }
    command.compare(world).unwrap_or_else(|error| {
        world.complain(&format!("supervisor-diff: {error}\n"));
        ERROR
    })
}

impl DiffCommand {
    fn compare(&self, world: &mut World<'_>) -> io::Result<u8> {
        let Some((mut old, mut new)) = self.sides(world)? else { return Ok(ERROR) };
        for groups in [&mut old.groups, &mut new.groups] {
            sides::look_up_users(groups, world.system.as_ref());
        }
        let extent = if self.minimal { Extent::Processes } else { Extent::Groups };
        let terms = Terms { server: old.server, extent, running: old.running.clone() };
        let diff = groups(&old.groups, &new.groups);
        let (mut before, mut after) = match &old.told_sections {
            Some(told) => (told.clone(), crate::render::sealed::sections(&new.plan)),
            None => (own_sections(&old.plan), own_sections(&new.plan)),
        };
        let sections = match old.told_sections {
            None => crate::diff::sections(&old.plan, &new.plan),
            Some(_) => {
                live::without_accidents(&mut before, &mut after);
                between(&before, &after)
            }
        };
        let texts = rewritten_of(&diff, &old, &new);
        let causes = new.merged.as_ref().map(|after| members(&diff, old.merged.as_ref(), after));
        let mut comparison = Comparison::of(diff, sections, &terms);
        comparison.members = causes.unwrap_or_default();
        comparison.rewritten = texts;
        comparison.unknown = old.unknown.clone();
        let outside: BTreeSet<String> =
            old.outside.iter().chain(&new.outside).map(|path| shown_path(path)).collect();
        comparison.outside = outside.into_iter().collect();
        if let Some(file) = &self.out {
            if old.placeless {
                let text = "a plan can be saved for our supervisord only: this server does not tell enough";
                return Err(io::Error::other(text));
            }
            let running = terms.running.beneath(&comparison.forecast.steps);
            let sides = update_plan::Sides {
                old: &old.title,
                new: &new.title,
                active: &old.fingerprints,
                configured: &new.fingerprints,
                running: running.as_ref(),
                extent,
            };
            let document = update_plan::render(&comparison, &sides)?;
            std::fs::write(world.options.cwd.join(file), document)
                .map_err(|error| io::Error::other(format!("{}: {error}", shown_path(file))))?;
        }
        let secrets = Secrets::new(self.show_secrets);
        let (shown_old, shown_new) = (old.texts(), new.texts());
        let output = if self.json {
            diff_json::render(&comparison, (shown_old, shown_new), secrets)?
        } else if self.markdown {
            diff_markdown::render(&comparison, (shown_old, shown_new), (&old.title, &new.title), secrets)
        } else if self.unified {
            let paint = world.paint(self.reading.color);
            let sides =
                ((old.groups.as_slice(), before.as_slice()), (new.groups.as_slice(), after.as_slice()));
            let notes = (comparison.unknown.as_slice(), comparison.outside.as_slice());
            diff_unified::render(sides, (&old.title, &new.title), notes, secrets, paint)
        } else {
            let paint = world.paint(self.reading.color);
            diff_text::render(&comparison, Style { old: shown_old, new: shown_new, secrets, paint })
        };
        world.print(&output)?;
        if !self.fail_on.is_empty() && !comparison.unknown.is_empty() {
            let unknown = comparison.unknown.join(", ");
            world.complain(&format!(
                "supervisor-diff: warning: --fail-on cannot see changes of what this server does not tell: {unknown}\n"
            ));
        }
        Ok(match self.fail_on.as_slice() {
            [] if comparison.differs() => DIFFERS,
            [] => SAME,
            wanted if wanted.iter().any(|what| what.happens(&comparison)) => FAILED,
            _ => SAME,
        })
    }

    /// Both sides; none: why not has been said. What is wrong with either is said at once.
    fn sides(&self, world: &mut World<'_>) -> io::Result<Option<(Side, Side)>> {
        let show = Show { color: self.reading.color, secrets: Secrets::new(self.show_secrets) };
        let stdin = Path::new("-");
        if self.first == stdin && self.second.as_deref() == Some(stdin) {
            return Err(io::Error::other("standard input can be one of the two only"));
        }
        if let Some(words) = &self.git {
            if self.first == stdin {
                let text = "no revision tells what standard input was; name a file of the repository";
                return Err(io::Error::other(text));
            }
            let (old, new) = git::revisions(&sides::directory_of(&self.first, world), words)?;
            let before = sides::of_revision(&self.first, (&old, new.as_deref()), show, world)?;
            inherit(before.as_ref(), world);
            let after = match &new {
                Some(new) => sides::of_revision(&self.first, (new, Some(&old)), show, world)?,
                None => sides::of_file(&self.first, show, world),
            };
            return Ok(before.zip(after));
        }
        if self.live || self.serverurl.is_some() {
            if self.first == stdin && self.serverurl.is_none() {
                let text = "where the server is cannot be told from standard input: name it with -s URL";
                return Err(io::Error::other(text));
            }
            let server = live::Server {
                url: self.serverurl.clone(),
                credentials: self.username.clone().zip(self.password.clone()),
            };
            let file = sides::main_file(&self.first, world);
            let told = live::ask(&server, &file, self.minimal, show.secrets, world)?;
            // Not before: what the daemon's environment holds can be expanded, also where nothing sets it any more.
            let Some(mut after) = live::as_read_there(&told, &self.first, show, world) else {
                return Ok(None);
            };
            let before = told.side(&mut after, world);
            return Ok(Some((before, after)));
        }
        let Some(second) = &self.second else { return Ok(None) };
        let both_directories =
            [&self.first, second].iter().all(|path| world.system.is_dir(&world.options.cwd.join(path)));
        let before = match both_directories {
            true => sides::of_directory(&self.first, &self.first, show, world),
            false => sides::of_file(&self.first, show, world),
        };
        inherit(before.as_ref(), world);
        let after = match both_directories {
            true => sides::of_directory(second, &self.first, show, world),
            false => sides::of_file(second, show, world),
        };
        Ok(before.zip(after))
    }
}

/// What `[supervisord] environment` of the active configuration sets is there for every later one, even where that does not
/// set it any more (spec-config §2.4).
fn inherit(before: Option<&Side>, world: &mut World<'_>) {
    let variables =
        before.map(|side| &side.plan.daemon.environment.value).into_iter().flat_map(|set| set.iter());
    let variables = variables.map(|(name, value)| (name.clone(), value.value.clone()));
    world.options.environment.extend(variables);
}

fn rewritten_of(diff: &crate::diff::Diff<'_>, old: &Side, new: &Side) -> Vec<crate::diff::Rewritten> {
    match (&old.merged, &new.merged) {
        (Some(before), Some(after)) => rewritten(diff, before, after),
        _ => Vec::new(),
    }
}

impl Side {
    fn texts(&self) -> Texts<'_> {
        Texts { label: &self.label, placeless: self.placeless, ..Texts::new(&self.sources, &self.base) }
    }
}
