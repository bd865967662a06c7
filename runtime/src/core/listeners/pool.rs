//! One pool of event listeners: its buffer, and who of its members gets the next event (spec-runtime §5.5).

use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{EventListener, EventType, LogLevel};

use super::buffer::Buffer;
use super::protocol::{ListenerState, Protocol, Said};
use super::result::{ResultHandler, Verdict};
use super::subscription::Subscription;
use crate::bytes_literal::decoded;
use crate::core::{Effect, NotDelivered, Now, ProcessId, State};

/// How long a listener whose standard input is full is left alone.
const FULL_PAUSE: Duration = Duration::from_secs(1);

/// An event that is rejected again and again is sent at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// An event as it was accepted, the same for all pools.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) serial: u64,
    pub(super) event: EventType,
    pub(super) payload: Arc<String>,
}

/// An event as one pool knows it.
#[derive(Debug)]
pub(super) struct Queued {
    notice: Notice,
    /// Counts the pool's events.
    serial: u64,
    /// How often it was rejected.
    rejections: u32,
    /// Not to be sent before, on the monotonic clock.
    not_before: Duration,
}

impl Queued {
    /// Bytes of its payload.
    pub(super) fn size(&self) -> usize {
        self.notice.payload.len()
    }
}

/// What became of the events of a pool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    delivered: u64,
    rejected: u64,
    discarded: u64,
}

/// What there is to show about a pool of event listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolInfo {
    /// Its name, which is that of its group.
    pub name: Arc<str>,
    /// Events that wait for a listener.
    pub waiting: usize,
    /// How many may wait (`buffer_size`).
    pub limit: i64,
    /// Events that were written to a listener; one that was rejected counts each time.
    pub delivered: u64,
    /// Events that went back into the buffer, because a listener rejected them or died of them.
    pub rejected: u64,
    /// Events that were thrown away, because there was no room for them.
    pub discarded: u64,
}

/// One listener.
#[derive(Debug)]
struct Member {
    id: ProcessId,
    name: Arc<str>,
    is_running: bool,
    protocol: Protocol,
    /// The event it works on.
    event: Option<Queued>,
    /// It has closed its standard input, which cannot be opened again before the next start.
    is_deaf: bool,
    /// Its standard input was full: not to be written to before, on the monotonic clock.
    not_before: Duration,
}

/// One `[eventlistener:x]`.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) name: Arc<str>,
    pub(super) subscription: Subscription,
    server: Arc<str>,
    handler: ResultHandler,
    buffer: Buffer,
    members: Vec<Member>,
    next_serial: u64,
    counts: Counts,
    /// An event was sent since the last time there was nothing to send.
    is_sending: bool,
}

impl Member {
    fn is_ready(&self) -> bool {
        self.is_running && !self.is_deaf && self.protocol.state() == ListenerState::Ready
    }
}

impl Pool {
    /// A pool with an empty buffer; `members` in the order in which they are asked.
    pub(super) fn new(
        name: Arc<str>,
        plan: &EventListener,
        server: Arc<str>,
        members: impl Iterator<Item = (ProcessId, Arc<str>)>,
    ) -> Self {
        let member = |(id, name)| Member {
            id,
            name,
            is_running: false,
            protocol: Protocol::default(),
            event: None,
            is_deaf: false,
            not_before: Duration::ZERO,
        };
        Self {
            name,
            subscription: Subscription::to(&plan.events.value),
            server,
            handler: ResultHandler::of(plan),
            buffer: Buffer::new(plan.buffer_size.value),
            members: members.map(member).collect(),
            next_serial: 0,
            counts: Counts::default(),
            is_sending: false,
        }
    }

    /// What there is to show about it.
    pub(super) fn info(&self) -> PoolInfo {
        let Counts { delivered, rejected, discarded } = self.counts;
        let (waiting, limit) = (self.buffer.len(), self.buffer.limit());
        PoolInfo { name: Arc::clone(&self.name), waiting, limit, delivered, rejected, discarded }
    }

    /// Takes an event for its listeners.
    pub(super) fn accept(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        let serial = self.next_serial;
        self.next_serial += 1;
        self.make_room(notice.payload.len(), effects);
        self.buffer.push_back(Queued { notice, serial, rejections: 0, not_before: Duration::ZERO });
    }

