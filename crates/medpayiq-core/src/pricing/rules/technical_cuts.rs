//! FX, FY and CT: cuts of the technical component of images taken on film, by computed radiography, or on an old scanner.

use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::visits::within;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{ClaimLine, Modifier, Money, Rarc, ServiceRow, Share};

/// Why FX or FY has no effect.
const PLAIN_IMAGES: &str = "It applies to plain X-ray images.";
/// Why CT has no effect.
const LISTED_TOMOGRAPHY: &str = "It applies to the computed tomography services on the law's list.";

/// Cuts the technical component before every other adjustment (Social Security Act 1848(b)(9), 1834(p)).
pub(in crate::pricing) fn cut_technical_parts(work: &mut Work<'_>) {
    let (cuts, codes) = (work.rates.cuts, work.rates.technical_cut_codes);
    let scanner_later = work.follows(AlternateReading::ReductionBeforeScanner);
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        let radiography = within(&codes.radiography, row.hcpcs);
        cut(line, m::FILM, cuts.film, radiography, PLAIN_IMAGES);
        cut(line, m::COMPUTED_RADIOGRAPHY, cuts.computed_radiography, radiography, PLAIN_IMAGES);
        if scanner_later {
            continue;
        }
        let scanner = within(&codes.scanner, row.hcpcs);
        cut(line, m::SCANNER, cuts.scanner, scanner, LISTED_TOMOGRAPHY);
    }
}

/// Cuts the images of old scanners after the reductions, if that order is followed.
pub(in crate::pricing) fn cut_reduced_tests(work: &mut Work<'_>) {
    if !work.follows(AlternateReading::ReductionBeforeScanner) {
        return;
    }
    let (share, codes) = (work.rates.cuts.scanner, work.rates.technical_cut_codes);
    let is_scanned = |(line, row): &(&mut LineWork<'_>, &ServiceRow)| {
        line.has(m::SCANNER) && within(&codes.scanner, row.hcpcs)
    };
    for (line, _) in work.open_lines().filter(is_scanned) {
        let (of_whole, of_reduced) =
            (line.components.technical.times(share), line.technical_left.times(share));
        line.components.technical = line.components.technical - of_whole;
        line.unit = line.unit - of_whole;
        line.technical_left = line.technical_left - of_reduced;
        let whole = of_whole.for_units(line.count - line.reduced_tests);
        line.take_off(Rule::TechnicalCut, whole + of_reduced.for_units(line.reduced_tests));
    }
}

fn cut(line: &mut LineWork<'_>, modifier: Modifier, share: Share, fits: bool, why: &'static str) {
    if !line.has(modifier) {
        return;
    }
    if !fits {
        return line.add_caveat(Caveat::ModifierIgnored { modifier, why });
    }
    let amount = line.components.technical.times(share);
    if amount > Money::ZERO {
        line.components.technical = line.components.technical - amount;
        line.step(Rule::TechnicalCut, Operation::Less(amount));
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
