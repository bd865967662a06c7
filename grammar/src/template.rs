//! `%(name)02d` templates: Python's `%` operator on a mapping (spec-config §2.1).

mod plain;

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use self::syntax::{Rule, TemplateParser};

/// The grammar, in a module of its own so that its rules stay private.
mod syntax {
    #[derive(pest_derive::Parser)]
    #[grammar = "template.pest"]
    pub(super) struct TemplateParser;
}

/// A template taken apart. Parsing goes as far as the first fault: what the original evaluates before it, it evaluates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The parts before the fault, in order.
    pub parts: Vec<Part>,
    /// The fault that ends the template, if any.
    pub error: Option<TemplateError>,
}

/// A part of a template. Ranges are bytes of the template's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Literal(Range<usize>),
    /// `%%`.
    Percent(Range<usize>),
    /// `%(name)02d`, `%s`.
    Directive(Directive),
}

/// One directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The whole directive, from its `%` on.
    pub range: Range<usize>,
    /// The name in parentheses; none for a nameless one such as `%s`.
    pub name: Option<Range<usize>>,
    /// Which of `#0- +` are given.
    pub flags: Flags,
    /// Minimum width, in characters.
    pub width: Option<usize>,
    /// Precision.
    pub precision: Option<usize>,
    /// The conversion letter, one of `diuoxXeEfFgGcrsa`.
    pub conversion: char,
}

/// The flags of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// `-`
    pub left: bool,
    /// blank
    pub blank: bool,
    /// `+`
    pub plus: bool,
}

/// Why a template ends early. All of it is told from the text alone, but for what `name` and `star` say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct TemplateError {
    /// The bytes at fault, from the directive's `%` on.
    pub range: Range<usize>,
    /// The reason in Python's words, such as `incomplete format key`.
    pub reason: String,
    /// The name in parentheses of the faulty directive, when it got that far: the original looks it up
    /// before it finds the fault.
    pub name: Option<Range<usize>>,
    /// True when the named value is used up as a `*` width or precision before the fault. The original wants an
    /// integer there: for any other value it says [`STAR_WANTS_INT`] instead of `reason`. Since a `*` leaves
    /// nothing to convert, a directive with a `*` always is a fault.
    pub star: bool,
}

/// The reason when a `*` meets a value that is not an integer.
pub const STAR_WANTS_INT: &str = "* wants int";

/// Takes a template apart.
#[must_use]
pub fn parse(text: &str) -> Template {
    plain::parse(text).unwrap_or_else(|| parsed(text))
}

/// Takes any template apart, as the grammar has it.
fn parsed(text: &str) -> Template {
    let mut template = Template { parts: Vec::new(), error: None };
    let mut reader = Reader { text, spent: false, star: false };
    for token in TemplateParser::parse(Rule::template, text).ok().into_iter().flatten() {
        let range = range(&token);
        match token.as_rule() {
            Rule::literal => template.parts.push(Part::Literal(range)),
            Rule::percent => template.parts.push(Part::Percent(range)),
            Rule::EOI => {}
            _ => match reader.directive(token) {
                Ok(directive) => template.parts.push(Part::Directive(directive)),
                Err(error) => {
                    template.error = Some(error);
                    break;
                }
            },
        }
    }
    template
}

/// Reads directives in order.
struct Reader<'t> {
    text: &'t str,
    /// True when there is nothing left to convert. The mapping itself serves one nameless directive, and a named
    /// directive puts its value in the mapping's place.
    spent: bool,
    /// True when a named value served as `*`.
    star: bool,
}

impl Reader<'_> {
    fn directive(&mut self, token: Pair<'_, Rule>) -> Result<Directive, TemplateError> {
        let range = range(&token);
        let mut directive = Directive {
            range: range.clone(),
            name: None,
            flags: Flags::default(),
            width: None,
            precision: None,
            conversion: '%',
        };
        match self.fill(&mut directive, token) {
            Ok(()) => Ok(directive),
            Err(reason) => Err(TemplateError { range, reason, name: directive.name, star: self.star }),
        }
    }

    /// Reads a directive from left to right, as Python does, up to its first fault.
    fn fill(&mut self, directive: &mut Directive, token: Pair<'_, Rule>) -> Result<(), String> {
        let rule = token.as_rule();
        for piece in token.into_inner() {
            match piece.as_rule() {
                Rule::key => {
                    directive.name = Some(range(&piece));
                    self.spent = false;
                }
                Rule::flags => directive.flags = flags(piece.as_str()),
                Rule::star => self.star(directive.name.is_some())?,
                Rule::width => directive.width = Some(size(piece.as_str(), WIDTH_LIMIT, "width too big")?),
                Rule::precision => {
                    directive.precision = Some(size(piece.as_str(), PRECISION_LIMIT, "precision too big")?);
                }
                _ => directive.conversion = self.conversion(&piece)?,
            }
        }
        match rule {
            Rule::open_name => Err("incomplete format key".to_owned()),
            Rule::unfinished => Err("incomplete format".to_owned()),
            _ => Ok(()),
        }
    }

    /// A `*` in the place of a width or a precision.
    fn star(&mut self, named: bool) -> Result<(), String> {
        self.take()?;
        self.star = named;
        // Without a name it is the mapping that stands in.
        if named { Ok(()) } else { Err(STAR_WANTS_INT.to_owned()) }
    }

    /// Uses up what there is to convert.
    fn take(&mut self) -> Result<(), String> {
        if self.spent {
            return Err("not enough arguments for format string".to_owned());
        }
        self.spent = true;
        Ok(())
    }

    fn conversion(&mut self, piece: &Pair<'_, Rule>) -> Result<char, String> {
        self.take()?;
        let letter = piece.as_str().chars().next().unwrap_or_default();
        if "diuoxXeEfFgGcrsa".contains(letter) {
            return Ok(letter);
        }
        let shown = if matches!(letter, '\u{1f}'..='~') { letter } else { '?' };
        let index = self.text.get(..piece.as_span().start()).unwrap_or_default().chars().count();
        Err(format!("unsupported format character '{shown}' (0x{:x}) at index {index}", u32::from(letter)))
    }
}

/// The largest width: Python keeps it in a `Py_ssize_t`.
const WIDTH_LIMIT: usize = isize::MAX as usize;

/// The largest precision: Python keeps it in a C `int`.
const PRECISION_LIMIT: usize = i32::MAX as usize;

/// A width or a precision, which may have no digits.
fn size(digits: &str, limit: usize, too_big: &str) -> Result<usize, String> {
    match digits.parse() {
        _ if digits.is_empty() => Ok(0),
        Ok(size) if size <= limit => Ok(size),
        _ => Err(too_big.to_owned()),
    }
}

fn flags(text: &str) -> Flags {
    Flags {
        alternate: text.contains('#'),
        zero: text.contains('0'),
        left: text.contains('-'),
        blank: text.contains(' '),
        plus: text.contains('+'),
    }
}

fn range(token: &Pair<'_, Rule>) -> Range<usize> {
    let span = token.as_span();
    span.start()..span.end()
}

#[cfg(test)]
mod tests;
