//! A map that knows which of its entries was written longest ago, so that it can make room.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// Entries by their key, and keys by their age.
pub(crate) struct Aged<K, V> {
    entries: HashMap<K, (u64, V)>,
    by_age: BTreeMap<u64, K>,
    next_age: u64,
}

impl<K: Hash + Eq + Clone, V> Aged<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    /// Writes an entry, which is the youngest then, and returns the one whose place it took.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = self.remove(&key);
        let age = self.next_age;
        self.next_age += 1;
        self.by_age.insert(age, key.clone());
        self.entries.insert(key, (age, value));
        before
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let (age, value) = self.entries.remove(key)?;
        self.by_age.remove(&age);
        Some(value)
    }

    /// The entry that was written longest ago.
    pub(crate) fn oldest(&self) -> Option<(&K, &V)> {
        let (_, key) = self.by_age.first_key_value()?;
        self.get(key).map(|value| (key, value))
    }
}

impl<K, V> Default for Aged<K, V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), by_age: BTreeMap::new(), next_age: 0 }
    }
}
