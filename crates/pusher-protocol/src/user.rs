//! Who signs in on a connection: the `user_data` of `pusher:signin`.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json_object;
use crate::limits::WATCHLIST_USERS;

/// A user as the app's server vouches for it.
#[derive(Debug, Clone)]
pub struct UserData {
    /// Who it is; never empty.
    pub id: Arc<str>,
    /// What presence channels tell the others about the user.
    pub user_info: Option<Box<RawValue>>,
    /// Whose coming and going the user wants to hear of, each once.
    pub watchlist: Vec<Arc<str>>,
    /// Whether users had to be left off the watchlist because it was too long.
    pub is_watchlist_cut: bool,
}

/// Why a text does not say who signs in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserDataError {
    /// It is not a JSON object with an `id`.
    #[error("user_data must be a JSON object with the text id: {0}")]
    Malformed(String),
    /// The id is empty.
    #[error("the id in user_data must not be empty")]
    EmptyId,
}

#[derive(Deserialize)]
struct RawUser {
    id: String,
    #[serde(default)]
    user_info: Option<Box<RawValue>>,
    #[serde(default)]
    watchlist: Option<Vec<String>>,
}

impl UserData {
    /// Reads `user_data`. Of a watchlist that is too long the first users count.
    pub fn parse(user_data: &str) -> Result<Self, UserDataError> {
        let raw: RawUser = json_object::parse(user_data)
            .map_err(|error| UserDataError::Malformed(error.to_string()))?;
        if raw.id.is_empty() {
            return Err(UserDataError::EmptyId);
        }
        let watched = raw.watchlist.unwrap_or_default();
        Ok(Self {
            id: raw.id.into(),
            user_info: raw.user_info,
            is_watchlist_cut: watched.len() > WATCHLIST_USERS,
            watchlist: without_repeats(watched),
        })
    }
}

fn without_repeats(watched: Vec<String>) -> Vec<Arc<str>> {
    let mut users: Vec<Arc<str>> = Vec::new();
    for user in watched.into_iter().take(WATCHLIST_USERS) {
        if !users.iter().any(|known| **known == *user) {
            users.push(user.into());
        }
    }
    users
}
