//! Remittances and the reports that they make.

use super::{
    AdjustmentReason, ClosedLists, Intake, ReasonClass, ReasonCodes, Remitted, RemittedPlaces, ServiceCodes,
    Skip,
};
use crate::x12::RemittanceReader;
use expect_test::{Expect, expect};
use std::fmt::Write;
use std::sync::Arc;
use time::macros::date;

const BEFORE: &str =
    "ISA*00**00**ZZ*A*ZZ*B*250115*0930*^*00501*1*0*T*:~GS*HP~ST*835*1*005010X221A1~TRN*1*1*1~";
const AFTER: &str = "SE*1*1~GE*1*1~IEA*1*1~";

/// Reason codes of each class.
fn codes() -> ReasonCodes {
    let classes = [
        (ReasonClass::Adjustment, "1 2 3 23 45 94 144 201 223 237 253 B4"),
        (ReasonClass::Denial, "16 18 27 29 50 96 97 119 151 197 204 236 246"),
        (ReasonClass::Context, "59 133 172 203 B10 B22"),
    ];
    let of_class = |(class, carcs): (ReasonClass, &'static str)| {
        let reason =
            move || AdjustmentReason { class, meaning: "known".to_owned(), typical_fix: String::new() };
        carcs.split(' ').map(move |carc| (carc.parse().unwrap(), reason()))
    };
    classes.into_iter().flat_map(of_class).collect()
}

/// Lists with every code of these remittances, except 12345.
fn lists() -> ClosedLists {
    let remarks = "M15 M20 M76 M86 N290 MA01 MA13 MA27 MA67 MA130 N115 N130 N20 N203 N211 N265 N30 N362 N4 N425 N519 N775 N807".split(' ');
    let remarks = remarks.map(|remark| remark.parse().unwrap()).collect();
    ClosedLists {
        reasons: Arc::new(codes()),
        remarks: Arc::new(remarks),
        services: ServiceCodes::new(false, |code| code.as_str() != "12345"),
    }
}

fn remitted(body: &str) -> Remitted {
    let (mut reader, mut intake) = (RemittanceReader::default(), Intake::new(lists(), date!(2025 - 03 - 31)));
    reader.feed(body.as_bytes(), |claim| intake.take(&claim)).unwrap();
    reader.finish(|claim| intake.take(&claim)).unwrap();
    intake.end().unwrap()
}

/// The result of a remittance, in a few lines.
fn summary(remitted: &Remitted) -> String {
    let at = |places: &RemittedPlaces| -> String {
        let places = places.first.iter().map(|place| match place.line {
            Some(line) => format!(" {}.{line}", place.claim),
            None => format!(" {}", place.claim),
        });
        places.collect()
    };
    let mut text = String::new();
    for denial in &remitted.denials {
        let (place, report) = (denial.place, &denial.report);
        let (claim, line, setting) = (place.claim, place.line.unwrap(), report.place_of_service);
        let (group, billed) = (report.group.as_str(), report.billed.unwrap().as_str());
        writeln!(
            text,
            "{claim}.{line} {} {:?} {} {} {group}-{} {:?} {} {billed}",
            report.hcpcs,
            report.modifiers,
            setting.map_or("-", |place| place.code()),
            report.payer.as_str(),
            report.carc,
            report.rarcs,
            report.service_month
        )
        .unwrap();
    }
    let Remitted { claims, lines, reversals, reversals_matched, denied_lines, .. } = remitted;
    let reversed = remitted.denied_lines_reversed;
    writeln!(
        text,
        "claims {claims} lines {lines} reversals {reversals} matched {reversals_matched} denied {denied_lines} reversed {reversed}"
    )
    .unwrap();
    if remitted.unknown_remarks > 0 {
        writeln!(text, "unknown remarks {}", remitted.unknown_remarks).unwrap();
    }
    if remitted.unbalanced.count > 0 {
        writeln!(text, "unbalanced{}", at(&remitted.unbalanced)).unwrap();
    }
    for (skip, places) in &remitted.skipped {
        writeln!(text, "{}{}", skip.code(), at(places)).unwrap();
    }
    text
}

