//! What every estimate says about itself.

/// What an estimated amount does not say.
pub(crate) const DISCLAIMER: &str = "This is an estimate of Medicare's price. It does not say whether Medicare covers the \
     service or finds it medically necessary. Verify it with the Medicare contractor before billing.";

/// What an amount under a contract does not say.
pub(crate) const CONTRACT_DISCLAIMER: &str = "This is an estimate of what a contract owes, with Medicare's rules and edits. It does \
     not say whether the plan covers the service or finds it medically necessary. Verify it with the payer before billing.";

/// What the amounts of an answer do not say.
pub(crate) const fn disclaimer(is_of_contract: bool) -> &'static str {
    if is_of_contract { CONTRACT_DISCLAIMER } else { DISCLAIMER }
}
