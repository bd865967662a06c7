//! What stands around and inside a value: comments that cut it, lines that continue it.

use supervisor_grammar::words::{self, WordsErrorKind};
use supervisor_grammar::{Span, is_space};

use super::edits;
use crate::compile::{File, Opt};
use crate::diagnostic::{Code, Edit};
use crate::sources::Location;

/// True for a template from which a configuration is made: what stands in it twice may stand in two branches.
pub(crate) fn is_template(file: &File) -> bool {
    ["{%", "<%", "{{#", "{{-", "{{ if", "{{if", "{{ range"].iter().any(|mark| file.text.contains(mark))
}

/// What the compiler says of a value that is not what it has to be. A rule that knows why it is not refines these.
pub(crate) static REFUSED_VALUES: [Code; 20] = [
    Code::BAD_INTEGER,
    Code::BAD_BOOLEAN,
    Code::BAD_BYTE_SIZE,
    Code::BAD_OCTAL,
    Code::BAD_SIGNAL,
    Code::BAD_LOGLEVEL,
    Code::BAD_AUTORESTART,
    Code::BAD_EXITCODES,
    Code::BAD_SOCKET_BACKLOG,
    Code::UNKNOWN_USER,
    Code::UNKNOWN_OWNER,
    Code::UNKNOWN_EVENT,
    Code::UNRESOLVABLE_FACTORY,
    Code::GROUP_UNKNOWN_PROGRAM,
    Code::MISSING_DIRECTORY,
    Code::MISSING_LOG_DIRECTORY,
    Code::INVALID_NAME,
    Code::INET_PORT_MALFORMED,
    Code::FCGI_BAD_SOCKET,
    Code::LISTENER_BAD_BUFFER,
];

/// A line of a value that ends in a comment.
pub(crate) struct Cut<'s> {
    /// The comment, from its `;` or `#` to the end of the line.
    pub(crate) comment: Location,
    /// What stands between the value's line and the comment: white space.
    pub(crate) gap: Location,
    /// The text of the comment, its first letter left out.
    pub(crate) text: &'s str,
    /// The letter that began it.
    pub(crate) mark: char,
    /// The text of the line before the comment.
    pub(crate) line: &'s str,
    /// How many bytes of [`Opt::text`] stand before the comment.
    pub(crate) before: usize,
}

/// The comments that cut the lines of a value.
pub(crate) fn cuts(option: Opt<'_>) -> impl Iterator<Item = Cut<'_>> {
    let text = &**option.file.text;
    let mut before = 0;
    option.entry.pieces.iter().enumerate().filter_map(move |(number, piece)| {
        before += usize::from(number > 0) + piece.len();
        let end = piece.end as usize;
        let line_end = text.get(end..)?.find(['\n', '\r']).map_or(text.len(), |at| end + at);
        let rest = text.get(end..line_end)?;
        let comment = rest.trim_start_matches(is_space);
        let mark = comment.chars().next().filter(|mark| [';', '#'].contains(mark))?;
        let start = line_end - comment.len();
        let place = |span| Location { file: option.file.id, span };
        Some(Cut {
            comment: place(Span::new(start..line_end)),
            gap: place(Span::new(end..start)),
            text: comment.get(1..)?.trim(),
            mark,
            line: piece.of(text),
            before,
        })
    })
}

/// The quotation mark that is open at the end of a command line, if one is.
pub(crate) fn open_quote(text: &str) -> Option<char> {
    match words::split(text) {
        Err(error) if error.kind == WordsErrorKind::NoClosingQuotation => {
            text.get(error.range.start..)?.chars().next()
        }
        _ => None,
    }
}

/// The lines of a value after the first: where each stands, its text, and at which byte of [`Opt::text`] it begins.
pub(crate) fn continuations(option: Opt<'_>) -> impl Iterator<Item = Continuation<'_>> {
    let text = &**option.file.text;
    let mut next = 0;
    let mut last = "";
    option.entry.pieces.iter().enumerate().filter_map(move |(number, piece)| {
        let (start, before) = (next, last);
        next += piece.len() + 1;
        last = piece.of(text);
        (number > 0).then_some(Continuation { span: *piece, text: last, start, before })
    })
}

/// A line of a value after the first.
#[derive(Clone, Copy)]
pub(crate) struct Continuation<'s> {
    /// Where it stands, without the white space around it.
    pub(crate) span: Span,
    /// Its text.
    pub(crate) text: &'s str,
    /// At which byte of [`Opt::text`] it begins.
    pub(crate) start: usize,
    /// The text of the line before it.
    pub(crate) before: &'s str,
}

/// Indents the line of an option, so that it continues the value above.
pub(crate) fn indent(file: &File, key: Span) -> Edit {
    let start = edits::line_start(&file.text, key.start as usize);
    Edit::new(Location { file: file.id, span: Span::at(start) }, "    ")
}

/// Indents a line that continues an option like the option itself, so that it is one of its own: with less, the lines below it would
/// continue it in their turn.
pub(crate) fn dedent(option: Opt<'_>, line: Span) -> Edit {
    let text = &**option.file.text;
    let key = option.entry.key.start as usize;
    let indentation = text.get(edits::line_start(text, key)..key).unwrap_or_default();
    let start = edits::line_start(text, line.start as usize);
    Edit::new(Location { file: option.file.id, span: Span::new(start..line.start as usize) }, indentation)
}
