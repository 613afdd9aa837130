//! What a remittance is priced again from, besides what a denial report needs. A reader keeps it only if it is asked to.

use super::Segment;
use super::remittance::{RemittedClaim, RemittedLine, RemittedService};
use medpayiq_core::vocabulary::Zip;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use time::Date;

/// The longest patient control number: CLP01.
const MOST_CONTROL_NUMBER_BYTES: usize = 38;

/// What a reader keeps of a remittance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// What a denial report needs: no day, and nothing that links two claims of a patient.
    #[default]
    ForReports,
    /// Also the days of the services, and who furnished them to whom, as fingerprints.
    ForPricing,
    /// Also the provider's own control number of each claim (CLP01), to be answered to the sender.
    WithControlNumbers,
}

/// What a claim is priced again from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimDetails {
    /// The patient: a fingerprint of the member number in NM1*QC, with the payee's.
    pub patient: Option<Fingerprint>,
    /// The practitioner of the claim: a fingerprint of the number in NM1*82.
    pub practitioner: Option<Fingerprint>,
    /// The ZIP code of the payee: N4 after N1*PE.
    pub payee_zip: Option<Zip>,
    /// The provider's own number of the claim, CLP01, if it is kept.
    pub control_number: Option<ControlNumber>,
}

/// What a line is priced again from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineDetails {
    /// The first and last day of the service: DTM*472, else DTM*150 and 151, else the claim's DTM*232 and 233.
    pub days: Option<(Date, Date)>,
    /// The units that the payer counted, in thousandths: SVC05. `None` if the element is empty.
    pub units: Option<u32>,
    /// The units that were billed, in thousandths, if they differ: SVC07.
    pub billed_units: Option<u32>,
    /// The service that was billed, if the payer decided another one: SVC06.
    pub billed_service: Option<RemittedService>,
    /// The practitioner of the line: a fingerprint of REF*HPI.
    pub practitioner: Option<Fingerprint>,
}

/// Equal for two equal numbers of one input. It is made under a key that is made anew for every input, so it identifies
/// nothing outside of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn of(key: &RandomState, parts: (u64, &[u8])) -> Self {
        Self(key.hash_one(parts))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fingerprint")
    }
}

/// The provider's own number of a claim. It is only for the answer to its sender, so it has no `Display`, and `Debug` does
/// not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ControlNumber(Box<str>);

impl ControlNumber {
    fn read(element: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(element).ok()?;
        (1..=MOST_CONTROL_NUMBER_BYTES).contains(&text.len()).then(|| Self(text.into()))
    }

    /// The number.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ControlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a control number")
    }
}

/// The payee of a transaction: N1*PE and the N4 after it.
#[derive(Debug, Default)]
pub(super) struct Payee {
    is_open: bool,
    pub(super) fingerprint: u64,
    zip: Option<Zip>,
}

impl Payee {
    /// Reads a segment before the claims of a transaction.
    pub(super) fn read(&mut self, segment: &Segment<'_>, key: &RandomState) {
        match segment.id() {
            b"N1" => {
                self.is_open = segment.element(1) == b"PE";
                if self.is_open {
                    self.fingerprint = key.hash_one(segment.element(4));
                    self.zip = None;
                }
            }
            b"N4" if self.is_open => self.zip = super::elements::value(segment.element(3)),
            _ => {}
        }
    }
}

impl ClaimDetails {
    /// The details that are known when a claim begins.
    pub(super) fn begin(claim: &Segment<'_>, payee: &Payee, kept: Kept) -> Option<Self> {
        let control_number = match kept {
            Kept::ForReports => return None,
            Kept::ForPricing => None,
            Kept::WithControlNumbers => ControlNumber::read(claim.element(1)),
        };
        Some(Self { payee_zip: payee.zip, control_number, ..Self::default() })
    }
}

impl RemittedClaim {
    /// Reads who furnished a service to whom, if the claim keeps it.
    pub(super) fn read_details(&mut self, segment: &Segment<'_>, payee: &Payee, key: &RandomState) {
        let Some(details) = &mut self.details else { return };
        let fingerprint =
            |number: &[u8]| (!number.is_empty()).then(|| Fingerprint::of(key, (payee.fingerprint, number)));
        match (segment.id(), segment.element(1), self.lines.last_mut()) {
            (b"NM1", b"QC", _) => details.patient = fingerprint(segment.element(9)),
            (b"NM1", b"82", _) => details.practitioner = fingerprint(segment.element(9)),
            (b"REF", b"HPI", Some(line)) => line.details.practitioner = fingerprint(segment.element(2)),
            _ => {}
        }
    }
}

impl RemittedLine {
    /// Notes a day of the service, if the claim keeps days.
    pub(super) fn note_day(&mut self, qualifier: &[u8], day: Date) {
        let days = &mut self.details.days;
        *days = match (qualifier, *days) {
            (b"151", Some((from, _))) if from <= day => Some((from, day)),
            (b"151", known) => known,
            (b"150", Some((_, to))) if to >= day => Some((day, to)),
            _ => Some((day, day)),
        };
    }
}
