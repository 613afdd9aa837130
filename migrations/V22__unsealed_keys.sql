-- Of an Idempotency-Key only two keyed hashes remain. Nobody can compute them who does not know the key itself, not even with the
-- contributor key and all addresses. See docs/adr/0007-sealed-contributors.md.

-- The earlier rows held the contributor and what the retraction tokens are made of, sealed. A request that is sent again after
-- this migration counts as a new one.
drop table idempotency_keys;
create table idempotency_keys (
    key_tag bytea not null constraint idempotency_keys_tag_length check (octet_length(key_tag) = 32),
    request_tag bytea not null constraint idempotency_keys_request_length check (octet_length(request_tag) = 32),
    began_hour timestamptz not null
        constraint idempotency_keys_hour_whole check (date_trunc('hour', began_hour, 'UTC') = began_hour)
);
create index idempotency_keys_tag on idempotency_keys (key_tag);
create index idempotency_keys_hour on idempotency_keys (began_hour);
comment on table idempotency_keys is 'The Idempotency-Keys of the last 24 hours. A server deletes older ones. Leave its data out of dumps.';
comment on column idempotency_keys.key_tag is 'Hash of the contributor and the Idempotency-Key, under the contributor key of the day.';
comment on column idempotency_keys.request_tag is 'Hash of the Idempotency-Key and the request, under the same key.';
comment on column idempotency_keys.began_hour is 'The hour in which it was first used.';

-- A turn shows that the contributor of a report sent others before. So it is kept only while the report waits for it.
update denial_reports as report set turn = 1
    from denial_ledgers as ledger
    where ledger.hcpcs = report.hcpcs and report.turn > 1 and report.turn <= ledger.turn;
comment on column denial_reports.turn is 'The turn of its code that the report waits for. 1 once that turn has come.';
