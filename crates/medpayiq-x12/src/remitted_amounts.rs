//! What a payer allowed, and how it shared that: sums over the adjustments of a remittance.

use super::remittance::{RemittedAdjustment, RemittedClaim, RemittedLine};
use medpayiq_core::vocabulary::{Carc, GroupCode, Money, Rarc};

/// The remark that marks CO-237 and CO-144 as a MIPS adjustment, which changes the payment and not the allowed amount.
const MIPS: &str = "N807";

impl RemittedClaim {
    /// The allowed amount of a line: what the payer says, or else the payment, the patient's share and what was taken off the
    /// payment.
    #[must_use]
    pub fn allowed(&self, line: &RemittedLine) -> Money {
        let unpaid = || self.allowed_but_unpaid(&line.adjustments, &line.remarks);
        line.allowed.unwrap_or_else(|| line.paid + unpaid())
    }

    /// The adjustments that are part of the allowed amount: deductible, coinsurance and copayment, sequestration, MIPS.
    #[must_use]
    pub fn allowed_but_unpaid(&self, adjustments: &[RemittedAdjustment], remarks: &[Rarc]) -> Money {
        let is_mips = self.has_mips_remark(remarks);
        // MIPS either adds or takes off. Beside an addition, CARC 237 is another reduction by law.
        let adds = is_mips && adjustments.iter().any(|adjusted| is_contractual(adjusted, "144"));
        let part = adjustments.iter().filter(|adjusted| {
            is_share(adjusted)
                || is_contractual(adjusted, "144") && is_mips
                || is_contractual(adjusted, "237") && is_mips && !adds
        });
        part.map(|adjusted| adjusted.amount).sum()
    }

    /// What MIPS added to the payment of a line; negative if it took something off.
    ///
    /// CARC 237 is for other reductions by law too, such as that for images on film. If the payer gives the allowed amount,
    /// MIPS took a part of what is left between it and its shares.
    #[must_use]
    pub fn mips(&self, line: &RemittedLine) -> Money {
        let of = |carc: &'static str| {
            let these = line.adjustments.iter().filter(move |adjusted| is_contractual(adjusted, carc));
            these.map(|adjusted| adjusted.amount)
        };
        if !self.has_mips_remark(&line.remarks) {
            return Money::ZERO;
        }
        if of("144").next().is_some() {
            return Money::ZERO - of("144").sum();
        }
        let shares: Money = line
            .adjustments
            .iter()
            .filter(|adjusted| is_share(adjusted))
            .map(|adjusted| adjusted.amount)
            .sum();
        let taken = match line.allowed {
            Some(allowed) => of("237").filter(|amount| *amount <= allowed - line.paid - shares).max(),
            None => Some(of("237").sum()),
        };
        Money::ZERO - taken.unwrap_or_default()
    }

    fn has_mips_remark(&self, remarks: &[Rarc]) -> bool {
        self.remarks.iter().chain(remarks).any(|remark| remark.as_str() == MIPS)
    }
}

/// Whether the adjustment is what patient and sequestration take of the allowed amount.
fn is_share(adjusted: &RemittedAdjustment) -> bool {
    let carc = adjusted.carc.as_ref().map(Carc::as_str);
    matches!(
        (adjusted.group, carc),
        (GroupCode::PatientResponsibility, Some("1" | "2" | "3")) | (GroupCode::Contractual, Some("253"))
    )
}

fn is_contractual(adjusted: &RemittedAdjustment, carc: &str) -> bool {
    adjusted.group == GroupCode::Contractual && adjusted.carc.is_some_and(|code| code.as_str() == carc)
}

impl RemittedLine {
    /// What of the charge the patient owes: the adjustments of group PR.
    #[must_use]
    pub fn patient(&self) -> Money {
        self.sum(|adjusted| adjusted.group == GroupCode::PatientResponsibility)
    }

    /// The part of the deductible that the line used up: PR-1.
    #[must_use]
    pub fn deductible(&self) -> Money {
        let is_deductible = |carc: &Carc| carc.as_str() == "1";
        self.sum(|adjusted| {
            adjusted.group == GroupCode::PatientResponsibility
                && adjusted.carc.as_ref().is_some_and(is_deductible)
        })
    }

    /// Whether payment and adjustments add up to the charge.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.paid + self.sum(|_| true) == self.charge
    }

    fn sum(&self, counts: impl Fn(&RemittedAdjustment) -> bool) -> Money {
        self.adjustments.iter().filter(|adjusted| counts(adjusted)).map(|adjusted| adjusted.amount).sum()
    }
}
