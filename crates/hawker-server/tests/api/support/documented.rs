//! The calls that the OpenAPI document knows.

use reqwest::Method;
use serde_json::Value;

/// One documented call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Its path, as documented: `/api/menu/vendors/{id}`.
    pub(crate) path: String,
    /// Whether one has to sign in for it.
    pub(crate) needs_login: bool,
}

impl Call {
    /// The path with `id` in the place of its parameter.
    pub(crate) fn path_of(&self, id: i64) -> String {
        self.path.replace("{id}", &id.to_string())
    }
}

/// Every documented call.
pub(crate) fn documented() -> Vec<Call> {
    let document: Value =
        serde_json::from_str(&hawker_server::openapi::text()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("the document has paths");
    let calls = paths.iter().flat_map(|(path, calls)| {
        let calls = calls.as_object().expect("a path has calls");
        calls.iter().map(move |(method, call)| Call {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.clone(),
            needs_login: call.get("security").is_some(),
        })
    });
    calls.collect()
}
