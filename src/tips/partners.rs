//! Partners: the other codes that an example bills together with a code.
//!
//! NCCI pairs a code with up to thousands of others. Most of these pairs never meet on a claim, so an example takes only codes that
//! practices really bill together. [`likely_partners`] ranks the others for the lists of a code's page, and for the primary of an
//! add-on code.

use super::examples::EXAMPLES;
use super::medicare::Medicare;
use super::usual::is_furnished_at;
use crate::vocabulary::{Component, HcpcsCode, PlaceOfService, Status};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Services that practices bill to Medicare often. The choice is this project's own; no figure depends on it.
const OFTEN_BILLED: &[&str] = &[
    "99213", "99214", "99232", "99233", "99223", "99285", "99291", "99308", "99309", "99204", "G0439",
    "92014", "92012", "36415", "93000", "93010", "20610", "11042", "17000", "17110", "11102", "11721",
    "17311", "20553", "27447", "27130", "29881", "64483", "62323", "64493", "63047", "22551", "45385",
    "45380", "45378", "43239", "47562", "49505", "44140", "52000", "66984", "67028", "66821", "31231",
    "33533", "33405", "92928", "93458", "33208", "71046", "70450", "70553", "70551", "72148", "72158",
    "72141", "72156", "74177", "74178", "71260", "71275", "73721", "76700", "77067", "77080", "78452",
    "93306", "93880", "93970", "93015", "94060", "94010", "92134", "92133", "92083", "92250", "88305",
    "88342", "90837", "90834", "90791", "97110", "97140", "97530", "97112", "97161", "96372", "90471",
    "96413", "96365", "96374", "95910", "95886", "95810", "98941", "99490",
];

/// The first codes of CPT's groups of related services: anesthesia, each organ and each region of bones and joints, imaging by
/// kind, laboratory, each field of medicine, visits.
const FIRST_OF_FIELDS: &[u32] = &[
    100, 10_004, 17_311, 19_000, 20_100, 21_010, 22_010, 23_000, 24_000, 25_000, 26_010, 26_990, 27_301,
    27_600, 28_001, 29_000, 29_800, 30_000, 33_016, 34_001, 36_000, 38_100, 40_490, 43_020, 44_005, 47_000,
    49_000, 50_010, 54_000, 55_920, 59_000, 60_000, 61_000, 62_263, 64_400, 64_550, 64_702, 65_091, 69_000,
    70_010, 76_506, 77_001, 77_046, 77_071, 77_261, 78_012, 79_000, 80_047, 90_281, 90_785, 90_901, 91_010,
    92_002, 92_502, 92_920, 94_002, 95_004, 95_700, 96_105, 96_360, 96_900, 97_010, 97_802, 98_925, 98_960,
    99_100, 99_202,
];

/// How two codes are related, the nearest relation first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// Practices bill the two together.
    Together,
    /// The same three first characters, and the code has an explanation of ours.
    KnownKin,
    /// The same four first characters.
    CloseKin,
    /// The same field, and billed often.
    OftenInField,
    /// The same field, and the code has an explanation of ours.
    KnownInField,
    /// The same three first characters.
    Kin,
    /// The same field.
    InField,
    /// Another field, and billed often.
    Often,
    /// Another field, and the code has an explanation of ours.
    Known,
    /// Nothing of all this.
    Unrelated,
}

/// The candidates that Medicare pays by this fee schedule and that are furnished at this place, the most likely partners of a
/// code first. Candidates of one relation are ranked by how often they are billed, and then by how near their numbers are.
pub(super) fn likely_partners(
    medicare: &Medicare<'_>,
    own: HcpcsCode,
    place: PlaceOfService,
    candidates: impl IntoIterator<Item = HcpcsCode>,
) -> Vec<HcpcsCode> {
    let payable = candidates.into_iter().filter(|other| {
        *other != own && is_payable(medicare, *other) && is_furnished_at(medicare, *other, place)
    });
    let mut ranked: Vec<HcpcsCode> = payable.collect();
    let partners = EXAMPLES.partners(own);
    ranked.sort_by_cached_key(|other| rank_among(partners, medicare, own, *other));
    ranked.dedup();
    ranked
}

/// How likely two codes are billed together: the least is the likeliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartnerRank(Relation, usize, u32, usize, Reverse<HcpcsCode>);

/// The rank of another code among the partners of a code.
#[must_use]
pub fn partner_rank(medicare: &Medicare<'_>, own: HcpcsCode, other: HcpcsCode) -> PartnerRank {
    rank_among(EXAMPLES.partners(own), medicare, own, other)
}

