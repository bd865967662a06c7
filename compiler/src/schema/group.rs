//! `[group:x]` (spec-config §3.5).

use super::DefaultValue::Text;
use super::Expansion::Here;
use super::{OptionRow, Role, ValueType};

/// `programs`
pub static PROGRAMS: OptionRow = OptionRow::new(
    "programs",
    ValueType::Programs,
    Text(""),
    Here,
    "Programs that belong to the group, separated by commas.",
)
.role(Role::Shape)
.note("They form no groups of their own any more: `web` becomes `group:web`. Blanks do not separate.");
/// `priority`
pub static PRIORITY: OptionRow = OptionRow::new(
    "priority",
    ValueType::Integer,
    Text("999"),
    Here,
    "Place in the order of start; groups with lower numbers start first and stop last.",
);

/// The options of `[group:x]`.
pub static GROUP: &[&OptionRow] = &[&PROGRAMS, &PRIORITY];
