//! Who judges the results of listeners (`result_handler`).

/// Judges results: accepts an event as processed, or rejects it, so that it is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultHandler {
    /// `supervisor.dispatchers:default_handler`: exactly `OK` accepts. The plan admits no other one.
    Default,
}

impl ResultHandler {
    /// Whether this result means that the event was processed.
    pub(super) fn accepts(self, result: &[u8]) -> bool {
        match self {
            Self::Default => result == b"OK",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_ok() {
        let accepts = |result: &[u8]| ResultHandler::Default.accepts(result);
        assert!(accepts(b"OK"));
        assert!(!accepts(b"") && !accepts(b"FAIL") && !accepts(b"OK\n") && !accepts(b"ok"));
    }
}
