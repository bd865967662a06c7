//! What the client tells: documents that are opened, edited and closed, files and settings that change.

use gen_lsp_types::{
    CancelNotification, CancelParams, DidChangeConfigurationNotification, DidChangeTextDocumentNotification,
    DidChangeTextDocumentParams, DidChangeWatchedFilesNotification, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersNotification, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentNotification,
    DidCloseTextDocumentParams, DidOpenTextDocumentNotification, DidOpenTextDocumentParams,
    DidSaveTextDocumentNotification, Id, InitializedNotification, Notification as _, Range,
    RegistrationRequest, Request as _,
};
use lsp_server::{Notification, RequestId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

use super::preferences::SECTION;
use super::session::{MACHINE, Session};
use super::{mains, uri};

/// Files that matter, whether they are open or not.
const WATCHED: [&str; 3] = ["**/*.conf", "**/*.ini", "**/supervisor-lint.toml"];

/// Takes a notification. Those that nobody knows are passed over.
///
/// # Errors
/// Why one makes no sense.
pub(super) fn take(session: &mut Session, notification: Notification) -> Result<(), String> {
    let Notification { method, params } = notification;
    let is = |known: gen_lsp_types::LspNotificationMethod<'static>| method == known.as_str();
    if is(DidChangeTextDocumentNotification::METHOD) {
        check_ranges(&params)?;
        change(session, decode(params)?)
    } else if is(DidOpenTextDocumentNotification::METHOD) {
        let DidOpenTextDocumentParams { text_document } = decode(params)?;
        let alone = session.state.documents.iter().next().is_none();
        session.state.documents.open(text_document, MACHINE);
        if alone {
            // The client is about to ask for the first time.
            session.state.epoch += 1;
            session.changed();
        } else {
            session.surroundings_changed();
        }
        Ok(())
    } else if is(DidCloseTextDocumentNotification::METHOD) {
        close(session, &decode(params)?)
    } else if is(DidSaveTextDocumentNotification::METHOD) {
        // For clients that watch no files: something else may have been written, too.
        session.surroundings_changed();
        Ok(())
    } else if is(CancelNotification::METHOD) {
        let CancelParams { id } = decode(params)?;
        session.cancel(&match id {
            Id::Int(number) => RequestId::from(number),
            Id::String(text) => RequestId::from(text),
        });
        Ok(())
    } else if is(InitializedNotification::METHOD) {
        register(session);
        Ok(())
    } else if is(DidChangeConfigurationNotification::METHOD) {
        if session.state.client.has_settings {
            session.ask_for_settings();
        } else if let Some(settings) = params.get("settings").and_then(|all| all.get(SECTION)) {
            session.set_preferences(settings);
        }
        Ok(())
    } else if is(DidChangeWatchedFilesNotification::METHOD) {
        watched(session, decode(params)?);
        Ok(())
    } else if is(DidChangeWorkspaceFoldersNotification::METHOD) {
        folders(session, decode(params)?);
        Ok(())
    } else {
        Ok(())
    }
}

fn decode<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

/// Refuses changes of ranges that are none. One without a range is the whole document, and what is in it would be lost.
fn check_ranges(params: &Value) -> Result<(), String> {
    let changes = params.get("contentChanges").and_then(Value::as_array);
    let ranges = changes.into_iter().flatten().filter_map(|change| change.get("range"));
    for range in ranges.filter(|range| !range.is_null()) {
        decode::<Range>(range.clone()).map_err(|error| format!("{range} is no range: {error}"))?;
    }
    Ok(())
}

fn change(session: &mut Session, params: DidChangeTextDocumentParams) -> Result<(), String> {
    let DidChangeTextDocumentParams { text_document, content_changes } = params;
    let encoding = session.state.client.encoding;
    let uri = &text_document.text_document_identifier.uri;
    if !session.state.documents.change(uri, text_document.version, content_changes, encoding) {
        return Err(format!("the document {} is not open", uri.0));
    }
    session.edited(uri);
    Ok(())
}

fn close(session: &mut Session, params: &DidCloseTextDocumentParams) -> Result<(), String> {
    let uri = &params.text_document.uri;
    let Some(document) = session.state.documents.close(uri) else {
        return Err(format!("the document {} is not open", uri.0));
    };
    if document.is_file && session.is_inside(&document.named) {
        mains::update(Arc::make_mut(&mut session.state.candidates), &document.named, MACHINE);
    }
    session.surroundings_changed();
    Ok(())
}

/// Asks the client to watch files and settings, and for its settings.
fn register(session: &mut Session) {
    let mut registrations = Vec::new();
    if session.state.client.registers_watchers {
        let watchers: Vec<_> = WATCHED.iter().map(|pattern| json!({"globPattern": pattern})).collect();
        let method = DidChangeWatchedFilesNotification::METHOD.as_str();
        registrations
            .push(json!({"id": "files", "method": method, "registerOptions": {"watchers": watchers}}));
    }
    if session.state.client.registers_settings {
        let method = DidChangeConfigurationNotification::METHOD.as_str();
        registrations
            .push(json!({"id": "settings", "method": method, "registerOptions": {"section": SECTION}}));
    }
    if !registrations.is_empty() {
        session.ask(RegistrationRequest::METHOD.as_str(), json!({"registrations": registrations}));
    }
    if session.state.client.has_settings {
        session.ask_for_settings();
    }
}

fn watched(session: &mut Session, params: DidChangeWatchedFilesParams) {
    let candidates = Arc::make_mut(&mut session.state.candidates);
    for event in params.changes {
        if let Some(path) = uri::path(&event.uri) {
            mains::update(candidates, &path, MACHINE);
        }
    }
    session.surroundings_changed();
}

fn folders(session: &mut Session, params: DidChangeWorkspaceFoldersParams) {
    let folders = Arc::make_mut(&mut session.state.folders);
    let paths = |folders: Vec<gen_lsp_types::WorkspaceFolder>| {
        folders.into_iter().filter_map(|folder| uri::path(&folder.uri)).collect::<Vec<_>>()
    };
    let removed = paths(params.event.removed);
    folders.retain(|folder| !removed.contains(folder));
    folders.extend(paths(params.event.added));
    session.scan();
}
