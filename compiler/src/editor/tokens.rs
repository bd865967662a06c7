//! What each part of a text is, for colours.

use std::ops::Range;

use supervisor_grammar::environment::{self, Mode};
use supervisor_grammar::{Entry, Section, Span, is_space};

use super::Document;
use crate::convert;
use crate::lint::expansions::{expansions, masked};
use crate::schema::{Expansion, OptionRow, SectionKind, ValueType};

/// A part of a text. None goes over a line end, and no two overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// True for a section or an option that Supervisor does not know, or that is on its way out.
    pub deprecated: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum TokenKind {
    Comment,
    /// `program` of `[program:x]`.
    SectionKind,
    /// `x` of `[program:x]`.
    SectionName,
    OptionKey,
    /// `=` or `:`.
    Operator,
    Number,
    /// A word of a closed set: a boolean, a signal, an event, a log level, `AUTO`.
    Keyword,
    String,
    /// A variable's name in `environment`.
    Variable,
    /// A program's name in `programs`.
    Reference,
    /// `%(name)s`, `%%`.
    Expansion,
}

/// The tokens of a file in order; `range`: those that touch it.
#[must_use]
pub fn tokens(document: &Document, range: Option<Span>) -> Vec<Token> {
    let wanted = range.unwrap_or(Span::new(0..document.text().len()));
    let touches = |span: Span| span.start <= wanted.end && wanted.start <= span.end;
    let comments = document.tree().lines.iter().filter_map(|line| line.comment).filter(|span| touches(*span));
    let mut tokens: Vec<_> =
        comments.map(|span| Token { span, kind: TokenKind::Comment, deprecated: false }).collect();
    for section in &document.tree().sections {
        if touches(Document::section_span(section)) {
            of_section(document, section, &touches, &mut tokens);
        }
    }
    tokens.retain(|token| !token.span.is_empty() && touches(token.span));
    tokens.sort_by_key(|token| token.span);
    tokens
}

fn of_section(
    document: &Document,
    section: &Section,
    touches: &impl Fn(Span) -> bool,
    tokens: &mut Vec<Token>,
) {
    let name = section.name.of(document.text());
    let known = SectionKind::of(name);
    let kind_length = match known {
        Some((kind, _)) => kind.prefix().trim_end_matches(':').len(),
        None => name.len(),
    };
    let middle = section.name.start as usize + kind_length;
    let start = Span::new(section.name.start as usize..middle);
    let rest = Span::new(
        middle + usize::from(name.get(kind_length..).is_some_and(|rest| rest.starts_with(':')))
            ..section.name.end as usize,
    );
    let deprecated = known.is_none() && name != "DEFAULT";
    tokens.push(Token { span: start, kind: TokenKind::SectionKind, deprecated });
    tokens.push(Token { span: rest, kind: TokenKind::SectionName, deprecated: false });
    let kind = known.map(|(kind, _)| kind);
    for entry in &section.entries {
        if touches(Span { start: entry.key.start, end: Document::entry_end(entry) }) {
            of_entry(document, kind, entry, tokens);
        }
    }
}

fn of_entry(document: &Document, kind: Option<SectionKind>, entry: &Entry, tokens: &mut Vec<Token>) {
    let text = document.text();
    let key = entry.key(text);
    let row = kind.and_then(|kind| kind.option(&key));
    let deprecated = match (kind, row) {
        (Some(kind), None) => !kind.is_open(),
        (_, Some(row)) => row.deprecated.is_some(),
        (None, None) => false,
    };
    tokens.push(Token { span: entry.key, kind: TokenKind::OptionKey, deprecated });
    tokens.push(Token { span: entry.delimiter, kind: TokenKind::Operator, deprecated: false });
    let value = entry.value(text);
    let expanded = match (kind, row) {
        (_, Some(row)) => row.expansion != Expansion::None,
        (kind, None) => kind.is_some_and(SectionKind::is_open),
    };
    let marked = if expanded { marks(value.text()) } else { Vec::new() };
    for (range, kind) in parts(value.text(), row, &marked) {
        // A part may go over lines, the colours of an editor may not.
        let mut start = range.start;
        for line in value.text().get(range).unwrap_or_default().split('\n') {
            let span = value.locate(start..start + line.len());
            tokens.push(Token { span, kind, deprecated: false });
            start += line.len() + 1;
        }
    }
}

/// Every `%(name)s` and `%%` of a value.
fn marks(text: &str) -> Vec<Range<usize>> {
    if !text.contains('%') {
        return Vec::new();
    }
    let mut marks: Vec<_> = expansions(text).map(|(range, _)| range).collect();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("%%")).map(|found| at + found) {
        at = start + 2;
        if !marks.iter().any(|mark| mark.start < at && start < mark.end) {
            marks.push(start..at);
        }
    }
    marks.sort_by_key(|mark| mark.start);
    marks
}

