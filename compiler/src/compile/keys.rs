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
    list: Vec<(Cow<'t, str>, T)>,
    /// One bit for every [`bit`] of a key in the list.
    present: u64,
    /// Where each key stands, once there are more than a few.
    index: Option<Box<HashMap<Cow<'t, str>, usize>>>,
}

impl<T> Default for Keys<'_, T> {
    fn default() -> Self {
        Self { list: Vec::new(), present: 0, index: None }
    }
}

impl<'t, T> Keys<'t, T> {
    pub(super) fn reserve(&mut self, additional: usize) {
        self.list.reserve_exact(additional);
    }

    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.list.get(self.position(key)?).map(|(_, value)| value)
    }

    /// Sets a value. A known key keeps its place.
    pub(super) fn insert(&mut self, key: Cow<'t, str>, value: T) {
        match self.position(&key).and_then(|at| self.list.get_mut(at)) {
            Some((_, old)) => *old = value,
            None => self.push(key, value),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.list.iter().map(|(key, value)| (&**key, value))
    }

    fn push(&mut self, key: Cow<'t, str>, value: T) {
        self.present |= bit(&key);
        if let Some(index) = &mut self.index {
            index.insert(key.clone(), self.list.len());
        }
        self.list.push((key, value));
        if self.index.is_none() && self.list.len() > FEW {
            let places = self.list.iter().enumerate().map(|(at, (key, _))| (key.clone(), at));
            self.index = Some(Box::new(places.collect()));
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.present & bit(key) == 0 {
            return None;
        }
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.list.iter().position(|(known, _)| known == key),
        }
    }
}

/// One of 64 bits, by what tells the options of the language apart: length, first, fourth and last byte.
fn bit(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or_default());
    let last = u32::from(bytes.last().copied().unwrap_or_default());
    let length = u32::from(bytes.len() as u8);
    1 << ((length + 5 * byte(0) + 11 * byte(3) + 23 * last) % 64)
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
