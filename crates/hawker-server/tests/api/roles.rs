//! Each call is for those it is documented for, and for nobody else.

use reqwest::Method;

use crate::support::{Answer, Call, Person, TestApp, documented};

async fn make(call: &Call, person: &Person) -> Answer {
    let request = person.request(call.method.clone(), &call.path_of(1));
    Answer::read(request.send().await.expect("the server answers")).await
}

fn calls_under(prefix: &str) -> Vec<Call> {
    let calls: Vec<Call> =
        documented().into_iter().filter(|call| call.path.starts_with(prefix)).collect();
    assert!(!calls.is_empty(), "nothing is documented under {prefix}");
    calls
}

#[tokio::test]
async fn whoever_has_not_signed_in_gets_no_further() {
    let app = TestApp::sqlite();
    let calls: Vec<Call> = documented().into_iter().filter(|call| call.needs_login).collect();
    assert!(calls.len() > 20, "{calls:?}");
    for call in &calls {
        let answer = make(call, &app.nobody()).await;
        answer.refused(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{call:?}");
        make(call, &app.nobody().signed_in(1, "wrong")).await.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn each_call_is_for_one_role_only() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let superadmin = app.superadmin().await;
    for (prefix, others) in [
        ("/api/customer/", [&stall.staff, &superadmin]),
        ("/api/vendor/", [&ana, &superadmin]),
        ("/api/admin/", [&ana, &stall.staff]),
    ] {
        for call in calls_under(prefix) {
            for other in others {
                make(&call, other).await.refused(403, "wrong_role");
            }
        }
    }
}

#[tokio::test]
async fn the_menu_the_cart_and_signing_in_are_for_everybody() {
    let mut open: Vec<String> = documented()
        .into_iter()
        .filter(|call| !call.needs_login)
        .map(|call| format!("{} {}", call.method, call.path))
        .collect();
    open.sort();
    let expected = [
        "DELETE /api/cart",
        "DELETE /api/cart/lines/{id}",
        "GET /api/cart",
        "GET /api/hall",
        "GET /api/menu",
        "GET /api/menu/vendors",
        "GET /api/menu/vendors/{id}",
        "GET /api/realtime/config",
        "PATCH /api/cart/lines/{id}",
        "POST /api/auth/forgot-password",
        "POST /api/auth/login",
        "POST /api/auth/register",
        "POST /api/auth/set-password",
        "POST /api/auth/tokens",
        "POST /api/cart/lines",
    ];
    assert_eq!(open, expected);
}

#[tokio::test]
async fn a_header_that_is_no_bearer_token_proves_nothing() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    for value in ["Basic YTpi", "Bearer", "Bearer ", "ana"] {
        let request = app.nobody().request(Method::GET, "/api/auth/me");
        let request = request.header("authorization", value);
        let answer = Answer::read(request.send().await.expect("the server answers")).await;
        answer.refused(401, "unauthenticated");
    }
    ana.get("/api/auth/me").await.ok();
}
