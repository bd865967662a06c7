//! `bad-expansion-format`.

use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;
use crate::sources::Location;

rule! {
    /// An expansion asks for a number where the value is text, or has an end that cannot be.
    ///
    /// Only `process_num` and `numprocs` are numbers; everything else is text and wants `s`. A forgotten `s` often ends here, too:
    /// in `%(program_name).log` the characters `.lo` are read as a format. Supervisor refuses the configuration.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name %(program_name)d
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/%(program_name).log
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name %(program_name)s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/%(program_name)s.log
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1653](https://github.com/Supervisor/supervisor/issues/1653)
    /// - [Python: printf-style formatting](https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting)
    "bad-expansion-format", Error, Expansion,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// `%(program_name)02d` must have meant `s`; what goes on after the letter was not meant to be a format at all.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let directive = subject.text(place);
    let close = directive.find(')').filter(|_| directive.starts_with("%("))?;
    let format = directive.get(close + 1..)?;
    let next = subject.sources().get(place.file)?.text.get(place.span.end as usize..)?.chars().next();
    let goes_on = next.is_some_and(|next| next.is_alphanumeric() || next == '_');
    let digits = format.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let plain = !goes_on && format.len() == digits.len() + 1 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let start = place.span.start as usize + close + 1;
    let end = if plain { place.span.end as usize } else { start };
    let span = Location { file: place.file, span: Span::new(start..end) };
    Some(Fix::safe("write `s`", [Edit::new(span, "s")]))
}
