//! The pages of codes that other schedules of Part B price, and of codes without a price.

use crate::in_memory::{CLIENT, serve_in_memory, serve_with_tips};
use crate::support::checkout;
use crate::support::http::{Answer, Client};
use crate::support::releases::{fixture, of_year, read_all, tables};
use crate::support::schedule::schedule_with;
use medpayiq::schedule::EditReleases;
use medpayiq::tips::parse_local_tips;
use std::sync::LazyLock;

/// Fee schedules of two years, laboratory rates, drug limits of two quarters, and equipment.
static OTHERS: LazyLock<Client> = LazyLock::new(|| {
    let mut releases = vec![of_year("RVU25A", "2025-01-01"), of_year("RVU26A", "2026-01-01")];
    releases.extend([fixture("clfs"), fixture("zip5")]);
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    serve_in_memory(schedule_with(releases, EditReleases::default()))
});

/// The text of a page without tags, with single spaces.
fn text(answer: &Answer) -> String {
    let words = answer.text().split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts that a page must have, and must not have.
fn check(client: &Client, path: &str, has: &[&str], has_not: &[&str]) {
    let page = client.send("GET", path, &[("accept", "text/html")], b"");
    let text = text(&page);
    for part in has {
        assert!(text.contains(part), "{path} has no {part:?}: {text}");
    }
    for part in has_not {
        assert!(!text.contains(part), "{path} has {part:?}: {text}");
    }
}

#[test]
fn a_laboratory_test_cites_its_own_schedule_and_has_no_empty_tables() {
    let has = ["Clinical laboratory fee schedule", "CLFS_2026Q1", "Rates of other schedules", "$ 9.71"];
    let has_not = [
        "Conversion factor",
        "Relative value units",
        "History of the national amount",
        "Does not participate, accepts assignment",
    ];
    check(&OTHERS, "/codes/83036?zip=94110&date=2026-01-15", &has, &has_not);
    check(&OTHERS, "/claim?lines=83036&date=2026-01-15", &["CLFS_2026Q1"], &[]);
}

const LABORATORY_TIP: &str = r#"
reviewed = "2026-11-24"

[[tip]]
id = "our-a1c"
codes = ["83036"]
text = "Medicare allows {claim} for the test."
effect = "informs"
evidence = "computed"
claim = "code"
"#;

/// A fee schedule that sends 83036 to the laboratory schedule, as CMS's whole file does, and that schedule.
fn with_laboratory_test() -> Client {
    let mut physician = of_year("RVU26A", "2026-01-01");
    let services = &mut tables(&mut physician).services;
    let mut test = services.iter().find(|service| service.row.hcpcs.as_str() == "36415").unwrap().clone();
    test.row.hcpcs = "83036".parse().unwrap();
    services.push(test);
    let tips = parse_local_tips("ours.toml", LABORATORY_TIP).unwrap();
    serve_with_tips(schedule_with(vec![physician, fixture("clfs")], EditReleases::default()), tips)
}

#[test]
fn the_source_of_a_tip_is_the_schedule_that_its_amount_comes_from() {
    let client = with_laboratory_test();
    let tips = client.get("/v1/codes/83036/tips?date=2026-01-15").json();
    let sources = tips["tips"].as_array().unwrap().iter();
    let sources: Vec<_> = sources.map(|tip| (tip["id"].as_str(), tip["source"].as_str())).collect();
    let waived = "CLFS_2026Q1; Social Security Act 1833(a)(1) and (b); 42 CFR 410.152(l) and 410.160(b)";
    assert_eq!(
        sources,
        [(Some("our-a1c"), Some("CLFS_2026Q1")), (Some("patient-share-waived"), Some(waived))]
    );
    let has = [
        "Medicare allows $9.71 for the test.",
        "From your practice. CLFS_2026Q1",
        "Of the $9.71 allowed",
        waived,
    ];
    check(&client, "/codes/83036?date=2026-01-15", &has, &["RVU26A; Social", "From your practice. RVU26A"]);
    check(&client, "/codes/76377?date=2026-01-15", &["RVU26A; Social Security Act"], &["CLFS_2026Q1;"]);
}

#[test]
fn equipment_shows_the_fees_of_each_state() {
    let has = ["Fee in CA, NU (new) $", "Fees by state", "rural", "modifier NU"];
    check(
        &OTHERS,
        "/codes/E0143?zip=94110&date=2026-01-15",
        &has,
        &["Confidence in this price", "Relative value units"],
    );
}

#[test]
fn a_quarter_that_is_not_loaded_is_named() {
    let missing = "Drug limits of 2025Q2 are not loaded (newest: 2026Q1).";
    let has = [missing, "No published price", "There is no price."];
    check(
        &OTHERS,
        "/codes/J3301?date=2025-04-15",
        &has,
        &["Confidence in this price", "Not paid", "deductible is met"],
    );
    check(&OTHERS, "/claim?lines=J3301&date=2025-04-15", &[missing, "No published price"], &["Confidence"]);
    check(&OTHERS, "/codes/J3301?date=2026-01-15", &["Payment limits of Part B drugs"], &["are not loaded"]);
}

#[test]
fn the_search_finds_codes_of_other_schedules() {
    let found = OTHERS.get("/?q=E0143&date=2026-01-15");
    assert_eq!((found.status, found.header("location")), (303, Some("/codes/E0143?date=2026-01-15")));
    check(&OTHERS, "/?q=E01&date=2026-01-15", &["E0143", "1 code of other schedules"], &["No code matches"]);
    check(&OTHERS, "/?q=E0143+83036&date=2026-01-15", &["Price E0143 and 83036 on one claim"], &["No code"]);
}

#[test]
fn words_find_codes_of_other_schedules_and_of_other_days_first() {
    for day in ["2026-01-15", "2026-11-29"] {
        for (words, codes) in [
            ("a1c", &["83036"][..]),
            ("lipid panel", &["80061"]),
            ("cbc", &["85025"]),
            ("urinalysis", &["81002"]),
            ("prolia", &["J0897"]),
            ("walker", &["E0143"]),
        ] {
            let page = OTHERS.get(&format!("/?q={}&date={day}", words.replace(' ', "+")));
            let (_, results) = page.text().split_once("<ul class=\"results\">").unwrap();
            let links: Vec<&str> = results.split("<a href=\"").skip(1).take(codes.len()).collect();
            for (link, code) in links.iter().zip(codes) {
                assert!(link.starts_with(&format!("/codes/{code}")), "{words} on {day}: {link}");
                let (address, _) = link.split_once('"').unwrap();
                assert_eq!(
                    OTHERS.get(&address.replace("&#38;", "&")).status,
                    200,
                    "{words} on {day}: {address}"
                );
            }
        }
    }
}

#[test]
fn words_of_a_whole_release_find_services_before_their_drug() {
    check(&CLIENT, "/?q=toenail&date=2025-01-15", &["11721", "11730"], &["No code matches"]);
    check(&CLIENT, "/?q=botox&date=2025-01-15", &["64615"], &["No code matches"]);
}

#[test]
fn a_code_that_is_not_known_yet_names_its_first_day() {
    let page = OTHERS.get("/codes/E0143?date=2025-01-15");
    assert_eq!(page.status, 404);
    let path = "/codes/E0143?date=2025-01-15";
    check(&OTHERS, path, &["E0143 is known from 2026-01-01: DMEPOS_2026Q1 lists it"], &[]);
    let path = "/codes/J0178?date=2026-11-29";
    check(&OTHERS, path, &["newest loaded release with J0178 is ASP_2026Q1, from 2026-01-01"], &[]);
}

#[test]
fn the_toolkit_says_which_schedule_prices_a_code_and_what_has_no_price() {
    let path = "/toolkit?codes=83036,J3301,E0143,76377&date=2026-01-15&zip=94110";
    let has = ["Priced by: Clinical laboratory fee schedule", "Priced by: Payment limits of Part B drugs"];
    check(&OTHERS, path, &has, &["by report", "not paid"]);
    check(&OTHERS, path, &["only with modifier 26", "paid by the equipment contractor"], &[]);
    let path = "/toolkit?codes=J3301,G0008&date=2025-04-15";
    check(&OTHERS, path, &["no published price", "paid at the vaccine rate"], &["not paid"]);
}

#[test]
fn the_first_page_names_the_releases_of_every_kind() {
    check(
        &OTHERS,
        "/",
        &["Laboratory rates: CLFS_2026Q1", "Drug limits: ASP_2025Q1, ASP_2026Q1", "DMEPOS_2026Q1"],
        &[],
    );
    check(&CLIENT, "/", &["Unit limits (MUE):", "Bundling edits (PTP):"], &["Drug limits"]);
}

#[test]
fn what_a_contractor_prices_is_not_called_unpaid() {
    let by_report = "/codes/76377?zip=94110&date=2025-01-15&mod=52";
    check(
        &CLIENT,
        by_report,
        &["The contractor prices it", "It pays between $0.00 and"],
        &["Not paid. The Medicare contractor"],
    );
    check(
        &CLIENT,
        "/codes/76377?pos=22&mod=none&date=2025-01-15",
        &["Only with modifier 26. In place of service 22"],
        &[],
    );
}

#[test]
fn a_letter_code_without_a_descriptor_blames_no_license() {
    let has = ["CMS publishes the descriptors of letter codes"];
    check(&OTHERS, "/codes/J0178?date=2026-01-15", &has, &["American Medical Association licenses"]);
}

#[test]
fn a_limit_of_no_units_says_so() {
    let has = ["Medicare pays no unit of this code"];
    check(&CLIENT, "/codes/92015?date=2026-08-03", &has, &["At most 0", "More units are paid"]);
}

#[test]
fn an_add_on_code_shows_its_write_off() {
    for code in ["17003", "G2211"] {
        let path = format!("/codes/{code}?charge=50&date=2025-01-15");
        check(&CLIENT, &path, &["Write-off $"], &["enter your charge"]);
    }
}

#[test]
fn the_check_of_another_code_keeps_the_form_and_the_form_keeps_the_check() {
    let page = CLIENT
        .get("/codes/76377?mod=26&charge=300&by=physician&part=assigned&zip=94110&with=76376&edits=all");
    let (form, rest) =
        page.text().split_once("data-live>").map(|(_, rest)| rest.split_once("</form>").unwrap()).unwrap();
    for hidden in ["name=\"with\" value=\"76376\"", "name=\"edits\" value=\"all\""] {
        assert!(form.contains(&format!("type=\"hidden\" {hidden}")), "{hidden} is not in {form}");
    }
    let check = rest.split_once("class=\"ask slim\"").unwrap().1.split_once("</form>").unwrap().0;
    for (name, value) in
        [("mod", "26"), ("charge", "300"), ("by", "physician"), ("part", "assigned"), ("zip", "94110")]
    {
        let field = format!("name=\"{name}\" value=\"{value}\"");
        assert!(check.contains(&field), "{field} is not in {check}");
    }
}

#[test]
fn a_partner_that_is_not_loaded_is_named_and_the_form_stays() {
    let path = "/codes/76377?date=2025-01-15&with=11111";
    let has = ["Nothing is known about edits with 11111", "Check another code", "edits on file"];
    check(&CLIENT, path, &has, &["Nothing is known about codes that bundle with 76377"]);
    check(
        &CLIENT,
        "/codes/76377?date=2025-01-15&with=x",
        &["“x” is not a code", "edits on file"],
        &["No edit pairs"],
    );
}

#[test]
fn all_edits_come_in_pages_that_lead_to_each_other() {
    let first = CLIENT.get("/codes/99213?date=2025-01-15&edits=all");
    let pair = |page: &Answer| page.text().matches("<p class=\"with\">").count();
    let count: usize = {
        let text = text(&first);
        let before = text.split(" edits on file").next().unwrap().split(' ').next_back().unwrap().to_owned();
        before.parse().unwrap()
    };
    assert!(first.body.len() < 120_000, "{} bytes", first.body.len());
    assert!(!first.text().contains("Show all"), "{}", first.text());
    let mut shown = pair(&first);
    let mut page = first;
    while let Some(before) =
        page.text().split("#edits\">Next edits").next().filter(|_| page.text().contains("Next edits"))
    {
        let address = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        page = CLIENT.get(&address);
        shown += pair(&page);
    }
    assert_eq!(shown, count);
}

#[test]
fn codes_with_commas_are_lines_of_a_claim() {
    check(
        &CLIENT,
        "/claim?lines=99213,%2020610&date=2025-01-15",
        &["Edit of 20610 and 99213"],
        &["Change this"],
    );
}

#[test]
fn a_report_leads_back_and_loads_nothing_from_elsewhere() {
    for path in ["/v1/toolkit.html?codes=99213,20610&zip=94110&date=2025-01-15", "/docs/"] {
        let page = CLIENT.get(path);
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'self';") && !policy.contains("script-src"),
            "{path}: {policy}"
        );
    }
    let report = CLIENT.get("/v1/toolkit.html?codes=99213,20610&zip=94110&date=2025-01-15");
    let back = report.text().split_once("href=\"/toolkit").unwrap().1.split_once('"').unwrap().0;
    assert_eq!(back.replace("&#38;", "&"), "?codes=99213,20610&date=2025-01-15&zip=01112-05");
}

