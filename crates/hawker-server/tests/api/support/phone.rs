//! A guest's browser: it keeps the cookies it is given, and sends them back.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};

use super::{Answer, Person, TestApp};

/// A password for whoever registers with a phone.
const PASSWORD: &str = "correct horse battery";

/// A browser without an account, until somebody registers or signs in with it.
pub(crate) struct Phone {
    nobody: Person,
    cookies: BTreeMap<String, String>,
}

impl Phone {
    /// One that was never here before.
    pub(crate) fn new(app: &TestApp) -> Self {
        Self { nobody: app.nobody(), cookies: BTreeMap::new() }
    }

    /// The value of a cookie that it keeps.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Makes a call, with more headers than a browser's own.
    pub(crate) async fn call(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut request = self.nobody.request(method.clone(), path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header("cookie", pairs.collect::<Vec<_>>().join("; "));
        }
        if method != Method::GET {
            request = request.json(body);
        }
        let answer = Answer::read(request.send().await.expect("the server answers")).await;
        self.keep_cookies(&answer);
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], &Value::Null).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &[], body).await
    }

    pub(crate) async fn patch(&mut self, path: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, path, &[], body).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[], &json!({})).await
    }

    /// Makes an account named `name` and is signed in.
    pub(crate) async fn registers(&mut self, name: &str) {
        self.post("/api/auth/register", &account(name)).await.created();
    }

    /// Signs in to the account that was made for `name`.
    pub(crate) async fn signs_in(&mut self, name: &str) {
        self.post("/api/auth/login", &account(name)).await.ok();
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie of text");
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn account(name: &str) -> Value {
    let email = format!("{}@example.test", name.to_lowercase());
    json!({"name": name, "email": email, "password": PASSWORD})
}
