//! The releases of Supervisor that a configuration may be written for.

/// A release of Supervisor, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Release {
    V3_0,
    V3_1,
    V3_2,
    V3_3,
    V3_4,
    V4_0,
    V4_1,
    V4_2,
    #[default]
    V4_3,
    V4_4Dev,
}

impl Release {
    /// All of them, the oldest first.
    pub const ALL: [Release; 10] = [
        Release::V3_0,
        Release::V3_1,
        Release::V3_2,
        Release::V3_3,
        Release::V3_4,
        Release::V4_0,
        Release::V4_1,
        Release::V4_2,
        Release::V4_3,
        Release::V4_4Dev,
    ];

    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Release::V3_0 => "3.0",
            Release::V3_1 => "3.1",
            Release::V3_2 => "3.2",
            Release::V3_3 => "3.3",
            Release::V3_4 => "3.4",
            Release::V4_0 => "4.0",
            Release::V4_1 => "4.1",
            Release::V4_2 => "4.2",
            Release::V4_3 => "4.3",
            Release::V4_4Dev => "4.4-dev",
        }
    }
}