#[test]
fn a_search_for_codes_alone_has_no_list_of_words() {
    check(
        &CLIENT,
        "/?q=99213+with+20610",
        &["Price 99213 and 20610 on one claim"],
        &["No code has all of these words"],
    );
}

#[test]
fn a_choice_that_is_missing_is_asked_for_in_words() {
    let server = crate::support::reporting::server();
    server.reload();
    let form = "carc=97&group=CO&payer=medicare&service_month=2025-01&strategy=&outcome=overturned";
    let headers = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    let page = server.send("POST", "/contribute/76377", &headers, form.as_bytes());
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Choose what you did."), "{}", page.text());
    assert!(!page.text().contains("added_modifier,"), "{}", page.text());
}

/// The codes that a search of the API finds, each with its status and descriptor.
fn found(query: &str) -> Vec<String> {
    let answer = OTHERS.get(&format!("/v1/codes?{query}")).json();
    let codes = answer["codes"].as_array().unwrap();
    codes.iter().map(|code| format!("{} {} {}", code["hcpcs"], code["status"], code["descriptor"])).collect()
}

#[test]
fn the_search_of_the_api_finds_codes_of_other_schedules() {
    let walker = r#""E0143" null "Walker folding wheeled w/o s""#;
    assert_eq!(found("q=e014&date=2026-01-15"), [walker]);
    assert_eq!(found("q=walkers&date=2026-01-15"), [walker]);
    // Not on a day that no fee prices, and not among codes of a status, which only the physician fee schedule gives.
    assert!(!found("q=e014&date=2025-01-15").contains(&walker.to_owned()));
    assert_eq!(found("q=e014&status=A&date=2026-01-15"), [""; 0]);
    let link = OTHERS.get("/v1/codes?q=E0143&date=2026-01-15").json()["codes"][0]["link"].clone();
    let page = OTHERS.get(link.as_str().unwrap()).json();
    assert_eq!(page["descriptor"], "Walker folding wheeled w/o s");
}

#[test]
fn pages_of_a_search_have_each_code_of_every_schedule_once() {
    let (mut next, mut codes) = (Some("/v1/codes?q=E&limit=1&date=2026-01-15".to_owned()), Vec::new());
    while let Some(address) = next {
        let answer = OTHERS.get(&address).json();
        codes.extend(answer["codes"].as_array().unwrap().iter().map(|code| code["hcpcs"].clone()));
        next = answer["next_cursor"]
            .as_str()
            .map(|cursor| format!("/v1/codes?q=E&limit=1&date=2026-01-15&cursor={cursor}"));
    }
    assert_eq!(codes, ["E0143", "E0749", "E0782"]);
}

#[test]
fn an_address_of_a_code_with_modifiers_leads_to_the_code() {
    let moved = |path: &str| OTHERS.get(path).header("location").map(str::to_owned);
    let page = Some("/codes/76377?date=2026-01-15&mod=26".to_owned());
    assert_eq!(
        ["/codes/76377-26?date=2026-01-15", "/codes/76377:26?date=2026-01-15"].map(moved),
        [page.clone(), page]
    );
    assert_eq!(OTHERS.get("/codes/none-26").status, 422);
}
