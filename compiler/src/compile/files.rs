//! Reads the main file and what it includes (spec-config §1.3, §5).

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use supervisor_grammar::{
    self as grammar, DecodeError, Section as Block, Span, SyntaxError, SyntaxErrorKind,
};

use super::context::Context;
use super::explain::Words;
use super::findings::Findings;
use super::reader::{Found, Reader};
use super::table::{File, Section, Table};
use super::{ReadError, explain};
use crate::convert::{ConvertError, Machine, parent, python};
use crate::diagnostic::{Code, Diagnostic, INCLUDED_HERE, Label, shortened};
use crate::parallel::map_runs;
use crate::plan::{LogLevel, Notice};
use crate::schema::SectionKind;
use crate::schema::daemon::FILES;
use crate::sources::{FileId, Location, Sources};
use crate::system::Pipes;

/// The files of one compilation.
#[derive(Default)]
pub(super) struct Files {
    pub(super) sources: Sources,
    /// Each file once, the main file first.
    files: Vec<File>,
    /// Where each path is in `files`; none for one that cannot be read.
    known: HashMap<OsString, Option<usize>>,
    /// Indices into `files`, in the order read.
    order: Vec<usize>,
    /// The pattern that brought each included file.
    brought_by: HashMap<FileId, Location>,
    /// The patterns of the main file, in order.
    pub(super) patterns: Vec<Pattern>,
    /// True when the main file has an `[include]`: then `%(here)s` is replaced as text.
    pub(super) has_include: bool,
}

/// A pattern of `[include]`.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// The pattern, expanded.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) location: Location,
    /// What it matches, those that cannot be read among them.
    pub(crate) paths: Vec<PathBuf>,
}

/// A file that was read and parsed, but not yet added to the others.
struct Parsed {
    text: String,
    undecodable: Option<DecodeError>,
    blocks: Vec<Block>,
    errors: Vec<SyntaxError>,
}

impl Parsed {
    fn new(bytes: Vec<u8>) -> Self {
        let (text, undecodable) = grammar::decode(bytes);
        let (mut blocks, mut errors) = grammar::parse_sections(&text);
        if let Some(rest) = text.strip_prefix(BYTE_ORDER_MARK) {
            // The original stops here. The rest is read as if the mark were not there, for the sake of what else is wrong; blanks
            // in its place keep every offset.
            let mark = errors.into_iter().find(|error| error.kind == SyntaxErrorKind::NoSectionHeader);
            let blank = " ".repeat(BYTE_ORDER_MARK.len_utf8()) + rest;
            (blocks, errors) = grammar::parse_sections(&blank);
            errors.splice(0..0, mark);
        }
        Self { text, undecodable, blocks, errors }
    }
}

const INCLUDE: &str = "include";

/// What some editors put at the beginning of a file.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Up to so many bad lines of a file each carry what the original says about all of them; of more only the first does.
const FEW_BAD_LINES: usize = 20;

/// Bytes of a line that a message quotes.
const LONGEST_LINE: usize = 1 << 18;

/// Bytes of a list of bad lines.
const LONGEST_LIST: usize = 1 << 20;

/// So many files at least are worth a thread.
const FILES_PER_THREAD: usize = 16;

impl Files {
    /// Reads the main file.
    ///
    /// # Errors
    /// When it cannot be read. What is wrong with its contents is reported.
    pub(super) fn read_main(
        path: &Path,
        machine: Machine<'_>,
        findings: &mut Findings,
    ) -> Result<Self, ReadError> {
        let absolute = machine.options.cwd.join(path);
        let bytes = machine.system.read(&absolute, machine.options.pipes).map_err(|source| {
            let path = path.to_path_buf();
            if machine.system.exists(&absolute) {
                ReadError::Unreadable { path, source }
            } else {
                ReadError::NotFound { path }
            }
        })?;
        let sources = Sources::starting_at(machine.options.first_file);
        let mut files = Self { sources, ..Self::default() };
        let main = files.add(path, machine, Parsed::new(bytes), findings);
        files.known.insert(path.as_os_str().to_owned(), Some(main));
        files.order.push(main);
        Ok(files)
    }

