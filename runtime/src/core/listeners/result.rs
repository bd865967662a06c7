//! Who judges the results of listeners (`result_handler`).

use supervisor_compiler::plan::EventListener;

use super::prefixed::prefixed;

/// Judges results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultHandler {
    /// `supervisor.dispatchers:default_handler`: exactly `OK` accepts.
    Default,
    /// `supervisor_stdout:event_handler`: the result is the payload of a PROCESS_LOG event, to be printed.
    Stdout,
}

/// What a result means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The event was processed.
    Accepted,
    /// The same, and this is to be printed.
    Print(Vec<u8>),
    /// The event is to be sent again.
    Rejected,
    /// The handler can make nothing of it: the listener is no longer trusted.
    Faulty,
}

impl ResultHandler {
    /// What a plan says. It admits no other ones.
    pub(super) fn of(plan: &EventListener) -> Self {
        if plan.result_handler.value == EventListener::STDOUT_HANDLER { Self::Stdout } else { Self::Default }
    }

    /// What this result means.
    pub(super) fn judge(self, result: &[u8]) -> Verdict {
        match self {
            Self::Default if result == b"OK" => Verdict::Accepted,
            Self::Default => Verdict::Rejected,
            Self::Stdout => prefixed(result).map_or(Verdict::Faulty, Verdict::Print),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_ok() {
        let judge = |result: &[u8]| ResultHandler::Default.judge(result);
        assert_eq!(judge(b"OK"), Verdict::Accepted);
        for result in ["", "FAIL", "OK\n", "ok"] {
            assert_eq!(judge(result.as_bytes()), Verdict::Rejected, "{result}");
        }
    }

    #[test]
    fn a_payload_is_printed() {
        let judge = |result: &[u8]| ResultHandler::Stdout.judge(result);
        let print = Verdict::Print(b"web stdout | hi\n".to_vec());
        assert_eq!(judge(b"processname:web groupname:site pid:7 channel:stdout\nhi\n"), print);
        assert_eq!(judge(b"OK"), Verdict::Faulty);
    }
}
