//! The biller's pages in every state, their headers, and what a mistake gets.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::support::cluster::Database;
use crate::support::http::{Answer, Client};
use crate::support::schedule::{schedule, schedule_without_edits};
use crate::support::server::Server;
use std::time::{Duration, Instant};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml");

/// Returns the answer that a browser gets.
fn browse(client: &Client, path: &str) -> Answer {
    client.send("GET", path, &[BROWSER], b"")
}

/// The text of a page without tags, with single spaces.
fn text(answer: &Answer) -> String {
    let html = answer.text();
    let words = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text = words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(" :", ":").replace(" .", ".")
}

/// Checks that a page has all of these texts.
fn check_texts(answer: &Answer, expected: &[&str]) {
    let text = text(answer);
    for part in expected {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

#[test]
fn a_priced_code_shows_its_price_first() {
    let page = browse(&CLIENT, "/codes/76377?zip=94110&date=2025-01-15&pos=11&mod=26&charge=300");
    assert_eq!(page.status, 200);
    check_texts(
        &page,
        &["Medicare allows $41.69", "Medicare pays $32.68", "Patient owes $8.34", "Write-off $258.31"],
    );
    check_texts(&page, &["42 CFR 414.20", "Confidence in this price: high"]);
}

#[test]
fn a_denied_line_says_why_instead_of_a_price() {
    let page = browse(&CLIENT, "/codes/76377?zip=94110&date=2025-01-15&pos=22&mod=none");
    check_texts(&page, &["Medicare denies this line", "modifier 26"]);
    assert!(!page.text().contains("class=\"money\""));
}

#[test]
fn an_add_on_code_is_priced_with_its_primary() {
    let page = browse(&CLIENT, "/codes/17003?zip=94110&date=2025-01-15");
    check_texts(
        &page,
        &["Medicare allows $", "Priced with 17000 on the same claim", "it is paid only with a primary code"],
    );
}

#[test]
fn anesthesia_is_priced_with_minutes_and_a_modifier() {
    let page = browse(&CLIENT, "/codes/00142?zip=94110&date=2025-01-15");
    check_texts(&page, &["Medicare allows $", "00142-AA", "60 minutes of anesthesia"]);
}

#[test]
fn no_edits_on_file_differs_from_edits_that_are_not_loaded() {
    let without = serve_in_memory(schedule_without_edits());
    let page = browse(&without, "/codes/76377?date=2025-01-15");
    check_texts(
        &page,
        &["Not loaded. Nothing is known about codes that bundle with 76377", "Not loaded: a limit may exist"],
    );
    let page = browse(&CLIENT, "/codes/76377?date=2025-01-15&with=99213");
    check_texts(&page, &["No edit pairs 76377 with 99213"]);
}

#[test]
fn without_the_database_a_page_lacks_only_reported_denials() {
    let server = Server::with_own_starter_data();
    assert_eq!(server.get("/v1/codes/76377/denials").status, 200);
    check_texts(&browse(&server, "/codes/76377"), &["Figures appear once 5 reports are in"]);
    server.database.take_away();
    let page = browse(&server, "/codes/76377");
    assert_eq!(page.status, 200);
    check_texts(&page, &["The database does not answer", "Medicare allows $"]);
    let form = browse(&server, "/contribute/76377");
    assert_eq!((form.status, form.header("content-type")), (503, Some("text/html; charset=utf-8")));
    check_texts(&form, &["The database does not answer", "Try again in a few seconds."]);
    assert!(!form.text().contains("back button"), "there is no form to go back to: {}", form.text());
}

#[test]
fn before_a_fee_schedule_is_loaded_every_page_says_so() {
    let server = Server::over(Database::with_starter_data());
    for path in ["/", "/?q=mri", "/codes/76377", "/claim?lines=99213", "/toolkit?codes=99213"] {
        let page = browse(&server, path);
        assert_eq!(
            (page.status, page.header("content-type"), page.header("retry-after")),
            (503, Some("text/html; charset=utf-8"), Some("5")),
            "{path}"
        );
        check_texts(&page, &["No fee schedule is loaded yet.", "Try again in a few seconds."]);
        assert!(!page.text().contains("still work"), "{path}: {}", page.text());
    }
}

#[test]
fn a_mistake_gets_a_page_that_says_what_to_change() {
    for (path, status, expected) in [
        ("/codes/9921", 422, "Code: \"9921\" is not a HCPCS code"),
        ("/codes/99999", 404, "99999 is not in the starter data"),
        ("/codes/76377?zip=1", 422, "ZIP code or locality: \"1\" is not a ZIP code"),
        ("/codes/76377?zip=atlantis", 422, "No payment locality is named"),
        ("/codes/76377?date=x", 422, "Date of service: \"x\" is not a date"),
        ("/codes/76377?pos=59", 422, "Place of service: \"59\""),
        ("/codes/76377?mod=2", 422, "Modifier: \"2\""),
        ("/codes/76377?units=many", 422, "Units: \"many\" is not a whole number"),
        ("/claim?lines=99213%0A20610%20twice", 422, "Line 2: \"twice\""),
        ("/claim?lines=9921", 422, "Line 1, code: \"9921\""),
        ("/toolkit?codes=99213,1", 422, "Codes: \"1\" is not a HCPCS code"),
        ("/v1/toolkit.html?codes=1", 422, "Codes: \"1\" is not a HCPCS code"),
        ("/v1/toolkit.xlsx?codes=", 422, "Codes: The list has 0 codes"),
        ("/nowhere", 404, "There is no such page No page has this address."),
    ] {
        let page = browse(&CLIENT, path);
        assert_eq!(
            (page.status, page.header("content-type")),
            (status, Some("text/html; charset=utf-8")),
            "{path}"
        );
        check_texts(&page, &[&expected.replace('"', "&#34;")]);
        let other = CLIENT.get(path);
        assert_eq!(other.header("content-type"), Some("application/problem+json"), "{path}");
        assert!(page.header("x-request-id").is_some(), "{path}");
    }
    assert_eq!(browse(&CLIENT, "/v1/codes/9921").header("content-type"), Some("application/problem+json"));
}

#[test]
fn a_form_keeps_what_was_written_and_names_the_mistake_at_its_field() {
    for (path, field, kept) in [
        ("/claim?lines=99213%0A20610%20twice&zip=94110&date=2025-01-15", "lines", "20610 twice</textarea>"),
        ("/claim?lines=99213&zip=1&date=2025-01-15", "zip", "value=\"2025-01-15\""),
        ("/claim?lines=99213&deductible=some", "deductible", "99213</textarea>"),
        ("/codes/76377?zip=1&charge=300&date=2025-01-15", "zip", "value=\"300\""),
        ("/codes/76377?date=1990-01-01&mod=26", "date", "value=\"26\""),
        ("/codes/76377?zip=94110&pos=59", "pos", "value=\"94110\""),
        ("/codes/76377?mod=2", "mod", "value=\"2\""),
        ("/codes/76377?units=many", "units", "value=\"many\""),
        ("/codes/00142?minutes=long", "minutes", "value=\"long\""),
        ("/codes/76377?charge=some", "charge", "value=\"some\""),
        ("/codes/76377?deductible=some", "deductible", "value=\"some\""),
        ("/codes/76377?by=wizard&zip=94110", "by", "value=\"94110\""),
        ("/codes/17003?units=0", "units", "value=\"0\""),
        ("/toolkit?codes=99213,1&zip=94110", "codes", "99213,1</textarea>"),
        ("/toolkit?codes=99213&zip=1", "zip", "99213</textarea>"),
        ("/?q=mri+brain&zip=1", "zip", "value=\"mri brain\""),
    ] {
        let page = browse(&CLIENT, path);
        assert_eq!(page.status, 422, "{path}");
        for part in [kept, &format!("aria-describedby=\"{field}-wrong\""), &format!("href=\"#{field}\"")] {
            let describes_hint = format!("{field}-hint {field}-wrong");
            let text = page.text().replace(&describes_hint, &format!("{field}-wrong"));
            assert!(text.contains(part), "{path} has no {part}: {text}");
        }
        let form = page.text().matches("<form class=\"ask\"").count();
        assert!(form >= 1 && page.text().contains("aria-invalid=\"true\""), "{path}");
        assert!(page.text().contains("<title>Change needed: "), "{path}");
    }
}

#[test]
fn a_form_names_all_mistakes_at_once() {
    let page = browse(&CLIENT, "/toolkit?codes=1&zip=1&date=x&pos=59");
    for field in ["codes", "zip", "date"] {
        assert!(page.text().contains(&format!("id=\"{field}-wrong\"")), "{field} in {}", page.text());
    }
    let folded = browse(&CLIENT, "/codes/76377?mod=2");
    assert!(folded.text().contains("<details class=\"more\" open>"), "{}", folded.text());
}

#[test]
fn a_place_can_be_named_by_a_part_of_its_name() {
    check_texts(&browse(&CLIENT, "/codes/99213?zip=manhattan"), &["(13202-01)"]);
    check_texts(&browse(&CLIENT, "/codes/99213?zip=01112-05"), &["San Francisco"]);
    check_texts(&browse(&CLIENT, "/codes/99213?zip=rest+of"), &["can be in", "localities", "(Rest Of "]);
    // Two localities have it in their name, and one of them among its counties.
    check_texts(&browse(&CLIENT, "/codes/99213?zip=san+francisco"), &["(01112-05)"]);
    check_texts(&browse(&CLIENT, "/codes/99213?zip=marin"), &["(01112-52)"]);
    for (typed, locality) in [
        ("chicago", "(06102-16)"),
        ("Denver,+CO", "(04112-01)"),
        ("colorado", "(04112-01)"),
        ("cook+county+illinois", "(06102-16)"),
    ] {
        check_texts(&browse(&CLIENT, &format!("/codes/99213?zip={typed}")), &[locality]);
    }
    check_texts(
        &browse(&CLIENT, "/codes/99213?zip=illinois"),
        &["can be in 4 localities", "06102-16 (Chicago"],
    );
}

#[test]
fn a_code_in_the_search_leads_to_its_page_with_the_place() {
    let answer = browse(&CLIENT, "/?q=76377&zip=94110&date=&pos=22");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/codes/76377?zip=94110&pos=22")));
    let answer = browse(&CLIENT, "/?q=76377-26&zip=94110&date=2025-01-15");
    assert_eq!(answer.header("location"), Some("/codes/76377?zip=94110&date=2025-01-15&mod=26"));
    check_texts(&browse(&CLIENT, "/?q=mri+brain&date=2025-01-15"), &["70551", "An MRI of the brain"]);
    check_texts(&browse(&CLIENT, "/?q=zeppelin&date=2025-01-15"), &["No code matches"]);
}

#[test]
fn a_search_for_several_codes_offers_a_claim_with_them() {
    for (search, lines, codes) in [
        ("99213+20610", "99213%0A20610", "99213 and 20610"),
        ("99213-25+denied+with+20610,+76377+26", "99213-25%0A20610%0A76377-26", "99213, 20610 and 76377"),
    ] {
        let page = browse(&CLIENT, &format!("/?q={search}&zip=94110"));
        check_texts(&page, &[&format!("Price {codes} on one claim")]);
        let link = format!("href=\"/claim?zip=94110&#38;lines={lines}\"");
        assert!(page.text().contains(&link), "{link} is not in {}", page.text());
    }
    assert!(!browse(&CLIENT, "/?q=mri+brain").text().contains("on one claim"));
}

#[test]
fn a_denied_claim_shows_what_would_cure_it() {
    let page = browse(&CLIENT, "/claim?lines=99213%0A20610&zip=94110&date=2025-01-15");
    check_texts(&page, &["Denied", "Edit of 20610 and 99213: what would cure it", "Price with 25"]);
    let link = page.text().split("href=\"").find(|rest| rest.contains("Price with 25")).unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(link.contains("99213-25"), "{link}");
    let cured = browse(&CLIENT, &link);
    check_texts(&cured, &["Edit of 20610 and 99213: resolved", "Modifier 25 on line 1 allows both"]);
}

#[test]
fn pages_load_nothing_from_elsewhere_and_set_no_cookie() {
    for path in [
        "/",
        "/codes/76377?zip=94110",
        "/claim?lines=99213",
        "/remittance",
        "/toolkit?codes=99213",
        "/assets/style.css",
        "/assets/page.js",
    ] {
        let page = browse(&CLIENT, path);
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(page.header("set-cookie").is_none(), "{path}");
        let etag = page.header("etag").unwrap();
        assert_eq!(CLIENT.send("GET", path, &[BROWSER, ("if-none-match", etag)], b"").status, 304, "{path}");
        for elsewhere in ["https://", "http://", "style=\"", "<style", "onclick="] {
            let has = page.text().replace("http://www.w3.org/2000/svg", "").contains(elsewhere);
            assert!(!has, "{path} has {elsewhere}");
        }
    }
    assert!(browse(&CLIENT, "/assets/page.js").body.len() < 10_000);
    assert_eq!(browse(&CLIENT, "/assets/other.js").status, 404);
}

#[test]
fn pages_take_only_their_methods() {
    let answer = CLIENT.send("POST", "/codes/76377", &[], b"");
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
    let answer = CLIENT.send("DELETE", "/claim", &[], b"");
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, POST, OPTIONS")));
    let answer = CLIENT.send("GET", "/retract", &[], b"");
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, OPTIONS")));
    assert_eq!(CLIENT.send("HEAD", "/codes/76377", &[], b"").status, 200);
}

#[test]
fn the_page_of_a_code_is_small() {
    for code in ["76377", "99213", "45380", "20610", "93000", "17003"] {
        let page = browse(&CLIENT, &format!("/codes/{code}?zip=94110&date=2025-01-15"));
        assert!(page.body.len() < 50_000, "the page of {code} has {} bytes", page.body.len());
    }
}

/// A debug build is about ten times slower than the program. The bound finds a page that computes far too much.
#[test]
fn the_page_of_a_code_is_quick() {
    let client = serve_in_memory(schedule());
    browse(&client, "/codes/76377?zip=94110");
    let began = Instant::now();
    for _ in 0..10 {
        browse(&client, "/codes/76377?zip=94110");
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?} for ten pages", began.elapsed());
}
