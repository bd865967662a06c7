//! `unbalanced-quote`.

use supervisor_grammar::words::WordsErrorKind;

use super::backslash_continuation::is_followed;
use crate::lint::{Found, Program, expansions};

rule! {
    /// A command has a quotation mark without its partner, or ends in a backslash.
    ///
    /// Supervisor reads it without a word, and fails at every start: "can't parse command". That is seen only in its log, and after a
    /// few tries the program is FATAL.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name "my web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --path C:\
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name "my web" --other 'don"t' --third it\'s
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: command](https://supervisord.org/configuration.html#program-x-section-values)
    "unbalanced-quote", Warning, Command,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let Err(error) = &command.words else { return };
    // A comment that has cut the value is told as such.
    let given = command.given;
    let end = given.entry.value_span().end as usize;
    let cut = given.file.text.get(end..).and_then(|rest| rest.split(['\n', '\r']).next()).is_some_and(|rest| !rest.trim().is_empty());
    if cut || expansions::is_template(&command.text) {
        return;
    }
    // Lines below it that it should have gone on with are told as such.
    if error.kind == WordsErrorKind::NoEscapedCharacter && is_followed(program, found.subject()) {
        return;
    }
    let place = command.locate(error.range.start..error.range.start + 1);
    found.report(match error.kind {
        WordsErrorKind::NoClosingQuotation => found.finding(
            place,
            "`command` has a quotation mark without its partner: no start can succeed",
            "opened here and never closed",
            "close the quotation mark, or write `\\` before it if it is meant as it is",
        ),
        WordsErrorKind::NoEscapedCharacter => found.finding(
            place,
            "`command` ends in a backslash: no start can succeed",
            "nothing follows it",
            "remove the backslash, or write two",
        ),
    });
}
