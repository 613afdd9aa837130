//! The fee schedule amount: the one formula that every price starts from.

use crate::vocabulary::{
    Component, ConversionFactor, Gpci, Gpcis, Money, Rvu, RvuSet, ServiceRow, Setting, Share,
    divide_rounding_half_up,
};

/// The fee schedule amount of one unit (42 CFR 414.20).
///
/// The relative value units (RVU) of work, practice expense and malpractice are each multiplied by their geographic practice
/// cost index (GPCI), added up, and multiplied by the conversion factor. The result is rounded **once**, to the cent, half up.
/// RVUs have two decimals, GPCIs three and factors four, so the product is an exact number of 10^-9 dollars, and a cent is ten
/// million of them. Only this gives CMS's published amounts; rounding on the way does not.
#[must_use]
pub fn fee_schedule_amount(rvus: RvuSet, gpcis: Gpcis, factor: ConversionFactor) -> Money {
    let exact = weigh(rvus.work, gpcis.work)
        + weigh(rvus.practice_expense, gpcis.practice_expense)
        + weigh(rvus.malpractice, gpcis.malpractice);
    let exact = exact * i64::from(factor.ten_thousandths());
    Money::from_cents((exact + UNITS_IN_A_CENT / 2).div_euclid(UNITS_IN_A_CENT))
}

/// RVUs, GPCIs and factors count 10^-9 dollars together, so a cent is ten million.
const UNITS_IN_A_CENT: i64 = 10_000_000;
// Three RVUs under 1,000, GPCIs under 10, a factor under 1,000: the product cannot leave i64.
const _: () = assert!(3 * 99_999 * 9_999 < (i64::MAX - UNITS_IN_A_CENT) / 9_999_999);

fn weigh(rvu: Rvu, gpci: Gpci) -> i64 {
    i64::from(rvu.hundredths()) * i64::from(gpci.thousandths())
}

/// The reduced amount of a therapy unit: `cut` of its practice expense does not count (Social Security Act 1848(b)(7)). CMS
/// publishes it with the full amount. It is rounded once, from unrounded parts.
#[must_use]
pub fn therapy_reduced_amount(rvus: RvuSet, gpcis: Gpcis, factor: ConversionFactor, cut: Share) -> Money {
    // The share is in ten-thousandths, and i64 has no room for them.
    let whole = i128::from(Share::WHOLE.ten_thousandths());
    let kept = i128::from(Share::WHOLE.less(cut).ten_thousandths());
    let exact = i128::from(weigh(rvus.work, gpcis.work)) * whole
        + i128::from(weigh(rvus.practice_expense, gpcis.practice_expense)) * kept
        + i128::from(weigh(rvus.malpractice, gpcis.malpractice)) * whole;
    let exact = exact * i128::from(factor.ten_thousandths());
    let units_in_a_cent = i128::from(UNITS_IN_A_CENT) * whole;
    let cents = (exact + units_in_a_cent / 2).div_euclid(units_in_a_cent);
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}

/// The fee of an anesthesia service: base and time units times the factor, rounded once (42 CFR 414.46).
#[must_use]
pub(super) fn anesthesia_amount(base_units: u8, time_tenths: u32, factor: ConversionFactor) -> Money {
    // The product is in hundred-thousandths of a dollar, so a cent is a thousand of them.
    let exact = (i64::from(base_units) * 10 + i64::from(time_tenths)) * i64::from(factor.ten_thousandths());
    Money::from_cents(divide_rounding_half_up(exact, 1_000))
}

/// Time units in tenths: minutes divided by those of one unit, rounded to one decimal (Pub. 100-04 ch. 12, 50).
///
/// With 15 minutes to a unit there is never a tie: minutes * 10 / 15 is a multiple of two thirds.
#[must_use]
pub(super) fn time_tenths(minutes: u32, unit: u8) -> u32 {
    let unit = u32::from(unit.max(1));
    (minutes * 20 + unit) / (2 * unit)
}

/// The hospital outpatient (OPPS) amount that caps an imaging row (Deficit Reduction Act, section 5102(b)), or `None` if there
/// is no cap.
///
/// `rows` are all rows of the code. A global row that the contractor prices has no work RVU; CMS's OPPSCAP file then takes
/// that of the code's 26 row.
#[must_use]
pub fn opps_cap_amount(
    rows: &[ServiceRow],
    row: &ServiceRow,
    setting: Setting,
    gpcis: Gpcis,
    factor: ConversionFactor,
) -> Option<Money> {
    let mut rvus = row.opps_rvus(setting)?;
    let borrows_work = row.component == Component::Global && !row.status.pays_from_rvus();
    if let (true, Some(professional)) =
        (borrows_work, rows.iter().find(|sibling| sibling.component == Component::Professional))
    {
        rvus.work = professional.work;
    }
    Some(fee_schedule_amount(rvus, gpcis, factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Gpci;

    fn amount(rvus: [&str; 3], gpcis: [&str; 3], factor: &str) -> String {
        let [work, practice_expense, malpractice] = rvus.map(|text| text.parse().unwrap());
        let rvus = RvuSet { work, practice_expense, malpractice };
        let [work, practice_expense, malpractice] = gpcis.map(|text| text.parse::<Gpci>().unwrap());
        let gpcis = Gpcis { work, practice_expense, malpractice };
        fee_schedule_amount(rvus, gpcis, factor.parse().unwrap()).to_string()
    }

    #[test]
    fn anesthesia_time_is_rounded_to_a_tenth() {
        for (minutes, tenths) in [
            (1, 1),
            (2, 1),
            (3, 2),
            (4, 3),
            (5, 3),
            (6, 4),
            (7, 5),
            (8, 5),
            (16, 11),
            (17, 11),
            (97, 65),
            (9_999, 6_666),
        ] {
            assert_eq!(time_tenths(minutes, 15), tenths, "{minutes} minutes");
        }
        for (base, tenths, factor, expected) in [
            (7, 65, "20.3178", "274.29"),
            (7, 65, "19.31", "260.69"),
            (7, 65, "27.86", "376.11"),
            (4, 0, "20.3178", "81.27"),
        ] {
            assert_eq!(anesthesia_amount(base, tenths, factor.parse().unwrap()).to_string(), expected);
        }
    }

    #[test]
    fn the_manual_s_examples_match_to_the_cent() {
        let office_visit = ["1.92", "1.80", "0.15"];
        let national = ["1", "1", "1"];
        for (rvus, gpcis, factor, expected) in [
            (["0.79", "0.29", "0.04"], ["1.088", "1.419", "0.445"], "32.3465", "41.69"),
            (office_visit, national, "32.3465", "125.18"),
            (["1.92", "0.83", "0.15"], national, "32.3465", "93.80"),
            (office_visit, ["1.065", "1.166", "1.656"], "32.3465", "142.07"),
            (office_visit, ["1.5", "1.081", "0.592"], "32.3465", "158.97"),
            (office_visit, ["1.000", "0.869", "0.575"], "32.3465", "115.49"),
            (office_visit, national, "32.7442", "126.72"),
            (office_visit, national, "33.2875", "128.82"),
            (office_visit, national, "33.4009", "129.26"),
            (office_visit, national, "33.5675", "129.91"),
        ] {
            assert_eq!(amount(rvus, gpcis, factor), expected, "{rvus:?} {gpcis:?} {factor}");
        }
    }
}
