//! Terms of contracts: what a payer owes in place of Medicare's amounts. A request carries them, or names stored ones.
//!
//! [`request`] is their form in JSON and in a file, [`check`] makes them valid [`Terms`](crate::contract::Terms), and [`book`]
//! has the stored ones in memory. [`stored`] lists them.

pub(crate) mod book;
pub(crate) mod check;
pub(crate) mod file;
pub(crate) mod reach;
pub(crate) mod request;
pub(crate) mod stored;
