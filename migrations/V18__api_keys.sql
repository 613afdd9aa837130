-- API keys. See docs/keys-and-limits.md.

create table api_keys (
    id bigint generated always as identity constraint api_keys_pkey primary key,
    public_id text not null
        constraint api_keys_public_id_unique unique
        constraint api_keys_public_id_form check (public_id ~ '^[0-9a-f]{12}$'),
    name text not null constraint api_keys_name_length check (char_length(name) between 1 and 64),
    key_sha256 bytea not null constraint api_keys_sha256_length check (octet_length(key_sha256) = 32),
    scopes text[] not null
        constraint api_keys_scopes_known check (
            cardinality(scopes) > 0
            and scopes <@ array['estimate', 'batch', 'contribute', 'remit', 'terms', 'metrics']
        ),
    rate text constraint api_keys_rate_form check (rate ~ '^[1-9][0-9]{0,6}/[smh]$'),
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
create unique index api_keys_one_per_name on api_keys (name) where revoked_at is null;
comment on table api_keys is 'API keys. A revoked one stays in the list, and no server accepts it.';
comment on column api_keys.id is 'A number in the order in which the keys were made.';
comment on column api_keys.public_id is 'The public part of the key, by which servers find it.';
comment on column api_keys.name is 'The name that the operator gave it.';
comment on column api_keys.key_sha256 is 'The SHA-256 of the key. The key itself is 256 random bits, so it cannot be found from this.';
comment on column api_keys.scopes is 'What it may do.';
comment on column api_keys.rate is 'How often, such as 100/s. Null: as often as its holder likes.';
comment on column api_keys.created_at is 'When it was made.';
comment on column api_keys.revoked_at is 'When it was revoked. Null: it is valid.';
