//! MedPayIQ: what Medicare pays a practitioner for a service, why, and what would get it denied.
//!
//! One crate, a library and its binary. A request for an estimate goes straight through:
//!
//! ```text
//! bytes -> api::EstimateRequest      400, 413, 415: not of this form
//!       -> vocabulary::Claim         422: of this form, wrong values, all of them named; from here on it cannot be wrong
//!       -> schedule.rates(..)        a borrow from memory: no database, no lock, no wait; and with edits_of(..) the
//!                                    edits that concern the claim
//!       -> pricing::estimate(..)     pure, cannot fail: a line that is not priced is an outcome
//!       -> api::EstimateResponse     200
//! ```
//!
//! # The rooms
//!
//! | room | what it is | whom it names |
//! |---|---|---|
//! | [`vocabulary`] | the field's words as types that cannot be wrong | nobody |
//! | [`pricing`] | Medicare's payment rules, pure | vocabulary |
//! | [`edits`] | NCCI's edits as compact tables, pure | vocabulary |
//! | [`schedule`] | the loaded releases as one immutable value in memory | vocabulary, pricing, edits |
//! | [`starter`] | an extract of CMS's releases, compiled in | vocabulary, edits, schedule |
//! | [`import`] | CMS's files to checked rows | vocabulary, edits, schedule |
//! | [`x12`] | claims and remittances of X12 interchanges, and nothing of their patients | vocabulary |
//! | [`denials`] | denial reports, what may be published of them, and those that a remittance makes; pure | vocabulary, x12 |
//! | [`cluster`] | the private PostgreSQL: its folders and processes, no SQL | nobody |
//! | [`tips`] | what to watch when a code is billed, with the money at stake | vocabulary, pricing, schedule |
//! | [`store`] | the only SQL: Postgres, migrations | vocabulary, pricing, edits, schedule, denials, tips |
//! | [`toolkit`] | the Revenue Protection Toolkit: the report, the workbook, the page | vocabulary, pricing, schedule, denials, tips |
//! | [`api`] | the only HTTP and JSON | vocabulary, pricing, schedule, denials, store, tips, toolkit, x12 |
//! | [`commands`] | the command line, which wires the rooms | everybody |
//!
//! # What holds everywhere
//!
//! - Amounts are integers of their published unit; no float touches money, and rounding happens in named places.
//! - A value of the vocabulary is made by `FromStr` or a checked constructor, again on the way out of the database.
//! - `fee_schedule` is CMS's published amount to the cent; `medpayiq verify` proves it against CMS's own files.
//! - A release is visible whole or not at all; servers swap the schedule behind an atomic pointer.
//! - Between two published states of a code's denials lie at least five reports, as many of one contributor as the operator
//!   allows, and nothing only one report says is named.
//! - Bad input is answered with every fault of its form at once, or else every fault of its values; nothing about a patient is
//!   kept or logged.

pub use medpayiq_core::{edits, pricing, schedule, vocabulary};
pub use medpayiq_x12 as x12;

pub mod api;
pub mod cluster;
pub mod commands;
pub mod config;
pub mod denials;
pub mod import;
pub mod starter;
pub mod store;
pub mod telemetry;
pub mod tips;
pub mod toolkit;
