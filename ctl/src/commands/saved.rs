//! `update --plan=FILE`: carries out an update that `supervisor-diff --out` saved, if it still fits.

use std::path::Path;

use supervisor_compiler::render::update_plan::{Fingerprints, Lives, Present, Saved};
use supervisor_wire::{FaultCode, Value};

use crate::failure::Failure;
use crate::processes::Process;
use crate::session::{Session, shape};

/// What our daemon tells of what is active and of what it has read.
const METHOD: &str = "extension.getActivePlan";

/// States in which a stop reaches a process: STARTING, RUNNING, BACKOFF.
const UP: [i32; 3] = [10, 20, 30];

/// The plan in a file; none: why not has been said.
pub(super) fn read(session: &mut Session<'_>, file: &str) -> Result<Option<Saved>, Failure> {
    let saved = std::fs::read_to_string(Path::new(file))
        .map_err(|error| error.to_string())
        .and_then(|text| Saved::read(&text));
    match saved {
        Ok(saved) => Ok(Some(saved)),
        Err(error) => session.complain(&format!("ERROR: {file}: {error}")).map(|()| None),
    }
}

/// Whether the plan is still one from what is active to what the server has just read. If not, it has been said what moved.
pub(super) fn fits(session: &mut Session<'_>, saved: &Saved) -> Result<bool, Failure> {
    let answer = match session.call_any(METHOD, &[]) {
        Err(failure) if failure.is_fault(FaultCode::UnknownMethod) => {
            let url = session.settings.shown_url();
            let text = format!(
                "Error: the supervisord at {url} does not tell what it runs, so a plan cannot be held against it."
            );
            return session.complain(&text).map(|()| false);
        }
        answer => answer?,
    };
    let prints = |name| fingerprints(answer.get(name)).ok_or_else(|| shape(METHOD, "fingerprints"));
    let mut present =
        Present { active: prints("active")?, configured: prints("read")?, running: Lives::default() };
    if saved.running.is_some() {
        for Process { group, name, state, .. } in Process::all(session)? {
            present.running.entry(group).or_default().insert(name, UP.contains(&state));
        }
    }
    let misfits = saved.misfits(&present);
    if misfits.is_empty() {
        return Ok(true);
    }
    session.complain("ERROR: the plan does not fit any more, and nothing was done:")?;
    for misfit in misfits {
        session.complain(&format!("  {misfit}"))?;
    }
    Ok(false)
}

fn fingerprints(value: Option<&Value>) -> Option<Fingerprints> {
    let members = value?.as_struct()?;
    members.iter().map(|(group, print)| Some((group.clone(), print.as_str()?.to_owned()))).collect()
}
