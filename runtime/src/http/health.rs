//! `/healthz`: whether the daemon works and, on request, whether its programs do (docs/additions.md).

use hyper::StatusCode;
use hyper::http::request::Parts;
use serde::Serialize;

use super::page::{self, Page};
use super::web::Form;
use crate::core::Mood;
use crate::daemon::{ProcessSnapshot, Snapshot};
use crate::rpc::RequestSender;

/// The path.
pub(super) const PATH: &str = "/healthz";

const TEXT: &str = "text/plain;charset=utf-8";

/// The answer with `?processes=1`.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// `ok`, `trouble`, or the daemon's state when it is not RUNNING.
    status: &'a str,
    /// The processes that are in trouble.
    processes: Vec<Trouble<'a>>,
}

#[derive(Debug, Serialize)]
struct Trouble<'a> {
    group: &'a str,
    name: &'a str,
    state: &'a str,
    /// As in `spawnerr`, which may be empty.
    reason: &'a str,
}

/// Answers a request.
pub(super) async fn answer(head: &Parts, requests: &RequestSender) -> Page {
    let Ok(snapshot) = requests.snapshot().await else {
        return page::whole(StatusCode::SERVICE_UNAVAILABLE, TEXT, "shutdown\n");
    };
    let form = Form::new(head.uri.query().unwrap_or_default(), b"");
    if matches!(form.get("processes"), None | Some("0" | "false" | "no")) {
        let (status, word) = judge(&snapshot, false);
        return page::whole(status, TEXT, format!("{word}\n"));
    }
    let (status, word) = judge(&snapshot, snapshot.processes.iter().any(ProcessSnapshot::is_troubled));
    page::whole(status, "application/json", report(&snapshot, word))
}

fn judge(snapshot: &Snapshot, trouble: bool) -> (StatusCode, &'static str) {
    match (snapshot.mood, trouble) {
        (Mood::Running, false) => (StatusCode::OK, "ok"),
        (Mood::Running, true) => (StatusCode::SERVICE_UNAVAILABLE, "trouble"),
        (Mood::Shutdown, _) => (StatusCode::SERVICE_UNAVAILABLE, "shutdown"),
        (Mood::Restarting, _) => (StatusCode::SERVICE_UNAVAILABLE, "restarting"),
    }
}

/// Nothing of it can fail to be written.
fn report(snapshot: &Snapshot, status: &str) -> String {
    let troubled = snapshot.processes.iter().filter(|process| process.is_troubled());
    let processes = troubled.map(|process| Trouble {
        group: &process.info.group,
        name: &process.info.name,
        state: process.info.state.name(),
        reason: &process.info.spawnerr,
    });
    serde_json::to_string(&Report { status, processes: processes.collect() }).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{State, WaitStatus};
    use crate::http::metrics::testing::snapshot;

    #[test]
    fn programs_that_somebody_should_look_at() {
        let mut snapshot = snapshot();
        let troubled = |snapshot: &Snapshot| snapshot.processes.iter().any(ProcessSnapshot::is_troubled);
        assert!(!troubled(&snapshot));
        assert_eq!(judge(&snapshot, false), (StatusCode::OK, "ok"));
        let process = &mut snapshot.processes[0];
        process.info.state = State::Exited;
        process.totals.ended(WaitStatus::Exited(0), std::time::Duration::ZERO, |_| true);
        assert!(!troubled(&snapshot), "it ended as expected");
        let process = &mut snapshot.processes[0];
        process.totals.ended(WaitStatus::Exited(3), std::time::Duration::ZERO, |_| false);
        process.info.spawnerr = "Bad exit code 3".to_owned();
        assert!(troubled(&snapshot));
        assert_eq!(
            report(&snapshot, "trouble"),
            "{\"status\":\"trouble\",\"processes\":[{\"group\":\"pets\",\"name\":\"cat\",\"state\":\"EXITED\",\
             \"reason\":\"Bad exit code 3\"}]}\n"
        );
        snapshot.mood = Mood::Restarting;
        assert_eq!(judge(&snapshot, true), (StatusCode::SERVICE_UNAVAILABLE, "restarting"));
    }
}
