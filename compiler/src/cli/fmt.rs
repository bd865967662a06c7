//! `supervisor-lint fmt`.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use supervisor_grammar::decode;

use super::lint::Lint;
use super::output::{UNREADABLE, USAGE};
use super::settings::Book;
use super::write::atomically;
use super::{Color, World, walk};
use crate::compile::ReadError;
use crate::fmt::proof::Meaning;
use crate::fmt::{NotFormatted, format};
use crate::lint::absolute;
use crate::render::{counted, shown_path, unified};
use crate::system::Edited;

/// Nothing is left to do.
const DONE: u8 = 0;
/// Something would change.
const WOULD_CHANGE: u8 = 1;

const STYLE: &str = "\
Style:
  key=value, keys in small letters; options at the margin, continued lines four blanks to the right
  of it and as far apart as they were; a blank line before each section, never two together.
  Comments, the order of things, what stands in values and the line ends stay as they are.
  Before anything is written, the configuration is compiled as it was and as it would be: the merged
  options and the plan must be the same.

Exit status:
  0  done: every file is formatted now
  1  with --check or --diff: at least one file would change
  2  the command line makes no sense
  3  a file was left alone: it cannot be read or written, or Supervisor could not read it
     (the others are formatted all the same)";

/// Arguments of `fmt`.
#[derive(Debug, Args)]
#[command(after_help = STYLE)]
pub(super) struct FormatArguments {
    /// Files to format, and directories: the files in them that end in .conf or .ini and have a section
    /// of Supervisor's; - or none: standard input, to standard output
    files: Vec<PathBuf>,
    /// Write nothing; print the names of files that would change
    #[arg(long)]
    check: bool,
    /// Write nothing; print what would change, as a unified diff
    #[arg(long)]
    diff: bool,
    /// Name that standard input goes by
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
}

/// What became of the files.
#[derive(Debug, Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    left_alone: usize,
}

/// A file that would change.
struct Change {
    old: String,
    new: String,
}

impl FormatArguments {
    /// Formats.
    pub(super) fn run(&self, lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
        let color = lint.reading.color;
        let stdin_name = self.stdin_filename.as_deref().unwrap_or(&lint.stdin_filename);
        let stdin = [PathBuf::from("-")];
        let named = if self.files.is_empty() { &stdin } else { self.files.as_slice() };
        if self.files.is_empty() && world.typed {
            world.complain(
                "supervisor-lint: reading standard input; name files to format those, or see --help\n",
            );
        }
        let mut tally = Tally::default();
        for named in named {
            if named == Path::new("-") {
                self.stdin(stdin_name, color, &mut tally, world)?;
                continue;
            }
            let files = match files_of(named, lint, &mut tally, world) {
                Ok(files) => files,
                Err(error) => {
                    world.complain(&format!("supervisor-lint: {error}\n"));
                    return Ok(USAGE);
                }
            };
            for file in files {
                self.file(&file, color, &mut tally, world)?;
            }
        }
        if !self.writes_nothing() && self.files.iter().any(|file| file != Path::new("-")) {
            world.print(&tally.shown())?;
        }
        Ok(match tally {
            Tally { left_alone: 1.., .. } => UNREADABLE,
            Tally { changed: 1.., .. } if self.writes_nothing() => WOULD_CHANGE,
            _ => DONE,
        })
    }

    fn writes_nothing(&self) -> bool {
        self.check || self.diff
    }

    fn file(&self, file: &Path, color: Color, tally: &mut Tally, world: &mut World<'_>) -> io::Result<()> {
        let Some(change) = self.change(file, tally, world) else { return Ok(()) };
        if change.old == change.new {
            tally.unchanged += 1;
            return Ok(());
        }
        if self.writes_nothing() {
            tally.changed += 1;
            return self.show(file, &change, color, world);
        }
        match atomically(&world.options.cwd.join(file), &change.new, Some(&change.old)) {
            Ok(()) => tally.changed += 1,
            Err(error) => {
                tally.left_alone += 1;
                world.complain(&format!("supervisor-lint: {}: {error}\n", shown_path(file)));
            }
        }
        Ok(())
    }

    fn stdin(&self, name: &Path, color: Color, tally: &mut Tally, world: &mut World<'_>) -> io::Result<()> {
        let path = match world.place(Path::new("-"), name) {
            Ok(path) => path,
            Err(error) => {
                tally.left_alone += 1;
                world.cannot_read("supervisor-lint", &error);
                return Ok(());
            }
        };
        let Some(change) = self.change(&path, tally, world) else { return Ok(()) };
        tally.changed += usize::from(change.old != change.new);
        if !self.writes_nothing() {
            return world.print(&change.new);
        }
        if change.old == change.new { Ok(()) } else { self.show(&path, &change, color, world) }
    }

