//! Prices whole files of claims: the rules of `medpayiq-core` as functions of Apache DataFusion, on one machine or on a
//! Ballista cluster.
//!
//! `medpayiq-arrow` reads claims and writes answers as columns, and `medpayiq-claims` checks claims.
//!
//! | module | content |
//! |---|---|
//! | [`options`] | the settings of a session that travel to every executor |
//! | [`csv_table`] | the columns of CSV files |
//! | [`functions`] | `medpayiq_price` and `medpayiq_claim` for SQL |
//! | [`work`] | files in, files out: parts, receipts, progress |
//! | [`stores`] | S3, Google Cloud Storage and Azure |
//! | [`session`] | a session on this machine, and what a cluster's programs register |
//! | [`commands`] | the command line |

pub mod commands;
pub mod csv_table;
pub mod functions;
pub mod options;
pub mod session;
pub mod stores;
pub mod work;
