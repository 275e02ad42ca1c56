//! What browsers are told to keep pages from.

use reqwest::Method;

use crate::support::{Answer, TestApp};

async fn get(app: &TestApp, path: &str) -> Answer {
    let request = app.nobody().request(Method::GET, path).header("accept", "text/html");
    Answer::read(request.send().await.expect("the server answers")).await
}

/// A part of a page's policy, such as `script-src`.
fn part(answer: &Answer, name: &str) -> Option<String> {
    let policy = answer.header("content-security-policy")?;
    let mut parts = policy.split("; ").filter_map(|part| part.split_once(' '));
    parts.find(|(key, _)| *key == name).map(|(_, sources)| sources.to_owned())
}

#[tokio::test]
async fn every_answer_is_what_it_says_and_stands_in_no_frame() {
    let app = TestApp::sqlite();
    let paths =
        ["/", "/docs/", "/api/menu/vendors", "/api/auth/me", "/nothing", "/healthz", "/metrics"];
    for path in paths {
        let answer = get(&app, path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
    }
    assert_eq!(get(&app, "/healthz").await.header("content-security-policy"), None);
}

#[tokio::test]
async fn the_page_of_the_documentation_runs_no_scripts_but_its_own() {
    let app = TestApp::sqlite();
    let page = get(&app, "/docs/").await;
    assert_eq!(page.status, 200);
    assert_eq!(part(&page, "default-src").as_deref(), Some("'self'"));
    assert_eq!(part(&page, "script-src"), None, "scripts are as the default");
    assert_eq!(part(&page, "style-src").as_deref(), Some("'self' 'unsafe-inline'"));
    assert_eq!(part(&page, "frame-ancestors").as_deref(), Some("'none'"));
    let inline = page.text.split("<script").skip(1).filter(|script| !script.starts_with(" src="));
    assert_eq!(inline.count(), 0, "the policy stops it: {}", page.text);
}

#[tokio::test]
async fn the_web_app_loads_from_the_hall_alone_and_connects_to_where_events_come_from() {
    let app = TestApp::sqlite();
    let own = get(&app, "/").await;
    assert_eq!(own.status, 200, "{}", own.text);
    assert_eq!(part(&own, "default-src").as_deref(), Some("'self'"));
    for (name, element) in [("script-src", "<script>"), ("style-src", "<style>")] {
        let sources = part(&own, name).expect("a part of its own");
        let (own_files, inline) = sources.split_once(' ').unwrap_or((&sources, ""));
        assert_eq!(own_files, "'self'", "{name}");
        let is_hash = |source: &str| source.starts_with("'sha256-") && source.ends_with("='");
        assert!(inline.split_whitespace().all(is_hash), "{name} allows more: {sources}");
        let carried = own.text.matches(element).count();
        assert_eq!(
            inline.split_whitespace().count(),
            carried,
            "{name} names what the page carries"
        );
    }
    assert_eq!(part(&own, "connect-src").as_deref(), Some("'self'"));
    let elsewhere = TestApp::with_settings(&[
        ("BROADCAST_DRIVER", "pusher"),
        ("PUSHER_APP_ID", "1"),
        ("PUSHER_APP_KEY", "key"),
        ("PUSHER_APP_SECRET", "secret"),
        ("PUSHER_APP_CLUSTER", "ap1"),
    ]);
    let sources = part(&get(&elsewhere, "/").await, "connect-src");
    let expected = "'self' wss://ws-ap1.pusher.com https://sockjs-ap1.pusher.com";
    assert_eq!(sources.as_deref(), Some(expected));
}
