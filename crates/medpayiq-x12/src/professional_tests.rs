//! Reads the fixtures and, if a copy of them is at hand, X12's own examples.

use super::{ReadClaim, Segments, X12Error, read_claims};
use medpayiq_cms_files::cms_files;
use medpayiq_core::vocabulary::{Charge, Money, Provider};
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;

const CLINIC: &str = include_str!("../../../tests/fixtures/x12/clinic.837");
const TWO_INTERCHANGES: &str = include_str!("../../../tests/fixtures/x12/two-interchanges.837");

/// Writes everything that was read of a claim as text.
fn describe(claim: &ReadClaim) -> String {
    let mut text = format!("claim {} at {}\n", claim.position, claim.segment);
    match &claim.services {
        Err(faults) => faults.iter().for_each(|fault| writeln!(text, "  {fault}").unwrap()),
        Ok(parts) => {
            for part in parts {
                let zip = part.zip.map(|zip| format!("{} {:?} {}", zip.zip, zip.owner, zip.segment));
                let (date, place) = (part.claim.date_of_service(), part.claim.place_of_service());
                writeln!(text, "  {date} {}, {place}, {zip:?}", part.date_segment).unwrap();
                let provider = part.claim.provider();
                if provider != Provider::default() {
                    let (kind, accepts) = (provider.kind.as_str(), provider.accepts_assignment);
                    writeln!(text, "    {kind}, accepts assignment: {accepts}").unwrap();
                }
                for (number, line) in part.line_numbers.iter().zip(part.claim.lines()) {
                    let (number, code) = (number.as_deref().unwrap_or("-"), line.hcpcs());
                    let charge = line.charge().map_or(Money::ZERO, Charge::amount);
                    let (modifiers, units) = (line.modifiers(), line.units());
                    let minutes =
                        line.minutes().map_or(String::new(), |minutes| format!(", {minutes} minutes"));
                    writeln!(text, "    {number} {code} {modifiers:?} {charge} {units} units{minutes}")
                        .unwrap();
                }
                let notes: Vec<_> = part.notes.iter().map(super::ClaimNote::code).collect();
                writeln!(text, "    {}", notes.join(" ")).unwrap();
            }
        }
    }
    text
}

fn read(body: &str) -> String {
    match read_claims(body.as_bytes()) {
        Ok(claims) => claims.iter().map(describe).collect(),
        Err(error) => format!("{error}\n"),
    }
}

