//! Checks the envelopes around transactions: ISA to IEA, GS to GE and ST to SE, complete and in order.

use super::{Segment, X12Error};

/// The kind of transaction that a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TransactionKind {
    /// ST01, such as `837`.
    pub(crate) set: &'static str,
    /// The beginning of ST03, or of GS08 if the sender leaves ST03 out, such as `005010X222`.
    pub(crate) version: &'static str,
    /// What an error says was expected if the input contains another kind.
    pub(crate) expected: &'static str,
    /// The sets that are often sent, by ST01, and what the error says if one of them comes instead.
    pub(crate) sets: &'static [(&'static str, &'static str)],
    /// What the error says about an input without any transaction but with an acknowledgement of an interchange.
    pub(crate) only_acknowledgement: &'static str,
    /// What the error says about an input without any transaction.
    pub(crate) empty: &'static str,
    /// The identifiers of the segments that the implementation guide allows in a transaction.
    pub(crate) segments: &'static [&'static str],
}

/// Makes a [`TransactionKind`]. Errors say what was expected, and name what came instead.
macro_rules! transaction_kind {
    ($set:literal, $version:literal, $expected:literal, $segments:expr) => {
        transaction_kind!(@with $set, $version, $expected, $segments;
            "835" "a remittance",
            "837" "a claim",
            "997" "an acknowledgement",
            "999" "an acknowledgement",
            "277" "a claim status or an acknowledgement of claims",
            "276" "a question about a claim's status",
            "270" "a question about eligibility",
            "271" "an answer about eligibility",
            "278" "a request for a referral or authorization, or its answer",
            "820" "a premium payment",
            "834" "an enrollment"
        )
    };
    (@with $set:literal, $version:literal, $expected:literal, $segments:expr; $($other:literal $name:literal),+) => {
        $crate::envelope::TransactionKind {
            set: $set,
            version: $version,
            expected: $expected,
            sets: &[$((
                $other,
                concat!($expected, ". This transaction is ", $name, " (", $other, "), not an ", $set),
            )),+],
            only_acknowledgement: concat!($expected, ". This is an acknowledgement (TA1), not an ", $set),
            empty: concat!($expected, ". The interchange is empty: it has no transaction (ST)"),
            segments: $segments,
        }
    };
}

pub(crate) use transaction_kind;

/// What a segment is to the envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SegmentRole {
    /// It belongs to the envelopes.
    Control,
    /// It is an ST, which begins a transaction.
    Start,
    /// It is the content of a transaction.
    Content,
}

/// The innermost open envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenEnvelope {
    Outside,
    Interchange,
    Group { version_fits: bool },
    Transaction { version_fits: bool },
}

/// Checks the order of the envelopes while segments are read.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    kind: TransactionKind,
    open: OpenEnvelope,
    last_segment: u32,
    has_transaction: bool,
    has_acknowledgement: bool,
}

impl Envelope {
    /// Expects transactions of this kind.
    pub(crate) const fn new(kind: TransactionKind) -> Self {
        Self {
            kind,
            open: OpenEnvelope::Outside,
            last_segment: 0,
            has_transaction: false,
            has_acknowledgement: false,
        }
    }

