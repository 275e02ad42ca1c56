//! A map in parts, so that connections of different keys rarely wait for each other.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use parking_lot::RwLock;

const SHARDS: usize = 64;

/// A map whose keys are spread over [`SHARDS`] locks.
pub(crate) struct Sharded<K, V> {
    hasher: RandomState,
    shards: [RwLock<HashMap<K, V>>; SHARDS],
}

impl<K: Hash + Eq, V> Default for Sharded<K, V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: std::array::from_fn(|_| RwLock::default()) }
    }
}

impl<K: Hash + Eq, V> Sharded<K, V> {
    /// The part that a key belongs to.
    pub(crate) fn shard(&self, key: &K) -> &RwLock<HashMap<K, V>> {
        let hash = self.hasher.hash_one(key);
        let index = usize::try_from(hash % SHARDS as u64).expect("a number below 64");
        &self.shards[index]
    }

    /// Every part, one after the other.
    pub(crate) fn shards(&self) -> impl Iterator<Item = &RwLock<HashMap<K, V>>> {
        self.shards.iter()
    }

    /// How many keys there are; they are counted part by part, not at one instant.
    pub(crate) fn len(&self) -> usize {
        self.shards().map(|shard| shard.read().len()).sum()
    }
}

/// Gives back what a part holds too much after many of its keys are gone: after a rush, memory has
/// to become free.
pub(crate) fn give_back<K: Hash + Eq, V>(part: &mut HashMap<K, V>) {
    const KEPT: usize = 32;
    if part.capacity() > KEPT && part.len() < part.capacity() / 4 {
        part.shrink_to((2 * part.len()).max(KEPT));
    }
}

impl<K: Hash + Eq, V: Clone> Sharded<K, V> {
    /// A copy of what the key stands for.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.shard(key).read().get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_was_large_once_does_not_stay_large() {
        let mut part: HashMap<u32, u32> = (0..10_000).map(|n| (n, n)).collect();
        for n in 0..10_000 {
            part.remove(&n);
            give_back(&mut part);
            assert!(part.capacity() <= 4 * part.len().max(32) + 4);
        }
    }
}
