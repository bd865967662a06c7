//! Words for people: what is wrong with a value, and how to mend it.

mod expansions;
mod values;

use std::io;
use std::path::Path;

use crate::diagnostic::Code;
use crate::plan::EventType;
use crate::render::counted;

pub(super) use expansions::expansion;
pub(super) use values::conversion;

/// What a diagnostic says.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) code: Code,
    /// One sentence that names the option, the value and the fault.
    pub(super) message: String,
    /// A few words for the end of the underline.
    pub(super) label: String,
    /// The mend.
    pub(super) help: String,
}

impl Words {
    pub(super) fn new(
        code: Code,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), label: label.into(), help: help.into() }
    }
}

/// Longer words are not compared.
const LONGEST_WORD: usize = 100;

/// Of a hundred thousand names, the first are compared.
const MOST_CANDIDATES: usize = 10_000;

/// The candidate that somebody who wrote `text` may have meant.
pub(crate) fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Comparing takes time by the product of the lengths.
    if text.len() > LONGEST_WORD {
        return None;
    }
    let lower = text.to_lowercase();
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| candidate.len() <= LONGEST_WORD)
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Typing errors between two words. An abbreviation, or a word that goes on, counts as one.
fn distance(one: &str, other: &str) -> usize {
    let prefix = one.len().min(other.len()) >= 3 && (one.starts_with(other) || other.starts_with(one));
    if prefix { 1 } else { strsim::damerau_levenshtein(one, other) }
}

fn did_you_mean(text: &str, candidates: &[&str], otherwise: impl Into<String>) -> String {
    match nearest(text, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.into(),
    }
}

/// The same for a whole value: the mended line.
fn mended(option: &str, text: &str, candidates: &[&str], otherwise: impl Into<String>) -> String {
    match nearest(text, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{option}={candidate}`?"),
        None => otherwise.into(),
    }
}

/// A NUL byte where the original cannot have one.
pub(super) fn nul_byte(option: &str) -> Words {
    Words::new(
        Code::NUL_BYTE,
        format!("`{option}` contains a NUL byte, which no name and no path can"),
        "contains a NUL byte",
        "remove it: the file may be damaged, or be no text at all",
    )
}

/// Files that a pattern of `[include]` brings and that cannot be read; none when there are none.
pub(super) fn unreadable_includes(files: &[(&Path, io::Error)]) -> Option<Words> {
    let (_, first) = files.first()?;
    let reason = |error: &io::Error| match error.kind() {
        io::ErrorKind::IsADirectory => "a directory".to_owned(),
        io::ErrorKind::NotFound => "a link to nothing".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission".to_owned(),
        _ => error.to_string(),
    };
    let list = files
        .iter()
        .take(MOST_FILES)
        .map(|(path, error)| format!("`{}` ({})", path.display(), reason(error)));
    let more = if files.len() > MOST_FILES { ", …" } else { "" };
    let list = list.collect::<Vec<_>>().join(", ");
    let help = match first.kind() {
        io::ErrorKind::IsADirectory => "write a pattern that matches files only, such as `conf.d/*.conf`",
        io::ErrorKind::NotFound => "remove the link, or create what it points to",
        io::ErrorKind::PermissionDenied => "let the user that starts supervisord read it",
        _ => "take it out of the directory, or write a pattern that does not match it",
    };
    Some(Words::new(
        Code::UNREADABLE_INCLUDE,
        format!("{} cannot be read: {list}{more}", counted(files.len(), "included file")),
        "brings what cannot be read",
        help,
    ))
}

/// So many files a message names.
const MOST_FILES: usize = 5;

/// An event type that does not exist. `briefly`: without looking for the one that may be meant.
pub(super) fn event(name: &str, section: &str, briefly: bool) -> Words {
    let names = EventType::ALL.map(|(_, name)| name);
    let candidates = if briefly { &[] } else { &names[..] };
    let help = if name.is_empty() {
        "remove the comma too many".to_owned()
    } else if name.split_whitespace().count() > 1 && name.split_whitespace().all(|word| names.contains(&word))
    {
        format!("separate events by commas: `{}`", name.split_whitespace().collect::<Vec<_>>().join(","))
    } else {
        did_you_mean(
            name,
            candidates,
            "write one of the types in the manual, such as PROCESS_STATE or TICK_60",
        )
    };
    Words::new(
        Code::UNKNOWN_EVENT,
        format!("[{section}] subscribes to `{name}`, which is no event type"),
        "no such event type",
        help,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::{self, ConvertError, integer};
    use crate::schema::{OptionRow, program};

    fn help<T>(row: &OptionRow, text: &str, convert: impl Fn(&str) -> Result<T, ConvertError>) -> String {
        conversion(&convert(text).err().unwrap(), row, text).help
    }

    #[test]
    fn mends_are_concrete() {
        assert_eq!(
            help(&program::STARTSECS, "5s", integer),
            "write `startsecs=5`: there are no units and no fractions"
        );
        assert_eq!(
            help(&program::STARTSECS, "", integer),
            "write a number, or remove the line for the default, 1"
        );
        let size = &program::STDOUT_LOGFILE_MAXBYTES;
        assert_eq!(help(size, "10M", convert::byte_size), "write `stdout_logfile_maxbytes=10MB`");
        assert_eq!(help(size, "5 GiB", convert::byte_size), "write `stdout_logfile_maxbytes=5GB`");
        assert_eq!(
            help(size, "1.5GB", convert::byte_size),
            "write a whole number, alone or followed by KB, MB or GB"
        );
        assert_eq!(help(&program::AUTOSTART, "y", convert::boolean), "did you mean `autostart=true`?");
        assert_eq!(help(&program::AUTOSTART, "flase", convert::boolean), "did you mean `autostart=false`?");
        assert_eq!(
            help(&program::AUTORESTART, "unexpectd", convert::autorestart),
            "did you mean `autorestart=unexpected`?"
        );
        assert_eq!(help(&program::STOPSIGNAL, "SIGTREM", convert::signal), "did you mean `stopsignal=TERM`?");
        assert_eq!(
            help(&crate::schema::daemon::LOGLEVEL, "warning", convert::level),
            "did you mean `loglevel=warn`?"
        );
        assert_eq!(event("PROCES_STATE", "e", false).help, "did you mean `PROCESS_STATE`?");
        assert_eq!(event("TICK_5 TICK_60", "e", false).help, "separate events by commas: `TICK_5,TICK_60`");
    }
}
