//! `%(name)02d` templates: Python's `%` operator on a mapping (spec-config §2.1).

use std::ops::Range;

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
    /// True when width or precision is `*`.
    pub star: bool,
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

/// Why a template ends early.
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
}

/// Takes a template apart.
#[must_use]
pub fn parse(text: &str) -> Template {
    Template { parts: vec![Part::Literal(0..text.len())], error: None }
}
