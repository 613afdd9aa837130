//! The examples of tips and toolkits, by CMS's own edits: which codes they bill together, and whether they hold.

use crate::edit_files::NCCI_2024Q3;
use crate::in_memory::{CLIENT, serve_in_memory};
use crate::partners::{CODES, DAY, examples, list, text, toolkit};
use crate::support::http::Client;
use crate::support::releases::read_together;
use crate::support::schedule::schedule_of;
use expect_test::expect_file;
use medpayiq::starter;
use medpayiq_cms_files::cms_files;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The claims with which a code's tips show other codes, in a line.
fn in_a_line(client: &Client, code: &str) -> String {
    let claims = examples(client, code).into_iter().map(|(id, request)| {
        let lines = list(&request["lines"]).iter().map(|line| {
            let modifiers = list(&line["modifiers"]).iter().map(|modifier| format!("-{}", text(modifier)));
            format!("{}{}", text(&line["hcpcs"]), modifiers.collect::<String>())
        });
        let lines = lines.collect::<Vec<_>>().join("+");
        (id, format!("{lines}@{}", text(&request["place_of_service"])))
    });
    let claims =
        claims.filter(|(id, claim)| claim.contains('+') && id != "unit-limit" && id != "place-of-service");
    let claims: Vec<String> = claims.map(|(_, claim)| claim).collect();
    format!("{code}: {}", claims.join(" "))
}

/// Codes of many fields that practices bill often, and codes of rare and major services.
const CODES_OF_EVERY_FIELD: &str = "
00142 00811 01967 10060 10061 11042 11056 11102 11104 11400 11719 11721 11730 12001 13132 17000 17003 17110 17311
19081 19083 20550 20553 20605 20610 20611 22840 23412 27096 27130 27236 27447 28285 29826 29881 30520 31231 31255
31500 31575 31622 32480 32555 32851 33208 33249 33361 33405 33518 33533 36415 36556 36558 36561 36591 36620 36830
38220 38525 38724 38792 42820 43235 43239 43246 43249 43775 44120 44140 44950 44970 45378 45380 45385 46221 46600
47135 47562 47563 48554 49083 49505 49591 49650 50360 50590 51701 51715 51728 51741 51798 52000 52224 52281 52332
52601 53060 55700 55866 57288 57454 58100 58558 58563 58565 58661 58662 59400 59510 59514 60240 61510 62321 62323
62325 63030 63047 63048 63650 64405 64415 64450 64454 64483 64484 64493 64494 64635 64721 65210 65855 66170 66821
66984 67028 67041 67210 67228 67820 68761 69210 69436 70336 70450 70551 70553 71046 71250 71260 71275 72141 72148
73030 73721 74176 74177 74178 74183 75574 75625 75710 76377 76536 76642 76705 76770 76830 76856 76942 77002 77003
77063 77065 77067 77080 77263 77301 77427 78306 78452 80053 84443 85060 87804 88141 88305 88342 90471 90785 90791
90792 90832 90833 90834 90836 90837 90840 90846 90847 90853 90870 90935 90951 90960 92012 92014 92025 92082 92083
92133 92134 92235 92250 92507 92526 92552 92557 92920 92928 92941 92950 92960 92978 93000 93005 93010 93015 93017
93018 93224 93247 93306 93350 93451 93458 93460 93571 93623 93650 93655 93798 93880 93970 94010 94060 95004 95115
95117 95810 95811 95860 95861 95886 95910 95913 95921 95938 95972 96112 96127 96130 96131 96136 96137 96365 96372
96401 96413 97010 97014 97110 97112 97140 97161 97162 97165 97166 97530 97535 97597 97802 98940 98941 98942 99213
99214 99222 99223 99232 99285 99291 99292 99304 99308 99348 99401 99406 99453 99454 99457 99483 99487 99490 99495
99497 G0008 G0101 G0102 G0105 G0108 G0121 G0124 G0127 G0136 G0181 G0182 G0283 G0289 G0402 G0406 G0425 G0439 G0463
G0506 G0513 G0514 G2211 G2212 J1100 J3301 P3001 Q0091
";

/// The service with CMS's fee schedule and edits; `None` without CMS's files.
fn with_cms_s_edits() -> Option<Client> {
    let (rvus, ncci) = (cms_files(["fee-schedule/rvu25a.zip"])?, cms_files(NCCI_2024Q3)?);
    let others =
        cms_files(["ncci/AOC_V2024Q3-F-MCR.txt", "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"]);
    let files = [rvus.as_slice(), &ncci, &others.unwrap_or_default()].concat();
    let mut releases = read_together(&files);
    releases
        .extend(starter::releases().unwrap().into_iter().filter(|release| release.label == "EXPLANATIONS"));
    Some(serve_in_memory(schedule_of(releases)))
}

/// The claims of the examples about other codes, by CMS's own edits.
#[test]
fn examples_of_cms_s_edits_are_billed_together() {
    let Some(client) = with_cms_s_edits() else { return };
    let codes = CODES_OF_EVERY_FIELD.split_whitespace().map(|code| in_a_line(&client, code));
    let with_partner: Vec<String> = codes.filter(|line| line.contains('+')).collect();
    expect_file!["golden/partners.txt"].assert_eq(&(with_partner.join("\n") + "\n"));
}

