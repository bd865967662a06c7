//! Reads the options of one section: expansion, conversion, defaults, and what to say when something is wrong.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::Span;

use super::context::Context;
use super::differences;
use super::explain::{self, Words};
use super::findings::Findings;
use super::options::Opt;
use super::table::Section;
use crate::convert::{self, ConvertError, python};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::expand::{ExpandError, Meaning, Scope, Traced, Unset, expand, nameless};
use crate::plan::{Origin, Setting};
use crate::schema::{self, OptionRow, SectionKind, ValueType};
use crate::sources::Location;

/// Bytes of a value that the original's message about each of its faults may show.
const SHORT: usize = 4096;

/// Reads one section with the names of one class.
pub(super) struct Reader<'r, 'f> {
    pub(super) cx: &'r Context<'r>,
    pub(super) section: &'r Section<'r>,
    pub(super) scope: Scope<'r>,
    /// The original adds ` in section 'x' (file: 'y')` to every error of a program's options (spec-config §8).
    suffix: bool,
    findings: &'f mut Findings,
}

/// A value that stands in a file, after expansion.
#[derive(Debug, Clone)]
pub(super) struct Given<'r> {
    option: Opt<'r>,
    value: Traced<'r>,
}

/// What became of an option.
#[derive(Debug)]
pub(super) enum Found<'r> {
    /// It is not in the file.
    Absent,
    /// It cannot be expanded, which has been reported.
    Faulty(Origin),
    /// Its value.
    Value(Given<'r>),
}

impl<'r> Given<'r> {
    pub(super) fn text(&self) -> &str {
        self.value.text()
    }

    /// Without white space around it.
    pub(super) fn stripped(&self) -> Self {
        Self { option: self.option, value: self.value.stripped() }
    }

    pub(super) fn origin(&self) -> Origin {
        self.option.origin()
    }

    pub(super) fn location(&self) -> Location {
        self.option.location()
    }

    /// Where a part of [`Given::text`] comes from.
    pub(super) fn locate(&self, range: Range<usize>) -> Location {
        self.option.locate(self.value.locate(range))
    }
}

impl<'r, 'f> Reader<'r, 'f> {
    /// Class E: no names but `ENV_*`.
    pub(super) fn new(cx: &'r Context<'r>, section: &'r Section<'r>, findings: &'f mut Findings) -> Self {
        Self { cx, section, scope: cx.scope(), suffix: false, findings }
    }

    /// Class S: with `here`.
    pub(super) fn with_here(mut self) -> Self {
        self.scope = self.scope.with_text("here", self.cx.here);
        self
    }

    /// Class P: with all that is known of a section's processes before they are counted. From here on the
    /// original names section and file.
    pub(super) fn with_program(self, program: &str, group: &str) -> Self {
        let mut reader = self.with_here();
        reader.scope = reader
            .scope
            .with_text("host_node_name", reader.cx.machine.options.host_name.as_str())
            .with_text("program_name", program.to_owned())
            .with_text("group_name", group.to_owned());
        reader.suffix = true;
        reader
    }

    pub(super) fn set_number(&mut self, name: &'static str, number: i64) {
        self.scope.set(name, Meaning::Number(number));
    }

