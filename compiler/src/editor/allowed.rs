//! The rules that a comment `; lint: allow(rule)` names.

use supervisor_grammar::{Span, is_space};

/// Where the list of a comment begins, before an offset that is inside of its parentheses.
pub(super) fn list_before(text: &str, comment: Span, offset: usize) -> Option<usize> {
    let before = text.get(comment.start as usize..offset)?;
    let mark = before.rfind("lint:")?;
    let said = before.get(mark..)?;
    let open = said.find('(')?;
    let verb = said.get("lint:".len()..open)?.trim_matches(is_space);
    let inside = !said.get(open..)?.contains(')') && (verb == "allow" || verb == "allow-file");
    inside.then_some(comment.start as usize + mark + open + 1)
}

/// The word around an offset of such a list, and where it stands.
pub(super) fn word_at(text: &str, comment: Span, offset: usize) -> Option<(Span, &str)> {
    let list = list_before(text, comment, offset)?;
    let ends = |letter: char| letter == ',' || letter == ')' || is_space(letter);
    let start = text.get(list..offset)?.rfind(ends).map_or(list, |at| list + at + 1);
    // What ends a word may take more than a byte.
    let start = (start..=offset).find(|start| text.is_char_boundary(*start))?;
    let rest = text.get(offset..comment.end as usize)?;
    let end = offset + rest.find(ends).unwrap_or(rest.len());
    Some((Span::new(start..end), text.get(start..end)?))
}

/// The words of such a list, but for the one that stands at `word`.
pub(super) fn others(text: &str, comment: Span, word: Span) -> Vec<&str> {
    let (start, end) = (word.start as usize, word.end as usize);
    let before = list_before(text, comment, start).and_then(|list| text.get(list..start));
    let after = text.get(end..comment.end as usize).and_then(|rest| rest.split(')').next());
    let both = [before, after].into_iter().flatten().flat_map(|part| part.split(','));
    both.map(|word| word.trim_matches(is_space)).filter(|word| !word.is_empty()).collect()
}

/// The word behind `lint:` around an offset, when nothing follows it yet.
pub(super) fn verb_at(text: &str, comment: Span, offset: usize) -> Option<Span> {
    let before = text.get(comment.start as usize..offset)?;
    let typed = before.get(before.rfind("lint:")? + "lint:".len()..)?;
    let word = typed.trim_start_matches(is_space);
    let is_verb = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let rest = text.get(offset..comment.end as usize)?.trim_end_matches(is_space);
    (is_verb(word) && is_verb(rest)).then(|| Span::new(offset - word.len()..offset + rest.len()))
}

/// All of a comment that is empty, or in which somebody begins to write `lint:`; the offset is at its end.
pub(super) fn start_at(text: &str, comment: Span, offset: usize) -> Option<Span> {
    let typed = text.get(comment.start as usize + 1..offset)?.trim_start_matches(is_space);
    let rest = text.get(offset..comment.end as usize)?.trim_matches(is_space);
    (rest.is_empty() && "lint:".starts_with(typed)).then(|| Span::new(offset - typed.len()..offset))
}