/// Codes of products that are not sold any more, and of services that nobody furnishes.
const OFF_THE_MARKET: [&str; 2] = ["58565", "43290"];

/// What an edit bundles is no example of a reduction, and a code that nobody bills is no example at all.
#[test]
fn examples_of_reductions_have_no_edit() {
    let Some(client) = with_cms_s_edits() else { return };
    let mut reductions = 0;
    for code in CODES_OF_EVERY_FIELD.split_whitespace() {
        for (id, request) in examples(&client, code) {
            let codes: Vec<&str> = list(&request["lines"]).iter().map(|line| text(&line["hcpcs"])).collect();
            let others = || codes.iter().copied().filter(|other| *other != code);
            assert!(others().all(|other| !OFF_THE_MARKET.contains(&other)), "{code} {id}: {codes:?}");
            let is_family = id == "endoscopy-family";
            if !id.starts_with("second-") && !is_family {
                continue;
            }
            for other in others() {
                let edits =
                    client.get(&format!("/v1/codes/{code}/edits?with={other}&date=2025-01-15")).json();
                assert_eq!(list(&edits["ptp"]).len(), 0, "{code} {id}: {other}");
                reductions += 1;
            }
        }
    }
    assert!(reductions > 50, "{reductions} reductions");
}

/// A claim of a toolkit in words, such as `20610 + 99213-25 at 11 (office)`, as the place, the profession and the lines.
fn claim_of(words: &str) -> (String, String, Value) {
    let (lines, rest) = words.split_once(" at ").unwrap();
    let place = rest.get(..2).unwrap();
    let provider = rest.split_once(", by a ").map_or("physician", |(_, kind)| kind).replace(' ', "_");
    let line = |line: &str| {
        let (line, minutes) = line.split_once(" for ").map_or((line, None), |(line, minutes)| {
            (line, minutes.split(' ').next().and_then(|text| text.parse::<u32>().ok()))
        });
        let (line, units) = line.split_once(" x ").unwrap_or((line, "1"));
        let mut parts = line.split('-');
        let hcpcs = parts.next().unwrap();
        let modifiers: Vec<&str> = parts.collect();
        json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": units.parse::<u32>().unwrap(), "minutes": minutes})
    };
    (place.to_owned(), provider, lines.split(" + ").map(line).collect())
}

/// What a line is allowed, in cents, and nothing if the contractor prices it; `None` if it is not paid.
fn allowed(line: &Value) -> Option<i64> {
    if line["result"] == "contractor_priced" {
        return Some(0);
    }
    let is_denied = !list(&line["predicted_denials"]).is_empty();
    text(&line["amounts"]["allowed"]).replace('.', "").parse().ok().filter(|_| !is_denied)
}

/// Every claim of a toolkit that is paid instead of a denied one, by the edits of this service.
fn check_paid_instead(client: &Client, codes: &[String]) -> usize {
    let mut checked = 0;
    let mut check = |trigger: &Value| {
        let Some(instead) = trigger["instead"].as_str() else { return };
        let (place, provider, lines) = claim_of(instead);
        let request = json!({
            "date_of_service": "2025-01-15", "locality": "01112-05", "place_of_service": place, "lines": lines,
            "provider": {"kind": provider}, "patient": {"deductible_remaining": "0.00"},
        });
        let answer = client.post("/v1/estimates", &request.to_string()).json();
        let paid: Option<i64> = list(&answer["lines"]).iter().map(allowed).sum();
        let at_stake: i64 = text(&trigger["at_stake"]).replace('.', "").parse().unwrap();
        assert!(paid.is_some_and(|paid| paid >= at_stake), "{paid:?} of {trigger}");
        checked += 1;
    };
    for codes in codes.chunks(50) {
        list(&toolkit(client, codes)["denial_triggers"]).iter().for_each(&mut check);
    }
    checked
}

#[test]
fn what_is_paid_instead_is_paid_and_not_less() {
    assert!(check_paid_instead(&CLIENT, &CODES) > 300);
    let Some(client) = with_cms_s_edits() else { return };
    let codes: Vec<String> = CODES_OF_EVERY_FIELD.split_whitespace().map(str::to_owned).collect();
    assert!(check_paid_instead(&client, &codes) > 200);
}

/// A service outside a profession's benefit is denied, so no tip may show its amount.
#[test]
fn no_tip_shows_the_amount_of_a_service_outside_a_benefit() {
    let (mut shown, mut asked) = (0, HashSet::new());
    for code in CODES.iter() {
        let answer = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
        for tip in list(&answer["tips"]) {
            assert!(!text(&tip["text"]).contains("amount unknown"), "{code}: {}", tip["text"]);
            let sides = ["claim", "compared_with"].map(|side| &tip["figures"][side]["request"]);
            for request in sides.into_iter().filter(|request| !request.is_null()) {
                shown += 1;
                // Tips of several codes show the same claim.
                if !asked.insert(request.to_string()) {
                    continue;
                }
                let answer = CLIENT.post("/v1/estimates", &request.to_string()).json();
                for reason in
                    list(&answer["lines"]).iter().flat_map(|line| list(&line["confidence"]["reasons"]))
                {
                    assert_ne!(reason["code"], "outside_benefit", "{code} {}", tip["id"]);
                }
            }
        }
    }
    assert!(shown > 2_000, "{shown} claims");
}