/// What a value is made of, in order, without gaps where there is text.
fn parts(text: &str, row: Option<&OptionRow>, marks: &[Range<usize>]) -> Vec<(Range<usize>, TokenKind)> {
    let mut parts = Vec::new();
    for (range, kind) in words(text, row) {
        let mut start = range.start;
        for mark in marks.iter().filter(|mark| mark.start < range.end && range.start < mark.end) {
            if start < mark.start {
                parts.push((start..mark.start, kind));
            }
            start = start.max(mark.end);
        }
        if start < range.end {
            parts.push((start..range.end, kind));
        }
    }
    parts.extend(marks.iter().map(|mark| (mark.clone(), TokenKind::Expansion)));
    parts
}

/// What a value is made of, as if nothing in it were expanded.
fn words(text: &str, row: Option<&OptionRow>) -> Vec<(Range<usize>, TokenKind)> {
    let whole = |kind| vec![(0..text.len(), kind)];
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let Some(row) = row else { return whole(TokenKind::String) };
    match row.value {
        ValueType::Integer | ValueType::ByteSize | ValueType::Octal | ValueType::ExitCodes => {
            whole(TokenKind::Number)
        }
        ValueType::InetAddress if text.bytes().all(|byte| byte.is_ascii_digit()) => whole(TokenKind::Number),
        ValueType::Boolean | ValueType::Signal | ValueType::AutoRestart | ValueType::LogLevel => {
            whole(TokenKind::Keyword)
        }
        ValueType::LogFile if is(&["AUTO", "NONE", "off", "syslog"]) => whole(TokenKind::Keyword),
        ValueType::ServerUrl if is(&["AUTO"]) => whole(TokenKind::Keyword),
        ValueType::Events => items(text, TokenKind::Keyword),
        ValueType::Programs => items(text, TokenKind::Reference),
        ValueType::Patterns => {
            let words = text.split(is_space).scan(0, |at, word| {
                let start = *at;
                // Whatever separates two words, it is where the next one begins.
                let rest = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
                *at = start + word.len() + rest.map_or(0, char::len_utf8);
                Some((start..start + word.len(), TokenKind::String))
            });
            words.filter(|(range, _)| !range.is_empty()).collect()
        }
        ValueType::Environment => match environment::parse(&masked(text.into()), Mode::Legacy) {
            Ok(pairs) => {
                let both = pairs.into_iter().flat_map(|pair| {
                    [(pair.key_range, TokenKind::Variable), (pair.value_range, TokenKind::String)]
                });
                both.collect()
            }
            Err(_) => whole(TokenKind::String),
        },
        _ => whole(TokenKind::String),
    }
}

fn items(text: &str, kind: TokenKind) -> Vec<(Range<usize>, TokenKind)> {
    let items = convert::items(text).filter(|item| !item.text.is_empty());
    items.map(|item| (item.range, kind)).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_file_with_all_of_them() {
        let text = "; c\r\n[program:日本] ; x\r\ncommand=/bin/a %(ENV_A)s 5%% ; y\r\n  --b\r\nstartsecs = 1%(ENV_B)s\r\nautostart:true\r\nunheard=1\r\n\
                    environment=A=\"%(here)s/x\",\r\n  B=2\r\nstdout_logfile=AUTO\r\n[supervisord]\r\n[what:ever]\r\na=%(b)s\r\n[group:g]\r\nprograms=a, b\r\n\
                    [eventlistener:l]\r\nevents=TICK_5,EVENT\r\n[include]\r\nfiles=a  b\r\n[rpcinterface:x]\r\na=%(ENV_B)s\r\njunk\r\n";
        let document = Document::new(Arc::new(text.into()));
        let mut out = String::new();
        let mut end = 0;
        for token in tokens(&document, None) {
            let part = token.span.of(text);
            assert!(!part.is_empty() && !part.contains(['\r', '\n']) && token.span.start >= end, "{token:?}");
            end = token.span.end;
            let deprecated = if token.deprecated { " deprecated" } else { "" };
            let _ = writeln!(out, "{part:20} {:?}{deprecated}", token.kind);
        }
        insta::assert_snapshot!(out);
        let range = Span::new(text.find("unheard").unwrap()..text.find("unheard").unwrap() + 3);
        let near: Vec<_> = tokens(&document, Some(range)).iter().map(|token| token.span.of(text)).collect();
        assert_eq!(near, ["unheard"]);
    }
}
