//! Random values for the round-trip tests.

use proptest::prelude::*;

use crate::Value;

/// Any value that XML carries unchanged.
pub(super) fn any_value() -> impl Strategy<Value = Value> {
    let text = "[ -~\u{e4}\u{20ac}\u{1f600}\t\n]{0,20}";
    let leaf = prop_oneof![
        any::<i32>().prop_map(Value::Int),
        any::<bool>().prop_map(Value::Bool),
        prop::num::f64::NORMAL.prop_map(Value::Double),
        text.prop_map(Value::String),
        "[0-9]{8}T[0-9]{2}:[0-9]{2}:[0-9]{2}".prop_map(Value::DateTime),
        Just(Value::Nil),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(text, inner, 0..6)
                .prop_map(|members| Value::Struct(members.into_iter().collect())),
        ]
    })
}
