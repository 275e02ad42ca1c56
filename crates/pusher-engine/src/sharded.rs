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

impl<K: Hash + Eq, V: Clone> Sharded<K, V> {
    /// A copy of what the key stands for.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.shard(key).read().get(key).cloned()
    }
}
