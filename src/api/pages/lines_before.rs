//! The lines before that of an add-on code on its claim.

use crate::api::estimates::request::LineRequest;
use crate::tips::{Medicare, needed_modifiers};
use crate::vocabulary::{HcpcsCode, Modifier, PlaceOfService};

/// The lines at each place that a page prices.
#[derive(Default)]
pub(super) struct LinesBefore(Vec<AtPlace>);

/// The primaries at a place, each with the modifiers that its line needs there.
struct AtPlace {
    place: PlaceOfService,
    lines: Vec<(HcpcsCode, Vec<Modifier>)>,
}

impl LinesBefore {
    pub(super) fn new(primaries: &[HcpcsCode], places: &[PlaceOfService], medicare: &Medicare<'_>) -> Self {
        let at = |place: &PlaceOfService| {
            let line = |code: &HcpcsCode| (*code, needed_modifiers(*code, *place, medicare));
            AtPlace { place: *place, lines: primaries.iter().map(line).collect() }
        };
        Self(places.iter().map(at).collect())
    }

    /// The lines at a place before this line. Whoever gives the anesthesia of an add-on gave that before it.
    pub(super) fn at(&self, place: PlaceOfService, line: &LineRequest) -> Vec<LineRequest> {
        let modifiers = |needed: &[Modifier]| match line.minutes {
            Some(_) => line.modifiers.clone(),
            None if needed.is_empty() => None,
            None => Some(needed.iter().map(Modifier::to_string).collect()),
        };
        let lines = self.0.iter().filter(|at| at.place == place).take(1).flat_map(|at| &at.lines);
        let before = lines.map(|(primary, needed)| LineRequest {
            hcpcs: primary.to_string(),
            minutes: line.minutes,
            modifiers: modifiers(needed),
            ..LineRequest::default()
        });
        before.collect()
    }
}
