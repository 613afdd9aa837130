//! API keys: what each may do and how often, which requests need one, and the keys of a server in memory. Pure.
//!
//! A key is 256 random bits. Only its SHA-256 is kept, in the database and in memory. A slow hash as for passwords would protect
//! nothing more: nobody can try out 2^256 keys. It would cost every request milliseconds.

mod address_limits;
mod policy;
mod rate;
mod ring;
mod scope;
mod secret;

pub use address_limits::AddressLimits;
pub use policy::{InvalidPolicy, KeyPolicy};
pub use rate::{Allowance, InvalidRate, LimitExceeded, Period, Rate};
pub use ring::{ApiKey, KeyRecord, KeyRing};
pub use scope::{Scope, Scopes, UnknownScope};
pub use secret::{KeyDigest, KeyId, KeyText, NoRandomBytes};