    /// Checks the next segment and returns its role.
    ///
    /// # Errors
    /// If the segment is not allowed here, or if it begins a transaction of another kind.
    pub(crate) fn admit(&mut self, segment: &Segment<'_>) -> Result<SegmentRole, X12Error> {
        use OpenEnvelope::{Group, Interchange, Outside, Transaction};
        self.last_segment = segment.number;
        let (open, role) = match (self.open, segment.id()) {
            (Outside, b"ISA") | (Group { .. }, b"GE") => (Interchange, SegmentRole::Control),
            (Interchange, b"IEA") => (Outside, SegmentRole::Control),
            // An acknowledgment of the interchange may precede its groups.
            (Interchange, b"TA1") => {
                self.has_acknowledgement = true;
                (Interchange, SegmentRole::Control)
            }
            (Interchange, b"GS") => (self.group(segment), SegmentRole::Control),
            (Group { version_fits }, b"ST") => {
                self.has_transaction = true;
                (self.transaction(segment, version_fits)?, SegmentRole::Start)
            }
            (Transaction { version_fits }, b"SE") => (Group { version_fits }, SegmentRole::Control),
            (Transaction { .. }, b"ISA" | b"GS" | b"ST" | b"GE" | b"IEA")
            | (Outside | Interchange | Group { .. }, _) => {
                return Err(segment.expected("", self.awaited()));
            }
            (transaction @ Transaction { .. }, _) => {
                self.check_identifier(segment)?;
                (transaction, SegmentRole::Content)
            }
        };
        self.open = open;
        Ok(role)
    }

    /// Checks the end of the input.
    ///
    /// # Errors
    /// If an envelope is still open, if there was none, or if none had a transaction.
    pub(crate) const fn finish(&self) -> Result<(), X12Error> {
        use OpenEnvelope::{Group, Interchange, Outside, Transaction};
        match (self.open, self.last_segment) {
            (Outside, 1..) if self.has_transaction => Ok(()),
            (Outside, last @ 1..) => {
                let expected =
                    if self.has_acknowledgement { self.kind.only_acknowledgement } else { self.kind.empty };
                Err(X12Error { segment: last, element: "", expected })
            }
            (Outside | Interchange | Group { .. } | Transaction { .. }, last) => {
                Err(X12Error { segment: last.saturating_add(1), element: "", expected: self.awaited() })
            }
        }
    }

