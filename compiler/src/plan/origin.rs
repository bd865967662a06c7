//! Where a value came from.

use std::ops::Deref;

use crate::sources::Location;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A command-line flag, such as `-l`. By reference twice, so that an origin takes 16 bytes instead of 24: there is
    /// one beside every value of a plan.
    CommandLine(&'static &'static str),
    /// The value in a file. For a value that continues over lines: from its first byte to its last.
    File(Location),
}

impl Origin {
    /// The place in a file, if it came from one.
    #[must_use]
    pub fn location(self) -> Option<Location> {
        match self {
            Origin::File(location) => Some(location),
            Origin::Default | Origin::CommandLine(_) => None,
        }
    }
}

/// A value and its origin. Two settings are equal when their values are: a value that moved to another
/// line, or that spells out its default, has not changed (spec-config §7).
#[derive(Debug, Clone, Copy)]
pub struct Setting<T> {
    /// The converted value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// A value and where it came from.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A value nobody set.
    pub fn default_value(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// The same origin with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: f(self.value), origin: self.origin }
    }
}

impl<T> Deref for Setting<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Setting<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Setting<T> {}
