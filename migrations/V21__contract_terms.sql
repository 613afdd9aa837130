-- Terms of contracts, which requests name. See docs/contract-terms.md.

create table contract_terms (
    id bigint generated always as identity constraint contract_terms_pkey primary key,
    name text not null
        constraint contract_terms_name_unique unique
        constraint contract_terms_name_form check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    file text not null constraint contract_terms_file_length check (char_length(file) between 1 and 255),
    sha256 text not null constraint contract_terms_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
    terms text not null,
    imported_at timestamptz not null default now()
);
comment on table contract_terms is 'What the practice has agreed on with payers. Servers load all of it, and again when it changes.';
comment on column contract_terms.id is 'A number in the order of imports. A replaced row gets a new one, by which servers notice the change.';
comment on column contract_terms.name is 'The name that requests use.';
comment on column contract_terms.file is 'The name of the file that was imported.';
comment on column contract_terms.sha256 is 'SHA-256 of the file that was imported.';
comment on column contract_terms.terms is 'The terms in JSON, as a request can send them.';
comment on column contract_terms.imported_at is 'When it was imported.';
