//! Every example row of spec-config's tables, compared with the original itself: what the tables say was written by
//! people, what the original does is what counts. One file per section of the reference.

mod converters;
mod environment;
mod errors;
mod expansion;
mod include;
mod lexical;
mod sections;

use supervisor_tests::generate::Case;
use supervisor_tests::judge::{Judge, Tally};

/// `[program:x]` with a command, ready for more options.
const PROGRAM: &str = "[supervisord]\n[program:x]\ncommand=/bin/cat\n";

/// Compares the rows. `accepted`: how many of them the original accepts, so that a table cannot come to consist of
/// errors without anybody noticing.
#[track_caller]
fn check(cases: &[Case], accepted: usize) {
    let mut tally = Tally::default();
    Judge::new(true).compare(cases, &mut tally);
    let shown: String = tally.disagreements.iter().map(|disagreement| disagreement.shown()).collect();
    assert!(
        tally.disagreements.is_empty(),
        "{} of {} rows:\n{shown}",
        tally.disagreements.len(),
        cases.len()
    );
    assert_eq!(tally.known.len(), 0, "no row differs on purpose: {:?}", tally.known);
    assert_eq!(tally.accepted, accepted, "of {} rows", cases.len());
}

/// Rows that follow `head`.
fn after<'r>(head: &str, rows: impl IntoIterator<Item = &'r str>) -> Vec<Case> {
    rows.into_iter().map(|row| Case::of(format!("{head}{row}\n"))).collect()
}

/// Values of one option that follows `head`.
fn values(head: &str, option: &str, values: &[&str]) -> Vec<Case> {
    values.iter().map(|value| Case::of(format!("{head}{option}={value}\n"))).collect()
}
