//! The modifiers that NCCI accepts for an edit (NCCI Policy Manual ch. 1, E).

use super::under;
use crate::support::asking::estimate;
use crate::support::http::Client;

/// Says what an edit of this pair becomes with a modifier on its column two.
fn state(client: &Client, one: &str, two: &str, modifier: &str) -> String {
    let answer = estimate(client, &format!("{one}+{two}-{modifier}"));
    let edits = answer["lines"][1]["edits"].as_array().unwrap();
    edits.iter().find(|edit| edit["kind"] == "ptp").unwrap()["state"].as_str().unwrap().to_owned()
}

#[test]
fn each_modifier_of_ncci_resolves_an_edit_of_its_services() {
    let client = under(
        "20600>11042:1 11641>11042:1 20610>11042:1 92941>92928:1 93306>92928:1 93000>84165:1 20610>99213:1 93000>20610:1",
    );
    let denied = |one: &str, two: &str, modifiers: &str| -> Vec<String> {
        let modifiers = modifiers.split(' ').map(str::to_owned);
        modifiers.filter(|modifier| state(&client, one, two, modifier) != "resolved_by_modifier").collect()
    };
    let distinct = "59 XE XS XP XU 58 78 79 LT RT";
    let digits = "FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9";
    let (eyelids, arteries) = ("E1 E2 E3 E4", "LC LD LM RC RI");
    assert_eq!(denied("20610", "11042", distinct), [""; 0]);
    assert_eq!(denied("20600", "11042", digits), [""; 0]);
    assert_eq!(denied("11641", "11042", eyelids), [""; 0]);
    assert_eq!(denied("92941", "92928", arteries), [""; 0]);
    assert_eq!(denied("20610", "99213", "24 25 57 27"), [""; 0]);
    // A site must be one of both services: a knee has no toes and no eyelids, and an electrocardiogram has no side.
    assert_eq!(denied("20610", "11042", "F1 T1 E1"), ["F1", "T1", "E1"]);
    assert_eq!(denied("20600", "11042", "E1 LC"), ["E1", "LC"]);
    assert_eq!(denied("11641", "11042", "F1 T1"), ["F1", "T1"]);
    assert_eq!(denied("93306", "92928", arteries), ["LC", "LD", "LM", "RC", "RI"]);
    assert_eq!(denied("93000", "20610", "RT 59"), ["RT"]);
    // Sites and services to which the code does not belong, and modifiers that never resolve an edit.
    assert_eq!(denied("20610", "11042", arteries), ["LC", "LD", "LM", "RC", "RI"]);
    assert_eq!(denied("93306", "92928", "E1 F1 T1"), ["E1", "F1", "T1"]);
    assert_eq!(
        denied("20610", "11042", "27 91 24 25 57 76 77 51 22"),
        ["27", "91", "24", "25", "57", "76", "77", "51", "22"]
    );
    assert_eq!(denied("20610", "99213", "59 XE XS XP XU"), ["59", "XE", "XS", "XP", "XU"]);
}

#[test]
fn repeated_laboratory_tests_resolve_with_91() {
    let client = under("93000>84165:1 88342>84165:1");
    assert_eq!(state(&client, "93000", "84165", "26-91"), "resolved_by_modifier");
    assert_eq!(state(&client, "88342", "84165", "26-91"), "resolved_by_modifier");
    assert_eq!(state(&client, "88342", "84165", "26-76"), "denied");
}

/// Stains and slides are a pathologist's services, and no clinical test that somebody repeats for another result.
#[test]
fn pathology_does_not_resolve_with_91() {
    let client = under("93000>88305:1 88342>88312:1");
    assert_eq!(state(&client, "93000", "88305", "91"), "denied");
    assert_eq!(state(&client, "88342", "88312", "91"), "denied");
    assert_eq!(state(&client, "88342", "88312", "59"), "resolved_by_modifier");
}
