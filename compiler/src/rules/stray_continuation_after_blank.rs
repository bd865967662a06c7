//! `stray-continuation-after-blank`.

use crate::lint::values::{continuations, open_quote};
use crate::lint::{Found, Section};
use crate::sources::Location;

rule! {
    /// A value goes on after a blank line.
    ///
    /// Blank lines end nothing in this format: an indented line below one still belongs to the option above it, although it looks like
    /// something of its own. Whoever moves, deletes or comments out the option above takes that line with it, or leaves it to
    /// another option.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    ///
    ///     --verbose
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    ///     --verbose
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=A="1",
    ///
    ///     B="2"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "stray-continuation-after-blank", Info, Syntax,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for option in section.options().filter(|option| option.entry.pieces.len() > 2) {
        let key = option.key();
        if section.row(&key).is_none() {
            continue;
        }
        // In lists blank lines are for the eye.
        if ["environment", "files", "programs", "events"].contains(&&*key) {
            continue;
        }
        let mut blank = false;
        let stray = continuations(option).find(|line| {
            let after_blank = std::mem::replace(&mut blank, line.text.is_empty());
            after_blank && !line.text.is_empty()
        });
        let Some(line) = stray else { continue };
        let text = option.text();
        let quoted = text.get(..line.start).is_some_and(|before| open_quote(before).is_some());
        // An option that stands there by mistake is another rule's.
        let swallowed = line.text.split_once(['=', ':']).is_some_and(|(key, _)| section.row(&key.trim().to_lowercase()).is_some());
        if quoted || swallowed {
            continue;
        }
        let finding = found.finding(
            Location { file: option.file.id, span: line.span },
            format!("the value of `{key}` goes on after a blank line"),
            format!("still part of `{key}`"),
            "remove the blank line, or begin the line without blanks if it is something of its own",
        );
        found.report(finding);
    }
}
