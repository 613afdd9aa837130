-- The payment limits of Part B drugs.

alter table releases drop constraint releases_kind_known;
alter table releases add constraint releases_kind_known check (
    kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations', 'ptp_edits', 'unit_limits', 'add_on_codes', 'law',
        'laboratory_rates', 'drug_limits')
);

create table drug_limits (
    release_id bigint not null constraint drug_limits_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    dosage text not null,
    limit_thousandths bigint constraint drug_limits_limit_positive check (limit_thousandths > 0),
    coinsurance_hundred_thousandths integer not null
        constraint drug_limits_coinsurance_is_a_part check (coinsurance_hundred_thousandths between 0 and 100000),
    vaccine boolean not null,
    note text,
    constraint drug_limits_pkey primary key (release_id, hcpcs)
);
comment on table drug_limits is 'ASP: the payment limits of the drugs that Part B pays in a quarter.';
comment on column drug_limits.release_id is 'The release.';
comment on column drug_limits.hcpcs is 'HCPCS code.';
comment on column drug_limits.dosage is 'HCPCS Code Dosage: what one billing unit is.';
comment on column drug_limits.limit_thousandths is 'Payment Limit of one billing unit in thousandths of a dollar. Null if it is N/A: the contractor sets the price.';
comment on column drug_limits.coinsurance_hundred_thousandths is 'Co-insurance Percentage: the part of the patient. Zero if the law waives it, and then the deductible too.';
comment on column drug_limits.vaccine is 'Vaccine AWP% is 95: the limit of a vaccine.';
comment on column drug_limits.note is 'Notes.';
