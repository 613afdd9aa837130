//! Remittances read from the fixtures and, if they are at hand, from X12's own examples.

use super::{RemittanceReader, RemittedClaim, X12Error};
use medpayiq_cms_files::cms_files;
use proptest::prelude::*;
use std::fmt::Write;

const CLINIC: &str = include_str!("../../../tests/fixtures/x12/clinic.835");
const PAYERS: &str = include_str!("../../../tests/fixtures/x12/payers.835");
const NOT_PROFESSIONAL: &str = include_str!("../../../tests/fixtures/x12/not-professional.835");

/// Reads an input in pieces of this length.
fn in_pieces(body: &[u8], length: usize) -> Result<Vec<RemittedClaim>, Vec<X12Error>> {
    let (mut reader, mut claims) = (RemittanceReader::default(), Vec::new());
    for piece in body.chunks(length) {
        reader.feed(piece, |claim| claims.push(claim))?;
    }
    reader.finish(|claim| claims.push(claim))?;
    Ok(claims)
}

/// Writes everything that was read as text.
fn read(body: &str) -> String {
    let claims = match in_pieces(body.as_bytes(), 1_000) {
        Ok(claims) => claims,
        Err(faults) => return faults.iter().map(|fault| format!("{fault}\n")).collect(),
    };
    let mut text = String::new();
    for (place, claim) in claims.iter().enumerate() {
        let RemittedClaim { position, segment, status, charge, paid, plan, adjustments, remarks, .. } = claim;
        let same: Vec<_> =
            claims.iter().take(place).filter(|other| other.identity == claim.identity).collect();
        let same: Vec<_> = same.iter().map(|other| other.position).collect();
        let place = claim.place_of_service.map_or("-", |place| place.code());
        let kind = if claim.is_institutional { " institutional" } else { "" };
        writeln!(
            text,
            "claim {position} at {segment} {status:?} {plan:?}{kind} {place} {charge} {paid} {adjustments:?} {remarks:?} as {same:?}"
        )
        .unwrap();
        for line in &claim.lines {
            let (month, allowed) = (line.month, line.allowed.map(|allowed| allowed.to_string()));
            let adjustments: Vec<_> = line
                .adjustments
                .iter()
                .map(|one| {
                    let carc = one.carc.map_or("?".to_owned(), |carc| carc.to_string());
                    format!("{}-{carc} {}", one.group.as_str(), one.amount)
                })
                .collect();
            writeln!(
                text,
                "  {} {:?} {} {} {allowed:?} {month:?} {adjustments:?} {:?}",
                line.segment, line.service, line.charge, line.paid, line.remarks
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn every_claim_and_line_of_a_remittance_is_read() {
    expect_test::expect![[r#"
        claim 1 at 18 Adjudicated MedicareB 11 900.00 72.63 [] [MA01, MA18] as []
          24 Hcpcs(71260, []) 600.00 72.63 Some("92.63") Some(2025-01-01) ["CO-45 507.37", "CO-253 1.48", "PR-2 18.52"] []
          31 Hcpcs(76377, [26]) 300.00 0.00 None Some(2025-01-01) ["CO-97 300.00"] [M15, N20]
        claim 2 at 37 Adjudicated MedicareB 11 140.00 0.00 [] [] as []
          39 Hcpcs(99213, [25]) 140.00 0.00 Some("98.19") Some(2025-01-01) ["CO-45 41.81", "PR-1 98.19"] []
        claim 3 at 44 Adjudicated MedicareB 22 250.00 0.00 [] [MA130, N290] as []
          47 Hcpcs(99214, []) 180.00 0.00 None Some(2025-01-01) ["CO-16 180.00"] [N290]
          51 Hcpcs(93000, []) 70.00 0.00 None Some(2025-01-01) ["CO-16 70.00"] [N290]
        claim 4 at 55 Reversal MedicareB 22 -250.00 0.00 [] [] as [3]
          57 Hcpcs(99214, []) -180.00 0.00 None Some(2025-01-01) ["CO-16 -180.00"] []
          60 Hcpcs(93000, []) -70.00 0.00 None Some(2025-01-01) ["CO-16 -70.00"] []
        claim 5 at 63 Adjudicated MedicareB 22 250.00 61.30 [] [] as []
          66 Hcpcs(99214, []) 180.00 61.30 Some("78.19") Some(2025-01-01) ["CO-45 101.81", "CO-253 1.25", "PR-2 15.64"] []
          71 Hcpcs(93000, []) 70.00 0.00 None Some(2025-01-01) ["PR-50 70.00"] [N115, M38]
        claim 6 at 76 Adjudicated MedicareB 24 500.00 0.00 [] [MA18] as []
          80 Hcpcs(00790, [AA, P2]) 500.00 0.00 None Some(2025-01-01) ["CO-45 100.00", "CO-16 390.00"] [N203]
        claim 7 at 85 Reversal MedicareB 11 -120.00 -44.10 [] [] as []
          87 Hcpcs(99212, []) -120.00 -44.10 None Some(2024-12-01) ["CO-45 -75.90"] []
    "#]].assert_eq(&read(CLINIC));
}

#[test]
fn each_interchange_is_read_with_its_own_delimiters() {
    expect_test::expect![[r#"
        claim 1 at 8 Adjudicated MedicareAdvantage 12 210.00 0.00 [] [] as []
          12 Hcpcs(97110, [GP]) 210.00 0.00 None Some(2025-02-01) ["CO-197 210.00"] [N54]
        claim 2 at 15 Adjudicated Commercial 11 165.00 0.00 [RemittedAdjustment { group: Contractual, carc: Some(29), amount: Money(16500) }] [] as []
          19 Hcpcs(99213, []) 100.00 100.00 None Some(2024-10-01) [] []
          20 Hcpcs(36415, []) 65.00 65.00 None Some(2024-10-01) [] []
        claim 3 at 21 Adjudicated Commercial 11 80.00 0.00 [] [] as []
          23 Hcpcs(99212, []) 80.00 0.00 None Some(2025-02-01) ["OA-399 80.00"] []
        claim 4 at 37 Adjudicated Medicaid 49 130.00 0.00 [] [] as []
          39 Hcpcs(J1100, [JZ]) 30.00 0.00 None Some(2025-01-01) ["PR-204 30.00"] []
          42 Hcpcs(99203, []) 100.00 0.00 None Some(2025-01-01) ["PI-4 10.00", "PI-16 90.00"] [N519, M20]
        claim 5 at 49 Adjudicated WorkersCompensation 20 95.00 55.00 [] [] as []
          51 Hcpcs(99211, []) 60.00 55.00 None Some(2025-01-01) ["CO-45 4.00"] []
          54 Hcpcs(81002, []) 35.00 0.00 None None ["CO-236 35.00"] []
        claim 6 at 56 Adjudicated Medicaid 11 20.00 0.00 [] [N130] as []
          59 Hcpcs(99212, []) 20.00 0.00 None Some(2025-01-01) ["CO-? 20.00"] []
        claim 7 at 62 Predetermination Tricare 24 400.00 0.00 [] [] as []
          64 Hcpcs(29881, [LT]) 400.00 0.00 None Some(2025-04-01) ["CO-50 400.00"] []
        claim 8 at 67 Adjudicated Tricare 11 45.00 0.00 [] [] as []
          69 Hcpcs(90471, []) 45.00 0.00 None Some(2025-01-01) ["OA-18 45.00"] []
        claim 9 at 72 Reversal Tricare 11 -45.00 0.00 [] [] as [8]
          74 Hcpcs(90471, []) -45.00 0.00 None Some(2025-01-01) ["OA-18 -45.00"] []
        claim 10 at 77 Adjudicated Tricare - 50.00 0.00 [] [] as []
          79 Hcpcs(90472, []) 50.00 0.00 None Some(2025-01-01) ["OA-18 50.00"] []
    "#]].assert_eq(&read(PAYERS));
}

#[test]
fn institutional_dental_and_drug_lines_are_recognized() {
    expect_test::expect![[r#"
        claim 1 at 10 Adjudicated MedicareA institutional 11 12000.00 9000.00 [RemittedAdjustment { group: Contractual, carc: Some(45), amount: Money(300000) }] [] as []
        claim 2 at 16 Adjudicated MedicareB institutional 13 350.00 0.00 [] [MA130] as []
          19 Hcpcs(73721, []) 300.00 0.00 None Some(2025-03-01) ["CO-16 300.00"] []
          22 Revenue 50.00 0.00 None Some(2025-03-01) ["CO-97 50.00"] []
        claim 3 at 26 Adjudicated Other 11 320.00 0.00 [] [] as []
          28 Dental 320.00 0.00 None Some(2025-03-01) ["PR-119 320.00"] []
        claim 4 at 31 Adjudicated Commercial 11 88.00 0.00 [] [] as []
          33 Drug 60.00 0.00 None Some(2025-03-01) ["CO-16 60.00"] []
          36 OtherList 20.00 0.00 None Some(2025-03-01) ["CO-16 20.00"] []
          39 Unreadable 8.00 0.00 None Some(2025-03-01) ["CO-16 8.00"] []
        claim 5 at 42 Adjudicated Commercial - 77.00 0.00 [RemittedAdjustment { group: Contractual, carc: Some(26), amount: Money(7700) }] [] as []
        claim 6 at 45 Adjudicated Other - 66.00 0.00 [] [] as []
          47 Hcpcs(99212, []) 66.00 0.00 None None ["CO-27 66.00"] []
    "#]].assert_eq(&read(NOT_PROFESSIONAL));
}

#[test]
fn pieces_of_any_length_give_the_same_claims() {
    for body in [CLINIC, PAYERS, NOT_PROFESSIONAL] {
        let claims = |length| format!("{:?}", in_pieces(body.as_bytes(), length).unwrap());
        let whole = claims(body.len());
        assert!([1, 7, 100, 4_096].into_iter().all(|length| claims(length) == whole));
    }
}

#[test]
fn a_fault_names_its_segment_and_nothing_of_the_input() {
    let changed = |changes: &[(&str, &str)]| {
        read(&changes.iter().fold(CLINIC.to_owned(), |body, (from, to)| body.replacen(from, to, 1)))
    };
    expect_test::expect![[r#"
        segment 18, CLP02: expected a claim status code of one or two digits, such as 1, 4 or 22
        segment 18, CLP03: expected the charge of the claim in dollars
        segment 18, CLP04: expected the payment for the claim in dollars
        segment 24, SVC02: expected the charge of the line in dollars
        segment 24, SVC03: expected the payment for the line in dollars
        segment 25, DTM02: expected a date of eight digits (year, month, day)
        segment 26, CAS01: expected CO, PR, OA, PI or CR, which says who bears the adjustment
        segment 27, CAS02: expected a claim adjustment reason code of up to five letters or digits, such as 45 or B7
        segment 27, CAS06: expected the amount of the adjustment in dollars
        segment 28, CAS02: expected a claim adjustment reason code of up to five letters or digits, such as 45 or B7
        segment 28, CAS03: expected the amount of the adjustment in dollars
        segment 32, AMT02: expected the allowed amount of the line in dollars
    "#]]
    .assert_eq(&changed(&[
        ("CLP*ACCT-66601*1*900*72.63", "CLP*ACCT-66601*JANE*NINE*DOE"),
        ("SVC*HC:71260*600*72.63", "SVC*HC:71260*6OO*"),
        ("DTM*472*20250117", "DTM*472*1941-11-17"),
        ("CAS*CO*45*507.37*1*253*1.48", "CAS*XX*45*507.37~CAS*CO*JANEDOE*1*1*253~CAS*CO**"),
        ("AMT*B6*92.63", "AMT*B6*JANE"),
        ("LQ*HE*M15", "LQ*HE*JANE DOE"),
        ("MOA***MA01", "MOA***DOE"),
    ]));
    expect_test::expect![[r#"
        segment 24: expected a CLP segment, which begins a claim, before this one
        segment 26: expected a CLP segment, which begins a claim, before this one
        segment 27: expected a CLP segment, which begins a claim, before this one
        segment 31: expected a CLP segment, which begins a claim, before this one
        segment 33: expected a CLP segment, which begins a claim, before this one
    "#]]
    .assert_eq(&changed(&[("CLP*ACCT-66601", "CLX*ACCT-66601")]));
    expect_test::expect![[r#"
        segment 3, ST: expected 835 and version 005010X221, a remittance
    "#]]
    .assert_eq(&changed(&[("005010X221A1", "005010X222A1")]));
    expect_test::expect![[r#"
        segment 19: expected a segment terminator before the end of the input
    "#]]
    .assert_eq(&read(&CLINIC[..CLINIC.find("QUILLFEATHER").unwrap()]));
    expect_test::expect![[r#"
        segment 91: expected SE, which ends the transaction, before the next envelope
    "#]]
    .assert_eq(&changed(&[("SE*89*0001~\n", "")]));
    let many = "CLP*A*1*X*0~".repeat(60);
    let faults = changed(&[("LX*1~", &many)]);
    assert_eq!(faults.lines().count(), 50, "{faults}");
}

#[test]
fn units_that_cannot_be_read_are_a_fault_and_a_reversal_may_negate_them() {
    let line = "SVC*HC:71260*600*72.63**1~";
    let with = |other: &str| read(&CLINIC.replacen(line, other, 1));
    assert!(CLINIC.contains(line));
    for units in ["abc", "-1", "1e3", "1.0004", "4294968"] {
        let expected = "segment 24, SVC05: expected a number of units with up to three decimals\n";
        assert_eq!(with(&format!("SVC*HC:71260*600*72.63**{units}~")), expected, "{units}");
    }
    let expected = "segment 24, SVC07: expected a number of units with up to three decimals\n";
    assert_eq!(with("SVC*HC:71260*600*72.63**1**x~"), expected);
    for line in ["SVC*HC:71260*600*72.63~", "SVC*HC:71260*600*72.63**0.5~", "SVC*HC:71260*-600*-72.63**-1~"] {
        assert!(!with(line).contains("expected"), "{line}");
    }
}

#[test]
fn a_claim_may_have_as_much_as_the_guide_allows() {
    let with = |segment: &str, times: usize| {
        read(&CLINIC.replacen("AMT*B6*92.63~", &format!("{}~", [segment].repeat(times).join("~")), 1))
    };
    assert!(!with("SVC*HC:99213*1*0", 995).contains("expected"));
    assert!(with("SVC*HC:99213*1*0", 999).ends_with("no more than 999 service lines in a claim\n"));
    let six = "CAS*CO*45*1**45*1**45*1**45*1**45*1**45*1";
    assert!(!with(six, 98).contains("expected"));
    assert!(with(six, 99).contains("expected no more than 99 CAS segments in a claim or a line\n"));
}

/// X12's own examples of remittances.
const EXAMPLES: [&str; 6] = [
    "x12/cob-contractural-adjustment.835",
    "x12/demo.835",
    "x12/managed-care.835",
    "x12/medicare-part-a.835",
    "x12/secondary-payment.835",
    "x12/tertiary-payment.835",
];

#[test]
fn examples_of_x12_are_read() {
    let Some(files) = cms_files(EXAMPLES) else { return };
    let read = files.iter().map(|path| {
        format!("{}\n{}", path.file_name().unwrap().display(), read(&std::fs::read_to_string(path).unwrap()))
    });
    expect_test::expect![[r#"
        cob-contractural-adjustment.835
        claim 1 at 16 Adjudicated Commercial - 541.00 34.00 [] [] as []
          21 Unreadable 541.00 34.00 Some("550.00") Some(2005-02-01) ["OA-23 516.00", "OA-94 -9.00"] []
        demo.835
        claim 1 at 15 Adjudicated MedicareA institutional 11 211366.97 138018.40 [RemittedAdjustment { group: Contractual, carc: Some(45), amount: Money(7334857) }] [] as []
        claim 2 at 24 Adjudicated MedicareB 13 15000.00 11980.33 [RemittedAdjustment { group: Contractual, carc: Some(45), amount: Money(301967) }] [MA02] as []
        managed-care.835
        claim 1 at 13 Adjudicated Commercial - 800.00 450.00 [RemittedAdjustment { group: Contractual, carc: Some(A2), amount: Money(5000) }] [] as []
          16 Hcpcs(99211, []) 800.00 500.00 None Some(2002-03-01) ["PR-1 300.00"] []
        claim 2 at 20 Adjudicated Commercial - 1200.00 495.00 [RemittedAdjustment { group: Contractual, carc: Some(A2), amount: Money(5500) }] [] as []
          23 Hcpcs(93555, []) 1200.00 550.00 None Some(2002-03-01) ["PR-1 600.00", "CO-45 50.00"] []
        medicare-part-a.835
        claim 1 at 15 Adjudicated MedicareA institutional 11 211366.97 138018.40 [RemittedAdjustment { group: Contractual, carc: Some(45), amount: Money(7334857) }] [] as []
        claim 2 at 24 Adjudicated MedicareB 13 15000.00 11980.33 [RemittedAdjustment { group: Contractual, carc: Some(45), amount: Money(301967) }] [MA02] as []
        secondary-payment.835
        claim 1 at 16 Adjudicated Commercial 11 10323.64 912.00 [RemittedAdjustment { group: Other, carc: Some(23), amount: Money(941164) }] [] as []
        claim 2 at 24 Adjudicated Commercial - 751.50 310.00 [] [] as []
          29 Unreadable 166.50 30.00 Some("150.00") Some(2005-01-01) ["OA-23 136.50"] []
          34 Unreadable 585.00 280.00 Some("500.00") Some(2005-01-01) ["PR-1 150.00", "PR-2 70.00", "CO-42 85.00"] []
        tertiary-payment.835
        claim 1 at 16 Adjudicated Commercial - 1766.50 187.50 [] [] as []
          20 Unreadable 24599.00 1766.50 Some("1700.00") Some(2005-01-01) ["OA-23 1579.00"] []
    "#]].assert_eq(&read.collect::<String>());
}

/// What the fixtures say about their patients. Nothing that is read may contain it.
const PRIVATE: &[&str] = &[
    "QUILLFEATHER",
    "THISTLEDOWN",
    "MARROWBONE",
    "PEPPERCORN",
    "LOCKSMITH",
    "WINTERBOTTOM",
    "ACCT-",
    "7ZZ7ZZ",
    "1125033000",
    "20250117",
    "2025-01-17",
    "E2025031",
    "H4H4H4H",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), length in 1..50_usize) {
        let _ = in_pieces(&bytes, length);
        let mut body = CLINIC.as_bytes()[..106].to_vec();
        body.extend(bytes);
        let _ = in_pieces(&body, length);
    }

    #[test]
    fn a_damaged_input_reveals_nothing_about_a_patient(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[~*:|>A-Z0-9\n]{0,4}", 0..6_usize), 1..6),
        which in 0..2_usize,
    ) {
        let mut body = [CLINIC, PAYERS][which].as_bytes().to_vec();
        for (place, new, length) in changes {
            let start = place.index(body.len());
            let end = (start + length).min(body.len());
            body.splice(start..end, new.bytes());
        }
        let read = format!("{:?}", in_pieces(&body, 512));
        for private in PRIVATE {
            prop_assert!(!read.contains(private), "{private}");
        }
    }
}
