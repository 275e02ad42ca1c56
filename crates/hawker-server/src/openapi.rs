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
        (name = "hall", description = "What prices and times are measured in; no login needed"),
        (name = "cart", description = "What is to be ordered; guests have one too, by a cookie"),
        (name = "checkouts", description = "Pricing, placing and finding again"),
        (name = "customer orders", description = "A customer's own orders"),
        (name = "vendor orders", description = "A stall's own orders, for its staff"),
        (name = "vendor", description = "A stall itself, for its staff"),
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

/// The routes' document with a name for each call that no other has. A handler is named by its
/// module, so `show` alone would stand in it several times.
pub fn named(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let group = operation.tags.iter().flatten().next();
            let words = [group, operation.operation_id.as_ref()];
            let name = words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
            operation.operation_id = Some(camel_case(&name.join(" ")));
        }
    }
    document
}

fn camel_case(text: &str) -> String {
    let mut name = String::new();
    for word in text.split([' ', '_']) {
        let (first, rest) = word.split_at(word.len().min(1));
        let first = if name.is_empty() { first.to_lowercase() } else { first.to_uppercase() };
        name.extend([first.as_str(), rest]);
    }
    name
}

/// The document as text, as it stands in `docs/openapi.json`.
pub fn text() -> String {
    let document = named(crate::router::api().into_openapi());
    let mut text = document.to_pretty_json().expect("the document is JSON");
    text.push('\n');
    text
}