    /// The value before expansion.
    pub(super) fn raw(&self, row: &OptionRow) -> Option<Given<'r>> {
        let option = self.cx.table.option(self.section, row.name)?;
        Some(Given { option, value: option.traced() })
    }

    /// The value, expanded.
    pub(super) fn value(&mut self, row: &OptionRow) -> Found<'r> {
        self.value_of(row.name)
    }

    /// The value of an option that has no row, because it belongs to a plug-in.
    pub(super) fn value_of(&mut self, key: &str) -> Found<'r> {
        match self.cx.table.option(self.section, key) {
            Some(option) => self.expand(key, &Given { option, value: option.traced() }, None, 1),
            None => Found::Absent,
        }
    }

    /// Expands a value. `label`: what the original calls it, when that is not `section.option`. `passes`: how
    /// many expansions the option goes through in all, for the mend.
    pub(super) fn expand(
        &mut self,
        key: &str,
        given: &Given<'r>,
        label: Option<&str>,
        passes: usize,
    ) -> Found<'r> {
        let errors = match expand(&given.value, &self.scope) {
            Ok(value) => {
                if let Some(range) = nameless(given.text()) {
                    self.warn(given, range, differences::nameless_expansion(key));
                }
                return Found::Value(Given { option: given.option, value });
            }
            Err(errors) => errors,
        };
        let unset = errors.iter().all(ExpandError::is_unset_variable);
        for (index, error) in errors.into_iter().enumerate() {
            let label = label.map_or_else(|| format!("{}.{key}", self.section.name), str::to_owned);
            // The original's message shows the whole value: on every one of many faults that would grow by the square.
            let briefly = !self.are_few(Code::UNKNOWN_EXPANSION);
            let words = explain::expansion(&error, given.text(), key, passes, &self.scope, briefly);
            let short = index == 0 || given.text().len() <= SHORT;
            let told = short && !self.findings.is_full(words.code);
            let original =
                if told { error.original(given.text(), &label, &self.scope) } else { String::new() };
            let mut diagnostic = self.diagnostic(given, words, given.locate(error.range), original);
            diagnostic.original = diagnostic.original.filter(|_| told);
            self.report(diagnostic);
        }
        let assumed = unset.then(|| self.assuming(key, given)).flatten();
        assumed.map_or(Found::Faulty(given.origin()), Found::Value)
    }

    /// The value of an option of a program as if all variables were set, for who wants to go on.
    fn assuming(&mut self, key: &str, given: &Given<'r>) -> Option<Given<'r>> {
        if !self.cx.machine.options.assume_variables {
            return None;
        }
        let (kind, _) = SectionKind::of(self.section.name).filter(|(kind, _)| kind.has_processes())?;
        let row = kind.option(key)?;
        self.scope.assume(Some(match row.value {
            ValueType::Text | ValueType::Environment | ValueType::Name | ValueType::ServerUrl => Unset::Name,
            ValueType::LogFile | ValueType::Directory | ValueType::DirPath => Unset::Path,
            _ => Unset::Text(row.default_text()?),
        }));
        let value = expand(&given.value, &self.scope);
        self.scope.assume(None);
        Some(Given { option: given.option, value: value.ok()? })
    }

    /// Reads an option that may be absent. A faulty one counts as absent, and keeps its place.
    pub(super) fn optional<T>(
        &mut self,
        row: &OptionRow,
        convert: impl FnOnce(&str) -> Result<T, ConvertError>,
    ) -> Setting<Option<T>> {
        match self.value(row) {
            Found::Absent => Setting::default_value(None),
            Found::Faulty(origin) => Setting::new(None, origin),
            Found::Value(given) => self.convert(row, &given, convert),
        }
    }

    /// Reads an option that has a default.
    pub(super) fn setting<T: Default>(
        &mut self,
        row: &OptionRow,
        convert: impl Fn(&str) -> Result<T, ConvertError>,
    ) -> Setting<T> {
        self.optional(row, &convert).map(|value| value.unwrap_or_else(|| default_of(row, convert)))
    }

    /// Converts a value.
    pub(super) fn convert<T>(
        &mut self,
        row: &OptionRow,
        given: &Given<'_>,
        convert: impl FnOnce(&str) -> Result<T, ConvertError>,
    ) -> Setting<Option<T>> {
        match convert(given.text()) {
            Ok(value) => {
                if let Some(kept) = convert::out_of_range(row.value, given.text()) {
                    self.warn(
                        given,
                        0..given.text().len(),
                        differences::number_out_of_range(row, given.text(), kept),
                    );
                }
                Setting::new(Some(value), given.origin())
            }
            Err(error) => {
                self.fault(row, given, &error, error.to_string());
                Setting::new(None, given.origin())
            }
        }
    }

    /// Reports a value that cannot be converted.
    pub(super) fn fault(
        &mut self,
        row: &OptionRow,
        given: &Given<'_>,
        error: &ConvertError,
        original: String,
    ) {
        let words = explain::conversion(error, row, given.text());
        let place = error.range().map_or_else(|| given.location(), |range| given.locate(range));
        let mut diagnostic = self.diagnostic(given, words, place, original);
        diagnostic.host = error.depends_on_host();
        self.report(diagnostic);
    }

    /// Reports a fault at `place` inside a value.
    pub(super) fn fault_at(&mut self, given: &Given<'_>, place: Location, words: Words, original: String) {
        let diagnostic = self.diagnostic(given, words, place, original);
        self.report(diagnostic);
    }

    /// The same, with the other places that have to do with it.
    pub(super) fn fault_with(
        &mut self,
        given: &Given<'_>,
        place: Location,
        others: Vec<Label>,
        words: Words,
        original: String,
    ) {
        let mut diagnostic = self.diagnostic(given, words, place, original);
        diagnostic.related.extend(others);
        self.report(diagnostic);
    }

    /// Reports a fault of a whole value that only this machine finds.
    pub(super) fn fault_on_host(&mut self, given: &Given<'_>, words: Words, original: String) {
        let diagnostic = self.diagnostic(given, words, given.location(), original);
        self.report(diagnostic.on_host());
    }

    /// Warns about a part of a value that the original understands differently.
    fn warn(&mut self, given: &Given<'_>, range: Range<usize>, words: Words) {
        let label = Label::new(given.locate(range), words.label);
        self.report(Diagnostic::warning(words.code, words.message, label, words.help));
    }

    /// Reports a fault that lies between several options, at the place that tells most.
    pub(super) fn fault_here(&mut self, place: Location, words: Words, original: String) {
        self.fault_between(place, [], words, original);
    }

    /// The same, with the other places that have to do with it.
    pub(super) fn fault_between(
        &mut self,
        place: Location,
        others: impl IntoIterator<Item = Label>,
        words: Words,
        original: String,
    ) {
        let label = Label::new(place, words.label);
        let mut diagnostic = Diagnostic::error(words.code, words.message, label, words.help, original);
        diagnostic.related.extend(others);
        self.report(diagnostic);
    }

    /// Reports a name after the colon of the section's header that is none.
    pub(super) fn bad_section_name(&mut self, name: &str, error: &ConvertError) {
        let words = explain::conversion(error, &schema::program::PROCESS_NAME, name);
        let header = self.section.header;
        let before = 1 + self.section.name.len() - name.len();
        let place = error.range().map_or(header.span, |at| {
            let start = header.span.start as usize + before;
            Span::new(start + at.start..start + at.end)
        });
        self.fault_here(Location { file: header.file, span: place }, words, error.to_string());
    }

    /// Reports something that is missing: the section's header shows where.
    /// An option that nobody knows and whose name is near is what was meant.
    pub(super) fn missing(&mut self, option: &str, mut words: Words, original: String) {
        let misspelt = self.misspelt(option);
        if let Some((key, _)) = &misspelt {
            words.help = format!("write `{option}` instead of `{key}`");
        }
        let label = Label::new(self.section.header, words.label);
        let mut diagnostic = Diagnostic::error(words.code, words.message, label, words.help, original);
        if let Some((_, place)) = misspelt {
            diagnostic = diagnostic.with_related(Label::new(place, format!("is no option; `{option}` is")));
        }
        self.report(diagnostic);
    }

    /// The option of this section that somebody who meant `option` may have written, and its place.
    fn misspelt(&self, option: &str) -> Option<(Cow<'r, str>, Location)> {
        let (kind, _) = SectionKind::of(self.section.name)?;
        let is_known = |key: &str| kind.options().iter().any(|row| row.name == key);
        let unknown = self.cx.table.options(self.section).filter(|(key, _)| !is_known(key));
        let unknown: Vec<_> = unknown.collect();
        let near = explain::nearest(option, unknown.iter().map(|(key, _)| &**key))?.to_owned();
        unknown.into_iter().find(|(key, _)| *key == near).map(|(key, found)| (key, found.key_location()))
    }

    /// True when there will be no plan.
    pub(super) fn has_errors(&self) -> bool {
        self.findings.has_errors()
    }

    /// True while there are few findings of that code.
    pub(super) fn are_few(&self, code: Code) -> bool {
        self.findings.are_few(code)
    }

    /// Reports, with the suffix that the original adds in a program's options.
    pub(super) fn report(&mut self, mut diagnostic: Diagnostic) {
        if self.suffix
            && let Some(original) = &mut diagnostic.original
        {
            let [name, path] = [self.section.name, self.section.path].map(python::quoted);
            original.push_str(&format!(" in section {name} (file: {path})"));
        }
        self.findings.report(diagnostic);
    }

    fn diagnostic(&self, given: &Given<'_>, words: Words, place: Location, original: String) -> Diagnostic {
        let label = Label::new(place, words.label);
        let diagnostic = Diagnostic::error(words.code, words.message, label, words.help, original);
        let diagnostic = match given.option.overridden() {
            Some(earlier) => diagnostic.with_related(Label::new(earlier, "overridden by the later one")),
            None => diagnostic,
        };
        if given.option.inherited {
            let user = format!("[{}] has it from [DEFAULT]", self.section.name);
            return diagnostic.with_related(Label::new(self.section.header, user));
        }
        diagnostic
    }
}

/// The default of a row, converted like a value in the file.
pub(super) fn default_of<T: Default>(
    row: &OptionRow,
    convert: impl Fn(&str) -> Result<T, ConvertError>,
) -> T {
    row.default_text().and_then(|text| convert(text).ok()).unwrap_or_default()
}
