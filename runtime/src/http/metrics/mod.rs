//! `/metrics`: everything that is counted, for Prometheus (docs/additions.md lists it).

mod daemon;
mod processes;
mod text;

use hyper::StatusCode;

use super::page::{self, Page};
use crate::daemon::Snapshot;
use crate::rpc::RequestSender;
use crate::rpc::traffic::Counts;
use crate::usage::Sample;
use text::Text;

/// The path.
pub(super) const PATH: &str = "/metrics";

/// Version 0.0.4 of the text format.
const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers a request.
pub(super) async fn answer(requests: &RequestSender) -> Page {
    let gone = page::error(StatusCode::INTERNAL_SERVER_ERROR);
    let Ok(Snapshot { usage, .. }) = requests.snapshot().await else { return gone };
    // Without /proc there is all the rest.
    let sample = usage.sample().await.ok();
    // Taken after the sample: a run that ends in between is counted in full.
    let Ok(snapshot) = requests.snapshot().await else { return gone };
    page::whole(StatusCode::OK, KIND, render(&snapshot, sample.as_deref(), &requests.traffic().counts()))
}

fn render(snapshot: &Snapshot, sample: Option<&Sample>, traffic: &Counts) -> String {
    let mut text = Text::default();
    daemon::write(snapshot, sample, traffic, &mut text);
    processes::write(snapshot, sample, &mut text);
    daemon::write_pools(snapshot, &mut text);
    text.finish()
}

#[cfg(test)]
pub(super) mod testing;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::testing::snapshot;
    use super::*;

    #[test]
    fn everything() {
        let counts = Counts {
            calls: vec![("supervisor.getState", 3)],
            faults: vec![("BAD_NAME", 1)],
            durations: [2, 0, 1, 0, 0, 0, 1],
            duration: Duration::from_millis(1500),
            open: 2,
            accepted: 7,
        };
        insta::assert_snapshot!(render(&snapshot(), None, &counts));
    }
}