    const fn awaited(&self) -> &'static str {
        match self.open {
            OpenEnvelope::Outside => "an ISA segment, which begins an interchange",
            OpenEnvelope::Interchange => "GS, which begins a group, or IEA, which ends the interchange",
            OpenEnvelope::Group { .. } => "ST, which begins a transaction, or GE, which ends the group",
            OpenEnvelope::Transaction { .. } => "SE, which ends the transaction, before the next envelope",
        }
    }

    fn group(&self, segment: &Segment<'_>) -> OpenEnvelope {
        OpenEnvelope::Group { version_fits: segment.element(8).starts_with(self.kind.version.as_bytes()) }
    }

    fn transaction(&self, segment: &Segment<'_>, version_fits: bool) -> Result<OpenEnvelope, X12Error> {
        let own = segment.element(3);
        let fits = if own.is_empty() { version_fits } else { own.starts_with(self.kind.version.as_bytes()) };
        let is_set = |set: &str| segment.element(1) == set.as_bytes();
        if !is_set(self.kind.set) || !fits {
            let mut others = self.kind.sets.iter().filter(|(set, _)| *set != self.kind.set);
            let other = others.find(|(set, _)| is_set(set));
            return Err(segment.expected("ST", other.map_or(self.kind.expected, |(_, expected)| expected)));
        }
        Ok(OpenEnvelope::Transaction { version_fits })
    }

    /// Checks that a segment is one of the implementation guide, if a line break ends segments.
    ///
    /// If such an interchange is wrapped at a fixed width, some segments are cut in two. The second part then often looks like a
    /// segment that no reader needs.
    ///
    /// # Errors
    /// If no transaction of this kind has such a segment.
    fn check_identifier(&self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let is_known = || self.kind.segments.iter().any(|known| known.as_bytes() == segment.id());
        if !segment.ends_with_line_break() || is_known() {
            return Ok(());
        }
        Err(segment.expected(
            "",
            "a segment of this kind of transaction. A line break ends segments here: lines must not be wrapped",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Segments;

    const KIND: TransactionKind = transaction_kind!("837", "005010X222", "an 837P", &["BHT"]);
    const ISA: &str = "ISA*00**00**ZZ*A*ZZ*B*250115*0930*^*00501*1*0*T*:~";

    /// The role of each segment, one letter each.
    fn roles(body: &str) -> Result<String, X12Error> {
        let mut envelope = Envelope::new(KIND);
        let mut roles = String::new();
        for segment in Segments::new(body.as_bytes()) {
            roles.push(match envelope.admit(&segment?)? {
                SegmentRole::Control => '-',
                SegmentRole::Start => 'S',
                SegmentRole::Content => 'c',
            });
        }
        envelope.finish().map(|()| roles)
    }

    #[test]
    fn one_input_may_contain_several_transactions_groups_and_interchanges() {
        let set = "ST*837*1*005010X222A1~BHT~SE*3*1~";
        let one = format!("{ISA}TA1~GS*HC~{set}{set}GE~GS*HC~{set}GE~IEA~");
        assert_eq!(roles(&one).unwrap(), "---Sc-Sc---Sc---");
        assert_eq!(roles(&format!("{one}\r\n{one}")).unwrap().len(), 32);
    }

    #[test]
    fn the_group_gives_the_version_if_the_transaction_does_not() {
        let body =
            |group: &str, set: &str| format!("{ISA}GS*HC*A*B*C*D*1*X*{group}~ST*837*1{set}~SE~GE~IEA~");
        assert!(roles(&body("005010X222A1", "")).is_ok());
        assert!(roles(&body("005010X223A2", "")).is_err());
        assert!(roles(&body("005010X222A1", "*005010X223A2")).is_err());
        assert!(roles(&body("", "*005010X222")).is_ok());
    }

    #[test]
    fn incomplete_or_disordered_envelopes_are_refused() {
        let error = |body: &str| roles(body).unwrap_err().to_string();
        assert!(error("").starts_with("segment 1: expected an ISA"));
        assert!(error(ISA).starts_with("segment 2: expected GS"));
        assert!(error(&format!("{ISA}GS*HC~IEA~")).starts_with("segment 3: expected ST"));
        let open = format!("{ISA}GS*HC~ST*837*1*005010X222A1~BHT~");
        assert!(error(&open).starts_with("segment 5: expected SE"));
        assert!(error(&format!("{open}GE~IEA~")).starts_with("segment 5: expected SE"));
        assert_eq!(
            error(&format!("{ISA}GS*HP~ST*835*1~SE~GE~IEA~")),
            "segment 3, ST: expected an 837P. This transaction is a remittance (835), not an 837"
        );
        assert_eq!(error(&format!("{ISA}GS*HP~ST*600*1~SE~GE~IEA~")), "segment 3, ST: expected an 837P");
    }

    #[test]
    fn an_input_without_a_transaction_is_refused_by_name() {
        let error = |body: &str| roles(&format!("{ISA}{body}")).unwrap_err().to_string();
        let empty = "expected an 837P. The interchange is empty: it has no transaction (ST)";
        assert_eq!(error("IEA*0~"), format!("segment 2: {empty}"));
        assert_eq!(error("GS*HC~GE*0~IEA*1~"), format!("segment 4: {empty}"));
        assert_eq!(
            error("TA1*1~IEA*0~"),
            "segment 3: expected an 837P. This is an acknowledgement (TA1), not an 837"
        );
        let set = "GS*HC~ST*837*1*005010X222A1~BHT~SE*3*1~GE~IEA~";
        assert_eq!(roles(&format!("{ISA}TA1~IEA~{ISA}{set}")).unwrap(), "-----Sc---");
    }

    #[test]
    fn a_line_break_as_terminator_allows_segments_of_the_guide_only() {
        let body = format!("{ISA}GS*HC~ST*837*1*005010X222A1~BHT~MB*77~SE~GE~IEA~");
        assert_eq!(roles(&body).unwrap(), "--Scc---");
        let lines = body.replace('~', "\n");
        let error = roles(&lines).unwrap_err().to_string();
        assert!(error.starts_with("segment 5: expected a segment of this kind of transaction"), "{error}");
    }
}
