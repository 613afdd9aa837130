//! The envelopes around transaction sets: ISA to IEA, GS to GE, ST to SE, in this order and whole.

use super::{Segment, X12Error};

/// The transaction set that a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionKind {
    /// ST01, such as `837`.
    pub set: &'static str,
    /// What ST03, or GS08 where a sender leaves it out, begins with, such as `005010X222`.
    pub version: &'static str,
    /// Words for a body that holds another set.
    pub expected: &'static str,
}

/// Where in the envelopes a segment lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is one of the envelopes' own.
    Control,
    /// It is ST: a transaction set begins.
    Start,
    /// It is part of a transaction set.
    Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Outside,
    Interchange,
    Group { version_fits: bool },
    Set { version_fits: bool },
}

/// Watches over the order of the envelopes while segments are read.
#[derive(Clone, Debug)]
pub struct Envelope {
    kind: TransactionKind,
    level: Level,
    last: u32,
}

impl Envelope {
    /// An envelope around transaction sets of this kind.
    #[must_use]
    pub const fn new(kind: TransactionKind) -> Self {
        Self { kind, level: Level::Outside, last: 0 }
    }

    /// Admits the next segment.
    ///
    /// # Errors
    /// When it does not belong here, or begins a transaction set of another kind.
    pub fn admit(&mut self, segment: &Segment<'_>) -> Result<Part, X12Error> {
        self.last = segment.number;
        let (level, part) = match (self.level, segment.id()) {
            (Level::Outside, b"ISA") | (Level::Group { .. }, b"GE") => (Level::Interchange, Part::Control),
            (Level::Interchange, b"IEA") => (Level::Outside, Part::Control),
            // An acknowledgment of the interchange may stand before its groups.
            (Level::Interchange, b"TA1") => (Level::Interchange, Part::Control),
            (Level::Interchange, b"GS") => (self.group(segment), Part::Control),
            (Level::Group { version_fits }, b"ST") => (self.set(segment, version_fits)?, Part::Start),
            (Level::Set { version_fits }, b"SE") => (Level::Group { version_fits }, Part::Control),
            (Level::Set { .. }, b"ISA" | b"GS" | b"ST" | b"GE" | b"IEA")
            | (Level::Outside | Level::Interchange | Level::Group { .. }, _) => {
                return Err(segment.expected("", self.awaited()));
            }
            (level @ Level::Set { .. }, _) => (level, Part::Body),
        };
        self.level = level;
        Ok(part)
    }

    /// Ends the body.
    ///
    /// # Errors
    /// When an envelope is still open, or there was none.
    pub const fn finish(&self) -> Result<(), X12Error> {
        match (self.level, self.last) {
            (Level::Outside, 1..) => Ok(()),
            (Level::Outside | Level::Interchange | Level::Group { .. } | Level::Set { .. }, last) => {
                Err(X12Error { segment: last.saturating_add(1), element: "", expected: self.awaited() })
            }
        }
    }

    const fn awaited(&self) -> &'static str {
        match self.level {
            Level::Outside => "ISA, the beginning of an interchange",
            Level::Interchange => "GS, the beginning of a functional group, or IEA, the interchange's end",
            Level::Group { .. } => "ST, the beginning of a transaction set, or GE, the group's end",
            Level::Set { .. } => "SE, the end of the transaction set, before the next envelope",
        }
    }

    fn group(&self, segment: &Segment<'_>) -> Level {
        Level::Group { version_fits: segment.element(8).starts_with(self.kind.version.as_bytes()) }
    }

    fn set(&self, segment: &Segment<'_>, version_fits: bool) -> Result<Level, X12Error> {
        let own = segment.element(3);
        let fits = if own.is_empty() { version_fits } else { own.starts_with(self.kind.version.as_bytes()) };
        if segment.element(1) != self.kind.set.as_bytes() || !fits {
            return Err(segment.expected("ST", self.kind.expected));
        }
        Ok(Level::Set { version_fits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Segments;

    const KIND: TransactionKind = TransactionKind { set: "837", version: "005010X222", expected: "an 837P" };
    const ISA: &str = "ISA*00**00**ZZ*A*ZZ*B*250115*0930*^*00501*1*0*T*:~";

    fn walk(body: &str) -> Result<String, X12Error> {
        let mut envelope = Envelope::new(KIND);
        let mut parts = String::new();
        for segment in Segments::new(body.as_bytes()) {
            parts.push(match envelope.admit(&segment?)? {
                Part::Control => '-',
                Part::Start => 'S',
                Part::Body => 'b',
            });
        }
        envelope.finish().map(|()| parts)
    }

    #[test]
    fn several_sets_groups_and_interchanges_are_one_body() {
        let set = "ST*837*1*005010X222A1~BHT~SE*3*1~";
        let one = format!("{ISA}TA1~GS*HC~{set}{set}GE~GS*HC~{set}GE~IEA~");
        assert_eq!(walk(&one).unwrap(), "---Sb-Sb---Sb---");
        assert_eq!(walk(&format!("{one}\r\n{one}")).unwrap().len(), 32);
    }

    #[test]
    fn the_version_may_stand_in_the_group_alone() {
        let body =
            |group: &str, set: &str| format!("{ISA}GS*HC*A*B*C*D*1*X*{group}~ST*837*1{set}~SE~GE~IEA~");
        assert!(walk(&body("005010X222A1", "")).is_ok());
        assert!(walk(&body("005010X223A2", "")).is_err());
        assert!(walk(&body("005010X222A1", "*005010X223A2")).is_err());
        assert!(walk(&body("", "*005010X222")).is_ok());
    }

    #[test]
    fn a_cut_or_disordered_body_is_refused() {
        let error = |body: &str| walk(body).unwrap_err().to_string();
        assert!(error("").starts_with("segment 1: expected ISA"));
        assert!(error(ISA).starts_with("segment 2: expected GS"));
        assert!(error(&format!("{ISA}GS*HC~IEA~")).starts_with("segment 3: expected ST"));
        let open = format!("{ISA}GS*HC~ST*837*1*005010X222A1~BHT~");
        assert!(error(&open).starts_with("segment 5: expected SE"));
        assert!(error(&format!("{open}GE~IEA~")).starts_with("segment 5: expected SE"));
        assert_eq!(error(&format!("{ISA}GS*HP~ST*835*1~SE~GE~IEA~")), "segment 3, ST: expected an 837P");
    }
}
