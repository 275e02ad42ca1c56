//! An answer of the server, and what must hold for every one of a kind.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Words that only stand in an answer if something internal leaked into it.
const INTERNAL_WORDS: [&str; 12] = [
    "diesel",
    "sqlite",
    "postgres",
    "psql",
    "select ",
    "insert ",
    "constraint",
    "panicked",
    "argon2",
    "src/",
    ".rs:",
    "os error",
];

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a body of text") }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of text"))
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of a 200.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()
    }

    /// The body of a 201.
    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        assert_eq!(self.status, StatusCode::CREATED, "{}", self.text);
        self.json()
    }

    /// The body of a refusal with this status and code, in the shape that all have.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert!(self.header("x-request-id").is_some(), "{:?}", self.headers);
        let lower = self.text.to_lowercase();
        let leaked = INTERNAL_WORDS.iter().find(|word| lower.contains(*word));
        assert_eq!(leaked, None, "{}", self.text);
        let body = self.json();
        assert_eq!(body["status"], status, "{body}");
        assert_eq!(body["code"], code, "{body}");
        assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()), "{body}");
        body
    }

    /// That this is a 422 which names these fields and no others.
    #[track_caller]
    pub(crate) fn names_fields(&self, fields: &[&str]) {
        let body = self.refused(422, "invalid");
        let errors = body["errors"].as_array().unwrap_or_else(|| panic!("no errors: {body}"));
        let named: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(named, fields, "{body}");
        assert!(errors.iter().all(|error| error["message"].is_string()), "{body}");
    }

    /// The session's cookie, as a browser sends it back.
    #[track_caller]
    pub(crate) fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {self:?}"));
        cookie.split(';').next().expect("a cookie has a first part").to_owned()
    }
}
