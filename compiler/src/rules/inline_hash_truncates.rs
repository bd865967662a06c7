//! `inline-hash-truncates`.

use crate::diagnostic::{Edit, Fix};
use crate::lint::values::{cuts, open_quote};
use crate::lint::{Found, Program};

rule! {
    /// A `#` after a blank ends a command in the middle of a quotation: the rest of the line is a comment.
    ///
    /// The manual and the sample file speak of `;` only, but `#` begins a comment just the same, and quotation marks do not hold it up.
    /// The program is started with half of an argument, or not at all. A `#` without a blank in front, as in `http://x/#part`, is safe.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:post]
    /// command=/usr/bin/post --header "X-Ticket: see #42" --once
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:post]
    /// command=/usr/bin/post --header "X-Ticket: see ""#42" --once
    /// ```
    ///
    /// ```ini
    /// [program:post]
    /// command=/usr/bin/post http://example.com/#part # not part of it
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#857](https://github.com/Supervisor/supervisor/issues/857)
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "inline-hash-truncates", Warning, Syntax,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    for cut in cuts(command.given).filter(|cut| cut.mark == '#') {
        let Some(quote) = command.text.get(..cut.before).and_then(open_quote) else { continue };
        let gap = found.subject().text(cut.gap);
        let finding = found.finding(
            cut.comment,
            format!("the command of `{}` ends before ` #`: the rest of the line is a comment", program.name),
            "not part of the command",
            format!("close and open the quotation mark before it: `{quote}{quote}#`"),
        );
        // A quotation that ends and begins again means the same, and no blank stands before the `#` any more.
        let edit = Edit::new(cut.gap, format!("{gap}{quote}{quote}"));
        found.report(finding.with_fix(Fix::suggested("close and open the quotation mark before `#`", [edit])));
    }
}
