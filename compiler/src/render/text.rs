//! Findings for people: the line at fault with the fault underlined. The only file that knows miette.

use std::collections::HashSet;
use std::fmt;
use std::fmt::Write as _;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::excerpt::{self, Excerpt};
use super::{Finding, Report, shown_path};
use crate::diagnostic::{Diagnostic, INCLUDED_HERE, Label, Severity};
use crate::sources::{FileId, Location, Source};

/// Columns to wrap at.
const WIDTH: usize = 100;

/// Every finding with the lines around it, then the summary.
#[must_use]
pub fn render(report: &Report<'_>, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(WIDTH)
        .with_context_lines(1)
        .with_show_related_as_nested(true);
    let mut text = String::new();
    // What brought a file is told with the first finding in it.
    let mut introduced = HashSet::new();
    for finding in &report.findings {
        let mut snippet = Snippet::primary(finding, |label| {
            label.text != INCLUDED_HERE
                || introduced.insert(finding.path(finding.diagnostic.primary.location.file))
        });
        if let Some(original) = report.original(finding.diagnostic) {
            let help = snippet.help.get_or_insert_default();
            help.push('\n');
            help.push_str(&original);
        }
        // Writing to a string cannot fail, and every label lies inside its text.
        let _ = handler.render_report(&mut text, &snippet);
        text.push('\n');
    }
    text.push_str(&report.more());
    let _ = writeln!(text, "{}", report.summary);
    text
}

/// One finding, or one of its related places in another file, as miette wants it.
#[derive(Debug)]
struct Snippet {
    code: Option<String>,
    message: String,
    severity: miette::Severity,
    help: Option<String>,
    source: Text,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Snippet>,
}

impl Snippet {
    /// The finding with those of its related places that are `wanted`.
    fn primary(finding: &Finding<'_>, mut wanted: impl FnMut(&Label) -> bool) -> Self {
        let Diagnostic { code, severity, message, primary, related, help, .. } = finding.diagnostic;
        let home = primary.location.file;
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            related.iter().filter(|label| wanted(label)).partition(|label| label.location.file == home);
        let here: Vec<&Label> = std::iter::once(primary).chain(here).collect();
        let places: Vec<_> = here.iter().map(|label| label.location).collect();
        let (source, underlined) = Text::new(finding, home, &places);
        let label = |(index, (label, range)): (usize, (&&Label, Range<usize>))| match index {
            0 => LabeledSpan::new_primary_with_span(text_of(label), range),
            _ => LabeledSpan::new_with_span(text_of(label), range),
        };
        let labels = here.iter().zip(underlined).enumerate().map(label).collect();
        Self {
            code: Some(format!("{}[{code}]", severity.name())),
            message: message.clone(),
            severity: match severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Info => miette::Severity::Advice,
            },
            help: Some(help.clone()).filter(|help| !help.is_empty()),
            source,
            labels,
            elsewhere: elsewhere.into_iter().map(|label| Self::related(finding, label)).collect(),
        }
    }

    fn related(finding: &Finding<'_>, label: &Label) -> Self {
        let (source, underlined) = Text::new(finding, label.location.file, &[label.location]);
        let label_at = |range| LabeledSpan::new_primary_with_span(None, range);
        Self {
            code: None,
            message: label.text.clone(),
            severity: miette::Severity::Advice,
            help: None,
            source,
            labels: underlined.into_iter().map(label_at).collect(),
            elsewhere: Vec::new(),
        }
    }
}

fn text_of(label: &Label) -> Option<String> {
    Some(label.text.clone()).filter(|text| !text.is_empty())
}

/// A text whose places are told in characters; miette by itself counts bytes. It also reads a text from its beginning for
/// every place, which takes hours for a large file with many findings: it gets only what is shown around the places.
#[derive(Debug)]
struct Text {
    name: String,
    source: Option<Source>,
    excerpts: Vec<Excerpt>,
}

impl Text {
    /// What is shown of `file`, and what is underlined there for each of the places in it.
    fn new(finding: &Finding<'_>, file: FileId, places: &[Location]) -> (Self, Vec<Range<usize>>) {
        let source = finding.sources.get(file).cloned();
        let text = source.as_ref().map_or("", |source| &source.text);
        let underlined: Vec<_> =
            places.iter().map(|place| excerpt::underlined(text, place.span.range())).collect();
        let excerpts = excerpt::around(text, underlined.clone());
        let name = shown_path(&finding.path(file));
        (Self { name, source, excerpts }, underlined)
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let source = self.source.as_ref().ok_or(MietteError::OutOfBounds)?;
        let excerpt = self.excerpts.iter().find(|excerpt| excerpt.covers(&range));
        let Excerpt { text, offset } = excerpt.ok_or(MietteError::OutOfBounds)?;
        let inside = SourceSpan::new((range.start - offset).into(), span.len());
        let found = text.read_span(&inside, lines_before, lines_after)?;
        let start = offset + found.span().offset();
        let position = |offset: usize| source.position(u32::try_from(offset).unwrap_or(u32::MAX));
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            SourceSpan::new(start.into(), found.span().len()),
            position(*offset).line as usize - 1 + found.line(),
            position(start).column as usize - 1,
            found.line_count(),
        )))
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as _)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|snippet| snippet as &dyn miette::Diagnostic)))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::tests::sample;

    #[test]
    fn without_color() {
        let compilation = sample();
        let text = render(&Report::new([&compilation], Path::new("/srv")), false);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn with_color() {
        let compilation = sample();
        let text = render(&Report::new([&compilation], Path::new("/srv")), true);
        insta::assert_snapshot!(text.replace('\u{1b}', "ESC"));
    }

    /// Reading the text from its beginning for every finding took minutes.
    #[test]
    fn ten_thousand_findings_are_printed_in_seconds() {
        let mut text = "[supervisord]\n".to_owned();
        (0..10_000).for_each(|n| text.push_str(&format!("[program:p{n}]\ncommand=x\nautostart=maybe\n")));
        let mut system = crate::system::MemorySystem::new();
        system.add_file("/s.conf", text);
        let compilation = crate::compile(Path::new("/s.conf"), &system, &crate::Options::default()).unwrap();
        let start = std::time::Instant::now();
        let text = render(&Report::new([&compilation], Path::new("/")), false);
        assert!(
            text.ends_with("error[bad-boolean]: 9000 more, which are not shown\n10000 errors in 1 file\n")
        );
        assert!(text.contains("s.conf:3001:11]"));
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