#[test]
fn the_fixtures_make_reports_of_their_denied_lines() {
    let check = |body: &str, golden: Expect| golden.assert_eq(&summary(&remitted(body)));
    check(
        include_str!("../../tests/fixtures/x12/clinic.835"),
        expect![[r#"
            1.2 76377 [26] 11 medicare CO-97 [M15, N20] 2025-01 250_to_499
            5.2 93000 [] 22 medicare PR-50 [N115, M38] 2025-01 under_100
            6.1 00790 [AA, P2] 24 medicare CO-16 [N203] 2025-01 500_to_999
            claims 7 lines 11 reversals 2 matched 1 denied 3 reversed 2
            unbalanced 6 6.1
        "#]],
    );
    check(
        include_str!("../../tests/fixtures/x12/payers.835"),
        expect![[r#"
            1.1 97110 [GP] 12 medicare_advantage CO-197 [N54] 2025-02 100_to_249
            2.1 99213 [] 11 commercial CO-29 [] 2024-10 100_to_249
            2.2 36415 [] 11 commercial CO-29 [] 2024-10 under_100
            4.1 J1100 [JZ] 49 medicaid PR-204 [] 2025-01 under_100
            4.2 99203 [] 49 medicaid PI-16 [N519, M20] 2025-01 100_to_249
            10.1 90472 [] - tricare OA-18 [] 2025-01 under_100
            claims 10 lines 13 reversals 1 matched 1 denied 9 reversed 1
            unknown remarks 2
            unbalanced 5 5.1
            predetermination 7.1
            no_month 5.2
            unknown_reason 3.1 6.1
        "#]],
    );
    check(
        include_str!("../../tests/fixtures/x12/not-professional.835"),
        expect![[r#"
            claims 6 lines 7 reversals 0 matched 0 denied 2 reversed 0
            institutional 1 2.1 2.2
            dental 3.1
            drug 4.1
            other_code_list 4.2
            no_line 5
            unreadable_code 4.3
            no_month 6.1
        "#]],
    );
}

/// Checks lines of one claim: the segments of each, and the reason for which it was denied, if it was. `RARC` abbreviates the
/// segment of a remark code.
fn check_lines(golden: &Expect) {
    let rows = golden.data().lines().map(str::trim).filter(|row| !row.is_empty());
    let asked: Vec<&str> = rows.map(|row| row.split("  ").next().unwrap()).collect();
    let width = asked.iter().map(|row| row.len()).max().unwrap();
    let lines = asked.iter().map(|row| {
        let segments = row.replace("RARC*", concat!("LQ*", "HE*"));
        let body = format!("{BEFORE}CLP*A*1*100*0**MB*1*11~DTM*232*20250115~SVC*HC:99213*{segments}~{AFTER}");
        let reasons = remitted(&body)
            .denials
            .iter()
            .map(|denial| {
                let report = &denial.report;
                format!("  {}-{}", report.group.as_str(), report.carc)
            })
            .collect::<String>();
        let unknown = match remitted(&body).skipped.keys().next() {
            None => "",
            Some(Skip::OnlyPriced) => "  without a reason",
            Some(_) => "  with an unknown reason",
        };
        format!("{row:width$}{reasons}{unknown}").trim_end().to_owned()
    });
    golden.assert_eq(&(lines.collect::<Vec<_>>().join("\n") + "\n"));
}

#[test]
fn a_line_is_denied_if_nothing_was_allowed_for_more_than_its_price() {
    check_lines(&expect![[r#"
        100*0~CAS*CO*97*100                     CO-97
        100*0~CAS*PR*50*100                     PR-50
        100*0~CAS*PR*1*100
        100*0~CAS*CO*45*40~CAS*PR*1*60
        100*0~CAS*CO*45*40~CAS*PR*3*60*1*16*0
        100*60~CAS*CO*45*40
        100*60~CAS*CO*16*40
        100*0~CAS*OA*23*100
        100*0~CAS*CO*45*100                     without a reason
        100*0~CAS*PR*201*100
        100*0~CAS*CO*59*100                     CO-59
        100*30~CAS*CO*59*70
        100*0~CAS*CO*399*100                    with an unknown reason
        100*50~CAS*CO*399*50
        100*0~CAS*CO*16*100~AMT*B6*80
        100*0~CAS*CO*16*100~AMT*B6*0            CO-16
        100*9~CAS*CO*16*91~AMT*B6*0
        100*0~CAS*CO*16*98*1*253*2
        100*0~CAS*CO*97*98*1*237*2              CO-97
        100*0~CAS*CO*97*98*1*237*2~RARC*N807
        100*0~CAS*CO*97*102*1*144*-2~RARC*N807
        100*0~CAS*CO*45*10*1*16*40**96*50       CO-96
        100*0~CAS*CO*16*50**96*50               CO-16
        100*0~CAS*CO*59*90**16*10               CO-16
        100*0~CAS*CO*288*60**16*40              CO-288
        100*0~CAS*CO*131*60**16*40              CO-16
        0.01*0~CAS*CO*246*.01                   CO-246
        0*0~CAS*CO*246*0                        CO-246
        100*0
    "#]]);
}

#[test]
fn a_reversal_cancels_the_claim_before_it_and_not_the_correction() {
    let claim = |status: u8, number: &str, charge: &str, paid: &str, cas: &str| {
        format!(
            "CLP*ACCT*{status}*{charge}*{paid}**MB*{number}*11~SVC*HC:99213*{charge}*{paid}~DTM*472*20250115~CAS*{cas}~"
        )
    };
    let denied = |number| claim(1, number, "100", "0", "CO*16*100");
    let reversed = |number| claim(22, number, "-100", "0", "CO*16*-100");
    let paid = |number| claim(1, number, "100", "60", "CO*45*40");
    let check = |claims: &[String], golden: Expect| {
        golden.assert_eq(&summary(&remitted(&format!("{BEFORE}{}{AFTER}", claims.concat()))));
    };
    check(
        &[denied("N1"), reversed("N1"), paid("N1")],
        expect![[r#"
        claims 3 lines 3 reversals 1 matched 1 denied 0 reversed 1
    "#]],
    );
    check(
        &[reversed("N1"), denied("N1")],
        expect![[r#"
        2.1 99213 [] 11 medicare CO-16 [] 2025-01 100_to_249
        claims 2 lines 2 reversals 1 matched 0 denied 1 reversed 0
    "#]],
    );
    // A reversal with a number of its own is about the claim of the provider's number with its amounts.
    check(
        &[denied("N1"), reversed("N2"), denied("N3"), reversed("N3")],
        expect![[r#"
        claims 4 lines 4 reversals 2 matched 2 denied 0 reversed 2
    "#]],
    );
    check(
        &[denied("N1"), paid("N1"), reversed("N1")],
        expect![[r#"
            claims 3 lines 3 reversals 1 matched 1 denied 0 reversed 1
        "#]],
    );
    check(
        &[denied("N1"), denied("N1"), reversed("N1"), reversed("N1"), reversed("N1")],
        expect![[r#"
        claims 5 lines 5 reversals 3 matched 2 denied 0 reversed 2
    "#]],
    );
    let other_payer = "SE*1*1~ST*835*2*005010X221A1~TRN*1*1*2~".to_owned();
    check(
        &[denied("N1"), other_payer, reversed("N1")],
        expect![[r#"
        1.1 99213 [] 11 medicare CO-16 [] 2025-01 100_to_249
        claims 2 lines 2 reversals 1 matched 0 denied 1 reversed 0
    "#]],
    );
    // Without the payer's number, account and charge identify the claim.
    let other_charge = claim(1, "", "90", "0", "CO*16*90");
    check(
        &[denied(""), other_charge, reversed("")],
        expect![[r#"
        2.1 99213 [] 11 medicare CO-16 [] 2025-01 under_100
        claims 3 lines 3 reversals 1 matched 1 denied 1 reversed 1
    "#]],
    );
}

#[test]
fn a_remittance_has_limits() {
    let many = |claim: &str, times: usize| {
        let (mut reader, mut intake) =
            (RemittanceReader::default(), Intake::new(lists(), date!(2025 - 03 - 31)));
        let body = format!("{BEFORE}{}{AFTER}", claim.repeat(times));
        reader.feed(body.as_bytes(), |claim| intake.take(&claim)).unwrap();
        reader.finish(|claim| intake.take(&claim)).unwrap();
        intake.end().map(|remitted| remitted.denials.len()).map_err(|error| error.to_string())
    };
    let denied = "CLP*A*1*1*0~DTM*232*20250101~SVC*HC:99213*1*0~CAS*CO*16*1~";
    assert_eq!(many(denied, 20_000), Ok(20_000));
    let over = "segment 80005, SVC: expected no more than 20000 denied lines in one body";
    assert_eq!(many(denied, 20_001), Err(over.to_owned()));
    assert_eq!(many("CLP*A*1*1*1~", 200_000), Ok(0));
    let over = "segment 200005, CLP: expected no more than 200000 claims in one body";
    assert_eq!(many("CLP*A*1*1*1~", 200_001), Err(over.to_owned()));
}