    /// Reads what the main file includes.
    pub(super) fn read_includes(
        &mut self,
        machine: Machine<'_>,
        findings: &mut Findings,
        notices: &mut Vec<Notice>,
    ) {
        let Some(patterns) = self.include(machine, findings) else { return };
        self.has_include = true;
        for (text, place) in patterns {
            let known = self.files.len();
            let pattern = Path::new(self.main_directory()).join(&text);
            if lists_a_nul_byte(&pattern) {
                let words = explain::nul_byte(FILES.name);
                let label = Label::new(place, words.label);
                let original = ConvertError::NullByte.to_string();
                findings.report(Diagnostic::error(words.code, words.message, label, words.help, original));
            }
            let paths = machine.system.glob(&pattern);
            if paths.is_empty() {
                let text = format!("No file matches via include \"{}\"", pattern.display());
                notices.push(Notice { level: LogLevel::Warn, text });
            }
            let unreadable = self.read_new(&paths, machine, findings);
            if let Some(warning) = explain::unreadable_includes(&unreadable) {
                let label = Label::new(place, warning.label);
                findings.report(
                    Diagnostic::warning(warning.code, warning.message, label, warning.help).on_host(),
                );
            }
            for path in &paths {
                let text = format!("Included extra file \"{}\" during parsing", path.display());
                notices.push(Notice { level: LogLevel::Info, text });
                self.order.extend(self.known.get(path.as_os_str()).copied().flatten());
            }
            self.patterns.push(Pattern { text, location: place, paths });
            let new = self.files.get(known..).unwrap_or_default();
            self.brought_by.extend(new.iter().map(|file| (file.id, place)));
            new.iter().for_each(|file| report_nested_include(file, findings));
        }
    }

    /// The patterns of the main file's `[include]`; none without one.
    pub(super) fn include(
        &self,
        machine: Machine<'_>,
        findings: &mut Findings,
    ) -> Option<Vec<(String, Location)>> {
        let main = self.main()?;
        // Most files have none, and need not be merged to find out.
        let mut names = main.blocks.iter().map(|block| block.name.of(&main.text));
        names.find(|name| *name == INCLUDE)?;
        let table = Table::new([main], true);
        let section = table.section(INCLUDE)?;
        Some(patterns(&table, section, self.main_directory(), machine, findings))
    }

    /// Reads the files that have not been read before, many of them at once. Those that cannot be read are passed
    /// over, as the original does, and returned.
    fn read_new<'p>(
        &mut self,
        paths: &'p [PathBuf],
        machine: Machine<'_>,
        findings: &mut Findings,
    ) -> Vec<(&'p Path, io::Error)> {
        let new: Vec<_> = paths.iter().filter(|path| !self.known.contains_key(path.as_os_str())).collect();
        let system = machine.system;
        let parsed = map_runs(&new, FILES_PER_THREAD, |run| -> Vec<_> {
            run.iter().map(|path| system.read(path, Pipes::Refuse).map(Parsed::new)).collect()
        });
        let mut unreadable = Vec::new();
        for (path, parsed) in new.into_iter().zip(parsed.into_iter().flatten()) {
            let index = match parsed {
                Ok(parsed) => Some(self.add(path, machine, parsed, findings)),
                Err(error) => {
                    unreadable.push((path.as_path(), error));
                    None
                }
            };
            self.known.insert(path.as_os_str().to_owned(), index);
        }
        unreadable
    }

    /// Adds a file to the others; returns its index.
    fn add(&mut self, path: &Path, machine: Machine<'_>, parsed: Parsed, findings: &mut Findings) -> usize {
        let Parsed { text, undecodable, blocks, errors } = parsed;
        let id = self.sources.add(path, text);
        let text = self.sources.get(id).map(|source| source.text.clone()).unwrap_or_default();
        let directory = machine.absolute(&parent(path)).to_string_lossy().into_owned();
        let file = File { id, text, blocks, path: shown(path), directory };
        // The original decodes block by block, and stops at the first line without a header that it has decoded.
        let headless_first = undecodable.as_ref().is_some_and(|error| stops_before(&file, &errors, error));
        if headless_first {
            report_syntax(&file, &errors, findings);
        }
        if let Some(error) = undecodable {
            let place = Location { file: id, span: Span::new(error.position..error.position + error.length) };
            findings.report(Diagnostic::error(
                Code::INVALID_UTF8,
                format!("the file is not UTF-8: byte 0x{:02x} at offset {}", error.byte, error.position),
                Label::new(place, "not UTF-8"),
                "save the file as UTF-8",
                error.to_string(),
            ));
        }
        if !headless_first {
            report_syntax(&file, &errors, findings);
        }
        self.files.push(file);
        self.files.len() - 1
    }

    /// Adds to a finding in an included file what brought the file, unless it says so already.
    pub(super) fn with_include(&self, finding: Diagnostic) -> Diagnostic {
        match self.brought_by.get(&finding.primary.location.file) {
            Some(place) if !finding.related.iter().any(|label| label.text == INCLUDED_HERE) => {
                finding.with_related(Label::new(*place, INCLUDED_HERE))
            }
            _ => finding,
        }
    }

    /// All files in the order read; one that is included twice comes twice.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &File> {
        self.order.iter().filter_map(|index| self.files.get(*index))
    }

    /// Each file once, the main file first.
    pub(super) fn each(&self) -> &[File] {
        &self.files
    }

    /// The main file.
    pub(super) fn main(&self) -> Option<&File> {
        self.files.first()
    }

    /// `%(here)s`.
    pub(super) fn main_directory(&self) -> &str {
        self.main().map_or("", |file| &file.directory)
    }
}

