//! What a code's page and a claim say beyond the price: which modifiers fit, which one is missing, and what was assumed.

use crate::in_memory::CLIENT;
use crate::support::http::{Answer, Client};

const DAY: &str = "zip=94110&date=2025-01-15";

/// Returns the answer that a browser gets.
fn browse(client: &Client, path: &str) -> Answer {
    client.send("GET", path, &[("accept", "text/html")], b"")
}

/// The text of a page without tags, with single spaces.
fn text(page: &Answer) -> String {
    let words = page.text().split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace("&#39;", "'")
}

/// The texts that a page must have, and must not have.
fn check(path: &str, has: &[&str], has_not: &[&str]) {
    let text = text(&browse(&CLIENT, path));
    for part in has {
        assert!(text.contains(part), "{path} has no {part:?}: {text}");
    }
    for part in has_not {
        assert!(!text.contains(part), "{path} has {part:?}: {text}");
    }
}

/// The addresses of the links of a page whose text begins with these words.
fn links(page: &Answer, words: &str) -> Vec<String> {
    let links = page.text().split("<a ").skip(1).filter_map(|link| {
        let (_, rest) = link.split_once("href=\"")?;
        let (address, rest) = rest.split_once('"')?;
        let (_, inner) = rest.split_once('>')?;
        inner.trim_start_matches("<b>").starts_with(words).then(|| address.replace("&#38;", "&"))
    });
    links.collect()
}

#[test]
fn therapy_without_its_discipline_says_what_it_lacks_and_prices_it() {
    for code in ["97110", "97140"] {
        let path = format!("/codes/{code}?{DAY}&mod=none");
        let lacks = ["Medicare allows with GP, GO or GN $", "Medicare does not pay the line as it is."];
        check(&path, &lacks, &[]);
        let [priced] = links(&browse(&CLIENT, &path), "Price with GP").try_into().unwrap();
        assert!(priced.contains("mod=GP"), "{priced}");
        check(&priced, &["Medicare allows $"], &["does not pay the line as it is", "Price with"]);
    }
    let path = format!("/claim?lines=99213%0A97110&{DAY}");
    let lacks = ["allowed with GP, GO or GN", "Counted as if they had the modifier that they lack: 97110."];
    check(&path, &lacks, &[]);
    let [priced] = links(&browse(&CLIENT, &path), "Price with GP").try_into().unwrap();
    check(&priced, &["97110 -GP"], &["Counted as if", "does not pay the line as it is"]);
}

#[test]
fn a_line_that_is_denied_without_a_modifier_offers_it() {
    for (path, modifier) in [
        (format!("/codes/98940?{DAY}&mod=none"), "AT"),
        (format!("/codes/98941?{DAY}&mod=none"), "AT"),
        (format!("/codes/76377?{DAY}&mod=none&pos=22"), "26"),
        (format!("/codes/00142?{DAY}&mod=none&minutes=45"), "AA"),
        (format!("/claim?lines=98941&{DAY}"), "AT"),
        (format!("/claim?lines=71046-RT%0A71046-RT&{DAY}"), "76"),
    ] {
        let page = browse(&CLIENT, &path);
        let found = links(&page, &format!("Price with {modifier}"));
        let [priced] = found.as_slice() else { panic!("{path}: {found:?} in {}", text(&page)) };
        check(priced, &["Medicare allows $"], &["Medicare denies this line"]);
    }
}

/// The modifiers that a code's page lists as valid.
fn valid_modifiers(code: &str) -> Vec<String> {
    let code = CLIENT.get(&format!("/v1/codes/{code}?{DAY}")).json();
    let own = |name: &str| {
        let entries = code[name].as_array().unwrap().iter();
        let joined = entries.map(|entry| {
            let modifiers = entry["modifiers"].as_array().unwrap().iter();
            modifiers.map(|modifier| modifier.as_str().unwrap()).collect::<Vec<_>>().join("-")
        });
        joined.collect::<Vec<_>>()
    };
    [own("typical"), own("accepted")].concat()
}

