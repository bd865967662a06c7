//! `inline-semicolon-truncates`.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::truncated::{Truncation, truncations, whole};
use crate::lint::values::{Cut, cuts};
use crate::lint::{Found, Program, Subject};

rule! {
    /// A `;` after a blank ends a value in the middle: the rest of the line is a comment.
    ///
    /// Supervisor looks for comments before it looks at anything else, and quotation marks do not hold it up. What was a loop of the
    /// shell arrives without its end, and the program fails with a message about a quotation mark that is never closed. In a list of
    /// variables the whole file is refused.
    ///
    /// Reported are comments that begin while a quotation mark is open, and those that can only be the rest of a script: a path, or
    /// something to run after `cd /srv/app`. Other rules leave such a line alone.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:poll]
    /// command=/usr/bin/python3 -c 'import time ; time.sleep(60)'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING="Hello ; goodbye"
    /// ```
    ///
    /// ```ini
    /// [program:app]
    /// command=cd /srv/app ; /srv/app/run
    /// ```
    ///
    /// ```ini
    /// [program:shop]
    /// command=/srv/migrate ; /srv/serve --port=80
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:poll]
    /// command=/usr/bin/python3 -c 'import time; time.sleep(60)'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING="Hello; goodbye"
    /// ```
    ///
    /// ```ini
    /// [program:app]
    /// command=/bin/sh -c 'cd /srv/app; exec /srv/app/run'
    /// ```
    ///
    /// ```ini
    /// [program:shop]
    /// command=/bin/sh -c '/srv/migrate; exec /srv/serve --port=80'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web ; starts the web server
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#857](https://github.com/Supervisor/supervisor/issues/857)
    "inline-semicolon-truncates", Warning, Syntax,
    fix: Suggested,
    [Program(check), Refine(&[Code::ENVIRONMENT_UNCLOSED_QUOTE], refine)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    for Truncation { cut, open } in truncations(command) {
        let help = if open {
            "take the blank before `;` away"
        } else {
            "give the whole line to a shell, without a blank before `;`: `/bin/sh -c '…; exec …'`"
        };
        let finding = found.finding(
            cut.comment,
            format!("the command of `{}` ends before ` ;`: the rest of the line is a comment", program.name),
            "not part of the command",
            help,
        );
        // Without quotation marks no shell reads it, with or without a blank.
        let fix = if open { Some(join(&cut, Fix::suggested)) } else { whole(command, &cut) };
        found.report(finding.with_fix(fix));
    }
}

fn join(cut: &Cut<'_>, class: fn(String, [Edit; 1]) -> Fix) -> Fix {
    class("take the blank before `;` away".to_owned(), [Edit::new(cut.gap, "")])
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let option = subject.option_at(finding.primary.location)?;
    let cut = cuts(option).find(|cut| cut.mark == ';' && is_quoted(cut))?;
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("a blank and a `;` cut the value of `{}` in the middle", option.key());
    finding.primary.location = cut.comment;
    finding.primary.text = "a comment, even inside quotation marks".to_owned();
    finding.help = "take the blank before `;` away".to_owned();
    Some(finding.with_fix(join(&cut, Fix::suggested)))
}

/// True when the line has half of a pair of quotation marks, and the comment the other half.
pub(super) fn is_quoted(cut: &Cut<'_>) -> bool {
    ['"', '\''].into_iter().any(|mark| cut.line.matches(mark).count() % 2 == 1 && cut.text.contains(mark))
}
