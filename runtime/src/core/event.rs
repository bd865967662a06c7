//! What event listeners are told about processes, groups and the daemon (spec-runtime §5).

use std::sync::Arc;

use supervisor_compiler::plan::EventType;

use super::{Pid, ProcessId, State};
use crate::bytes_literal::decoded;

/// An event of the core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoreEvent {
    /// A process changed its state.
    ProcessState(ProcessStateChange),
    /// The daemon has begun: SUPERVISOR_STATE_CHANGE_RUNNING.
    SupervisorRunning,
    /// A shutdown or restart has begun: SUPERVISOR_STATE_CHANGE_STOPPING.
    SupervisorStopping,
    /// A group became active.
    GroupAdded(Arc<str>),
    /// A group is no longer active.
    GroupRemoved(Arc<str>),
    /// A period of the wall clock has begun.
    Tick {
        /// TICK_5, TICK_60 or TICK_3600.
        event: EventType,
        /// The moment, in seconds since 1970: a multiple of the period.
        when: i64,
    },
    /// A process wrote something: PROCESS_LOG.
    Printed(Output),
    /// A process wrote something between the tokens: PROCESS_COMMUNICATION.
    Captured(Output),
    /// A client has something to say.
    RemoteCommunication {
        /// What it calls its type.
        kind: String,
        /// What it says.
        data: String,
    },
}

/// Which of its output streams a process wrote to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Descriptor 1.
    Stdout,
    /// Descriptor 2.
    Stderr,
}

/// Something that a process wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub process: Arc<str>,
    /// The name of its group.
    pub group: Arc<str>,
    /// Its pid.
    pub pid: Pid,
    /// Where it wrote.
    pub channel: Channel,
    /// What it wrote.
    pub data: Vec<u8>,
}

/// A change of state, with what was true at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessStateChange {
    /// Which process.
    pub id: ProcessId,
    /// Its name.
    pub process: Arc<str>,
    /// The name of its group.
    pub group: Arc<str>,
    /// The state it left.
    pub from: State,
    /// The state it entered.
    pub to: State,
    /// What else the payload tells.
    pub details: Details,
}

/// What a payload tells beside names and the old state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details {
    /// FATAL, UNKNOWN: nothing.
    Nothing,
    /// STARTING, BACKOFF: failed starts so far.
    Tries(u32),
    /// RUNNING, STOPPING, STOPPED: the pid, or the dead pid; 0: there was none.
    Pid(Pid),
    /// EXITED.
    Exit {
        /// The exit code is in `exitcodes`.
        expected: bool,
        /// The dead pid.
        pid: Pid,
    },
}

impl CoreEvent {
    /// Its type, for subscriptions and for the header.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        match self {
            CoreEvent::ProcessState(change) => match change.to {
                State::Stopped => EventType::ProcessStateStopped,
                State::Starting => EventType::ProcessStateStarting,
                State::Running => EventType::ProcessStateRunning,
                State::Backoff => EventType::ProcessStateBackoff,
                State::Stopping => EventType::ProcessStateStopping,
                State::Exited => EventType::ProcessStateExited,
                State::Fatal => EventType::ProcessStateFatal,
                State::Unknown => EventType::ProcessStateUnknown,
            },
            CoreEvent::SupervisorRunning => EventType::SupervisorStateChangeRunning,
            CoreEvent::SupervisorStopping => EventType::SupervisorStateChangeStopping,
            CoreEvent::GroupAdded(_) => EventType::ProcessGroupAdded,
            CoreEvent::GroupRemoved(_) => EventType::ProcessGroupRemoved,
            CoreEvent::Tick { event, .. } => *event,
            CoreEvent::Printed(output) => output.channel.printed(),
            CoreEvent::Captured(output) => output.channel.captured(),
            CoreEvent::RemoteCommunication { .. } => EventType::RemoteCommunication,
        }
    }

    /// Its payload, byte for byte (spec-runtime §5.2).
    #[must_use]
    pub fn payload(&self) -> String {
        match self {
            CoreEvent::ProcessState(change) => change.payload(),
            CoreEvent::SupervisorRunning | CoreEvent::SupervisorStopping => String::new(),
            CoreEvent::GroupAdded(group) | CoreEvent::GroupRemoved(group) => format!("groupname:{group}\n"),
            CoreEvent::Tick { when, .. } => format!("when:{when}"),
            CoreEvent::Printed(output) => {
                let Output { process, group, pid, channel, data } = output;
                let channel = channel.name();
                let data = decoded(data);
                format!("processname:{process} groupname:{group} pid:{pid} channel:{channel}\n{data}")
            }
            CoreEvent::Captured(Output { process, group, pid, data, .. }) => {
                format!("processname:{process} groupname:{group} pid:{pid}\n{}", decoded(data))
            }
            CoreEvent::RemoteCommunication { kind, data } => format!("type:{kind}\n{data}"),
        }
    }
}

