//! Who may call what: API keys, and limits of requests.

pub(in crate::api) mod gate;
mod given_key;
pub(in crate::api) mod operations;