#[test]
fn the_valid_modifiers_of_a_code_are_listed_even_if_they_change_no_price() {
    for (code, has, has_not) in [
        ("99213", &["25", "57", "24"][..], &["59", "RT", "26", "50", "58", "76"][..]),
        ("20610", &["RT", "LT", "50", "59", "79"], &["25", "26", "KX", "AT"]),
        ("71046", &["26", "TC", "59"], &["25", "RT", "58", "AT"]),
        ("66984", &["RT", "LT", "50", "79"], &["25", "TA"]),
        ("11750", &["TA", "59"], &["E1", "25"]),
        ("97110", &["GP", "GO", "GP-KX", "GP-59"], &["AT", "25", "GP-RT"]),
        ("98941", &["AT"], &["AT-58", "AT-RT", "AT-25", "AT-KX"]),
        ("99291", &["25"], &["59", "RT"]),
        ("00142", &["AA", "QZ"], &["25", "RT"]),
        ("99223", &["25", "FS"], &["59"]),
    ] {
        let listed = valid_modifiers(code);
        for modifier in has {
            assert!(listed.iter().any(|known| known == modifier), "{code} has no {modifier}: {listed:?}");
        }
        for modifier in has_not {
            assert!(!listed.iter().any(|known| known == modifier), "{code} has {modifier}: {listed:?}");
        }
    }
}

#[test]
fn the_link_of_a_modifier_without_effect_on_the_price_keeps_the_price() {
    for code in ["99213", "20610", "97110", "98941", "66984", "45385"] {
        let answer = CLIENT.get(&format!("/v1/codes/{code}?{DAY}")).json();
        let accepted = answer["accepted"].as_array().unwrap();
        assert!(!accepted.is_empty(), "{code}");
        let plain = browse(&CLIENT, &format!("/codes/{code}?{DAY}"));
        let price =
            |page: &Answer| text(page).split("Medicare allows $").nth(1).map(|rest| rest[..12].to_owned());
        for one in accepted {
            let modifier = one["modifier"].as_str().unwrap();
            let meaning = one["meaning"].as_str().unwrap();
            assert!(
                text(&plain).contains(&format!("{modifier} {meaning}")),
                "{code} does not explain {modifier}"
            );
            let found = links(&plain, &format!("{modifier}<"));
            let [address] = found.as_slice() else { panic!("{code} {modifier}: {found:?}") };
            let page = browse(&CLIENT, address);
            assert_eq!(price(&page), price(&plain), "{address}");
            assert!(!text(&page).contains("has no effect here"), "{address}");
            assert!(page.text().contains("aria-current=\"true\""), "{address} shows no choice");
        }
    }
}

#[test]
fn assumed_minutes_of_anesthesia_are_named_beside_the_price() {
    let path = format!("/codes/00142?{DAY}");
    check(&path, &["This is the price of 60 minutes , an assumption.", "Minutes"], &[]);
    let page = browse(&CLIENT, &path);
    let (before_folded, _) = page.text().split_once("<details class=\"more\"").unwrap();
    assert!(before_folded.contains("id=\"minutes\""), "the minutes are not folded away");
    check(&format!("{path}&minutes=95"), &["95 minutes of anesthesia"], &["an assumption"]);
}

#[test]
fn the_table_of_an_add_on_promises_only_the_rows_it_has() {
    let path = format!("/codes/17003?{DAY}");
    let has = ["If the deductible is not met, it is taken from 17000 first."];
    check(&path, &has, &["deductible met and not met", "nothing of the deductible met"]);
    check(&format!("{path}&deductible=50"), &["of the deductible left, taken from 17000 first"], &[]);
    check(
        &format!("/codes/17000?{DAY}"),
        &["deductible met and not met", "nothing of the deductible met"],
        &[],
    );
}

#[test]
fn the_print_of_many_edits_says_that_it_shows_the_first() {
    let page = browse(&CLIENT, &format!("/codes/99213?{DAY}"));
    let (_, rest) = page.text().split_once("<span class=\"print-only\">").unwrap();
    assert!(rest.starts_with(" Printed are the first 2 of each kind."), "{rest}");
    let style = CLIENT.get("/assets/style.css");
    assert!(style.text().contains(".print-only { display: none }"));
}

#[test]
fn no_edits_in_the_starter_data_is_not_the_same_as_no_edits() {
    let unknown = "Whether a code outside of it does is not known.";
    let missing = "quarterly payment limits (ASP), which are not loaded";
    check(&format!("/codes/J3301?{DAY}"), &["Edits", unknown, missing], &["No edits on file"]);
}

#[test]
fn a_code_of_a_schedule_that_is_not_loaded_names_it() {
    for (code, schedule) in [
        ("83036", "the clinical laboratory fee schedule (CLFS), which is not loaded"),
        ("0241U", "the clinical laboratory fee schedule (CLFS), which is not loaded"),
        ("J9271", "quarterly payment limits (ASP), which are not loaded"),
        ("E0601", "a fee schedule of their own (DMEPOS), which is not loaded"),
        ("B4150", "a fee schedule of its own (DMEPEN), which is not loaded"),
    ] {
        let path = format!("/codes/{code}?date=2025-01-15");
        assert_eq!(browse(&CLIENT, &path).status, 404);
        check(&path, &[schedule, "An operator can import CMS's file."], &[]);
        let problem = CLIENT.get(&format!("/v1{path}"));
        assert!(problem.text().contains(schedule), "{}", problem.text());
        check(&format!("/?q={code}&date=2025-01-15"), &[schedule], &[]);
    }
}

