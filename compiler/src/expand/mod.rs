//! `%(name)s` expansion: what Python's `%` operator does with a value and the names in scope (spec-config §2).

mod format;
mod scope;
mod traced;

use std::ops::Range;

use supervisor_grammar::template::{self, Part, STAR_WANTS_INT};

use crate::convert::python::quoted;

pub(crate) use scope::{Meaning, Scope, Unset};
pub(crate) use traced::{Builder, Traced};

/// Longer than any value that is meant: a few directives with a width could ask for any amount of memory.
const LONGEST: usize = 1 << 24;

/// A text with expansions of more bytes is not taken apart: that takes many times its length in memory.
const LONGEST_TEMPLATE: usize = 1 << 22;

/// So many faults of one value are enough.
const MOST_ERRORS: usize = 1000;

/// Our own words: Python would go on until memory is used up.
pub(crate) const TOO_LONG: &str = "the value becomes too long";

/// Why a value cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExpandError {
    pub(crate) kind: ExpandErrorKind,
    /// The directive, in the text that was expanded.
    pub(crate) range: Range<usize>,
    /// The name in parentheses, if there is one.
    pub(crate) name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExpandErrorKind {
    /// The name stands for nothing here.
    Unknown,
    /// Python's reason why the directive is none, or does not fit what the name stands for.
    Malformed(String),
}

impl ExpandError {
    /// True for a variable that is not set.
    pub(crate) fn is_unset_variable(&self) -> bool {
        let variable = self.name.as_deref().is_some_and(|name| name.len() > 4 && name.starts_with("ENV_"));
        self.kind == ExpandErrorKind::Unknown && variable
    }

    /// The original's words for a fault in `text`, which it calls `label`.
    pub(crate) fn original(&self, text: &str, label: &str, scope: &Scope<'_>) -> String {
        let (text, label) = (quoted(text), quoted(label));
        match (&self.kind, &self.name) {
            (ExpandErrorKind::Malformed(reason), _) => {
                format!("Format string {text} for {label} is badly formatted: {reason}")
            }
            (ExpandErrorKind::Unknown, name) => format!(
                "Format string {text} for {label} contains names ({}) which cannot be expanded. Available names: {}",
                quoted(name.as_deref().unwrap_or_default()),
                scope.names().join(", ")
            ),
        }
    }
}

/// Expands a value.
///
/// # Errors
/// Every fault in the order of evaluation; the first is the one that the original reports. A name that stands for
/// nothing does not keep the ones behind it from being looked up.
pub(crate) fn expand<'v>(value: &Traced<'v>, scope: &Scope<'_>) -> Result<Traced<'v>, Vec<ExpandError>> {
    let text = value.text();
    if !text.contains('%') {
        return Ok(value.clone());
    }
    if text.len() > LONGEST_TEMPLATE {
        let kind = ExpandErrorKind::Malformed(TOO_LONG.to_owned());
        return Err(vec![ExpandError { kind, range: 0..text.len(), name: None }]);
    }
    let template = template::parse(text);
    let mut out = Builder::new(value);
    let mut errors = Vec::new();
    for part in template.parts {
        if errors.len() == MOST_ERRORS {
            return Err(errors);
        }
        match part {
            Part::Literal(range) => out.copy(range),
            Part::Percent(range) => out.replace(range, "%"),
            Part::Directive(directive) => {
                let name = directive.name.clone().and_then(|name| text.get(name));
                let meaning = name.map(|name| scope.get(name));
                let result = match &meaning {
                    Some(None) => Err(ExpandErrorKind::Unknown),
                    Some(Some(meaning)) => {
                        format::format(&directive, Some(meaning), scope).map_err(ExpandErrorKind::Malformed)
                    }
                    None => format::format(&directive, None, scope).map_err(ExpandErrorKind::Malformed),
                };
                match result {
                    Ok(made) if out.len() + made.len() > LONGEST => {
                        let kind = ExpandErrorKind::Malformed(TOO_LONG.to_owned());
                        let name = name.map(str::to_owned);
                        return Err(vec![ExpandError { kind, range: directive.range, name }]);
                    }
                    Ok(made) => out.replace(directive.range, &made),
                    Err(kind) => errors.push(ExpandError {
                        kind,
                        range: directive.range,
                        name: name.map(str::to_owned),
                    }),
                }
            }
        }
    }
    if let Some(error) = template.error {
        let name = error.name.and_then(|name| text.get(name));
        let meaning = name.map(|name| scope.get(name));
        let kind = match meaning {
            Some(None) => ExpandErrorKind::Unknown,
            Some(Some(Meaning::Text(_))) if error.star => {
                ExpandErrorKind::Malformed(STAR_WANTS_INT.to_owned())
            }
            _ => ExpandErrorKind::Malformed(error.reason),
        };
        errors.push(ExpandError { kind, range: error.range, name: name.map(str::to_owned) });
    }
    if errors.is_empty() { Ok(out.finish()) } else { Err(errors) }
}

