//! The cures that the pages offer for a denied line: each is followed, and Medicare must pay the line then.

use crate::in_memory::CLIENT;
use crate::support::http::Answer;

const AT: &str = "zip=94110&date=2025-01-15";

/// The page of a claim.
fn claim(lines: &str) -> Answer {
    CLIENT.get(&format!("/claim?lines={lines}&{AT}"))
}

/// The parts of a page about each line of the claim.
fn lines(page: &str) -> Vec<&str> {
    page.split("<section class=\"claim-line\"").skip(1).collect()
}

fn is_paid(line: &str) -> bool {
    line.contains(">allowed</span>")
}

/// The addresses of the cures of a line, each with its label.
fn cures(line: &str) -> Vec<(String, String)> {
    let links = line.split("<a class=\"button second\" href=\"").skip(1);
    let link = |rest: &str| {
        let (address, rest) = rest.split_once("\">").unwrap();
        (address.replace("&#38;", "&"), rest.split('<').next().unwrap().to_owned())
    };
    links.map(link).collect()
}

#[test]
fn what_is_not_known_is_not_shown_as_zero() {
    let page = claim("99999%0AJ1885");
    let text = page.text();
    assert!(text.contains("Not known: no line has a price.") && !text.contains("Medicare allows"), "{text}");
    assert!(text.contains("Not counted, because the payment is not known: 99999, J1885."), "{text}");
    let page = claim("99213%0AJ1885+%2410");
    let text = page.text();
    assert!(text.contains("Medicare allows") && text.contains("is not known: J1885, "), "{text}");
    assert!(text.contains("of your charges"), "{text}");
}

#[test]
fn every_offered_cure_makes_medicare_pay_the_line() {
    let claims = [
        "99213%0A20610",
        "45385%0A45380",
        "99214%0A17000%0A11102",
        "20610%0A20611",
        "99213%0A17110%0A20610",
        "29881%0A29877",
        "66984%0A99213",
        "99291%0A33533",
        "97110-GP%0A97530-GP",
        "97140-GP%0A97530-GP",
        "76377%0A76376",
        "70551%0A70553",
        "20610%20x3%20%24300",
        "69210%20x2",
        "99213%20x2",
        "17000%20x2",
        "17003",
        "11042%0A97597",
        "93000%0A93010",
        "G0439%0A99213",
        "36415%0A99213",
    ];
    let mut followed = 0;
    for asked in claims {
        let page = claim(asked);
        assert_eq!(page.status, 200, "{asked}: {}", page.text());
        for (position, line) in lines(page.text()).into_iter().enumerate() {
            for (address, label) in cures(line) {
                assert!(!is_paid(line), "{asked} offers {label:?} for line {position}, which is paid");
                let cured = CLIENT.get(&address);
                let cured_lines = lines(cured.text());
                assert!(is_paid(cured_lines[position]), "{asked}: {label:?} cures nothing, {address}");
                followed += 1;
            }
        }
    }
    assert!(followed >= 30, "only {followed} cures");
}

#[test]
fn a_decision_for_surgery_is_no_cure_beside_a_minor_procedure() {
    let page = claim("99213%0A20610");
    let labels: Vec<String> =
        lines(page.text()).into_iter().flat_map(cures).map(|(_, label)| label).collect();
    assert!(labels.contains(&"Price with 25".to_owned()), "{labels:?}");
    assert!(!labels.iter().any(|label| label.contains("57")), "{labels:?}");
}

#[test]
fn sides_are_named_on_both_lines_or_not_offered() {
    for (asked, has_sides) in [("45385%0A45380", false), ("20610%0A20611", true)] {
        let page = claim(asked);
        let links: Vec<(String, String)> = lines(page.text()).into_iter().flat_map(cures).collect();
        let of_sides: Vec<_> = links.iter().filter(|(_, label)| label.contains("RT")).collect();
        assert_eq!(!of_sides.is_empty(), has_sides, "{asked}: {links:?}");
        for (address, label) in of_sides {
            assert!(address.contains("-RT") && address.contains("-LT"), "{label}: {address}");
        }
    }
}

#[test]
fn units_above_a_limit_go_to_a_line_of_their_own_with_their_part_of_the_charge() {
    let page = claim("69210%20x2%20%24100");
    let labels: Vec<_> = lines(page.text()).into_iter().flat_map(cures).collect();
    let both = labels.iter().find(|(_, label)| label == "Price with 50");
    assert!(both.is_none_or(|(address, _)| address.contains("69210-50%20%24100")), "{labels:?}");
}