impl Channel {
    /// `stdout` or `stderr`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::Stdout => "stdout",
            Channel::Stderr => "stderr",
        }
    }

    /// The type of [`CoreEvent::Printed`].
    #[must_use]
    pub fn printed(self) -> EventType {
        match self {
            Channel::Stdout => EventType::ProcessLogStdout,
            Channel::Stderr => EventType::ProcessLogStderr,
        }
    }

    /// The type of [`CoreEvent::Captured`].
    #[must_use]
    pub fn captured(self) -> EventType {
        match self {
            Channel::Stdout => EventType::ProcessCommunicationStdout,
            Channel::Stderr => EventType::ProcessCommunicationStderr,
        }
    }
}

impl ProcessStateChange {
    fn payload(&self) -> String {
        let Self { process, group, from, details, .. } = self;
        let start = format!("processname:{process} groupname:{group} from_state:{}", from.name());
        match details {
            Details::Nothing => start,
            Details::Tries(tries) => format!("{start} tries:{tries}"),
            Details::Pid(pid) => format!("{start} pid:{pid}"),
            Details::Exit { expected, pid } => format!("{start} expected:{} pid:{pid}", u8::from(*expected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: State, to: State, details: Details) -> CoreEvent {
        CoreEvent::ProcessState(ProcessStateChange {
            id: ProcessId(1),
            process: "cat".into(),
            group: "pets".into(),
            from,
            to,
            details,
        })
    }

    fn output(channel: Channel, data: &[u8]) -> Output {
        let data = data.to_vec();
        Output { process: "cat".into(), group: "pets".into(), pid: 7, channel, data }
    }

    #[test]
    fn payloads() {
        let events = [
            change(State::Backoff, State::Starting, Details::Tries(2)),
            change(State::Starting, State::Running, Details::Pid(7)),
            change(State::Running, State::Exited, Details::Exit { expected: true, pid: 7 }),
            change(State::Backoff, State::Stopped, Details::Pid(0)),
            change(State::Backoff, State::Fatal, Details::Nothing),
            CoreEvent::SupervisorRunning,
            CoreEvent::GroupAdded("pets".into()),
            CoreEvent::Tick { event: EventType::Tick60, when: 120 },
            CoreEvent::Printed(output(Channel::Stderr, b"mew\n")),
            CoreEvent::Printed(output(Channel::Stdout, b"caf\xe9")),
            CoreEvent::Captured(output(Channel::Stdout, "caf\u{e9}".as_bytes())),
            CoreEvent::RemoteCommunication { kind: "call".to_owned(), data: "home\n".to_owned() },
        ];
        let shown: Vec<String> =
            events.iter().map(|event| format!("{:?} {:?}", event.event_type(), event.payload())).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        ProcessStateStarting "processname:cat groupname:pets from_state:BACKOFF tries:2"
        ProcessStateRunning "processname:cat groupname:pets from_state:STARTING pid:7"
        ProcessStateExited "processname:cat groupname:pets from_state:RUNNING expected:1 pid:7"
        ProcessStateStopped "processname:cat groupname:pets from_state:BACKOFF pid:0"
        ProcessStateFatal "processname:cat groupname:pets from_state:BACKOFF"
        SupervisorStateChangeRunning ""
        ProcessGroupAdded "groupname:pets\n"
        Tick60 "when:120"
        ProcessLogStderr "processname:cat groupname:pets pid:7 channel:stderr\nmew\n"
        ProcessLogStdout "processname:cat groupname:pets pid:7 channel:stdout\nUndecodable: b'caf\\xe9'"
        ProcessCommunicationStdout "processname:cat groupname:pets pid:7\ncafé"
        RemoteCommunication "type:call\nhome\n"
        "#);
    }
}
