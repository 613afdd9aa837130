//! The anesthesia conversion factor of a place: from CMS's ANES file, or estimated (42 CFR 414.46).

use super::content::LocalityIndices;
use super::release::Release;
use crate::law::{Figure, Lookup, Missing, Provisions};
use crate::pricing::{AnesthesiaFigure, FactorOrigin, NoAnesthesiaFactor};
use crate::vocabulary::{ConversionFactor, Gpcis, QualifyingApm, divide_rounding_half_up};

/// The factor of a practitioner at a place, or in the nation without one. CMS's ANES file has the factors of all but
/// qualifying APM participants. What it does not have is estimated, and so is the factor of an imported law: `is_amended`
/// says that an amendment brought the nation's factor.
pub(super) fn anesthesia_factor(
    release: &Release,
    place: Option<(&LocalityIndices, Gpcis)>,
    law: &Provisions,
    is_amended: bool,
    qualifying_apm: QualifyingApm,
) -> Result<AnesthesiaFigure, NoAnesthesiaFactor> {
    let has_own = match qualifying_apm {
        QualifyingApm::Yes => law.qualifying_apm_factor_differs.map(|differs| differs.value),
        QualifyingApm::No | QualifyingApm::Unknown => Ok(false),
    };
    let Some((row, gpcis)) = place else {
        return national(law, has_own).map(of_nation).map_err(NoAnesthesiaFactor::Missing);
    };
    let of_others = || {
        let estimated = estimated(national(law, Ok(false)), gpcis, law);
        match of_file(release, row) {
            Some(of_file) if is_amended => Ok(amended(of_file, estimated)),
            Some(of_file) => Ok(of_file),
            None => estimated.map_err(NoAnesthesiaFactor::NotLoaded),
        }
    };
    if has_own == Ok(false) {
        return of_others();
    }
    estimated(national(law, has_own), gpcis, law).or_else(|missing| {
        let origin = FactorOrigin::OfOthers(missing);
        of_others().map(|figure| AnesthesiaFigure { origin, ..figure })
    })
}

/// The factor that follows from an imported law, if it is not that of the file.
fn amended(of_file: AnesthesiaFigure, of_law: Lookup<AnesthesiaFigure>) -> AnesthesiaFigure {
    match of_law {
        Ok(of_law) if of_law.factor == of_file.factor => of_file,
        Ok(of_law) => AnesthesiaFigure { origin: FactorOrigin::OfLaw(of_file.factor), ..of_law },
        Err(missing) => AnesthesiaFigure { origin: FactorOrigin::OfOthers(missing), ..of_file },
    }
}

/// The factor of qualifying APM participants at a place, or in the nation without one.
pub(super) fn qualifying_factor(gpcis: Option<Gpcis>, law: &Provisions) -> Option<AnesthesiaFigure> {
    let national = national(law, Ok(true));
    match gpcis {
        Some(gpcis) => estimated(national, gpcis, law).ok(),
        None => national.ok().map(of_nation),
    }
}

/// The nation's factor: that of qualifying APM participants, if they have one of their own.
fn national(law: &Provisions, has_own: Result<bool, Missing>) -> Lookup<Figure<ConversionFactor>> {
    if has_own? { law.qualifying_apm_anesthesia_conversion_factor } else { law.anesthesia_conversion_factor }
}

const fn of_nation(national: Figure<ConversionFactor>) -> AnesthesiaFigure {
    let Figure { value: factor, source } = national;
    AnesthesiaFigure { factor, source: Some(source), origin: FactorOrigin::Published }
}

/// The factor that the release's ANES file has for a locality.
fn of_file(release: &Release, row: &LocalityIndices) -> Option<AnesthesiaFigure> {
    let published = release.anesthesia_factor(row.locality)?;
    let factor = in_cents(published.factor.cents())?;
    Some(AnesthesiaFigure { factor, source: None, origin: FactorOrigin::Published })
}

/// The nation's factor, weighted with the place's GPCIs. In 2025 this is the published factor of all localities.
fn estimated(
    national: Lookup<Figure<ConversionFactor>>,
    gpcis: Gpcis,
    law: &Provisions,
) -> Lookup<AnesthesiaFigure> {
    let Figure { value: factor, source } = national?;
    let weighted = [
        (law.anesthesia_work_share?, gpcis.work),
        (law.anesthesia_practice_expense_share?, gpcis.practice_expense),
        (law.anesthesia_malpractice_share?, gpcis.malpractice),
    ];
    // Ten-millionths: the share's ten-thousandths times the index's thousandths.
    let index: i64 = weighted
        .iter()
        .map(|(share, gpci)| i64::from(share.value.ten_thousandths()) * i64::from(gpci.thousandths()))
        .sum();
    let cents = divide_rounding_half_up(i64::from(factor.ten_thousandths()) * index, 1_000_000_000);
    let factor = in_cents(cents).unwrap_or(ConversionFactor::MAX);
    Ok(AnesthesiaFigure { factor, source: Some(source), origin: FactorOrigin::Estimated })
}

/// A factor that is published with two decimals. Conversion factors have four.
fn in_cents(cents: i64) -> Option<ConversionFactor> {
    ConversionFactor::from_scaled(i32::try_from(cents.checked_mul(100)?).ok()?)
}
