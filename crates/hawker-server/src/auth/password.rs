//! Passwords: hashed with Argon2id, a few at a time, away from the threads that answer requests.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::chance::Chance;
use crate::problem::Problem;

/// How many are hashed at a time. Each takes a core and 19 MiB for some hundredths of a second;
/// the others wait their turn, so that a crowd that signs in does not stop the orders.
const AT_A_TIME: usize = 2;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has: verified where there is no account, so that both
    /// answers take the same time.
    nobody: Arc<str>,
    chance: Chance,
}

impl Passwords {
    /// A hasher that draws salts from `chance`.
    pub fn new(chance: Chance) -> anyhow::Result<Self> {
        let nobody = hash_now("the password of nobody", &chance)?.into();
        Ok(Self { turns: Arc::new(Semaphore::new(AT_A_TIME)), nobody, chance })
    }

    /// The hash of `password`, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        let chance = self.chance.clone();
        self.take_turn(move || hash_now(&password, &chance))
            .await?
            .map_err(|error| Problem::internal(&error))
    }

    /// Whether `password` is the one that `hash` was made of; without a hash it is not, and that
    /// takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        let is_somebody = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let verify = move || {
            PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            })
        };
        Ok(self.take_turn(verify).await? && is_somebody)
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.turns.acquire().await.map_err(|error| Problem::internal(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))
    }
}

/// The hash of `password`, computed on this thread.
pub fn hash_now(password: &str, chance: &Chance) -> anyhow::Result<String> {
    let salt: [u8; 16] = chance.bytes();
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow::anyhow!("cannot hash a password: {error}"))
}