/// The first directive without a name in a text that can be expanded, such as `%s`.
pub(crate) fn nameless(text: &str) -> Option<Range<usize>> {
    // Most percent signs begin a name or another percent sign.
    let suspicious = |(at, _): (usize, &str)| !text.get(at + 1..).is_some_and(|rest| rest.starts_with('('));
    if !text.match_indices('%').any(suspicious) {
        return None;
    }
    template::parse(text).parts.into_iter().find_map(|part| match part {
        Part::Directive(directive) if directive.name.is_none() => Some(directive.range),
        Part::Directive(_) | Part::Literal(_) | Part::Percent(_) => None,
    })
}

/// Replaces `%(here)s`, and only that spelling, by a directory: what the original does to every option as soon
/// as the main file has an `[include]` (spec-config §5.3).
pub(crate) fn replace_here(value: &Traced<'_>, directory: &str) -> Option<Traced<'static>> {
    const HERE: &str = "%(here)s";
    let text = value.text();
    if !text.contains('%') {
        return None;
    }
    let mut found = text.match_indices(HERE).peekable();
    found.peek()?;
    let mut out = Builder::new(value);
    let mut done = 0;
    for (start, _) in found {
        out.copy(done..start);
        out.replace(start..start + HERE.len(), directory);
        done = start + HERE.len();
    }
    out.copy(done..text.len());
    Some(out.finish())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::plan::Environment;

    /// What Python 3.11 makes of `text % {'x': 'ab', 'one': 'q', 'n': 5, 'neg': -7, 'big': 1234567}`.
    fn expanded(text: &str) -> Result<String, String> {
        let (machine, daemon) = (BTreeMap::new(), Environment::new());
        let mut scope = Scope::new(&machine, &daemon).with_text("x", "ab").with_text("one", "q");
        for (name, number) in [("n", 5), ("neg", -7), ("big", 1_234_567), ("zero", 0)] {
            scope.set(name, Meaning::Number(number));
        }
        match expand(&Traced::new(text), &scope) {
            Ok(made) => Ok(made.text().to_owned()),
            Err(errors) => Err(match errors.first().map(|error| error.kind.clone()) {
                Some(ExpandErrorKind::Malformed(reason)) => reason,
                _ => "unknown".to_owned(),
            }),
        }
    }

    #[test]
    fn conversions_are_pythons() {
        for (text, expected) in [
            ("a%%b%%%%c", "a%b%%c"),
            ("c %%(n)02d", "c %(n)02d"),
            ("%(zero)02d %(zero)5d|%(zero)-5d|", "00     0|0    |"),
            ("%(zero)s%(zero)x%(zero)#o%(zero)+d%(zero)ld", "000o0+00"),
            ("%(zero)f %(zero)e %(zero)c", "0.000000 0.000000e+00 \0"),
            ("%(x)03s %(n)03s", " ab   5"),
            ("%(x)10s|%(x)-6s|%(x).1s", "        ab|ab    |a"),
            ("%(x)r%(x)a%(x)6.2r", "'ab''ab'    'a"),
            ("%(one)c%(n)5c", "q    \u{5}"),
            ("%(n).3d %(neg)05.3d %(neg)#x", "005 -0007 -0x7"),
            ("%(n)#.3x %(neg)08.3x %(n)#08x %(n)+08x", "0x005 -0000007 0x000005 +0000005"),
            ("%(n)g %(n)#g %(n).3e %(neg)010.2f", "5 5.00000 5.000e+00 -000007.00"),
            ("%(n)+d|%(n) d|%(n)+ d|%(n)-05d|", "+5| 5|+5|5    |"),
            ("%(n)E %(n)G %(n)F %(n)010s", "5.000000E+00 5 5.000000          5"),
            ("%(n)#.0f %(n)#.0e %(n).0f %(n)010g", "5. 5.e+00 5 0000000005"),
            (
                "%(big)g %(big).10g %(big)#g %(big).3g %(big)G",
                "1.23457e+06 1234567 1.23457e+06 1.23e+06 1.23457E+06",
            ),
            ("%(zero)g %(zero)#g %(x)hs %(n)Ls", "0 0.00000 ab 5"),
            ("%s", "{...}"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn faults_are_pythons() {
        for (text, reason) in [
            ("%(x)d", "%d format: a real number is required, not str"),
            ("%(x)i", "%i format: a real number is required, not str"),
            ("%(x)x", "%x format: an integer is required, not str"),
            ("%(x)e", "must be real number, not str"),
            ("%(x)c", "%c requires int or char"),
            ("%(neg)c", "%c arg not in range(0x110000)"),
            ("50% off", "%o format: an integer is required, not dict"),
            ("%d", "%d format: a real number is required, not dict"),
            ("%c", "%c requires int or char"),
            ("%(n)s %s", "not enough arguments for format string"),
            ("%s %(n)s %s", "not enough arguments for format string"),
            ("%*d", "* wants int"),
            ("%(n)*d", "not enough arguments for format string"),
            ("%(x)*d", "* wants int"),
            ("100%", "incomplete format"),
            ("%(x)5", "incomplete format"),
            ("%(x", "incomplete format key"),
            ("%(x)%", "unsupported format character '%' (0x25) at index 4"),
            ("ä%(n)\u{e9}", "unsupported format character '?' (0xe9) at index 5"),
            ("%(n)999999999s", "width too big"),
            ("%(q)*d", "unknown"),
            ("%(q)Y", "unknown"),
            ("%(q)s %Y", "unknown"),
        ] {
            assert_eq!(expanded(text), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn every_fault_is_found_at_its_place() {
        let (machine, daemon) = (BTreeMap::from([("A".to_owned(), "1".to_owned())]), Environment::new());
        let scope = Scope::new(&machine, &daemon).with_text("here", "/etc");
        let value = Traced::new("%(a)s %(ENV_A)s %(b)d %(here)Y");
        let errors = expand(&value, &scope).unwrap_err();
        let ranges: Vec<_> = errors.iter().map(|error| error.range.clone()).collect();
        assert_eq!(ranges, [0..5, 16..21, 22..30]);
        assert_eq!(
            errors[1].original(value.text(), "program:x.command", &scope),
            "Format string '%(a)s %(ENV_A)s %(b)d %(here)Y' for 'program:x.command' contains names ('b') which \
             cannot be expanded. Available names: ENV_A, here"
        );
    }

    #[test]
    fn directives_without_a_name_are_found() {
        for (text, range) in
            [("a %s", Some(2..4)), ("%%s %(x)s", None), ("%%%5r", Some(2..5)), ("%(x)s", None)]
        {
            assert_eq!(nameless(text), range, "{text}");
        }
    }

    #[test]
    fn here_is_replaced_as_text() {
        let value = Traced::new("%%(here)s/%(here)-30s/%(here)s");
        let replaced = replace_here(&value, "/p%d").unwrap();
        assert_eq!(replaced.text(), "%/p%d/%(here)-30s//p%d");
        assert!(replace_here(&Traced::new("%(ENV_X)s"), "/").is_none());
    }
}
