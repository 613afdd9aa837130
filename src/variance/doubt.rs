//! Why a line cannot be judged.

use std::fmt;

macro_rules! doubts {
    ($($(#[$doc:meta])* $variant:ident = $code:literal: $text:literal;)+) => {
        /// Why a line cannot be judged.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Doubt { $($(#[$doc])* $variant,)+ }

        impl Doubt {
            /// Every doubt.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its machine code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for Doubt {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)+ })
            }
        }
    };
}

doubts! {
    /// The claim is from an institution.
    Institutional = "institutional":
        "The claim is from an institution. The physician fee schedule does not price it.";
    /// The service is not a HCPCS code.
    OtherCodeList = "other_code_list":
        "The line has no readable HCPCS code (SVC01).";
    /// Nothing was furnished yet.
    Predetermination = "predetermination":
        "CLP02 is 25: the claim is an answer about services that were not furnished yet.";
    /// The entry takes an earlier decision back.
    Reversal = "reversal":
        "CLP02 is 22: the entry takes back an earlier payment.";
    /// A later entry takes the decision back.
    Reversed = "reversed":
        "A later entry of this remittance takes this payment back.";
    /// A later or earlier entry takes back a payment like this one.
    UnmatchedReversal = "unmatched_reversal":
        "Another entry of this remittance takes back a payment for the same patient, day and code, and it does not say which one. Compare the claims by hand.";
    /// The claim has no services.
    NoLines = "no_lines":
        "The claim has no service lines (SVC), so nothing of it can be priced. Its adjustments say why the payer decided so.";
    /// The payer decided another service than the one billed.
    Recoded = "recoded":
        "The payer decided another code than the one that was billed (SVC06).";
    /// There is no day of service.
    NoDay = "no_day":
        "The remittance gives no day of service (DTM*472, DTM*150 or DTM*232).";
    /// No loaded release prices the day.
    NoRelease = "no_release":
        "No loaded release of the physician fee schedule covers the day of service. Every line needs one, also one of a drug, a laboratory test or equipment. Import CMS's RVU zip for that day.";
    /// The place is not known.
    NoPlace = "no_place":
        "The payment locality is not known. Give a ZIP code or a locality.";
    /// The lines of the patient's day do not fit into one claim.
    TooManyLines = "too_many_lines":
        "The patient's day has more lines than one claim can have.";
    /// Units or modifiers that a claim cannot have.
    InvalidLine = "invalid_line":
        "The line has units, a charge or modifiers that a claim cannot have, such as a part of a unit.";
    /// The claim is of another plan than Medicare Part B.
    OtherPlan = "other_plan":
        "CLP06 is not MB. Only Medicare Part B must pay what the fee schedule says.";
    /// Another payer paid first.
    OtherPayer = "other_payer":
        "Another payer paid a part of the claim (CARC 22 or 23). Medicare then pays no more than what is left.";
    /// The claim as a whole has adjustments.
    ClaimAdjusted = "claim_adjusted":
        "The payer adjusted the claim as a whole, so the payment of the line alone says little.";
    /// The adjustments do not explain the payment.
    Unbalanced = "unbalanced":
        "Payment and adjustments do not add up to the charge, and the payer gives no allowed amount (AMT*B6).";
    /// The minutes of anesthesia are not known for certain.
    AnesthesiaTime = "anesthesia_time":
        "SVC05 was read as minutes of anesthesia. A remittance does not say whether they are minutes or units.";
    /// Medicare's amount is not in the fee schedule.
    NotPriced = "not_priced":
        "The fee schedule has no amount for the line as billed.";
    /// A rule leaves the amount open.
    OpenAmount = "open_amount":
        "The rules leave the amount open, as the confidence of the line shows. The payment can be right.";
    /// The place was taken from the payee's address.
    PlaceFromPayee = "place_from_payee":
        "The place was taken from the payee's address (N4), and another locality explains the payment. Give the ZIP code or locality of the service.";
    /// The claim has no place of service.
    SettingAssumed = "setting_assumed":
        "CLP08 has no place of service, so an office was assumed. The other setting explains the payment.";
    /// The profession was not given.
    ProfessionAssumed = "profession_assumed":
        "The practitioner was taken for a physician, and another profession explains the payment. Name the profession.";
    /// Participation was not given.
    ParticipationAssumed = "participation_assumed":
        "The practitioner was taken for a participating one, and nonparticipation explains the payment. Say whether they participate.";
    /// Another procedure of the day may be in another remittance.
    OtherClaims = "other_claims":
        "The payment is right if another procedure of the day was billed on a claim that is not in this remittance.";
}