#[test]
fn a_page_says_which_parameters_it_ignores() {
    for (path, says) in [
        (format!("/codes/76377?{DAY}&zp=94110"), "The address has “zp”, which this page does not know."),
        (format!("/codes/76377?{DAY}&ZIP=1"), "Did you mean “zip”?"),
        (
            format!("/toolkit?codes=99213&{DAY}&mod=26"),
            "The address has “mod”, which this page does not know.",
        ),
        (format!("/claim?lines=99213&{DAY}&units=2"), "The address has “units”"),
        (format!("/?q=mri&{DAY}&limit=5"), "The address has “limit”"),
        (format!("/codes/76377?{DAY}&zip=10001"), "“zip” more than once. Only the first was used: 94110."),
        ("/?q=76377&zipcode=94110".to_owned(), "Did you mean “zip”?"),
        ("/remittance?file=x".to_owned(), "The address has “file”"),
    ] {
        let page = browse(&CLIENT, &path);
        assert_eq!(page.status, 200, "{path}");
        check(&path, &[says], &[]);
    }
    let of_mail = "utm_source=news&utm_medium=email&mc_cid=1&gclid=2&fbclid=3";
    for path in ["/codes/76377?zip=94110", "/claim?lines=99213", "/toolkit?codes=99213", "/?q=mri"] {
        check(&format!("{path}&{of_mail}"), &[], &["which this page does not know"]);
    }
    let moved = browse(&CLIENT, &format!("/?q=76377&{of_mail}"));
    assert_eq!((moved.status, moved.header("location")), (303, Some("/codes/76377")));
}

#[test]
fn every_page_of_edits_is_small() {
    for code in ["99213", "99285", "20610", "45385", "97110", "36415"] {
        for edits in ["all", "1", "2"] {
            let path = format!("/codes/{code}?{DAY}&edits={edits}");
            let page = browse(&CLIENT, &path);
            assert!(page.body.len() < 50_000, "{path} has {} bytes", page.body.len());
        }
    }
}

#[test]
fn the_link_of_such_a_modifier_keeps_what_the_reader_chose() {
    for (code, chosen) in [("76377", "mod=26"), ("99213", "by=nurse_practitioner")] {
        let page = browse(&CLIENT, &format!("/codes/{code}?{DAY}&{chosen}"));
        let price =
            |page: &Answer| text(page).split("Medicare allows $").nth(1).map(|rest| rest[..12].to_owned());
        let (_, listed) = page.text().split_once("Valid too").unwrap();
        let listed = listed.split_once("</details>").unwrap().0;
        let addresses = listed.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let mut count = 0;
        for address in addresses.map(|address| address.replace("&amp;", "&").replace("&#38;", "&")) {
            assert_eq!(price(&browse(&CLIENT, &address)), price(&page), "{address}");
            count += 1;
        }
        assert!(count > 1, "{code}: {count}");
    }
    check("/codes/76377?zip=94110&date=2025-01-15&pos=22&mod=none", &["Price"], &["Valid too"]);
}

#[test]
fn a_claim_with_the_line_of_a_page_has_what_was_typed() {
    let path = format!("/codes/99213?{DAY}&by=nurse_practitioner&units=2&charge=400&deductible=50");
    let page = browse(&CLIENT, &path);
    let found = links(&page, "Put it on a claim");
    let [address] = found.as_slice() else { panic!("{found:?}") };
    for part in ["by=nurse_practitioner", "deductible=50", "x2", "400"] {
        assert!(address.contains(part), "{address} has no {part}");
    }
    let allowed =
        |page: &Answer| text(page).split("Medicare allows $").nth(1).map(|rest| rest[..6].to_owned());
    assert_eq!(allowed(&browse(&CLIENT, address)), allowed(&page), "{address}");
}

/// Without a place the page shows the price where the service is usually furnished, and the claim of its link is there too.
#[test]
fn a_code_page_opens_at_the_usual_place() {
    let knee = "/codes/27447?date=2025-01-15&zip=94110";
    let has = |address: &str, text: &str| browse(&CLIENT, address).text().contains(text);
    assert!(has(knee, "<option value=\"22\" selected"));
    assert!(has(knee, "/claim?date=2025-01-15&#38;zip=94110&#38;pos=22&#38;lines=27447"));
    assert!(has(&format!("{knee}&pos=11"), "<option value=\"11\" selected"));
}
