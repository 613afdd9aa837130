//! The forms of the pages that send something: denial reports, remittances, files of claims. They work without JavaScript.

use crate::support::http::{Answer, Client};
use crate::support::reporting::{covered, server};
use crate::support::server::Server;
use medpayiq::vocabulary::Money;

const REMITTANCE: &str = include_str!("../../openapi/remittance.835");
const CLAIMS: &str = include_str!("../fixtures/x12/clinic.837");

/// Sends the fields of a form.
fn send(client: &Client, path: &str, form: &str) -> Answer {
    let headers = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    client.send("POST", path, &headers, form.as_bytes())
}

/// Sends a file in a form, as browsers do.
pub(crate) fn upload(client: &Client, path: &str, file: &str) -> Answer {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.edi\"\r\nContent-Type: text/plain\r\n\r\n{file}\r\n--edge--\r\n"
    );
    let headers = [("accept", "text/html"), ("content-type", "multipart/form-data; boundary=edge")];
    client.send("POST", path, &headers, body.as_bytes())
}

/// Sends a body as a form with the boundary `edge`.
fn send_form(client: &Client, path: &str, media_type: &str, body: &str) -> Answer {
    client.send("POST", path, &[("accept", "text/html"), ("content-type", media_type)], body.as_bytes())
}

/// The value that follows a text in a page, up to a quote or a tag.
fn after<'a>(page: &'a Answer, before: &str) -> &'a str {
    let (_, rest) = page.text().split_once(before).unwrap_or_else(|| panic!("{before} is not in the page"));
    rest.split(['"', '<']).next().unwrap()
}

/// The first report that the page of a remittance offers, as its form sends it.
fn offered_report(page: &Answer) -> String {
    let report = after(page, "name=\"report\" value=\"").replace("&#34;", "\"");
    assert!(report.contains("\"hcpcs\":\"71260\""), "{report}");
    report.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A server with the starter data in a database of its own.
fn own_server() -> Server {
    let server = server();
    server.reload();
    server
}

const FORM: &str = "carc=97&group=CO&payer=medicare&service_month=2025-01&modifiers=26&rarc=M15&place_of_service=&billed_bucket=&strategy=&outcome=&note=";

#[test]
fn a_report_is_sent_and_taken_back() {
    let server = own_server();
    let form = server.get("/contribute/76377");
    assert_eq!(form.header("cache-control"), Some("no-store"));
    let mut tokens = Vec::new();
    for key in 0..5 {
        let thanks = send(&server, "/contribute/76377", &format!("{FORM}&key=key{key}"));
        assert_eq!(
            (thanks.status, thanks.header("cache-control")),
            (200, Some("no-store")),
            "{}",
            thanks.text()
        );
        tokens.push(after(&thanks, "<code id=\"token\">").to_owned());
    }
    assert_eq!(covered(&server, "76377"), Some(5));
    let again = send(&server, "/contribute/76377", &format!("{FORM}&key=key4"));
    assert_eq!(after(&again, "<code id=\"token\">"), tokens[4], "a form sent twice counts once");
    assert_eq!(send(&server, "/retract", &format!("token={}", tokens[0])).status, 200);
    assert_eq!(covered(&server, "76377"), None);
    let again = send(&server, "/retract", &format!("token={}", tokens[0]));
    assert_eq!(again.status, 404);
    assert!(again.text().contains("Copy the whole token"), "{}", again.text());
    assert!(!again.text().contains("aria-label=\"Find a code\""), "a search does not help here");
}

#[test]
fn a_refused_report_keeps_the_form_and_names_each_refused_word() {
    let server = own_server();
    let form = FORM.replace("carc=97", "carc=45").replace(
        "note=",
        "note=Paid+for+zebulon+1950&statements=modifier_added&statements=documentation_sent",
    );
    let page = send(&server, "/contribute/76377", &form);
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text().contains("Reason code (CARC)</b></a>: CARC 45"), "{}", page.text());
    assert!(page.text().contains("value=\"M15\""));
    let checked = |statement: &str| page.text().contains(&format!("value=\"{statement}\" checked"));
    assert!(checked("modifier_added") && checked("documentation_sent") && !checked("contract_cited"));
    assert!(page.text().contains("value=\"Paid for zebulon 1950\""));
    for word in ["zebulon", "1950"] {
        let fault = format!("Note</b></a>: &#34;{word}&#34;");
        assert!(page.text().contains(&fault), "{fault} is not in {}", page.text());
    }
}