/// The same with the codes that are billed together with the code.
fn rank_among(
    partners: &[HcpcsCode],
    medicare: &Medicare<'_>,
    own: HcpcsCode,
    other: HcpcsCode,
) -> PartnerRank {
    let together = partners.iter().position(|partner| *partner == other);
    let relation = match together {
        Some(_) => Relation::Together,
        None => relation(own, other, medicare.schedule.explanation(other).is_some()),
    };
    // Among relatives a near number says more than the frequency, and in another field there are no near numbers.
    let own_frequency = frequency(other);
    let first = match relation {
        Relation::Together => together.unwrap_or(usize::MAX),
        Relation::OftenInField | Relation::Often | Relation::Known | Relation::Unrelated => own_frequency,
        Relation::KnownKin
        | Relation::CloseKin
        | Relation::KnownInField
        | Relation::Kin
        | Relation::InField => 0,
    };
    let distance = number(own).zip(number(other)).map_or(u32::MAX, |(own, other)| own.abs_diff(other));
    PartnerRank(relation, first, distance, own_frequency, Reverse(other))
}

/// How a code is related to another that is not billed together with it; `is_known` says whether the other has an explanation of ours.
fn relation(own: HcpcsCode, other: HcpcsCode, is_known: bool) -> Relation {
    let shares = |letters: usize| {
        let begin = own.as_str().get(..letters);
        begin.is_some() && begin == other.as_str().get(..letters) && number(own).is_some()
    };
    let is_in_field = field(own).is_some() && field(own) == field(other);
    let is_often = frequency(other) < OFTEN_BILLED.len();
    match (shares(3) && is_in_field, is_in_field) {
        (true, _) if is_known => Relation::KnownKin,
        (true, _) if shares(4) => Relation::CloseKin,
        (_, true) if is_often => Relation::OftenInField,
        (_, true) if is_known => Relation::KnownInField,
        (true, _) => Relation::Kin,
        (false, true) => Relation::InField,
        (false, false) if is_often => Relation::Often,
        (false, false) if is_known => Relation::Known,
        (false, false) => Relation::Unrelated,
    }
}

/// Whether Medicare prices the code by itself: it has a published amount, or is anesthesia.
pub(super) fn is_payable(medicare: &Medicare<'_>, hcpcs: HcpcsCode) -> bool {
    let rows = medicare.rates.services.rows_of(hcpcs).iter();
    rows.filter(|row| row.component == Component::Global)
        .any(|row| row.status == Status::Anesthesia || row.has_published_amount())
}

/// The place of a code among those that are billed often; the number of these for any other code.
fn frequency(hcpcs: HcpcsCode) -> usize {
    static PLACES: LazyLock<BTreeMap<HcpcsCode, usize>> = LazyLock::new(|| {
        let codes = OFTEN_BILLED.iter().enumerate();
        codes.filter_map(|(place, often)| Some((often.parse().ok()?, place))).collect()
    });
    PLACES.get(&hcpcs).copied().unwrap_or(OFTEN_BILLED.len())
}

/// The number of a CPT code of five digits. Codes with letters are numbered as they are made, not by field.
fn number(hcpcs: HcpcsCode) -> Option<u32> {
    hcpcs.as_str().parse().ok()
}

/// The field of a CPT code of five digits.
fn field(hcpcs: HcpcsCode) -> Option<usize> {
    number(hcpcs).map(|number| FIRST_OF_FIELDS.partition_point(|first| *first <= number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> HcpcsCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_lists_are_in_order_and_name_each_code_once() {
        assert!(FIRST_OF_FIELDS.is_sorted());
        let mut often: Vec<HcpcsCode> = OFTEN_BILLED.iter().map(|text| code(text)).collect();
        often.sort();
        often.dedup();
        assert_eq!(often.len(), OFTEN_BILLED.len());
    }

    #[test]
    fn relatives_come_before_codes_of_other_fields() {
        let of = |other, is_known| relation(code("43239"), code(other), is_known);
        assert_eq!(of("43236", true), Relation::KnownKin);
        assert_eq!(of("43233", false), Relation::CloseKin);
        assert!(EXAMPLES.partners(code("43239")).contains(&code("45385")));
        assert_eq!(of("47562", true), Relation::Often);
        assert_eq!(of("43117", true), Relation::KnownInField);
        assert_eq!(of("43279", false), Relation::Kin);
        assert_eq!(of("43117", false), Relation::InField);
        assert_eq!(relation(code("49650"), code("49505"), true), Relation::OftenInField);
        assert_eq!(relation(code("33430"), code("33208"), true), Relation::OftenInField);
        assert_eq!(of("99213", true), Relation::Often);
        assert_eq!(of("00731", true), Relation::Known);
        assert_eq!(of("0652T", false), Relation::Unrelated);
    }

    #[test]
    fn letter_codes_are_not_related_by_their_numbers() {
        assert_eq!(relation(code("G0121"), code("G0120"), false), Relation::Unrelated);
        assert!(EXAMPLES.partners(code("G0268")).contains(&code("92557")));
        assert_eq!(relation(code("G0127"), code("17000"), true), Relation::Often);
    }
}