/// A path as the original shows it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The patterns of `[include]`, expanded.
fn patterns(
    table: &Table<'_>,
    section: &Section<'_>,
    here: &str,
    machine: Machine<'_>,
    findings: &mut Findings,
) -> Vec<(String, Location)> {
    let cx = Context::new(machine, table, here);
    let mut read = Reader::new(&cx, section, findings).with_here();
    read.scope = read.scope.with_text("host_node_name", machine.options.host_name.as_str());
    match read.value(&FILES) {
        Found::Value(given) => {
            let text = given.text();
            let mut offset = 0;
            let words = text.split_inclusive(grammar::is_space).map(|part| {
                let (start, word) = (offset, part.trim_end_matches(grammar::is_space));
                offset += part.len();
                (word.to_owned(), given.locate(start..start + word.len()))
            });
            words.filter(|(word, _)| !word.is_empty()).collect()
        }
        Found::Faulty(_) => Vec::new(),
        Found::Absent => {
            let words = Words::new(
                Code::INCLUDE_MISSING_FILES_KEY,
                "[include] does not say which files",
                "`files` is missing",
                "add a line such as `files=conf.d/*.conf`",
            );
            read.missing(
                FILES.name,
                words,
                ".ini file has [include] section, but no files setting".to_owned(),
            );
            Vec::new()
        }
    }
}

/// True when a directory whose name contains a NUL byte would have to be listed, which the original tries. A name without
/// wildcards is only looked up, and does not exist.
fn lists_a_nul_byte(pattern: &Path) -> bool {
    let text = pattern.to_string_lossy();
    let wildcard = text.find(['*', '?', '[']);
    let listed = wildcard.and_then(|at| text.get(..at)?.rsplit_once('/'));
    listed.is_some_and(|(directory, _)| directory.contains('\0'))
}

/// True when the original gives up at a line before any header without having come to undecodable bytes.
fn stops_before(file: &File, errors: &[SyntaxError], undecodable: &DecodeError) -> bool {
    let headless = errors.iter().find(|error| error.kind == SyntaxErrorKind::NoSectionHeader);
    let Some(line) = headless else { return false };
    let end = line.terminator.end as usize;
    // A carriage return waits for the line feed that may follow.
    let waits = end == undecodable.decoded && line.terminator.of(&file.text) == "\r";
    !line.terminator.is_empty() && end <= undecodable.decoded && !waits
}

