//! FX, FY and CT: the technical part of images taken on film, by computed radiography, or on an old scanner.

use super::modifiers as m;
use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::{LineWork, Work};
use crate::pricing::trace::{Operation, Rule};
use crate::vocabulary::{HcpcsCode, Modifier, Money, Share};

/// Cuts the technical part before every other adjustment (Social Security Act 1848(b)(9), 1834(p)).
pub(in crate::pricing) fn cut_technical_parts(work: &mut Work<'_>) {
    let (cuts, codes) = (work.rates.cuts, work.rates.technical_cut_codes);
    for (line, row) in work.open_lines().filter(|(line, _)| !line.line.modifiers.is_empty()) {
        let radiography = within(&codes.radiography, row.hcpcs);
        cut(line, m::FILM, cuts.film, radiography, "it is for plain X-ray images");
        cut(
            line,
            m::COMPUTED_RADIOGRAPHY,
            cuts.computed_radiography,
            radiography,
            "it is for plain X-ray images",
        );
        let scanner = within(&codes.scanner, row.hcpcs);
        cut(
            line,
            m::SCANNER,
            cuts.scanner,
            scanner,
            "it is for computed tomography services of the law's list",
        );
    }
}

fn cut(line: &mut LineWork<'_>, modifier: Modifier, share: Share, fits: bool, why: &'static str) {
    if !line.has(modifier) {
        return;
    }
    if !fits {
        return line.doubt(Doubt::ModifierIgnored { modifier, why });
    }
    let amount = line.parts.technical.times(share);
    if amount > Money::ZERO {
        line.parts.technical = line.parts.technical - amount;
        line.step(Rule::TechnicalCut, Operation::Less(amount));
    }
}

fn within(ranges: &[(HcpcsCode, HcpcsCode)], hcpcs: HcpcsCode) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&hcpcs))
}
