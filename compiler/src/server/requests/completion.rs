//! `textDocument/completion`: what can be written under the cursor.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionItemTextEdit, CompletionList,
    CompletionParams, CompletionResponse, Documentation, InsertTextFormat, TextEdit,
};

use super::super::Fault;
use super::super::snapshot::{Seen, Snapshot};
use super::{Pointed, markup};
use crate::editor::completion::{Completion, CompletionKind, complete};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &CompletionParams,
) -> Result<Option<CompletionResponse>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    let found = complete(seen.analysis()?, &seen.examined.system, seen.file, offset);
    let items =
        found.into_iter().enumerate().map(|(rank, completion)| item(snapshot, &seen, rank, completion));
    Ok(Some(CompletionResponse::CompletionList(CompletionList {
        // The words that fit depend on what is typed only as far as every client can tell.
        is_incomplete: false,
        items: items.collect(),
        ..CompletionList::default()
    })))
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
