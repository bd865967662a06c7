//! The options of one section by their keys.

use std::borrow::Cow;
use std::collections::HashMap;

/// Up to here a look-up compares one key after the other, which is faster than hashing and needs no memory.
const FEW: usize = 32;

/// Values by key, in the order in which the keys first appeared.
///
/// Made for very many small sections, of which most options are asked for in vain.
#[derive(Debug)]
pub(super) struct Keys<'t, T> {
    list: Vec<Keyed<'t, T>>,
    /// One bit for the [`digest`] of every key in the list.
    present: u64,
    /// Where each key stands, once there are more than a few; empty until then.
    index: HashMap<Cow<'t, str>, usize>,
}

#[derive(Debug)]
struct Keyed<'t, T> {
    key: Cow<'t, str>,
    value: T,
    /// The [`digest`] of the key: most keys that are not the wanted one need not be looked at, which spares a trip to
    /// a text that is long out of the cache.
    digest: u8,
}

impl<T> Default for Keys<'_, T> {
    fn default() -> Self {
        Self { list: Vec::new(), present: 0, index: HashMap::new() }
    }
}

impl<'t, T> Keys<'t, T> {
    pub(super) fn reserve(&mut self, additional: usize) {
        self.list.reserve_exact(additional);
    }

    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.list.get(self.position(key, digest(key))?).map(|keyed| &keyed.value)
    }

    /// Sets a value. A known key keeps its place.
    pub(super) fn insert(&mut self, key: Cow<'t, str>, value: T) {
        let digest = digest(&key);
        match self.position(&key, digest).and_then(|at| self.list.get_mut(at)) {
            Some(keyed) => keyed.value = value,
            None => self.push(Keyed { key, value, digest }),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.list.iter().map(|keyed| (&*keyed.key, &keyed.value))
    }

    fn push(&mut self, keyed: Keyed<'t, T>) {
        self.present |= 1 << keyed.digest;
        if !self.index.is_empty() {
            self.index.insert(keyed.key.clone(), self.list.len());
        }
        self.list.push(keyed);
        if self.index.is_empty() && self.list.len() > FEW {
            let places = self.list.iter().enumerate().map(|(at, keyed)| (keyed.key.clone(), at));
            self.index = places.collect();
        }
    }

    fn position(&self, key: &str, digest: u8) -> Option<usize> {
        if self.present & (1 << digest) == 0 {
            return None;
        }
        if self.index.is_empty() {
            self.list.iter().position(|known| known.digest == digest && known.key == key)
        } else {
            self.index.get(key).copied()
        }
    }
}

/// A number below 64, by what tells the options of the language apart: length, first, fourth and last byte.
fn digest(key: &str) -> u8 {
    let bytes = key.as_bytes();
    let weigh = |byte: Option<&u8>, weight: u8| byte.copied().unwrap_or_default().wrapping_mul(weight);
    let length = u8::try_from(bytes.len() % 64).unwrap_or_default();
    let sum = [weigh(bytes.first(), 5), weigh(bytes.get(3), 11), weigh(bytes.last(), 23)];
    sum.into_iter().fold(length, u8::wrapping_add) % 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_keys_are_found_and_keep_their_order() {
        for count in [0, 1, FEW, FEW + 1, 1000] {
            let mut keys = Keys::default();
            for round in 0..2 {
                for number in 0..count {
                    keys.insert(Cow::Owned(format!("key{number}")), number + round);
                }
            }
            assert!((0..count).all(|number| keys.get(&format!("key{number}")) == Some(&(number + 1))));
            assert_eq!(keys.get("key"), None);
            assert_eq!(keys.get(&format!("key{count}")), None);
            assert!(keys.iter().map(|(_, value)| *value).eq(1..=count));
        }
    }
}