/// Syntax errors of one file. The original stops at the first line before any header, and shows all other bad
/// lines at once.
fn report_syntax(file: &File, errors: &[SyntaxError], findings: &mut Findings) {
    let path = python::quoted(&file.path);
    let headless = errors.iter().find(|error| error.kind == SyntaxErrorKind::NoSectionHeader);
    if let Some(error) = headless {
        let number = error.line + 1;
        let original = format!(
            "File contains no section headers.\nfile: {path}, line: {number}\n{}",
            shown_line(file, error)
        );
        findings.report(no_section_header(file, error, original));
    }
    let bad: Vec<_> = errors.iter().filter(|error| error.kind == SyntaxErrorKind::Unparsable).collect();
    let mut original = format!("Source contains parsing errors: {path}");
    for error in &bad {
        if original.len() > LONGEST_LIST {
            original.push_str("\n\t…");
            break;
        }
        original.push_str(&format!("\n\t[line {:2}]: {}", error.line + 1, shown_line(file, error)));
    }
    // A message about all lines on every one of many lines would take memory by the square of their number.
    let mut original = Some(original);
    let few = bad.len() <= FEW_BAD_LINES;
    for error in bad {
        let text = if few { original.clone() } else { original.take() };
        let mut diagnostic = Diagnostic::error(
            Code::PARSE_ERROR_LINE,
            format!("this line is neither a header nor an option: `{}`", quoted(file, error.span)),
            Label::new(Location { file: file.id, span: error.span }, "expected `key = value` or `[section]`"),
            "write `key = value`, indent the line to continue the value above, or make it a comment with `;`",
            String::new(),
        );
        diagnostic.original = text;
        findings.report(diagnostic);
    }
}

/// The line of an error as Python shows it, every line end as `\n`.
fn shown_line(file: &File, error: &SyntaxError) -> String {
    let end = if error.terminator.is_empty() { "" } else { "\n" };
    python::quoted(&format!("{}{end}", shortened(error.whole.of(&file.text), LONGEST_LINE)))
}

/// A part of the file for a message.
fn quoted(file: &File, span: Span) -> Cow<'_, str> {
    shortened(span.of(&file.text), LONGEST_LINE)
}

/// The original follows only the main file's `[include]`.
fn report_nested_include(file: &File, findings: &mut Findings) {
    let blocks = file.blocks.iter().filter(|block| block.name.of(&file.text) == INCLUDE);
    for block in blocks {
        findings.report(Diagnostic::warning(
            Code::NESTED_INCLUDE_IGNORED,
            "an included file has an [include] of its own, which is ignored",
            Label::new(Location { file: file.id, span: block.header }, "not followed"),
            "add its patterns to `files` in the main file: Supervisor follows the [include] of no other",
        ));
    }
}

fn no_section_header(file: &File, error: &SyntaxError, original: String) -> Diagnostic {
    let at = |span: Span| Location { file: file.id, span };
    let start = error.whole.start as usize;
    if start == 0 && file.text.starts_with(BYTE_ORDER_MARK) {
        let mark = 0..BYTE_ORDER_MARK.len_utf8();
        return Diagnostic::error(
            Code::BYTE_ORDER_MARK,
            "the file begins with a byte-order mark",
            Label::new(at(Span::new(mark)), "an invisible character"),
            "save the file as UTF-8 without a byte-order mark",
            original,
        );
    }
    let stem = Path::new(&file.path)
        .file_stem()
        .map_or("x".into(), |stem| stem.to_string_lossy().replace([' ', ':'], "_"));
    Diagnostic::error(
        Code::NO_SECTION_HEADER,
        format!("`{}` stands before the first section header", quoted(file, error.span)),
        Label::new(at(error.span), "belongs to no section"),
        format!("write a header such as `[program:{stem}]` above it"),
        original,
    )
}

/// A file set without `[supervisord]`. `file` is where to point.
pub(super) fn missing_supervisord(table: &Table<'_>, file: FileId) -> Diagnostic {
    let near = table.sections().find(|section| {
        let name = section.name.trim().to_lowercase();
        name == "supervisord" || name.starts_with("supervisord:")
    });
    let near = near.or_else(|| {
        let unknown = table.sections().filter(|section| SectionKind::of(section.name).is_none());
        let name = explain::nearest("supervisord", unknown.map(|section| section.name))?;
        table.section(name)
    });
    let (place, label, help) = match near {
        Some(section) => {
            (section.header, "is not it", format!("write `[supervisord]` instead of `[{}]`", section.name))
        }
        None => (
            Location { file, span: Span::at(0) },
            "not in this file, nor in any it includes",
            "add a line `[supervisord]`; the section may be empty".to_owned(),
        ),
    };
    Diagnostic::error(
        Code::MISSING_SUPERVISORD_SECTION,
        "there is no section [supervisord]",
        Label::new(place, label),
        help,
        ".ini file does not include supervisord section",
    )
}
