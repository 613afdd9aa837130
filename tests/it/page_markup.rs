//! What a caller sends comes back in a page as text, never as markup.

use crate::page_forms::upload;
use crate::support::http::Answer;
use crate::support::reporting::server;
use crate::support::server::Server;

/// It would end an attribute, open a tag and begin a script if it were not escaped.
const HOSTILE: &str = "q\"onfocus='a'<mark>&lt;mark>";
const ENCODED: &str = "q%22onfocus%3D%27a%27%3Cmark%3E%26lt%3Bmark%3E";

/// A server with the starter data.
fn loaded() -> Server {
    let server = server();
    server.reload();
    server
}

/// Checks that a page has no markup of the hostile value.
fn check(page: &Answer, what: &str) {
    assert!([200, 400, 404, 413, 415, 422].contains(&page.status), "{what}: {}", page.status);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{what}");
    for part in ["q\"onfocus", "<mark", "&lt;mark>"] {
        assert!(!page.text().contains(part), "{what}: {part} in {}", page.text());
    }
}

#[test]
fn markup_in_a_parameter_is_escaped() {
    let server = loaded();
    let browser = [("accept", "text/html")];
    let names = [
        "q",
        "zip",
        "locality",
        "date",
        "pos",
        "mod",
        "by",
        "part",
        "minutes",
        "charge",
        "deductible",
        "with",
        "edits",
        "lines",
        "codes",
        "unknown",
    ];
    let paths =
        ["/", "/codes/76377", "/codes/99213", "/claim", "/remittance", "/contribute/76377", "/toolkit"];
    let mut echoes = 0;
    for path in paths {
        for name in names {
            for others in ["", "&q=mri&lines=99213&codes=99213"] {
                let address = format!("{path}?{name}={ENCODED}{others}");
                let page = server.send("GET", &address, &browser, b"");
                check(&page, &address);
                echoes += usize::from(page.text().contains("onfocus"));
            }
        }
        check(&server.send("GET", &format!("{path}?{ENCODED}=1"), &browser, b""), path);
    }
    assert!(echoes > 40, "only {echoes} of the pages have the value at all");
    for path in [format!("/codes/{ENCODED}"), format!("/contribute/{ENCODED}"), format!("/{ENCODED}")] {
        check(&server.send("GET", &path, &browser, b""), &path);
    }
}

#[test]
fn markup_in_a_form_or_a_file_is_escaped() {
    let server = loaded();
    let headers = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    for field in [
        "carc",
        "group",
        "payer",
        "service_month",
        "modifiers",
        "rarc",
        "place_of_service",
        "billed_bucket",
        "strategy",
        "outcome",
        "note",
        "statements",
        "key",
        "token",
        "report",
    ] {
        for path in ["/contribute/76377", "/retract", "/remittance/contribute"] {
            let page = server.send("POST", path, &headers, format!("{field}={ENCODED}").as_bytes());
            check(&page, &format!("{field} to {path}"));
        }
    }
    let remittance = include_str!("../../openapi/remittance.835");
    let claims = include_str!("../fixtures/x12/clinic.837");
    let mut echoes = 0;
    let files = [(remittance, ["HC:", "CAS*", "DTM*", "CLP*"]), (claims, ["HC:", "NM1*", "CLM*", "DTP*"])];
    for (file, places) in files {
        for place in places {
            for path in ["/remittance", "/claim"] {
                let hostile = HOSTILE.replace('\'', "");
                let file = file.replacen(place, &format!("{place}{hostile}"), 1);
                let page = upload(&server, path, &file);
                check(&page, &format!("{place} to {path}"));
                echoes += usize::from(page.text().contains("onfocus"));
            }
        }
    }
    assert_eq!(echoes, 0, "no page repeats a value that cannot be read in a file");
}
