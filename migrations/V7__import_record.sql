-- What an import was told and what each of its files fed: so that another choice is another content, and a file leaves
-- with its table.

alter table releases add column descriptors_kept boolean not null default false;
comment on column releases.descriptors_kept is 'True where the operator''s licence kept every descriptor; otherwise only CMS''s own are here.';
update releases set descriptors_kept = true where exists (
    select from service_rows where release_id = id and descriptor is not null and hcpcs ~ '^[0-9D]'
);

alter table source_files add column cms_table text constraint source_files_cms_table_known check (
    cms_table in ('PPRRVU', 'GPCI', 'LOCCO', 'ANES', 'OPPSCAP')
);
comment on column source_files.cms_table is 'CMS''s name of the fee schedule table that the file fed; null where it is a release of another kind, or not known.';
update source_files set cms_table = (regexp_match(upper(name), 'PPRRVU|GPCI|LOCCO|ANES|OPPSCAP'))[1]
where release_id in (select id from releases where kind = 'fee_schedule' and not starter);
comment on column releases.effective_from is 'The first day it is in force; it prices its own calendar year, until the next release of that year.';

comment on table refinery_schema_history is 'The migrations that were applied; the migration library''s own table.';
comment on column refinery_schema_history.version is 'Number of the migration.';
comment on column refinery_schema_history.name is 'Name of the migration.';
comment on column refinery_schema_history.applied_on is 'When it was applied.';
comment on column refinery_schema_history.checksum is 'Checksum of its text.';