#[test]
fn a_codes_page_offers_the_cures_of_the_claim_with_their_conditions() {
    let page = CLIENT.get(&format!("/codes/20610?with=99213&{AT}"));
    let edits = page.text().split("<section id=\"edits\"").nth(1).unwrap();
    let edits = edits.split("</section>").next().unwrap();
    let conditions: Vec<&str> =
        edits.split("<li><b>Modifier ").skip(1).map(|rest| rest.split("</li>").next().unwrap()).collect();
    let offered = ["25</b> if the visit was more than the usual care around the other service"];
    assert_eq!(conditions, offered);
}

#[test]
fn two_modifiers_are_offered_if_none_is_enough_alone() {
    let page = claim("99291%0A33533");
    let labels: Vec<String> =
        lines(page.text()).into_iter().flat_map(cures).map(|(_, label)| label).collect();
    assert!(labels.contains(&"Price with 25 and FT".to_owned()), "{labels:?}: {}", page.text());
}

/// The page of a code, from its edits on.
fn edits(path: &str) -> String {
    let page = CLIENT.get(&format!("/codes/{path}"));
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page.text().split_once("id=\"edits\"").unwrap().1.to_owned()
}

#[test]
fn the_page_of_a_visit_shows_the_procedures_of_its_day_first() {
    let page = edits(&format!("99213?{AT}"));
    let first = page.split("<p class=\"with\"><a href=\"/codes/").nth(1).unwrap();
    assert!(first.starts_with("20610"), "{first}");
    assert!(page.contains("<b>Modifier 25</b> if "));
    assert!(edits(&format!("99214?{AT}")).contains("/codes/20610"));
}

#[test]
fn both_codes_of_an_edit_have_the_modifiers_that_they_need() {
    // Manipulation has AT and therapy its discipline, so only the edit denies 97140.
    let page = edits(&format!("97140?with=98941&{AT}"));
    assert!(
        page.contains("data-lines=\"98941-AT, 97140-GP\"") && page.contains("<b>Modifier 59</b>"),
        "{page}"
    );
    assert!(!page.contains("no modifier alone"), "{page}");
    let page = edits(&format!("98941?with=99213&{AT}"));
    assert!(page.contains("<b>Modifier 25</b>"), "{page}");
}

#[test]
fn an_edit_of_an_add_on_is_tried_with_its_primary() {
    let page = edits(&format!("17003?with=17110&{AT}"));
    assert!(
        page.contains("data-lines=\"17000, 17110, 17003\"") && page.contains("<b>Modifier 59</b>"),
        "{page}"
    );
    assert!(!page.contains("Modifiers that can allow both"), "{page}");
}

#[test]
fn the_edits_of_a_reading_show_the_price_of_the_reading() {
    let reading = CLIENT.get(&format!("/codes/76377?mod=26&{AT}"));
    let (_, price) = reading.text().split_once("data-at=\"chosen/lines/0/amounts/allowed\">").unwrap();
    let price = price.split('<').next().unwrap();
    let page = edits(&format!("76377?mod=26&with=71275&{AT}"));
    assert!(page.contains("data-lines=\"71275, 76377-26\"") && page.contains(price), "{page}");
}

#[test]
fn an_edit_that_no_modifier_helps_says_what_else_denies_the_line() {
    let page = claim("62323%0A77003");
    let says = "Medicare denies the line for another reason too: Medicare pays an add-on code only with";
    assert!(page.text().contains(says), "{}", page.text());
}

#[test]
fn a_line_that_needs_a_modifier_is_priced_with_it() {
    for (asked, label) in [("98941", "Price with AT"), ("76377&pos=22", "Price with 26")] {
        let page = claim(asked);
        let found = cures(lines(page.text())[0]);
        assert_eq!(found.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>(), [label], "{asked}");
        assert!(is_paid(lines(CLIENT.get(&found[0].0).text())[0]), "{asked}");
    }
}

#[test]
fn a_form_names_every_fault_at_once() {
    let html = [("accept", "text/html")];
    let path = "/codes/20610?zip=abcde&units=two&charge=many&deductible=x";
    let page = CLIENT.send("GET", path, &html, b"");
    assert_eq!(page.status, 422);
    for field in ["zip", "units", "charge", "deductible"] {
        assert!(page.text().contains(&format!("id=\"{field}-wrong\"")), "{field}: {}", page.text());
    }
    let path = "/claim?lines=99213-2%0A20610+x0&zip=abcde&deductible=x";
    let page = CLIENT.send("GET", path, &html, b"");
    assert_eq!(page.status, 422);
    for field in ["zip", "lines"] {
        assert!(page.text().contains(&format!("id=\"{field}-wrong\"")), "{field}: {}", page.text());
    }
}

#[test]
fn a_note_of_a_line_is_written_once() {
    let page = claim("97140");
    let note = "A therapy line needs the modifier of its discipline: GN";
    assert_eq!(page.text().matches(note).count(), 1);
}
