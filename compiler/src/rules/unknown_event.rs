//! `unknown-event`.

use crate::compile::nearest;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::Subject;
use crate::plan::EventType;

rule! {
    /// An event listener subscribes to an event that does not exist.
    ///
    /// Supervisor refuses the configuration. Names are separated by commas, not blanks; of the clock there are `TICK_5`,
    /// `TICK_60` and `TICK_3600` and no others. (A plug-in could add types of its own to the original's.)
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE_FATAL PROCESS_STATE_EXITED
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCES_STATE_FATAL,TICK_60
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=SIGNAL_RECEIVED
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE_FATAL,PROCESS_STATE_EXITED
    /// ```
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE_FATAL,TICK_60
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: event types](https://supervisord.org/events.html#event-types)
    "unknown-event", Error, Listener,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let written = subject.text(place);
    let known = |word: &str| EventType::from_name(&word.to_uppercase()).is_some();
    let words: Vec<_> = written.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| known(word)) {
        return Some(Fix::safe("separate events by commas", [Edit::new(place, words.join(","))]));
    }
    // Which of the three ticks is meant by a fourth, nobody can tell.
    if written.contains(['\n', '%']) || written.is_empty() || written.to_uppercase().starts_with("TICK_") {
        return None;
    }
    let meant = nearest(written, EventType::ALL.map(|(_, name)| name))?;
    // The place is that of the whole value when something was expanded in it.
    let alone = !written.contains(',');
    alone.then(|| Fix::suggested(format!("write `{meant}`"), [Edit::new(place, meant)]))
}
