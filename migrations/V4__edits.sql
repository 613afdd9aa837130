-- NCCI's edits: procedure-to-procedure pairs, unit limits and add-on codes, each a release of its quarter.

alter table releases drop constraint releases_kind_known;
alter table releases add constraint releases_kind_known check (
    kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations', 'ptp_edits', 'unit_limits', 'add_on_codes')
);

create table extract_codes (
    release_id bigint not null constraint extract_codes_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    constraint extract_codes_pkey primary key (release_id, hcpcs)
);
comment on table extract_codes is 'The codes that a starter extract of edits speaks for; of others it knows nothing. CMS''s own releases have none here.';
comment on column extract_codes.release_id is 'The release.';
comment on column extract_codes.hcpcs is 'HCPCS code.';

create table ptp_rationales (
    id smallint generated always as identity constraint ptp_rationales_pkey primary key,
    rationale text not null constraint ptp_rationales_rationale_key unique
);
comment on table ptp_rationales is 'Why NCCI holds a PTP edit, in the files'' words, which are some twelve.';
comment on column ptp_rationales.id is 'Key.';
comment on column ptp_rationales.rationale is 'PTP Edit Rationale.';

-- Some 2.5 million rows a quarter, written and read whole: foreign keys would be checked row by row and double the
-- time of an import, and a quarter's rows lie together, so that a block range index finds them.
create table ptp_edits (
    release_id bigint not null,
    effective_from date not null,
    deleted_on date,
    rationale_id smallint not null,
    indicator smallint not null constraint ptp_edits_indicator_known check (indicator in (0, 1, 9)),
    before_1996 boolean not null,
    column_one text not null,
    column_two text not null
);
create index ptp_edits_by_release on ptp_edits using brin (release_id);
comment on table ptp_edits is 'NCCI''s practitioner procedure-to-procedure edits with their history: of the two codes, Medicare pays column one.';
comment on column ptp_edits.release_id is 'The release.';
comment on column ptp_edits.effective_from is 'Effective Date: the first day in force.';
comment on column ptp_edits.deleted_on is 'Deletion Date: the last day in force; null while it has not been deleted.';
comment on column ptp_edits.rationale_id is 'The rationale, of ptp_rationales.';
comment on column ptp_edits.indicator is 'Modifier: 0 not allowed, 1 allowed, 9 not applicable.';
comment on column ptp_edits.before_1996 is 'In existence prior to 1996: the * mark.';
comment on column ptp_edits.column_one is 'Column 1: the HCPCS code that is paid.';
comment on column ptp_edits.column_two is 'Column 2: the HCPCS code that is denied.';

create table unit_limits (
    release_id bigint not null constraint unit_limits_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    limit_units integer not null constraint unit_limits_limit_not_negative check (limit_units >= 0),
    adjudication text not null constraint unit_limits_adjudication_known check (adjudication in ('1', '2', '3')),
    rationale text not null,
    constraint unit_limits_pkey primary key (release_id, hcpcs)
);
comment on table unit_limits is 'Practitioner medically unlikely edits: the most units of a code on a day. A limit holds for its quarter.';
comment on column unit_limits.release_id is 'The release.';
comment on column unit_limits.hcpcs is 'HCPCS code.';
comment on column unit_limits.limit_units is 'Practitioner Services MUE Values: the most units of service.';
comment on column unit_limits.adjudication is 'MUE Adjudication Indicator: 1 claim line, 2 date of service by policy, 3 date of service by clinical likelihood.';
comment on column unit_limits.rationale is 'MUE Rationale.';

create table add_on_codes (
    release_id bigint not null constraint add_on_codes_release_fkey references releases (id) on delete cascade,
    add_on_type text not null constraint add_on_codes_type_known check (add_on_type in ('1', '2', '3')),
    add_on_hcpcs text not null,
    add_on_deleted_on date,
    primary_hcpcs text,
    primary_deleted_on date,
    effective_from date not null,
    deleted_on date,
    note text
);
create index add_on_codes_by_release on add_on_codes (release_id);
comment on table add_on_codes is 'Add-on codes, a row for each primary that they are paid beside.';
comment on column add_on_codes.release_id is 'The release.';
comment on column add_on_codes.add_on_type is '1: CMS lists the primaries; 2: the contractor defines them; 3: CMS lists some.';
comment on column add_on_codes.add_on_hcpcs is 'The add-on code.';
comment on column add_on_codes.add_on_deleted_on is 'The last day of the add-on code itself, where it was deleted.';
comment on column add_on_codes.primary_hcpcs is 'The primary; null where the contractor defines it (CCCCC).';
comment on column add_on_codes.primary_deleted_on is 'The last day of the primary itself, where it was deleted.';
comment on column add_on_codes.effective_from is 'The first day of the pair.';
comment on column add_on_codes.deleted_on is 'The last day of the pair, where it was deleted.';
comment on column add_on_codes.note is 'Special instruction, where the row has one.';
