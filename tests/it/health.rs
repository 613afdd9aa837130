//! Health, documentation, and what the service can do without data or without its database.

use crate::support::cluster::Database;
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn a_service_without_data_is_alive_and_names_what_is_missing() {
    let server = Server::over(Database::with_starter_data());
    assert_eq!(server.get("/livez").json()["status"], "live");
    let ready = server.get("/readyz");
    assert_eq!(ready.problem(), "503 unavailable: No fee schedule is loaded.");
    assert!(ready.header("retry-after").is_some());
    for path in [
        "/v1/codes",
        "/v1/codes/99213",
        "/v1/codes/99213/history",
        "/v1/localities",
        "/v1/localities/01112-05",
        "/v1/zips/94110",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.problem(), "503 unavailable: No fee schedule is loaded yet.", "{path}");
        assert!(answer.header("retry-after").is_some(), "{path}");
    }
    let estimate = server.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#);
    assert_eq!(estimate.problem(), "503 unavailable: No fee schedule is loaded yet.");
    let releases = server.get("/v1/releases");
    let unread = "503 unavailable: The loaded releases have not been read from the database yet.";
    assert_eq!(releases.problem(), unread);
    assert!(releases.header("retry-after").is_some());
    server.reload();
    assert!(!server.get("/v1/releases").json()["releases"].as_array().unwrap().is_empty());
    assert_eq!(server.get("/readyz").json()["status"], "ready");
}

#[test]
fn estimates_and_look_ups_work_without_the_database() {
    let server = Server::with_own_starter_data();
    assert_eq!(server.get("/readyz").status, 200);
    server.database.take_away();
    assert_eq!(server.get("/readyz").problem(), "503 unavailable: The database does not answer.");
    assert_eq!(server.get("/livez").status, 200);
    assert_eq!(server.get("/v1/codes/76377").status, 200);
    assert_eq!(server.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#).status, 200);
}

#[test]
fn readiness_names_everything_that_is_missing() {
    let server = Server::over(Database::with_starter_data());
    server.database.take_away();
    let problem = server.get("/readyz").problem();
    assert_eq!(problem, "503 unavailable: No fee schedule is loaded. The database does not answer.");
}

#[test]
fn the_documentation_is_served_by_the_program() {
    let server = Server::with_starter_data();
    let answers = [
        "/",
        "/docs",
        "/docs/",
        "/docs/index.html",
        "/docs/swagger-ui.css",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-initializer.js",
        "/openapi.json",
    ]
    .map(|path| {
        let answer = server.get(path);
        let length = if answer.body.len() > 1000 { "long" } else { "short" };
        format!(
            "{path} {} {} {} {length}",
            answer.status,
            answer.header("location").unwrap_or("-"),
            answer.header("content-type").unwrap_or("-")
        )
    });
    expect![[r#"
        / 307 /docs/ - short
        /docs 307 /docs/ - short
        /docs/ 200 - text/html short
        /docs/index.html 200 - text/html short
        /docs/swagger-ui.css 200 - text/css long
        /docs/swagger-ui-bundle.js 200 - text/javascript long
        /docs/swagger-initializer.js 200 - text/javascript short
        /openapi.json 200 - application/json long"#]]
    .assert_eq(&answers.join("\n"));
    let page = server.get("/docs/");
    assert!(!page.text().contains("https://"), "a page that needs another server");
    assert!(server.get("/docs/swagger-initializer.js").text().contains("/openapi.json"));
}
