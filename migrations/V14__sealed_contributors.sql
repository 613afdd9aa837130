-- What is remembered of contributors is sealed with a key that is not in this database. See docs/adr/0007-sealed-contributors.md.

drop table idempotency_keys;
drop table contributor_codes;
drop table contributor_allowances;
drop table contributor_keys;

-- Unlogged: no write-ahead log, base backup or standby has these rows. After a crash of PostgreSQL they are gone, and every
-- contributor has a full allowance.
create table contributions (
    slot smallint not null constraint contributions_slot_known check (slot between 0 and 2),
    began_hour timestamptz not null
        constraint contributions_hour_whole check (date_trunc('hour', began_hour, 'UTC') = began_hour),
    hcpcs text,
    sealed bytea not null
) partition by list (slot);
comment on table contributions is 'Who contributed within the last day, sealed. It limits how much one contributor sends. A server empties the partition of the day before yesterday.';
comment on column contributions.slot is 'The number of the day (UTC) since 2000-01-01, modulo 3.';
comment on column contributions.began_hour is 'The hour in which the reports came.';
comment on column contributions.hcpcs is 'The code of the reports. Null in the row for the allowance of all codes.';
comment on column contributions.sealed is 'AES-256-GCM of a fixed length, with a new nonce each time: two rows of one contributor have nothing in common.';

create unlogged table contributions_0 partition of contributions for values in (0);
create unlogged table contributions_1 partition of contributions for values in (1);
create unlogged table contributions_2 partition of contributions for values in (2);
comment on table contributions_0 is 'The contributions of every third day.';
comment on table contributions_1 is 'The contributions of the days after those.';
comment on table contributions_2 is 'The contributions of the days before those.';
create index contributions_hcpcs on contributions (hcpcs, began_hour);

-- Logged: a report that is sent again after a crash must not count twice.
create table idempotency_keys (
    key_tag bytea not null constraint idempotency_keys_tag_length check (octet_length(key_tag) = 32),
    began_hour timestamptz not null
        constraint idempotency_keys_hour_whole check (date_trunc('hour', began_hour, 'UTC') = began_hour),
    sealed bytea not null
);
create index idempotency_keys_tag on idempotency_keys (key_tag);
create index idempotency_keys_hour on idempotency_keys (began_hour);
comment on table idempotency_keys is 'The Idempotency-Keys of the last 24 hours. A server deletes older ones.';
comment on column idempotency_keys.key_tag is 'Keyed hash of the Idempotency-Key alone, under the key of the day. Nothing of the contributor is in it.';
comment on column idempotency_keys.began_hour is 'The hour in which it was first used.';
comment on column idempotency_keys.sealed is 'AES-256-GCM of who used it, when, for which request, and of what its retraction tokens are made.';

-- Random numbers: the order of the reports is nobody's business.
alter table denial_reports alter column id drop identity;
comment on column denial_reports.id is 'A random number, by which a moderator names it.';
