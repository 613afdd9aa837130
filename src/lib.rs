//! MedPayIQ estimates what Medicare pays a practitioner for a service, explains why, and finds what Medicare would deny.
//!
//! This is a library and its binary. A request for an estimate goes straight through it:
//!
//! ```text
//! bytes -> api::EstimateRequest      400, 413, 415: the body does not match the schema
//!       -> vocabulary::Claim         422: some values are not valid, and all of them are listed; a claim is always valid
//!       -> schedule.rates_for(..)    borrows from memory, without database, lock or wait; the edits of the claim included
//!       -> pricing::estimate(..)     pure, cannot fail: a line that is not priced is a result too
//!       -> api::EstimateResponse     200
//! ```
//!
//! # The modules
//!
//! | module | what it is | what it uses |
//! |---|---|---|
//! | [`vocabulary`] | the terms of the field, as types with only valid values | nothing |
//! | [`pricing`] | Medicare's payment rules, pure | vocabulary, law, contract |
//! | [`contract`] | what a payer and a practice agreed on in place of Medicare's amounts, pure | vocabulary |
//! | [`edits`] | NCCI edits as compact tables, pure | vocabulary |
//! | [`law`] | the dated figures and lists of the law, each with its source | vocabulary |
//! | [`schedule`] | the loaded releases as one immutable value in memory | vocabulary, law, pricing, edits |
//! | [`snapshot`] | every loaded release in one file | vocabulary, law, edits, schedule |
//! | [`starter`] | an extract of CMS's releases, compiled into the program | vocabulary, edits, schedule, snapshot |
//! | [`import`] | reads CMS's files and files of the law into checked rows | vocabulary, law, edits, schedule |
//! | `medpayiq_claims` | checks claims as people send them, and names every fault; pure | vocabulary, pricing, schedule |
//! | [`x12`] | reads claims and remittances from X12, and nothing about their patients | vocabulary |
//! | [`denials`] | denial reports, what may be published of them, and the reports that a remittance makes; pure | vocabulary, x12 |
//! | [`variance`] | what Medicare owes for the lines of a remittance, and which change explains what was paid; pure | vocabulary, contract, pricing, schedule, x12 |
//! | [`cluster`] | the private PostgreSQL: its folders and processes, without SQL | nothing |
//! | [`tips`] | billing tips for a code, with the money at stake | vocabulary, pricing, schedule |
//! | [`keys`] | API keys: what each may do and how often; pure | nothing |
//! | [`store`] | the only SQL: Postgres and its migrations | vocabulary, law, pricing, edits, schedule, denials, keys, telemetry, tips |
//! | [`fee_schedule`] | the whole fee schedule of a place as a file for other systems; pure | vocabulary, law, pricing, schedule |
//! | [`toolkit`] | the Revenue Protection Toolkit: report, workbook, page | vocabulary, pricing, schedule, denials, tips |
//! | [`api`] | the only HTTP and JSON | vocabulary, claims, law, contract, pricing, schedule, denials, fee_schedule, keys, store, starter, telemetry, tips, toolkit, variance, x12 |
//! | [`commands`] | the command line, which connects the modules | everything |
//!
//! # What holds everywhere
//!
//! - Amounts are integers in the unit that CMS publishes. No float touches money, and rounding happens in named places.
//! - A value of the vocabulary is made only by `FromStr` or by a constructor that checks it, even if it comes from the
//!   database.
//! - `fee_schedule` is the amount that CMS publishes, to the cent; `medpayiq verify` proves it against CMS's own files.
//! - A release is visible as a whole or not at all. Servers replace the schedule in memory behind an atomic pointer.
//! - Published denial figures change only after at least five new reports, and the operator can limit how many of those come from
//!   one contributor. A value that one report gave is never named.
//! - An invalid request gets every difference from the schema at once, or else every invalid value. Nothing about a patient is kept
//!   or logged.

pub use medpayiq_core::{contract, edits, law, pricing, schedule, snapshot, vocabulary};
pub use medpayiq_x12 as x12;

pub mod api;
pub mod cluster;
pub mod commands;

pub mod denials;
pub mod fee_schedule;
pub mod import;
pub mod keys;
pub mod settings;
pub mod starter;
pub mod store;
pub mod telemetry;
pub mod tips;
pub mod toolkit;
pub mod variance;
