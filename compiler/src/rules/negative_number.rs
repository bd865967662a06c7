//! `negative-number`.

use crate::lint::{Found, Section};

rule! {
    /// A number of seconds, retries, bytes or files is negative.
    ///
    /// Supervisor accepts it, and it never means "without limit". `startretries=-1` gives up after the first failed start instead of trying
    /// for ever; `stopwaitsecs=-1` kills at once; a negative size turns rotation off, for which 0 is the way.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startretries=-1
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=-1
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startretries=20
    /// priority=-1
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1708](https://github.com/Supervisor/supervisor/issues/1708)
    /// - [Supervisor/supervisor#1709](https://github.com/Supervisor/supervisor/issues/1709)
    "negative-number", Warning, Value,
    [Section(check)],
}

/// What a negative number does, by the end of the option's name.
const MEANING: &[(&str, &str, &str)] = &[
    ("startsecs", "counts as 0: every start is a success", "write 0 or more"),
    ("stopwaitsecs", "kills the process at once", "write the seconds that it needs to end"),
    ("startretries", "gives up after the first failed start", "write a large number to try for long; no number means for ever"),
    ("_maxbytes", "never rotates", "write 0 for no rotation"),
    ("_backups", "keeps nothing", "write 0 to keep no rotated files"),
];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for option in section.options() {
        let text = option.text();
        if !text.starts_with('-') {
            continue;
        }
        let Some(row) = section.row(&option.key()) else { continue };
        let meaning = MEANING.iter().find(|(name, ..)| row.name.ends_with(name));
        // Zero may be written with a sign, and what is no number is refused.
        let number = text.trim_start_matches('-').trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let negative = number.bytes().all(|byte| byte.is_ascii_digit()) && number.bytes().any(|byte| byte != b'0');
        let Some((_, what, help)) = meaning.filter(|_| negative && !text.starts_with("--")) else { continue };
        let finding = found.finding(option.location(), format!("`{}` is negative: `{text}`", row.name), *what, *help);
        found.report(finding);
    }
}
