//! The OpenAPI document and the page that shows it.

use std::collections::BTreeSet;

use hawker_server::openapi;
use serde_json::Value;

use crate::support::{Answer, TestApp, documented};

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

#[test]
fn the_document_in_the_repository_is_the_servers_own() {
    let snapshot = std::fs::read_to_string(SNAPSHOT).expect("docs/openapi.json is there");
    assert!(
        snapshot == openapi::text(),
        "docs/openapi.json is not what the server says: run cargo xtask openapi"
    );
}

#[tokio::test]
async fn the_server_serves_its_document() {
    let app = TestApp::sqlite();
    let served = app.nobody().get("/api/openapi.json").await.ok();
    let own: Value = serde_json::from_str(&openapi::text()).expect("JSON");
    assert_eq!(served, own);
}

#[tokio::test]
async fn every_documented_call_exists() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    for call in documented() {
        let path = call.path_of(stall.id);
        let request = app.nobody().request(call.method.clone(), &path);
        let answer = Answer::read(request.send().await.expect("the server answers")).await;
        // A call that exists and finds nothing in the guest's cart says just that.
        let is_answered = answer.status != 404 || answer.json()["code"] == "line_not_found";
        assert!(is_answered, "{call:?}: {answer:?}");
        assert!(!matches!(answer.status.as_u16(), 405 | 500..), "{call:?}: {answer:?}");
    }
}

#[test]
fn every_documented_call_tells_what_it_is_and_how_it_can_fail() {
    let document: Value = serde_json::from_str(&openapi::text()).expect("JSON");
    for call in documented() {
        let method = call.method.as_str().to_lowercase();
        let told = &document["paths"][&call.path][&method];
        assert!(told["summary"].as_str().is_some_and(|text| !text.is_empty()), "{call:?}");
        let responses = told["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{call:?}");
        if call.path.contains("{id}") {
            assert!(responses.contains_key("404"), "{call:?}");
        }
    }
}

#[test]
fn every_call_has_a_name_of_its_own_and_every_reference_leads_somewhere() {
    let document: Value = serde_json::from_str(&openapi::text()).expect("JSON");
    let operations = document["paths"].as_object().expect("paths").values();
    let operations = operations.flat_map(|path| path.as_object().expect("methods").values());
    let names: Vec<&str> =
        operations.map(|call| call["operationId"].as_str().expect("a name")).collect();
    let distinct: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    assert!(names.contains(&"vendorOrdersAccept"), "{names:?}");
    for reference in references(&document) {
        let path = reference.trim_start_matches('#');
        assert!(document.pointer(path).is_some(), "{reference} leads nowhere");
    }
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// What the page loads: the addresses in its `src` and `href`.
fn loaded(html: &str) -> Vec<&str> {
    let after = |mark: &'static str| html.split(mark).skip(1);
    let addresses = after("src=\"").chain(after("href=\""));
    addresses.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn the_docs_page_needs_nothing_from_elsewhere() {
    let app = TestApp::sqlite();
    let page = app.nobody().get("/docs/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html"));
    let loaded = loaded(&page.text);
    assert!(loaded.len() >= 3, "{}", page.text);
    for address in loaded {
        assert!(!address.contains("//"), "{address} is somewhere else");
        let path = format!("/docs/{}", address.trim_start_matches("./"));
        assert_eq!(app.nobody().get(&path).await.status, 200, "{path}");
    }
    let start = app.nobody().get("/docs/swagger-initializer.js").await;
    assert!(start.text.contains("/api/openapi.json"), "{}", start.text);
    assert!(!start.text.contains("http://") && !start.text.contains("https://"), "{}", start.text);
}
