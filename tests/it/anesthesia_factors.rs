//! The anesthesia factor of a place without an ANES file: the estimate, compared with the factors that CMS published.

use crate::support::schedule::schedule_of;
use medpayiq::pricing::{AnesthesiaFigure, FactorOrigin};
use medpayiq::schedule::Whereabouts;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::vocabulary::QualifyingApm;
use std::collections::BTreeMap;
use time::Date;
use time::macros::date;

/// The fee schedule of the starter data for a year, without its ANES file, and what that file says.
fn without_anes(label: &str) -> (ReleaseContent, BTreeMap<String, String>) {
    let mut releases = medpayiq::starter::releases().unwrap().into_iter();
    let mut release = releases.find(|release| release.label == label).unwrap();
    let ReleaseTables::FeeSchedule(tables) = &mut release.tables else { panic!("a fee schedule") };
    let published = std::mem::take(&mut tables.anesthesia_factors);
    (release, published.iter().map(|row| (row.locality.to_string(), format!("{}00", row.factor))).collect())
}

/// The factor of every locality.
fn factors(release: ReleaseContent, day: Date, qualifying: QualifyingApm) -> BTreeMap<String, String> {
    let schedule = schedule_of(vec![release]);
    let in_force = schedule.in_force(Some(day), None).unwrap();
    let localities = in_force.release.localities.iter().map(|row| row.locality);
    let factor = |locality| {
        let located = schedule.locate(in_force.release, Whereabouts::Locality(locality)).unwrap();
        let rates = schedule.rates_without_edits(&in_force, &located, qualifying);
        let AnesthesiaFigure { factor, origin, .. } = rates.anesthesia.factor.unwrap();
        assert_eq!(origin, FactorOrigin::Estimated);
        (locality.to_string(), factor.to_string())
    };
    localities.map(factor).collect()
}

#[test]
fn the_estimate_is_cmss_factor_in_every_locality_of_2025() {
    let (release, published) = without_anes("RVU25A");
    assert_eq!(published.len(), 109);
    assert_eq!(factors(release, date!(2025 - 01 - 15), QualifyingApm::No), published);
}

#[test]
fn participants_have_a_factor_of_their_own_in_2026() {
    let (mut release, _) = without_anes("RVU25A");
    release.label = "RVU26A".to_owned();
    release.effective_from = date!(2026 - 01 - 01);
    // Manhattan's indices weigh 0.769 x 1.065 + 0.166 x 1.166 + 0.065 x 1.656 = 1.120181. The national factors are 20.4976
    // and 20.5998.
    let manhattan =
        |qualifying| factors(release.clone(), date!(2026 - 01 - 15), qualifying).remove("13202-01").unwrap();
    assert_eq!(manhattan(QualifyingApm::No), "22.9600");
    assert_eq!(manhattan(QualifyingApm::Yes), "23.0800");
}
