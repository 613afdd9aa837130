//! A hypothetical claim, built as a biller would describe it: a code, its modifiers, the place, who bills it.

use crate::vocabulary::{
    Claim, ClaimLine, HcpcsCode, InvalidClaim, Modifier, Money, PlaceOfService, Provider, ProviderKind,
};
use time::Date;

/// A claim that is priced to see what Medicare would answer. The patient's deductible is met unless [`Case::owing`] says
/// otherwise.
#[derive(Clone, Debug)]
pub struct Case {
    lines: Vec<CaseLine>,
    place: PlaceOfService,
    provider: Provider,
    deductible: Money,
}

impl Case {
    /// One unit of a code, by a participating physician.
    #[must_use]
    pub fn with_line(hcpcs: HcpcsCode, place: PlaceOfService) -> Self {
        Self::with_lines(place, [(hcpcs, Vec::new())])
    }

    /// One unit of each code with these modifiers, by a participating physician.
    #[must_use]
    pub(super) fn with_lines(
        place: PlaceOfService,
        lines: impl IntoIterator<Item = (HcpcsCode, Vec<Modifier>)>,
    ) -> Self {
        let lines = lines.into_iter().map(|(hcpcs, modifiers)| CaseLine::new(hcpcs, modifiers)).collect();
        Self { lines, place, provider: Provider::default(), deductible: Money::ZERO }
    }

    /// Adds a line with one unit of a code.
    #[must_use]
    pub fn and(mut self, hcpcs: HcpcsCode) -> Self {
        self.lines.push(CaseLine::new(hcpcs, Vec::new()));
        self
    }

    /// Adds modifiers to the last line.
    #[must_use]
    pub fn with(self, modifiers: &[&[u8; 2]]) -> Self {
        let modifiers: Vec<Modifier> = modifiers.iter().map(|text| Modifier::known(text)).collect();
        self.modified(&modifiers)
    }

    /// Adds parsed modifiers to the last line.
    #[must_use]
    pub fn modified(self, modifiers: &[Modifier]) -> Self {
        self.changed(|line| line.modifiers.extend_from_slice(modifiers))
    }

    /// Sets the units of the last line.
    #[must_use]
    pub fn times(self, units: u32) -> Self {
        self.changed(|line| line.units = units)
    }

    /// Sets the minutes of anesthesia of the last line.
    #[must_use]
    pub fn minutes(self, minutes: u32) -> Self {
        self.changed(|line| line.minutes = Some(minutes))
    }

    /// Sets the place of service.
    #[must_use]
    pub const fn at(mut self, place: PlaceOfService) -> Self {
        self.place = place;
        self
    }

    /// Sets the profession of the practitioner.
    #[must_use]
    pub const fn by(mut self, kind: ProviderKind) -> Self {
        self.provider.kind = kind;
        self
    }

    /// Sets a practitioner who does not participate and does not accept assignment.
    #[must_use]
    pub const fn unassigned(mut self) -> Self {
        self.provider.participating = false;
        self.provider.accepts_assignment = false;
        self
    }

    /// Sets how much of the deductible the patient still owes.
    #[must_use]
    pub const fn owing(mut self, deductible: Money) -> Self {
        self.deductible = deductible;
        self
    }

    /// The place of service.
    pub(super) const fn place(&self) -> PlaceOfService {
        self.place
    }

    /// The codes of its lines.
    pub(super) fn codes(&self) -> impl Iterator<Item = HcpcsCode> {
        self.lines.iter().map(|line| line.hcpcs)
    }

    /// The number of lines.
    #[must_use]
    pub(super) const fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The claim, with this date of service.
    ///
    /// # Errors
    /// If a line or the claim is not valid: too many modifiers, lines or units.
    pub fn claim(&self, date_of_service: Date) -> Result<Claim, InvalidClaim> {
        let lines = self.lines.iter().map(CaseLine::line).collect::<Result<_, _>>()?;
        let claim = Claim::new(date_of_service, self.place, lines)?.by(self.provider);
        claim.with_deductible_remaining(self.deductible)
    }

    fn changed(mut self, change: impl FnOnce(&mut CaseLine)) -> Self {
        if let Some(line) = self.lines.last_mut() {
            change(line);
        }
        self
    }
}

/// A line of a hypothetical claim, not yet checked.
#[derive(Clone, Debug)]
struct CaseLine {
    hcpcs: HcpcsCode,
    modifiers: Vec<Modifier>,
    units: u32,
    minutes: Option<u32>,
}

impl CaseLine {
    const fn new(hcpcs: HcpcsCode, modifiers: Vec<Modifier>) -> Self {
        Self { hcpcs, modifiers, units: 1, minutes: None }
    }

    fn line(&self) -> Result<ClaimLine, InvalidClaim> {
        let line = ClaimLine::new(self.hcpcs).with_modifiers(self.modifiers.iter().copied())?;
        line.with_units(self.units)?.with_minutes(self.minutes)
    }
}