    /// A process has entered a state; most are not of this pool.
    pub(super) fn changed(&mut self, id: ProcessId, state: State, now: Now, effects: &mut Vec<Effect>) {
        let Some(member) = self.members.iter_mut().find(|member| member.id == id) else { return };
        member.is_running = state == State::Running;
        match state {
            State::Starting => {
                member.protocol = Protocol::default();
                member.is_deaf = false;
                member.not_before = Duration::ZERO;
            }
            // It is dead. What it was working on was not done.
            State::Stopped | State::Exited | State::Backoff | State::Fatal => {
                if let Some(event) = member.event.take() {
                    self.reject(event, now, effects);
                }
            }
            State::Running | State::Stopping | State::Unknown => {}
        }
    }

    /// One of its members, or a stranger, has said something.
    pub(super) fn heard(&mut self, id: ProcessId, bytes: &[u8], now: Now, effects: &mut Vec<Effect>) {
        let Some(index) = self.members.iter().position(|member| member.id == id) else { return };
        let hear = |member: &mut Member| member.protocol.hear(bytes);
        self.members.get_mut(index).map(hear);
        while let Some(rejected) = self.members.get_mut(index).and_then(|it| it.react(self.handler, effects))
        {
            if let Some(event) = rejected {
                self.reject(event, now, effects);
            }
        }
    }

    /// Hands the first event that may be sent to the first member that is free. The answer to
    /// [`Effect::Deliver`] must come before this is called again.
    pub(super) fn dispatch(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is_due = |time: Duration| time <= now.monotonic;
        let Some(index) = self.buffer.iter().position(|event| is_due(event.not_before)) else {
            self.is_sending = false;
            return;
        };
        let mut free = self.members.iter_mut().filter(|it| it.is_ready() && is_due(it.not_before));
        let Some(member) = free.next() else {
            if std::mem::take(&mut self.is_sending) {
                self.log_rebuffering(index, effects);
            }
            return;
        };
        let Some(event) = self.buffer.remove(index) else { return };
        let header = format!(
            "ver:3.0 server:{} serial:{} pool:{} poolserial:{} eventname:{} len:{}\n",
            self.server,
            event.notice.serial,
            self.name,
            event.serial,
            event.notice.event.name(),
            event.notice.payload.len()
        );
        let payload = Arc::clone(&event.notice.payload);
        effects.push(Effect::Deliver { process: member.id, header, payload });
        member.protocol.engage();
        member.event = Some(event);
        self.is_sending = true;
    }

    /// The answer to [`Effect::Deliver`].
    pub(super) fn delivered(
        &mut self,
        id: ProcessId,
        result: Result<(), NotDelivered>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(member) = self.members.iter_mut().find(|member| member.id == id) else { return };
        let Some(serial) = member.event.as_ref().map(|event| event.notice.serial) else { return };
        let name = &member.name;
        let Err(fault) = result else {
            self.counts.delivered += 1;
            debug(effects, format!("event {serial} sent to listener {name}"));
            return;
        };
        match fault {
            NotDelivered::Closed => {
                debug(
                    effects,
                    format!(
                        "epipe occurred while sending event {serial} to listener {name}, listener state unchanged"
                    ),
                );
                member.is_deaf = true;
            }
            NotDelivered::Full => member.not_before = now.monotonic.saturating_add(FULL_PAUSE),
        }
        member.protocol.disengage();
        if let Some(event) = member.event.take() {
            self.buffer.push_front(event);
        }
    }

    /// When to dispatch, if nothing else happens before: only events and listeners that are left alone for a while
    /// need a clock.
    pub(super) fn deadline(&self) -> Option<Duration> {
        let ready = self.members.iter().filter(|member| member.is_ready());
        let listener = ready.map(|member| member.not_before).min()?;
        // Few: with a listener that is ready, only events that pause are still here.
        let event = self.buffer.iter().map(|event| event.not_before).min()?;
        Some(event.max(listener))
    }

