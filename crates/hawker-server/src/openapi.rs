//! The OpenAPI document, made from the handlers themselves.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What the handlers do not say.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "hawker",
        description = "The ordering system of a food court. Amounts are in minor units of the \
            hall's currency, times in RFC 3339. Errors are RFC 9457 problems with a stable `code`; \
            a field that is not as it must be is named in `errors`. Events are announced over the \
            Pusher protocol; see `/api/realtime/config`.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "auth", description = "Accounts, sessions and tokens"),
        (name = "menu", description = "What can be ordered; no login needed"),
        (name = "checkouts", description = "Pricing and placing"),
        (name = "customer orders", description = "A customer's own orders"),
        (name = "vendor orders", description = "A stall's own orders, for its staff"),
        (name = "realtime", description = "Listening and catching up"),
        (name = "admin", description = "For the hall's manager"),
    ),
    modifiers(&Security)
)]
pub struct Document;

/// The two ways to prove who calls.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new("hawker_session"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The document as text, as it stands in `docs/openapi.json`.
pub fn text() -> String {
    let document = crate::router::api().into_openapi();
    let mut text = document.to_pretty_json().expect("the document is JSON");
    text.push('\n');
    text
}
