//! The log of the selected process: which one is followed, and what has come of it.

use std::time::Duration;

use super::{Effect, Selected};
use crate::top::log::Lines;

/// So long a row must be selected before its log is followed: whoever passes over many rows makes no connections.
const SETTLED: Duration = Duration::from_millis(150);

/// So long after its end a log is tried again.
const AGAIN: Duration = Duration::from_secs(3);

/// How much of the screen the log takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogSize {
    /// Nothing.
    None,
    /// A third.
    Small,
    /// Most of it.
    Large,
}

/// One of the two streams of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Stream {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

/// A process and one of its streams.
type Source = (String, String, Stream);

/// What is shown of a log.
#[derive(Debug)]
pub(crate) struct LogPane {
    /// How much of the screen it takes.
    pub(crate) size: LogSize,
    /// Which stream.
    pub(crate) stream: Stream,
    /// What has come.
    pub(crate) lines: Lines,
    /// How many lines it is scrolled back.
    pub(crate) back: usize,
    /// Why nothing comes, if that is known.
    pub(crate) complaint: Option<String>,
    /// Whether what comes next is a new beginning. Until then the old lines stay, and nothing flickers.
    begins: bool,
    /// What is followed, and under which number.
    followed: Option<(Source, u64)>,
    /// What is to be followed, and from when on.
    wanted: Option<(Source, Duration)>,
}

impl Default for LogPane {
    fn default() -> Self {
        Self {
            size: LogSize::Small,
            stream: Stream::Stdout,
            lines: Lines::default(),
            back: 0,
            complaint: None,
            begins: false,
            followed: None,
            wanted: None,
        }
    }
}

impl LogPane {
    /// The other stream.
    pub(super) fn switch(&mut self) {
        self.stream = match self.stream {
            Stream::Stdout => Stream::Stderr,
            Stream::Stderr => Stream::Stdout,
        };
    }

    /// Scrolls by half of what is on the screen.
    pub(super) fn back(&mut self, height: usize, back: bool) {
        let step = (height / 2).max(1);
        let most = self.lines.count().saturating_sub(height);
        self.back = if back { (self.back + step).min(most) } else { self.back.saturating_sub(step) };
    }

    pub(super) fn output(&mut self, number: u64, bytes: &[u8]) {
        if self.number() != Some(number) {
            return; // Of a log that is not followed any more.
        }
        if self.begins {
            self.start_again();
        }
        let before = self.lines.total();
        self.lines.push(bytes);
        if self.back > 0 {
            // What is on the screen stays there.
            let come = self.lines.total().saturating_sub(before);
            self.back = (self.back + come).min(self.lines.count().saturating_sub(1));
        }
    }

    pub(super) fn ended(&mut self, number: u64, complaint: Option<String>, now: Duration) {
        if self.number() == Some(number) {
            let source = self.followed.take().map(|(source, _)| source);
            self.complaint = Some(complaint.unwrap_or_else(|| "the log has ended".to_owned()));
            self.wanted = source.map(|source| (source, now + AGAIN));
        }
    }

    fn number(&self) -> Option<u64> {
        self.followed.as_ref().map(|(_, number)| *number)
    }

    /// Follows the log of what is selected, once it has been selected for a while.
    pub(super) fn follow(
        &mut self,
        selected: Option<&Selected>,
        next_number: &mut u64,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let target = match selected {
            Some(Selected::Process(group, name)) if self.size != LogSize::None => {
                Some((group.clone(), name.clone(), self.stream))
            }
            _ => None,
        };
        let current = self.followed.as_ref().map(|(source, _)| source);
        let wanted = self.wanted.as_ref().map(|(source, _)| source);
        if target.as_ref() != current.or(wanted) {
            if self.followed.take().is_some() {
                effects.push(Effect::Unfollow);
            }
            self.start_again();
            self.wanted = target.map(|target| (target, now + SETTLED));
        }
        if let Some((source, _)) = self.wanted.take_if(|(_, due)| now >= *due) {
            // A stream begins with the end of what is in the log.
            self.begins = true;
            *next_number += 1;
            let (group, name, stream) = &source;
            effects.push(Effect::Follow(*next_number, format!("/logtail/{group}:{name}/{}", stream.name())));
            self.followed = Some((source, *next_number));
        }
    }

    /// Forgets what came.
    fn start_again(&mut self) {
        self.begins = false;
        self.lines = Lines::default();
        self.complaint = None;
        self.back = 0;
    }

    /// When there is something to do at the latest.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.wanted.as_ref().map(|(_, due)| *due)
    }
}