    /// Asserts what must hold when everything that can be sent was sent. Returns the serials in the buffer.
    #[cfg(test)]
    pub(super) fn assert_sound(&self, now: Now) -> Vec<u64> {
        assert!(self.buffer.len() as i64 <= self.buffer.limit(), "{self:#?}");
        let at_work = self.members.iter().filter_map(|member| member.event.as_ref());
        let mut serials: Vec<u64> = self.buffer.iter().chain(at_work).map(|event| event.serial).collect();
        serials.sort_unstable();
        assert!(serials.is_sorted_by(|one, next| one < next), "an event in two places: {self:#?}");
        for member in &self.members {
            let is_busy = member.protocol.state() == ListenerState::Busy;
            assert!(is_busy || member.event.is_none(), "{self:#?}");
            assert!(
                !(member.is_running && is_busy && member.event.is_none()),
                "busy with nothing: {self:#?}"
            );
        }
        assert!(self.deadline().is_none_or(|deadline| deadline > now.monotonic), "not sent: {self:#?}");
        self.buffer.iter().map(|event| event.serial).collect()
    }

    /// Back into the buffer, to be the next one that is sent: at once after the first rejection, then after ever
    /// longer pauses, in which others are sent.
    fn reject(&mut self, mut event: Queued, now: Now, effects: &mut Vec<Effect>) {
        let pause = match event.rejections {
            0 => Duration::ZERO,
            earlier => Duration::from_secs(1 << (earlier - 1).min(32)).min(LONGEST_PAUSE),
        };
        self.counts.rejected += 1;
        event.rejections = event.rejections.saturating_add(1);
        event.not_before = now.monotonic.saturating_add(pause);
        let text = self.rebuffering(event.notice.serial, self.buffer.len());
        debug(effects, text);
        self.make_room(event.size(), effects);
        self.buffer.push_front(event);
    }

    /// Sacrifices the oldest events when the buffer is full for one of so many bytes.
    fn make_room(&mut self, bytes: usize, effects: &mut Vec<Effect>) {
        while self.buffer.is_full_for(bytes) {
            let Some(event) = self.buffer.remove(0) else { return };
            self.counts.discarded += 1;
            let (name, serial) = (&self.name, event.notice.serial);
            let text = format!("pool {name} event buffer overflowed, discarding event {serial}");
            effects.push(Effect::Log(LogLevel::Error, text));
        }
    }

    /// The original takes the next event out of the buffer before it finds that nobody is free, and says so.
    fn log_rebuffering(&self, index: usize, effects: &mut Vec<Effect>) {
        if let Some(event) = self.buffer.iter().nth(index) {
            debug(effects, self.rebuffering(event.notice.serial, self.buffer.len().saturating_sub(1)));
        }
    }

    fn rebuffering(&self, serial: u64, size: usize) -> String {
        let (name, max) = (&self.name, self.buffer.limit());
        format!("rebuffering event {serial} for pool {name} (buf size={size}, max={max})")
    }
}

impl Member {
    /// Follows one thing it said; none: there is nothing. What it rejected by that comes back.
    fn react(&mut self, handler: ResultHandler, effects: &mut Vec<Effect>) -> Option<Option<Queued>> {
        let before = self.protocol.state();
        let rejected = match self.protocol.next()? {
            Said::Ready | Said::Nonsense => None,
            Said::Result(result) => {
                let event = self.event.take();
                match handler.judge(&result) {
                    Verdict::Accepted => {
                        debug(effects, format!("{}: event was processed", self.name));
                        None
                    }
                    Verdict::Print(text) => {
                        effects.push(Effect::Print(text));
                        debug(effects, format!("{}: event was processed", self.name));
                        None
                    }
                    Verdict::Rejected => {
                        warn(effects, format!("{}: event was rejected", self.name));
                        event
                    }
                    Verdict::Faulty => {
                        warn(effects, format!("{}: event caused an error", self.name));
                        self.protocol.distrust();
                        event
                    }
                }
            }
            Said::BadResultLine(line) => {
                warn(effects, format!("{}: bad result line: '{}'", self.name, decoded(&line)));
                self.event.take()
            }
        };
        let (name, after) = (&self.name, self.protocol.state());
        debug(effects, format!("{name}: {} -> {}", before.name(), after.name()));
        if after == ListenerState::Unknown {
            warn(
                effects,
                format!(
                    "{name}: has entered the UNKNOWN state and will no longer receive events, this usually \
                     indicates the process violated the eventlistener protocol"
                ),
            );
        }
        Some(rejected)
    }
}

fn debug(effects: &mut Vec<Effect>, text: String) {
    effects.push(Effect::Log(LogLevel::Debug, text));
}

fn warn(effects: &mut Vec<Effect>, text: String) {
    effects.push(Effect::Log(LogLevel::Warn, text));
}
