//! The lines of a value.

use std::ops::Deref;

use crate::Span;

/// One trimmed span per line of a value, at least one. Nearly every value has a single line: that one is kept in
/// place, without an allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces(Lines);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lines {
    One(Span),
    /// More than one.
    #[allow(clippy::box_collection, reason = "the usual case then takes 16 bytes instead of 24")]
    Many(Box<Vec<Span>>),
}

impl Pieces {
    pub(crate) fn new(first: Span) -> Self {
        Self(Lines::One(first))
    }

    pub(crate) fn push(&mut self, piece: Span) {
        match &mut self.0 {
            Lines::One(first) => self.0 = Lines::Many(Box::new(vec![*first, piece])),
            Lines::Many(pieces) => pieces.push(piece),
        }
    }

    /// Drops the empty pieces at the end, but never the first.
    pub(crate) fn trim_end(&mut self) {
        let Lines::Many(pieces) = &mut self.0 else { return };
        let kept = pieces.iter().rposition(|piece| !piece.is_empty()).map_or(1, |last| last + 1);
        pieces.truncate(kept);
        if let [only] = pieces.as_slice() {
            self.0 = Lines::One(*only);
        }
    }
}

impl Deref for Pieces {
    type Target = [Span];

    fn deref(&self) -> &[Span] {
        match &self.0 {
            Lines::One(only) => std::slice::from_ref(only),
            Lines::Many(pieces) => pieces,
        }
    }
}
