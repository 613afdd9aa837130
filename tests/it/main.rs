//! One integration crate, over a real PostgreSQL.

// Tests read many answers. The allocator is that of the program.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(test)]
mod anesthesia_factors;
#[cfg(test)]
mod api_tls;
#[cfg(test)]
mod audited_kinds;
#[cfg(test)]
mod audited_rules;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod billed_instead;
#[cfg(test)]
mod biller_advice;
#[cfg(test)]
mod claim_edits;
#[cfg(test)]
mod claim_privacy;
#[cfg(test)]
mod code_edits;
#[cfg(test)]
mod code_search;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod components;
#[cfg(test)]
mod compressed;
#[cfg(test)]
mod confidence;
#[cfg(test)]
mod contract_terms;
#[cfg(test)]
mod database_tls;
#[cfg(test)]
mod dated;
#[cfg(test)]
mod denials;
#[cfg(test)]
mod denials_contributors;
#[cfg(test)]
mod denials_invalid;
#[cfg(test)]
mod denials_kept;
#[cfg(test)]
mod denials_law;
#[cfg(test)]
mod denials_notes;
#[cfg(test)]
mod denials_refused;
#[cfg(test)]
mod denials_shown;
#[cfg(test)]
mod denials_thief;
#[cfg(test)]
mod dense_requests;
#[cfg(test)]
mod deployment;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod drugs;
#[cfg(test)]
mod edit_advice;
#[cfg(test)]
mod edit_files;
#[cfg(test)]
mod edit_history;
#[cfg(test)]
mod edit_laws;
#[cfg(test)]
mod edit_sets;
#[cfg(test)]
mod edits_differential;
#[cfg(test)]
mod effort;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod equipment;
#[cfg(test)]
mod every_code;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod fee_schedule;
#[cfg(test)]
mod fhir;
#[cfg(test)]
mod fhir_faults;
#[cfg(test)]
mod fhir_meaning;
#[cfg(test)]
mod fhir_resources;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hanging;
#[cfg(test)]
mod health;
#[cfg(test)]
mod heavy_work;
#[cfg(test)]
mod import_record;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod in_memory;
#[cfg(test)]
mod interrupted;
#[cfg(test)]
mod invalid;
#[cfg(test)]
mod key_limits;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod laboratory;
#[cfg(test)]
mod law_applied;
#[cfg(test)]
mod law_delete;
#[cfg(test)]
mod law_files;
#[cfg(test)]
mod law_missing;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod left_out;
#[cfg(test)]
mod live;
#[cfg(test)]
mod loaded;
#[cfg(test)]
mod local_tips;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod mcp;
#[cfg(test)]
mod mcp_streams;
#[cfg(test)]
mod mcp_tools;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod metrics_values;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod moved;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod next_steps;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod other_ways;
#[cfg(test)]
mod packed_edits;
#[cfg(test)]
mod page_advice;
#[cfg(test)]
mod page_cures;
#[cfg(test)]
mod page_figures;
#[cfg(test)]
mod page_forms;
#[cfg(test)]
mod page_markup;
#[cfg(test)]
mod page_schedules;
#[cfg(test)]
mod page_states;
#[cfg(test)]
mod part_b_claims;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod places;
#[cfg(test)]
mod pooler;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod readings;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod real_files;
#[cfg(test)]
mod reliability;
#[cfg(test)]
mod remittance_privacy;
#[cfg(test)]
mod remittances;
#[cfg(test)]
mod report_statements;
#[cfg(test)]
mod resolved_by;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod search_phrases;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod slow_clients;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod tips;
#[cfg(test)]
mod toolkit;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod typical_prices;
#[cfg(test)]
mod unloaded_schedules;
#[cfg(test)]
mod unread_heads;
#[cfg(test)]
mod variance;
#[cfg(test)]
mod vocabulary;
#[cfg(test)]
mod written_json;
#[cfg(test)]
mod x12;
#[cfg(test)]
mod x12_practice;
#[cfg(test)]
mod years;
