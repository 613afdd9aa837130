create table profession_starts (
    provider_kind text not null constraint profession_starts_pkey primary key,
    effective_from date not null,
    source text not null
);
comment on table profession_starts is 'Professions that Medicare began to pay after 2016, with the first day of service on which it does.';
comment on column profession_starts.provider_kind is 'The profession''s name in requests.';
comment on column profession_starts.effective_from is 'The first day.';
comment on column profession_starts.source is 'Where the day is from.';

insert into profession_starts values
    ('marriage_family_therapist', '2024-01-01', 'Social Security Act 1861(lll); 42 CFR 410.53'),
    ('mental_health_counselor', '2024-01-01', 'Social Security Act 1861(lll); 42 CFR 410.54');
