//! The options of one section by their keys.

use std::borrow::Cow;
use std::collections::HashMap;

/// Up to here a look-up compares one key after the other, which is faster than hashing and needs no memory.
pub(super) const FEW: usize = 32;

/// What has a key.
pub(crate) trait Keyed<'t> {
    /// The key.
    fn key(&self) -> Cow<'t, str>;

    /// True when it is the one given.
    fn has_key(&self, key: &str) -> bool;
}

/// Values by key, in the order in which the keys first appeared.
///
/// Made for very many small sections, of which most options are asked for in vain.
#[derive(Debug)]
pub(crate) struct Keys<'t, T> {
    list: Vec<T>,
    digests: Digests,
    /// Where each key stands, once there are more than a few.
    #[allow(
        clippy::box_collection,
        reason = "few sections have one, and there may be a hundred thousand without"
    )]
    index: Option<Box<HashMap<Cow<'t, str>, usize>>>,
}

impl<T> Default for Keys<'_, T> {
    fn default() -> Self {
        Self { list: Vec::new(), digests: Digests::default(), index: None }
    }
}

impl<'t, T: Keyed<'t>> Keys<'t, T> {
    pub(super) fn reserve(&mut self, additional: usize) {
        self.list.reserve_exact(additional);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.list.get(self.position(key, digest(key))?)
    }

    /// Adds a value. The value of a known key keeps its place and is given the new one.
    pub(super) fn insert(&mut self, value: T, replace: impl FnOnce(&mut T, T)) {
        let key = value.key();
        let digest = digest(&key);
        match self.position(&key, digest).and_then(|at| self.list.get_mut(at)) {
            Some(known) => replace(known, value),
            None => self.push(value, key, digest),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.list.iter()
    }

    fn push(&mut self, value: T, key: Cow<'t, str>, digest: u8) {
        self.digests.set(self.list.len(), digest);
        if let Some(index) = &mut self.index {
            index.insert(key, self.list.len());
        }
        self.list.push(value);
        if self.index.is_none() && self.list.len() > FEW {
            let places = self.list.iter().enumerate().map(|(at, value)| (value.key(), at));
            self.index = Some(Box::new(places.collect()));
        }
    }

    fn position(&self, key: &str, digest: u8) -> Option<usize> {
        let is = |at: usize| self.list.get(at).is_some_and(|known| known.has_key(key));
        match &self.index {
            Some(index) if self.digests.may_have(digest) => index.get(key).copied(),
            Some(_) => None,
            None => self.digests.find(digest, is),
        }
    }
}

/// What is known of the keys of a list without looking at them: most that are not the wanted one need not be looked at,
/// which spares a trip to a text that is long out of the cache.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Digests {
    /// One bit for the [`digest`] of every key.
    present: u64,
    /// The digests of the first keys.
    few: [u8; FEW],
}

impl Digests {
    /// The key at `at` has this digest.
    pub(super) fn set(&mut self, at: usize, digest: u8) {
        self.present |= 1 << digest;
        if let Some(place) = self.few.get_mut(at) {
            *place = digest;
        }
    }

    /// False when no key has this digest.
    pub(super) fn may_have(&self, digest: u8) -> bool {
        self.present & (1 << digest) != 0
    }

    /// The first key among the first few of this digest for which `is` holds.
    pub(super) fn find(&self, digest: u8, is: impl Fn(usize) -> bool) -> Option<usize> {
        if !self.may_have(digest) {
            return None;
        }
        self.few.iter().enumerate().position(|(at, its)| *its == digest && is(at))
    }
}

/// A number below 64, by what tells the options of the language apart: length, first, fourth and last byte.
pub(super) fn digest(key: &str) -> u8 {
    let bytes = key.as_bytes();
    let weigh = |byte: Option<&u8>, weight: u8| byte.copied().unwrap_or_default().wrapping_mul(weight);
    let length = u8::try_from(bytes.len() % 64).unwrap_or_default();
    let sum = [weigh(bytes.first(), 5), weigh(bytes.get(3), 11), weigh(bytes.last(), 23)];
    sum.into_iter().fold(length, u8::wrapping_add) % 64
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Keyed<'static> for (String, usize) {
        fn key(&self) -> Cow<'static, str> {
            Cow::Owned(self.0.clone())
        }

        fn has_key(&self, key: &str) -> bool {
            self.0 == key
        }
    }

    #[test]
    fn few_and_many_keys_are_found_and_keep_their_order() {
        for count in [0, 1, FEW, FEW + 1, 1000] {
            let mut keys = Keys::default();
            for round in 0..2 {
                for number in 0..count {
                    keys.insert((format!("key{number}"), number + round), |old, new| *old = new);
                }
            }
            assert!(
                (0..count)
                    .all(|number| keys.get(&format!("key{number}")).map(|(_, value)| *value)
                        == Some(number + 1))
            );
            assert_eq!(keys.get("key"), None);
            assert_eq!(keys.get(&format!("key{count}")), None);
            assert!(keys.iter().map(|(_, value)| *value).eq(1..=count));
        }
    }
}
