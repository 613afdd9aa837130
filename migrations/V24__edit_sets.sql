-- The PTP edits of a quarter in sets: the edits of a column one code that differ only in column two. Quarters share their sets, so
-- an import writes only what changed. The view ptp_edits has a row for each edit of each release, as the table of that name had.

create table ptp_sets (
    id bigint not null constraint ptp_sets_pkey primary key,
    content bytea not null constraint ptp_sets_content_length check (octet_length(content) = 16),
    effective_from date not null,
    deleted_on date,
    rationale_id smallint not null,
    indicator smallint not null constraint ptp_sets_indicator_known check (indicator in (0, 1, 9)),
    before_1996 boolean not null,
    column_one text not null,
    column_two text[] not null
);
comment on table ptp_sets is 'NCCI''s practitioner procedure-to-procedure edits with their history, in sets that differ only in column two.';
comment on column ptp_sets.id is 'Key, which the importer gives.';
comment on column ptp_sets.content is 'The first 16 bytes of the SHA-256 digest of the other columns, by which an importer finds sets that are already here.';
comment on column ptp_sets.effective_from is 'Effective Date: the first day in force.';
comment on column ptp_sets.deleted_on is 'Deletion Date: the last day in force; null while they have not been deleted.';
comment on column ptp_sets.rationale_id is 'The rationale, of ptp_rationales.';
comment on column ptp_sets.indicator is 'Modifier: 0 not allowed, 1 allowed, 9 not applicable.';
comment on column ptp_sets.before_1996 is 'In existence prior to 1996: the * mark.';
comment on column ptp_sets.column_one is 'Column 1: the HCPCS code that is paid.';
comment on column ptp_sets.column_two is 'Column 2: the HCPCS codes that are denied.';

create table ptp_release_sets (
    release_id bigint not null constraint ptp_release_sets_release_fkey references releases (id) on delete cascade,
    column_one text not null,
    set_ids bigint[] not null,
    constraint ptp_release_sets_pkey primary key (release_id, column_one)
);
comment on table ptp_release_sets is 'The sets of each release, by column one.';
comment on column ptp_release_sets.release_id is 'The release.';
comment on column ptp_release_sets.column_one is 'Column 1 of these sets.';
comment on column ptp_release_sets.set_ids is 'The sets, of ptp_sets.';

with grouped as (
    select release_id, column_one, effective_from, deleted_on, rationale_id, indicator, before_1996,
           array_agg(column_two order by column_two collate "C") as column_two
    from ptp_edits
    group by release_id, column_one, effective_from, deleted_on, rationale_id, indicator, before_1996),
digested as materialized (
    select grouped.*, substring(sha256(convert_to(concat(
               column_one, ' ', to_char(effective_from, 'YYYYMMDD'), ' ', coalesce(to_char(deleted_on, 'YYYYMMDD'), '*'), ' ',
               indicator, ' ', before_1996::integer, ' ', rationale, ': ', array_to_string(column_two, ' ')), 'UTF8')) for 16) as content
    from grouped join ptp_rationales on ptp_rationales.id = rationale_id),
each as (
    select distinct on (content) content, effective_from, deleted_on, rationale_id, indicator, before_1996, column_one, column_two
    from digested),
sets as (
    insert into ptp_sets (id, content, effective_from, deleted_on, rationale_id, indicator, before_1996, column_one, column_two)
    select row_number() over (order by column_one, content), * from each
    returning id, content)
insert into ptp_release_sets (release_id, column_one, set_ids)
select release_id, column_one, array_agg(sets.id order by sets.id) from digested join sets using (content)
group by release_id, column_one;

do $$
begin
    if (select count(*) from ptp_edits) <> (
        select coalesce(sum(cardinality(ptp_sets.column_two)), 0)
        from ptp_release_sets cross join unnest(set_ids) as set_id join ptp_sets on ptp_sets.id = set_id)
    then
        raise exception 'The sets have not as many edits as the table ptp_edits. Nothing was changed.';
    end if;
end
$$;

drop table ptp_edits;

create view ptp_edits as
select releases.release_id, sets.effective_from, sets.deleted_on, sets.rationale_id, sets.indicator, sets.before_1996,
       releases.column_one, codes.column_two
from ptp_release_sets as releases
cross join unnest(releases.set_ids) as of_release (set_id)
join ptp_sets as sets on sets.id = of_release.set_id
cross join unnest(sets.column_two) as codes (column_two);
comment on view ptp_edits is 'NCCI''s practitioner procedure-to-procedure edits with their history: of the two codes, Medicare pays column one.';
comment on column ptp_edits.release_id is 'The release.';
comment on column ptp_edits.effective_from is 'Effective Date: the first day in force.';
comment on column ptp_edits.deleted_on is 'Deletion Date: the last day in force; null while it has not been deleted.';
comment on column ptp_edits.rationale_id is 'The rationale, of ptp_rationales.';
comment on column ptp_edits.indicator is 'Modifier: 0 not allowed, 1 allowed, 9 not applicable.';
comment on column ptp_edits.before_1996 is 'In existence prior to 1996: the * mark.';
comment on column ptp_edits.column_one is 'Column 1: the HCPCS code that is paid.';
comment on column ptp_edits.column_two is 'Column 2: the HCPCS code that is denied.';

comment on table ptp_packed is 'The PTP edits of a release as the server keeps them in memory, in pieces. A release without pieces is read from ptp_sets.';
comment on column ptp_packed.content is 'Bytes of the table in a form that has a version. A server that does not know the version reads ptp_sets.';
