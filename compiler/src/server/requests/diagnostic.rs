//! `textDocument/diagnostic`: the findings in a document.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use gen_lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport,
};

use super::super::snapshot::Snapshot;
use super::super::{Fault, findings};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReport, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let items = findings::of_document(snapshot, document);
    let mut hasher = DefaultHasher::new();
    items.hash(&mut hasher);
    let result_id = format!("{:016x}", hasher.finish());
    if params.previous_result_id.as_ref() == Some(&result_id) {
        let report = RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        };
        return Ok(DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(report));
    }
    let report = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
    };
    Ok(DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(report))
}
