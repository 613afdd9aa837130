-- The law's figures and lists are data of the program (data/law). What an operator adds to them is a release of its own.

drop table conversion_factors, work_gpci_floors, part_b_deductibles, coinsurance_rates, sequestration_rates,
    waived_cost_shares, payment_rates, technical_cut_codes, therapy_thresholds, dated_rules, place_of_service_starts,
    telehealth_services, practice_scopes, preventive_services, therapy_review_thresholds, profession_starts;

alter table releases drop constraint releases_kind_known;
alter table releases add constraint releases_kind_known check (
    kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations', 'ptp_edits', 'unit_limits', 'add_on_codes', 'law')
);

create table law_texts (
    release_id bigint not null constraint law_texts_pkey primary key
        constraint law_texts_release_fkey references releases (id) on delete cascade,
    text text not null
);
comment on table law_texts is 'Files of the law that were imported: dated values beyond those that came with the program.';
comment on column law_texts.release_id is 'The release, whose one source file it is.';
comment on column law_texts.text is 'The file, in TOML, as it was checked.';