#[test]
fn no_text_of_a_page_sends_a_biller_to_an_operation_of_the_api() {
    let server = own_server();
    for key in 0..5 {
        let form = format!("{FORM}&key=step{key}");
        assert_eq!(send(&server, "/contribute/76377", &form).status, 200);
    }
    let shown = server.send("GET", "/codes/76377?zip=94110", &[("accept", "text/html")], b"");
    let denials = after(&shown, "Next step with Medicare: <b>").to_owned();
    assert_eq!(denials, "reopen", "{}", shown.text());
    let remark = send(&server, "/contribute/76377", &FORM.replace("rarc=M15", "rarc=N999"));
    let code = send(&server, "/contribute/99998", FORM);
    let remittance = upload(&server, "/remittance", &REMITTANCE.replace("CAS*CO*97", "CAS*CO*999"));
    assert_eq!((remark.status, code.status, remittance.status), (422, 422, 200));
    for page in [shown, remark, code, remittance] {
        // Links to the API have their addresses as their text.
        let text = page.text().replace("POST /v1/estimates</a>", "");
        for operation in ["POST /v1/", "GET /v1/", "`"] {
            assert!(!text.contains(operation), "{operation} is in {text}");
        }
    }
}

#[test]
fn a_form_from_another_site_is_refused() {
    let server = own_server();
    for site in ["cross-site", "same-site"] {
        let headers = [("accept", "text/html"), ("sec-fetch-site", site)];
        for path in ["/contribute/76377", "/retract", "/remittance", "/remittance/contribute", "/claim"] {
            let answer = server.send("POST", path, &headers, FORM.as_bytes());
            assert_eq!(answer.status, 400, "{path}");
            assert!(answer.text().contains("another site"), "{path}");
        }
    }
    // Without TLS a browser names only the origin of the page.
    let host = server.address().to_string();
    let status = |origin: &str| {
        let headers = [
            ("accept", "text/html"),
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        server.send("POST", "/retract", &headers, b"token=x").status
    };
    assert_eq!([status("https://example.org"), status("null")], [400, 400]);
    assert_eq!([status(&format!("http://{host}")), status(&format!("https://{host}"))], [404, 404]);
}

#[test]
fn a_remittance_is_shown_and_the_chosen_reports_are_contributed() {
    let server = own_server();
    let page = upload(&server, "/remittance", REMITTANCE);
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")), "{}", page.text());
    assert!(page.text().contains("Nothing has been kept"));
    assert!(!page.text().contains("DOE"), "a name of the file is in the page");
    for words in [
        "CO-97 ",
        "<td>Medicare</td>",
        "What usually helps: ",
        "</data> lines: cannot be judged (the place is not known: enter a ZIP code)</li>",
    ] {
        assert!(page.text().contains(words), "{words} is not in {}", page.text());
    }
    let thanks =
        send(&server, "/remittance/contribute", &format!("key=one&report={}", offered_report(&page)));
    assert_eq!(thanks.status, 200, "{}", thanks.text());
    let token = after(&thanks, "71260 ").trim();
    assert_eq!(send(&server, "/retract", &format!("token={token}")).status, 200);
    let none = send(&server, "/remittance/contribute", "key=two");
    assert_eq!(none.status, 400);
    assert!(none.text().contains("Tick at least one"));
}

#[test]
fn without_the_database_a_remittance_is_compared_and_not_reported() {
    let server = own_server();
    server.database.take_away();
    let page = upload(&server, "/remittance", REMITTANCE);
    assert_eq!(page.status, 200, "{}", page.text());
    for words in [
        "denials cannot be reported now",
        "Expected against paid",
        "</data> lines: cannot be judged (the place is not known: enter a ZIP code)</li>",
    ] {
        assert!(page.text().contains(words), "{words} is not in {}", page.text());
    }
    assert!(!page.text().contains("name=\"report\""));
}

#[test]
fn every_form_that_needs_the_database_says_that_it_is_away() {
    let server = own_server();
    let chosen = offered_report(&upload(&server, "/remittance", REMITTANCE));
    server.database.take_away();
    for (path, form) in [
        ("/contribute/76377", format!("{FORM}&key=away")),
        ("/retract", format!("token={}", "0".repeat(40))),
        ("/remittance/contribute", format!("key=away&report={chosen}")),
    ] {
        let page = send(&server, path, &form);
        assert_eq!(
            (page.status, page.header("content-type"), page.header("retry-after")),
            (503, Some("text/html; charset=utf-8"), Some("5")),
            "{path}"
        );
        for words in [
            "The database does not answer. Prices and edits come from memory and still work.",
            "Try again in a few seconds.",
            "use the back button of the browser",
        ] {
            assert!(page.text().contains(words), "{path} has no {words}: {}", page.text());
        }
    }
    for path in
        ["/", "/?q=mri+brain", "/claim?lines=99213%0A20610", "/toolkit?codes=76377,20610", "/remittance"]
    {
        let page = server.send("GET", path, &[("accept", "text/html")], b"");
        assert_eq!((page.status, page.text().contains("does not answer")), (200, false), "{path}");
    }
}

#[test]
fn a_file_that_is_no_remittance_gets_a_page_that_says_so() {
    let server = own_server();
    let page = upload(&server, "/remittance", "hello");
    assert_eq!((page.status, page.header("content-type")), (422, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("href=\"/remittance\">Choose another file"), "{}", page.text());
    let page = upload(&server, "/claim", "hello");
    assert!(page.text().contains("href=\"/claim#file-title\">Choose another file"), "{}", page.text());
    assert_eq!(upload(&server, "/remittance", "").status, 400);
}

#[test]
fn a_file_is_found_between_other_fields() {
    let server = own_server();
    let other =
        "--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n--edge is no boundary here\r\n";
    let file =
        format!("--edge\r\ncontent-disposition: form-data; name=file; filename=\"\"\r\n\r\n{CLAIMS}\r\n");
    let second = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\nhello\r\n";
    let plain = upload(&server, "/claim", CLAIMS);
    for media_type in
        ["multipart/form-data; boundary=edge", "Multipart/Form-Data; boundary=\"edge\"; charset=utf-8"]
    {
        let body = format!("{other}{file}{second}{other}--edge--\r\n");
        let page = send_form(&server, "/claim", media_type, &body);
        assert_eq!((page.status, page.text()), (200, plain.text()), "{media_type}");
    }
}

#[test]
fn a_form_without_a_whole_file_asks_for_one() {
    let server = own_server();
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let unnamed = "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--edge--\r\n";
    for (media_type, body) in [
        ("multipart/form-data; boundary=edge", unnamed),
        ("multipart/form-data; boundary=edge", &format!("{head}\r\n--edge--\r\n")),
        ("multipart/form-data; boundary=edge", &format!("{head}ISA*00*")),
        ("multipart/form-data; boundary=edge", "hello"),
        ("multipart/form-data; boundary=other", &format!("{head}ISA*00*\r\n--edge--\r\n")),
        ("multipart/form-data", &format!("{head}ISA*00*\r\n--edge--\r\n")),
    ] {
        for path in ["/claim", "/remittance"] {
            let page = send_form(&server, path, media_type, body);
            assert_eq!(page.status, 400, "{media_type} {body}");
            assert!(page.text().contains("No file was sent. Choose one first."), "{}", page.text());
        }
    }
}

#[test]
fn a_form_that_is_too_long_is_refused_whether_it_says_so_or_not() {
    let server = own_server();
    let head = "POST /claim HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=edge\r\n";
    let declared = server.raw(format!("{head}content-length: 9000000\r\n\r\n").as_bytes());
    let most = (2 << 20) + (4 << 10);
    let field = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let body = format!("{field}{}", "x".repeat(most + 1 - field.len()));
    let chunk = format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for answer in [declared, server.raw(chunk.as_bytes())] {
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("The body exceeds the limit of 2052 KiB."), "{answer}");
    }
}

#[test]
fn a_file_of_claims_is_priced_claim_by_claim() {
    let server = own_server();
    let page = upload(&server, "/claim", CLAIMS);
    assert_eq!(page.status, 200, "{}", page.text());
    let headers = [("content-type", "application/edi-x12")];
    let claims = server.send("POST", "/v1/estimates", &headers, CLAIMS.as_bytes()).json();
    let estimated: Vec<_> =
        claims["claims"].as_array().unwrap().iter().filter(|claim| !claim["estimate"].is_null()).collect();
    assert!(!estimated.is_empty());
    for claim in estimated {
        let allowed = claim["estimate"]["totals"]["allowed"].as_str().unwrap();
        let amount: Money = allowed.parse().unwrap();
        assert!(page.text().contains(&amount.dollars().to_string()), "{allowed} is not in the page");
    }
    assert!(
        page.text().contains("<b>Segment "),
        "a claim that cannot be read names its segments: {}",
        page.text()
    );
    let link = after(&page, "<td><a href=\"").replace("&#38;", "&");
    assert_eq!(server.get(&link).status, 200, "{link}");
}