    /// Prints what would change.
    fn show(&self, file: &Path, change: &Change, color: Color, world: &mut World<'_>) -> io::Result<()> {
        let name = shown_path(file);
        if self.diff {
            let paint = world.paint(color);
            return world.print(&unified::render(&name, &change.old, &change.new, paint));
        }
        world.print(&format!("{name}\n"))
    }

    /// A file as it is and as it would be. None when it is left alone; why has been said.
    fn change(&self, file: &Path, tally: &mut Tally, world: &mut World<'_>) -> Option<Change> {
        let change = read(file, world).and_then(|old| {
            let new = format(&old).map_err(|fault| Trouble::of(file, fault))?;
            prove(file, &old, &new, world)?;
            Ok(Change { old, new })
        });
        change
            .map_err(|trouble| {
                tally.left_alone += 1;
                match trouble {
                    Trouble::Unreadable(error) => world.cannot_read("supervisor-lint", &error),
                    Trouble::Said(text) => world.complain(&format!("supervisor-lint: {text}\n")),
                }
            })
            .ok()
    }
}

/// The files that an argument stands for: of a directory, those that its settings do not exclude.
///
/// # Errors
/// When a settings file makes no sense; the text says why.
fn files_of(
    named: &Path,
    lint: &Lint,
    tally: &mut Tally,
    world: &mut World<'_>,
) -> Result<Vec<PathBuf>, String> {
    let base = world.options.cwd.join(named);
    if !world.system.is_dir(&base) {
        return Ok(vec![named.to_path_buf()]);
    }
    let inside = match walk::configurations(&base) {
        Ok(inside) => inside,
        Err(error) => {
            tally.left_alone += 1;
            world.complain(&format!("supervisor-lint: {}: {error}\n", shown_path(named)));
            return Ok(Vec::new());
        }
    };
    let mut book = Book::new(&lint.choosing, &lint.reading, &world.options, world.system.as_ref());
    let searched = absolute(&base, &world.options);
    let mut files = Vec::new();
    for file in inside {
        if !book.excludes(&absolute(&file, &world.options), &searched)? {
            files.push(file.strip_prefix(&base).map(|rest| named.join(rest)).unwrap_or(file));
        }
    }
    Ok(files)
}

/// Why a file is left alone.
enum Trouble {
    Unreadable(ReadError),
    Said(String),
}

impl Trouble {
    fn of(file: &Path, fault: NotFormatted) -> Self {
        let file = shown_path(file);
        Trouble::Said(match fault {
            NotFormatted::Syntax { line, .. } => format!("{file}:{line}: {fault}; the file is left as it is"),
            NotFormatted::Fault => format!("{file}: {fault}; the file is left as it is"),
        })
    }
}

fn read(file: &Path, world: &World<'_>) -> Result<String, Trouble> {
    let path = file.to_path_buf();
    let bytes = world.system.read(&world.options.cwd.join(file), world.options.pipes).map_err(|source| {
        Trouble::Unreadable(match source.kind() {
            io::ErrorKind::NotFound => ReadError::NotFound { path },
            _ => ReadError::Unreadable { path, source },
        })
    })?;
    match decode(bytes) {
        (text, None) => Ok(text),
        (_, Some(fault)) => {
            Err(Trouble::Said(format!("{}: {fault}; the file is left as it is", shown_path(file))))
        }
    }
}

/// Compiles the configuration as it was and as it would be, each with everything that it includes.
fn prove(file: &Path, old: &str, new: &str, world: &World<'_>) -> Result<(), Trouble> {
    if old == new {
        return Ok(());
    }
    let before = Meaning::of(file, world.system.as_ref(), &world.options).map_err(Trouble::Unreadable)?;
    let mut edited = Edited::new(world.system.as_ref());
    edited.set(&world.options.cwd.join(file), new.to_owned());
    let after = Meaning::of(file, &edited, &world.options);
    if after.map_err(Trouble::Unreadable)? == before {
        Ok(())
    } else {
        Err(Trouble::of(file, NotFormatted::Fault))
    }
}

impl Tally {
    /// `1 file formatted, 2 files left as they are`.
    fn shown(&self) -> String {
        let formatted = format!("{} formatted", counted(self.changed, "file"));
        let unchanged = format!("{} already so", counted(self.unchanged, "file"));
        let parts = [(self.changed, formatted), (self.unchanged, unchanged)];
        let parts: Vec<_> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        if parts.is_empty() { String::new() } else { parts.join(", ") + "\n" }
    }
}
