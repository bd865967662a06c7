//! `textDocument/completion`: what can be written under the cursor.

use std::collections::HashMap;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionItemTextEdit, CompletionList,
    CompletionParams, CompletionResponse, Documentation, InsertTextFormat, TextEdit,
};

use super::super::Fault;
use super::super::snapshot::{Seen, Snapshot};
use super::{Pointed, markup};
use crate::editor::completion::{Completion, CompletionKind, complete, is_partial};
use crate::lint::edits::{line_start, next_line};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &CompletionParams,
) -> Result<Option<CompletionResponse>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    let mut found = complete(seen.analysis()?, &seen.examined.system, seen.file, offset);
    rank_rules(&mut found, &seen, document.page.text(), offset);
    let is_incomplete = is_partial(&found);
    let items =
        found.into_iter().enumerate().map(|(rank, completion)| item(snapshot, &seen, rank, completion));
    Ok(Some(CompletionResponse::CompletionList(CompletionList {
        // Where not all are told, more typing may bring others. Else the words that fit depend on what is typed only as far as every
        // client can tell.
        is_incomplete,
        items: items.collect(),
        ..CompletionList::default()
    })))
}

/// Puts the rules first that a comment on this line would allow something of: what is found on the line and the next one, then what is
/// found in the file.
fn rank_rules(found: &mut [Completion], seen: &Seen, text: &str, offset: usize) {
    if !found.iter().any(|made| made.kind == CompletionKind::Rule) {
        return;
    }
    let start = line_start(text, offset);
    let end = next_line(text, next_line(text, offset));
    let mut ranks: HashMap<&str, u8> = HashMap::new();
    for finding in seen.examined.findings(seen.file).into_iter().flat_map(|found| &found.findings) {
        let is_here = (start..end).contains(&(finding.primary.location.span.start as usize));
        let rank = ranks.entry(finding.code.name()).or_insert(1);
        *rank = (*rank).min(u8::from(!is_here));
    }
    found.sort_by_key(|made| ranks.get(made.label.as_str()).copied().unwrap_or(2));
}

fn item(snapshot: &Snapshot, seen: &Seen, rank: usize, completion: Completion) -> CompletionItem {
    let markdown = snapshot.client.markdown_completion;
    let documentation = completion.documentation.map(|text| markup(text, markdown));
    let range = snapshot.range(&seen.examined, completion.edit.location);
    let text = completion.edit.text;
    let snippet =
        completion.cursor.filter(|_| snapshot.client.snippets).map(|cursor| with_cursor(&text, cursor));
    CompletionItem {
        kind: Some(match completion.kind {
            CompletionKind::Section => CompletionItemKind::Module,
            CompletionKind::Option => CompletionItemKind::Property,
            CompletionKind::Keyword => CompletionItemKind::EnumMember,
            CompletionKind::Event => CompletionItemKind::Event,
            CompletionKind::User => CompletionItemKind::Constant,
            CompletionKind::Program => CompletionItemKind::Reference,
            CompletionKind::Expansion => CompletionItemKind::Variable,
            CompletionKind::EntryPoint => CompletionItemKind::Function,
            CompletionKind::File => CompletionItemKind::File,
            CompletionKind::Directory => CompletionItemKind::Folder,
            CompletionKind::Rule => CompletionItemKind::Value,
        }),
        // 1 is the only tag that there is.
        tags: (completion.deprecated && snapshot.client.completion_tags.contains(&1))
            .then(|| vec![CompletionItemTag::Deprecated]),
        detail: completion.detail,
        documentation: documentation.map(Documentation::MarkupContent),
        sort_text: Some(format!("{rank:05}")),
        // Clients compare it with the text that is replaced.
        filter_text: Some(text.clone()),
        insert_text_format: snippet.is_some().then_some(InsertTextFormat::Snippet),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
            range,
            new_text: snippet.unwrap_or(text),
        })),
        label: completion.label,
        ..CompletionItem::default()
    }
}

/// The text with the mark that puts the cursor there.
fn with_cursor(text: &str, cursor: usize) -> String {
    let escaped = |part: &str| part.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let (before, after) = text.split_at_checked(cursor).unwrap_or((text, ""));
    format!("{}$0{}", escaped(before), escaped(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_snippets_are_escaped() {
        assert_eq!(with_cursor("[program:]", 9), "[program:$0]");
        assert_eq!(with_cursor("a\\$}b", 1), "a$0\\\\\\$\\}b");
    }
}
