//! `environment=` lists into variables that know their places (spec-config §4.12).

use supervisor_grammar::environment::{self, EnvironmentErrorKind, Mode};

use super::Target;
use super::explain::Words;
use super::reader::{Given, Reader};
use crate::diagnostic::Code;
use crate::plan::{Environment, Origin, Setting};
use crate::schema::OptionRow;

/// Bytes of a list. Linux gives a program six megabytes at most, its arguments among them; taken apart, a list takes many
/// times its length.
const LONGEST: usize = 8 << 20;

/// Reads an expanded list. A faulty one is reported.
pub(super) fn parse(reader: &mut Reader<'_, '_>, row: &OptionRow, given: &Given<'_>) -> Option<Environment> {
    let mode = match reader.cx.machine.options.target {
        Target::V4_3 => Mode::Legacy,
        Target::V4_4Dev => Mode::Posix,
    };
    let text = given.text();
    if text.len() > LONGEST {
        let words = Words::new(
            Code::ENVIRONMENT_TOO_LONG,
            format!("`{}` has {} MB, which no program can be given", row.name, text.len() >> 20),
            "too long",
            "put what is long into a file, and its name into the variable",
        );
        // Our own words: the original has no such limit.
        reader.fault_at(given, given.location(), words, format!("the value of {} is too long", row.name));
        return None;
    }
    match environment::parse(text, mode) {
        Ok(pairs) => {
            let mut variables = Environment::with_capacity(pairs.len());
            for pair in pairs {
                let place = given.locate(pair.key_range.start..pair.value_range.end);
                variables.insert(pair.key, Setting::new(pair.value, Origin::File(place)));
            }
            Some(variables)
        }
        Err(error) => {
            let option = row.name;
            let (code, label, help, original) = match error.kind {
                EnvironmentErrorKind::UnexpectedEnd => (
                    Code::ENVIRONMENT_SYNTAX,
                    "no `KEY=\"value\"` here",
                    "write `KEY=\"value\",KEY2=\"value2\"`: commas between variables, and quotes around everything but \
                     letters, digits and `_/.+-():`",
                    format!("Unexpected end of key/value pairs in value '{text}'"),
                ),
                EnvironmentErrorKind::NoClosingQuotation | EnvironmentErrorKind::NoEscapedCharacter => (
                    Code::ENVIRONMENT_UNCLOSED_QUOTE,
                    "opened here and never closed",
                    "close the quotation mark; mind that a blank followed by `;` or `#` cuts the line even inside quotes",
                    error.to_string(),
                ),
            };
            let message = format!("`{option}` cannot be read: {error}");
            let place = given.locate(error.range);
            reader.fault_at(given, place, Words::new(code, message, label, help), original);
            None
        }
    }
}