#[test]
fn every_claim_of_a_clinic_is_read_and_nothing_about_its_patients() {
    expect_test::expect![[r#"
        claim 1 at 21
          2025-01-15 29, 11, Some("90001 ServiceFacility 26")
            1 71260 [] 600.00 1 units
            2 76377 [26] 300.00 1 units
            claim_split
          2025-01-22 36, 11, Some("90001 ServiceFacility 26")
            3 99213 [25] 140.00 1 units
            claim_split
        claim 2 at 42
          2025-01-20 48, 22, Some("941101234 BillingProvider 12")
            1 00790 [AA, P2] 1500.00 1 units, 97 minutes
            billing_provider_zip
        claim 3 at 53
          segment 53, CLM05-1: expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares
          segment 53, CLM07: expected A, B or C, which says whether the provider accepts assignment
          segment 55, SV101-2: expected a HCPCS code of five letters or digits, such as 99213
          segment 55, SV102: expected the charge of the line in dollars, 0 or more
          segment 57, DTP03: expected D8 and a date of eight digits (year, month, day), or RD8 and two such dates joined by a hyphen
          segment 54, DTP: expected a DTP*472 segment with the date of service of this line
          segment 56, SV1: expected an SV1 segment with the service of this line
    "#]]
    .assert_eq(&read(CLINIC));
}

#[test]
fn each_interchange_is_read_with_its_own_delimiters() {
    expect_test::expect![[r#"
        claim 1 at 13
          2025-02-05 18, 12, Some("10001 BillingProvider 8")
            nurse_practitioner, accepts assignment: true
            1 99348 [] 180.00 1 units
            billing_provider_zip home_not_read profession_from_taxonomy
        claim 2 at 31
          2025-02-03 33, 11, None
            physical_therapist, accepts assignment: false
            - 97110 [GP] 100.25 2 units
            - 97140 [GP] 40.00 1 units
            no_zip profession_from_taxonomy unassigned several_days charges_differ
    "#]]
    .assert_eq(&read(TWO_INTERCHANGES));
}

#[test]
fn an_input_that_is_not_professional_claims_is_refused() {
    let changed = |from: &str, to: &str| read(&CLINIC.replace(from, to));
    expect_test::expect![[r#"
        segment 3, ST: expected 837 and version 005010X222, a professional claim; institutional and dental claims are not supported
    "#]]
        .assert_eq(&changed("ST*837*0001*005010X222A1", "ST*837*0001*005010X223A2"));
    expect_test::expect![[r#"
        segment 60: expected at least one claim (CLM) before the end of the input
    "#]]
    .assert_eq(&changed("CLM*", "CLX*"));
    let half = &CLINIC[..CLINIC.find("HC:76377").unwrap()];
    expect_test::expect![[r#"
        segment 32: expected a segment terminator before the end of the input
    "#]]
    .assert_eq(&read(half));
    expect_test::expect![[r#"
        segment 1: expected an ISA segment, which begins an interchange
    "#]]
    .assert_eq(&read(" \n"));
}

#[test]
fn a_place_of_service_is_one_that_cms_assigns() {
    let fault = |from: &str, to: &str| {
        let body = CLINIC.replacen(from, to, 1);
        read_claims(body.as_bytes()).unwrap().swap_remove(0).services.unwrap_err()[0]
    };
    let claim = fault("*11:B:1*", "*00:B:1*");
    assert_eq!((claim.segment, claim.element), (21, "CLM05-1"));
    let line = fault("HC:71260*600*UN*1***1", "HC:71260*600*UN*1*00**1");
    assert_eq!((line.segment, line.element), (28, "SV105"));
}

#[test]
fn a_claim_may_have_fifty_lines() {
    let line = "LX*1~SV1*HC:99213*1*UN*1~DTP*472*D8*20250115~";
    let with = |lines: usize| {
        let start = CLINIC.find("LX*1~").unwrap();
        let end = CLINIC.find("HL*3").unwrap();
        let body = format!("{}{}{}", &CLINIC[..start], line.repeat(lines), &CLINIC[end..]);
        read_claims(body.as_bytes()).unwrap().swap_remove(0).services
    };
    assert_eq!(with(50).unwrap()[0].claim.lines().len(), 50);
    let faults = with(53).unwrap_err();
    assert_eq!((faults.len(), faults[0].expected), (1, "no more than 50 service lines in a claim"));
}

#[test]
fn an_input_may_have_5000_claims() {
    let (start, end) = (CLINIC.find("CLM*").unwrap(), CLINIC.find("HL*3").unwrap());
    let with = |claims: usize| format!("{}{}{}", &CLINIC[..start], "CLM*1~".repeat(claims), &CLINIC[end..]);
    assert_eq!(read_claims(with(4_998).as_bytes()).unwrap().len(), super::MAX_CLAIMS);
    let error = read_claims(with(4_999).as_bytes()).unwrap_err();
    assert_eq!(error.expected, "no more than 5000 claims in one input");
}

/// X12's own examples of professional claims.
const EXAMPLES: [&str; 9] = [
    "x12/demo.837",
    "x12/demo.example1.837",
    "x12/demo.example11.837",
    "x12/demo.example12.837",
    "x12/demo.example2.837",
    "x12/demo.example6.837",
    "x12/demo.example7.837",
    "x12/demo.example8.837",
    "x12/demo.example9.837",
];

#[test]
fn examples_of_x12_are_read_or_refused_with_a_reason() {
    let Some(examples) = cms_files(EXAMPLES) else { return };
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let read: String = examples
        .iter()
        .map(|path| format!("{}: {}", name(path), read(&std::fs::read_to_string(path).unwrap())))
        .collect();
    expect_test::expect![[r#"
        demo: claim 1 at 28
          2006-10-03 33, 11, Some("331110000 BillingProvider 12")
            1 99213 [] 40.00 1 units
            2 87070 [] 15.00 1 units
            billing_provider_zip claim_split
          2006-10-10 39, 11, Some("331110000 BillingProvider 12")
            3 99214 [] 35.00 1 units
            4 86663 [] 10.00 1 units
            billing_provider_zip claim_split
        demo.example1: claim 1 at 27
          2006-10-03 32, 11, Some("331110000 BillingProvider 12")
            1 99213 [] 40.00 1 units
            2 87070 [] 15.00 1 units
            billing_provider_zip claim_split
          2006-10-10 38, 11, Some("331110000 BillingProvider 12")
            3 99214 [] 35.00 1 units
            4 86663 [] 10.00 1 units
            billing_provider_zip claim_split
        demo.example11: claim 1 at 21
          segment 21, CLM05-1: expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares
          segment 32, SV101-1: expected HC, followed by the component separator that ISA16 declares
          segment 36, SV101-1: expected HC, followed by the component separator that ISA16 declares
        demo.example12: claim 1 at 26
          segment 26, CLM05-1: expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares
          segment 39, SV101-1: expected HC, followed by the component separator that ISA16 declares
        demo.example2: claim 1 at 24
          2006-10-03 33, 11, Some("33111 ServiceFacility 30")
            1 99213 [] 40.00 1 units
            2 87072 [] 15.00 1 units
            claim_split
          2006-10-10 39, 11, Some("33111 ServiceFacility 30")
            3 99214 [] 35.00 1 units
            4 86663 [] 10.00 1 units
            claim_split
        demo.example6: claim 1 at 21
          segment 21, CLM05-1: expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares
          segment 28, SV101-1: expected HC, followed by the component separator that ISA16 declares
        demo.example7: claim 1 at 20
          2005-03-21 26, 11, Some("46224 BillingProvider 11")
            1 E1390 [RR] 461.10 1 units
            2 E0431 [RR] 59.14 1 units
            billing_provider_zip
        demo.example8: claim 1 at 22
          2005-03-21 28, 12, Some("47904 BillingProvider 11")
            1 K0001 [RR, KH, BR] 75.00 1 units
            billing_provider_zip home_not_read
        demo.example9: claim 1 at 20
          segment 20, CLM05-1: expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares
          segment 29, SV101-1: expected HC, followed by the component separator that ISA16 declares
    "#]].assert_eq(&read);
}

/// What the clinic says about its patients. Nothing that is read may contain it.
const PRIVATE: &[&str] =
    &["QUILLFEATHER", "ORSOLA", "7ZZ7ZZ", "19411117", "1941-11-17", "ACCT", "NOWHERE", "94014"];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_claims(&bytes);
        let mut body = CLINIC.as_bytes()[..106].to_vec();
        body.extend(bytes);
        let _ = (read_claims(&body), Segments::new(&body).count());
    }

    #[test]
    fn a_damaged_input_reveals_nothing_about_a_patient(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[~*:A-Z0-9\n]{0,4}", 0..6_usize), 1..6),
    ) {
        let mut body = CLINIC.as_bytes().to_vec();
        for (place, new, length) in changes {
            let start = place.index(body.len());
            let end = (start + length).min(body.len());
            body.splice(start..end, new.bytes());
        }
        let read: Result<Vec<ReadClaim>, X12Error> = read_claims(&body);
        let read = format!("{read:?}");
        for private in PRIVATE {
            prop_assert!(!read.contains(private), "{private}");
        }
    }
}
