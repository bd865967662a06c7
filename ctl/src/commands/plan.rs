//! `reread --plan` and `update --plan`: what an update would do, and which lines cause it.

use std::path::Path;

use serde::de::IgnoredAny;
use supervisor_wire::{FaultCode, Value};

use crate::color;
use crate::failure::Failure;
use crate::session::{Session, exit, shape};

/// Our daemon's own method: it knows what is active, and the configuration that it would read.
const METHOD: &str = "extension.previewUpdate";

/// They differ, be it only in what an update ignores. As `supervisor-diff`.
const DIFFERS: u8 = 2;

/// Shows it, for all groups or for those `wanted`; changes nothing. `minimal`: of an update that replaces no more than it must.
pub(super) fn show(session: &mut Session<'_>, wanted: &[&str], minimal: bool) -> Result<(), Failure> {
    let differs = preview(session, wanted, minimal)?;
    if differs == Some(true) {
        session.exit_status = DIFFERS;
    }
    Ok(())
}

/// Prints it, and tells whether anything differs; none: why that cannot be told has been said.
pub(super) fn preview(
    session: &mut Session<'_>,
    wanted: &[&str],
    minimal: bool,
) -> Result<Option<bool>, Failure> {
    let format = if session.json { "json" } else { "text" };
    let groups: Value = wanted.iter().map(|group| Value::from(*group)).collect();
    let mut params = vec![Value::from(format), groups];
    if minimal {
        params.push(Value::from(true));
    }
    let answer = match session.call_any(METHOD, &params) {
        Ok(answer) => answer,
        Err(failure) => return explain(session, failure).map(|()| None),
    };
    let text = answer.get("text").and_then(Value::as_str);
    let differs = answer.get("differs").and_then(Value::as_bool);
    let (Some(text), Some(differs)) = (text, differs) else { return Err(shape(METHOD, "a preview")) };
    if session.json && serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Err(shape(METHOD, "JSON"));
    }
    let text = color::harmless(text);
    if session.colors() && !session.json {
        session.console.out(&color::preview(&text))?;
    } else {
        session.console.out(&text)?;
    }
    Ok(Some(differs))
}

fn explain(session: &mut Session<'_>, failure: Failure) -> Result<(), Failure> {
    let text = match failure.fault() {
        Some(fault) if fault.is(FaultCode::UnknownMethod) => {
            let url = session.settings.shown_url();
            format!(
                "Error: the supervisord at {url} does not tell what it runs, so nothing can be compared. `reread` \
                 names the groups that differ; supervisor-diff OLD NEW compares two files."
            )
        }
        Some(fault) if fault.is(FaultCode::ShutdownState) => "ERROR: supervisor shutting down".to_owned(),
        Some(fault) if fault.is(FaultCode::BadName) => {
            let group = group_of(&fault.text);
            // `--plan` shows a plan and takes no file; `--plan=FILE` carries one out.
            let meant = match Path::new(group).is_file() {
                true => format!("; --plan={group} carries out the plan in that file"),
                false => String::new(),
            };
            format!("ERROR: no such group: {}{meant}", color::harmless(group))
        }
        Some(fault) if fault.is(FaultCode::CantReread) => format!("ERROR: {}", fault.text),
        _ => return Err(failure),
    };
    session.complain(&text)?;
    session.exit_status = exit::FAILURE;
    Ok(())
}

/// The name in the text of a fault (`BAD_NAME: web`).
fn group_of(text: &str) -> &str {
    text.split_once(": ").map_or(text, |(_, name)| name)
}
