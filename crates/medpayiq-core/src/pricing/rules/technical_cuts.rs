//! FX, FY and CT: cuts of the technical component of images taken on film, by computed radiography, or on an old scanner.
//!
//! Tests: rules/technical_cuts.rs, shares.rs, readings.rs, figures.txt "Film, computed radiography, old scanners".

use crate::law::{CodeList, Figure, Lookup, Provisions, borrowed};
use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::trace::Rule;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{ClaimLine, Modifier, Rarc, ServiceRow, Share};

/// What a modifier takes off the technical component.
struct TechnicalCut<'a> {
    modifier: Modifier,
    share: Lookup<Figure<Share>>,
    /// The services on which the modifier acts.
    services: &'a Lookup<CodeList>,
    /// Why the modifier has no effect on another service.
    applies_to: &'static str,
}

/// Why FX or FY has no effect.
const PLAIN_IMAGES: &str = "It applies to plain X-ray images.";
/// Why CT has no effect.
const LISTED_TOMOGRAPHY: &str = "It applies to the computed tomography services on the law's list.";

fn cuts(law: &Provisions) -> [TechnicalCut<'_>; 3] {
    let x_ray = |modifier, share| TechnicalCut {
        modifier,
        share,
        services: &law.radiography_services,
        applies_to: PLAIN_IMAGES,
    };
    [
        x_ray(m::FILM, law.film_cut),
        x_ray(m::COMPUTED_RADIOGRAPHY, law.computed_radiography_cut),
        TechnicalCut {
            modifier: m::SCANNER,
            share: law.scanner_cut,
            services: &law.scanner_services,
            applies_to: LISTED_TOMOGRAPHY,
        },
    ]
}

/// Cuts the technical component before every other adjustment (Social Security Act 1848(b)(9), 1834(p)).
pub(in crate::pricing) fn cut_technical_parts(work: &mut Work<'_>) {
    let scanner_later = work.follows(AlternateReading::ReductionBeforeScanner);
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        for technical_cut in cuts(line.law) {
            let is_later = scanner_later && technical_cut.modifier == m::SCANNER;
            if line.has(technical_cut.modifier) && !is_later {
                cut(line, row, &technical_cut);
            }
        }
    }
}

fn cut(line: &mut LineWork<'_>, row: &ServiceRow, technical_cut: &TechnicalCut<'_>) {
    let TechnicalCut { modifier, share, services, applies_to: why } = *technical_cut;
    let Some(services) = line.lookup(borrowed(services)) else { return };
    if !services.has(row.hcpcs) {
        return line.add_caveat(Caveat::ModifierIgnored { modifier, why });
    }
    let Some(Figure { value, source }) = line.lookup(share) else { return };
    let amount = line.components.technical.times(value);
    line.components.technical = line.components.technical - amount;
    line.take_off(Rule::TechnicalCut.by(source), amount);
}

/// Cuts the images of old scanners after the reductions, if that order is followed.
pub(in crate::pricing) fn cut_reduced_tests(work: &mut Work<'_>) {
    let law = work.rates.law;
    let (Ok(Figure { value: share, source }), Ok(services)) = (law.scanner_cut, &law.scanner_services) else {
        return;
    };
    if !work.follows(AlternateReading::ReductionBeforeScanner) {
        return;
    }
    let is_scanned =
        |(line, row): &(&mut LineWork<'_>, &ServiceRow)| line.has(m::SCANNER) && services.has(row.hcpcs);
    for (line, _) in work.open_lines().filter(is_scanned) {
        let (of_whole, of_reduced) =
            (line.components.technical.times(share), line.technical_left.times(share));
        line.components.technical = line.components.technical - of_whole;
        line.unit = line.unit - of_whole;
        line.technical_left = line.technical_left - of_reduced;
        let whole = of_whole.for_units(line.count - line.reduced_tests);
        line.take_off(Rule::TechnicalCut.by(source), whole + of_reduced.for_units(line.reduced_tests));
    }
}

/// The remark code of such a cut. Each modifier has its own, and no code fits two of them.
pub(in crate::pricing) fn remarks(line: &ClaimLine) -> &'static [Rarc] {
    const REMARKS: [(Modifier, &[Rarc]); 3] = [
        (m::FILM, &[Rarc::known("N775")]),
        (m::COMPUTED_RADIOGRAPHY, &[Rarc::known("N794")]),
        (m::SCANNER, &[Rarc::known("N759")]),
    ];
    let remark = REMARKS.iter().find(|(modifier, _)| line.has(*modifier));
    remark.map_or(&[], |(_, remarks)| remarks)
}
