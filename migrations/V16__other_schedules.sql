-- The schedules of Part B besides the physician fee schedule.

alter table releases drop constraint releases_kind_known;
alter table releases add constraint releases_kind_known check (
    kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations', 'ptp_edits', 'unit_limits', 'add_on_codes', 'law',
        'laboratory_rates')
);

create table laboratory_rates (
    release_id bigint not null constraint laboratory_rates_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    modifier text,
    effective_from date not null,
    rate_cents bigint constraint laboratory_rates_rate_positive check (rate_cents > 0)
);
create unique index laboratory_rates_one_per_code on laboratory_rates (release_id, hcpcs, coalesce(modifier, ''));
comment on table laboratory_rates is 'CLFS: the clinical laboratory fee schedule of a quarter, one row a test and modifier.';
comment on column laboratory_rates.release_id is 'The release.';
comment on column laboratory_rates.hcpcs is 'HCPCS code.';
comment on column laboratory_rates.modifier is 'MOD: null, or QW for a test by a laboratory with a certificate of waiver.';
comment on column laboratory_rates.effective_from is 'EFF_DATE: the first day of the rate.';
comment on column laboratory_rates.rate_cents is 'RATE in cents. Null if INDICATOR is L: the contractor sets the price.';
