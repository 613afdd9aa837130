//! What every estimate says about itself.

/// What an estimated amount does not say.
pub(crate) const DISCLAIMER: &str = "This is an estimate of Medicare's price. It does not say whether Medicare covers the \
     service or finds it medically necessary. Verify it with the Medicare contractor before billing.";
