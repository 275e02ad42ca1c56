//! How a call is refused: a status, and one line of text, which SDKs show to their users.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pusher_protocol::ChannelNameError;
use pusher_protocol::api::BodyError;
use pusher_protocol::query_auth::QueryAuthError;

use crate::publish::PublishError;

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// No such app, or not with this key. Which of the two is nobody's business.
    #[error("Unknown auth_key: no app has this id and this key")]
    UnknownApp,
    #[error("The app is disabled")]
    AppDisabled,
    #[error("{0}")]
    Auth(#[from] QueryAuthError),
    #[error("Invalid channel name: {0}")]
    Channel(ChannelNameError),
    #[error("Users are only there for presence channels")]
    NoUsers,
    #[error("The data of an event must be UTF-8")]
    NotText,
    #[error("{0}")]
    Body(#[from] BodyError),
    #[error("The body of this call exceeds the allowed maximum ({limit} bytes)")]
    BodyTooLong { limit: usize },
    #[error("The body of this call could not be read")]
    Unreadable,
    #[error("{0}")]
    Publish(#[from] PublishError),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownApp | Self::Auth(_) => StatusCode::UNAUTHORIZED,
            Self::AppDisabled => StatusCode::FORBIDDEN,
            Self::Body(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST)
            }
            Self::BodyTooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Channel(_) | Self::NoUsers | Self::NotText | Self::Unreadable => {
                StatusCode::BAD_REQUEST
            }
            Self::Publish(error) => match error {
                PublishError::UnknownApp => StatusCode::UNAUTHORIZED,
                PublishError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                PublishError::NoChannel | PublishError::TooManyChannels { .. } => {
                    StatusCode::BAD_REQUEST
                }
            },
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        tracing::debug!(status = status.as_u16(), reason = %self, "call refused");
        (status, self.to_string()).into_response()
    }
}
