//! Python's shell lexer in the three settings that the original uses. The grammar is `shell.pest`.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use crate::words::{Word, WordsError, WordsErrorKind};

#[derive(pest_derive::Parser)]
#[grammar = "shell.pest"]
struct ShellParser;

/// The lexer's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// `shlex.split`: a command line.
    Command,
    /// `environment=` as the development line reads it.
    PosixList,
    /// `environment=` as 4.3.0 reads it.
    LegacyList,
}

/// The words of `text`; characters that stand for themselves in a list are words too.
pub(crate) fn words(text: &str, language: Language) -> Result<Vec<Word>, WordsError> {
    if language == Language::Command && !text.contains(['\'', '"', '\\']) {
        return Ok(unquoted(text));
    }
    parsed(text, language)
}

/// The words of a command in which nothing is quoted, as most are: what stands between blanks.
fn unquoted(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split([' ', '\t', '\r', '\n']) {
        if !part.is_empty() {
            words.push(Word { text: part.to_owned(), range: at..at + part.len() });
        }
        // What separates two words is one byte.
        at += part.len() + 1;
    }
    words
}

fn parsed(text: &str, language: Language) -> Result<Vec<Word>, WordsError> {
    let entry = match language {
        Language::Command => Rule::command,
        Language::PosixList => Rule::posix_list,
        Language::LegacyList => Rule::legacy_list,
    };
    let tokens = ShellParser::parse(entry, text).ok().into_iter().flatten();
    tokens.filter(|token| token.as_rule() != Rule::EOI).map(word).collect()
}

fn word(token: Pair<'_, Rule>) -> Result<Word, WordsError> {
    let range = range(&token);
    let text = match token.as_rule() {
        Rule::unclosed => return Err(WordsError { kind: WordsErrorKind::NoClosingQuotation, range }),
        Rule::lone_backslash => return Err(WordsError { kind: WordsErrorKind::NoEscapedCharacter, range }),
        Rule::legacy_quoted | Rule::legacy_other | Rule::posix_other => token.as_str().to_owned(),
        _ => token.into_inner().map(|piece| unescaped(&piece)).collect(),
    };
    Ok(Word { text, range })
}

/// What a piece of a word stands for.
fn unescaped<'t>(piece: &Pair<'t, Rule>) -> &'t str {
    let text = piece.as_str();
    match (piece.as_rule(), text.strip_prefix('\\')) {
        (Rule::escaped, Some(rest)) | (Rule::double_escaped, Some(rest @ ("\"" | "\\"))) => rest,
        _ => text,
    }
}

fn range(token: &Pair<'_, Rule>) -> Range<usize> {
    let span = token.as_span();
    span.start()..span.end()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_not_quoted_is_read_as_the_grammar_says(text in "[a-c日\u{a0}\u{b}#;% \t\r\n]{0,40}") {
            let wanted = parsed(&text, Language::Command);
            prop_assert_eq!(words(&text, Language::Command), wanted);
        }
    }
}
