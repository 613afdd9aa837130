-- Rules that the law switches on and off by date, and lists that go with them. Every row names its source.

create table dated_rules (
    name text not null,
    effective_from date not null,
    effective_to date not null,
    source text not null,
    constraint dated_rules_pkey primary key (name, effective_from),
    constraint dated_rules_range_in_order check (effective_from <= effective_to)
);
comment on table dated_rules is 'The days on which a rule holds.';
comment on column dated_rules.name is 'The rule: telehealth_told_by_place (place of service 02 and 10 tell telehealth and its setting), telehealth_anywhere (the patient may be at home and in a city), complexity_beside_prevention (G2211 stands beside a visit with modifier 25 and a Part B preventive service), complexity_at_home (G2211 stands beside home visits too).';
comment on column dated_rules.effective_from is 'The first day.';
comment on column dated_rules.effective_to is 'The last day.';
comment on column dated_rules.source is 'Where the dates are from.';

insert into dated_rules values
    ('telehealth_told_by_place', '2024-01-01', '9999-12-31', 'CY 2024 final rule'),
    ('telehealth_anywhere', '2020-03-06', '2026-01-30', 'Social Security Act 1834(m) and its extensions; the lapse of October 2025 was mended retroactively'),
    ('telehealth_anywhere', '2026-02-04', '2027-12-31', 'Social Security Act 1834(m) and its extensions'),
    ('complexity_beside_prevention', '2025-01-01', '9999-12-31', 'CY 2025 final rule'),
    ('complexity_at_home', '2026-01-01', '9999-12-31', 'CY 2026 final rule');

create table place_of_service_starts (
    place_of_service text not null constraint place_of_service_starts_pkey primary key,
    effective_from date not null,
    source text not null
);
comment on table place_of_service_starts is 'Place of service codes that came after 2016, with the first day on which they could be billed.';
comment on column place_of_service_starts.place_of_service is 'CMS''s two-digit code.';
comment on column place_of_service_starts.effective_from is 'The first day.';
comment on column place_of_service_starts.source is 'Where the day is from.';

insert into place_of_service_starts values
    ('02', '2017-01-01', 'CMS place of service code set'),
    ('10', '2022-01-01', 'CMS place of service code set'),
    ('27', '2023-10-01', 'CMS place of service code set');

create table telehealth_services (
    first_hcpcs text not null,
    last_hcpcs text not null,
    effective_from date not null,
    effective_to date not null,
    source text not null,
    constraint telehealth_services_pkey primary key (first_hcpcs, effective_from),
    constraint telehealth_services_range_in_order check (effective_from <= effective_to)
);
comment on table telehealth_services is 'Ranges of codes that are on CMS''s list of telehealth services, as far as this project knows it: a code that is missing lowers the confidence and denies nothing.';
comment on column telehealth_services.first_hcpcs is 'The first code of the range.';
comment on column telehealth_services.last_hcpcs is 'The last code of the range.';
comment on column telehealth_services.effective_from is 'The first day.';
comment on column telehealth_services.effective_to is 'The last day.';
comment on column telehealth_services.source is 'Where the range is from.';

insert into telehealth_services
select first_code, last_code, '2020-03-06'::date, '9999-12-31'::date, 'CMS list of telehealth services; 42 CFR 410.78'
from (values
    ('90785', '90785'), ('90791', '90792'), ('90832', '90840'), ('90845', '90847'), ('90853', '90853'),
    ('90951', '90970'), ('92002', '92014'), ('92507', '92508'), ('92521', '92524'), ('92526', '92526'),
    ('92601', '92604'), ('93797', '93798'), ('94625', '94626'), ('96105', '96105'), ('96110', '96116'),
    ('96121', '96139'), ('96156', '96171'), ('97110', '97116'), ('97129', '97130'), ('97150', '97168'),
    ('97530', '97530'), ('97535', '97542'), ('97750', '97763'), ('97802', '97804'), ('99202', '99215'),
    ('99221', '99239'), ('99281', '99285'), ('99291', '99292'), ('99304', '99316'), ('99341', '99350'),
    ('99406', '99407'), ('99468', '99480'), ('99483', '99483'), ('99495', '99498'),
    ('G0108', 'G0109'), ('G0270', 'G0271'), ('G0296', 'G0296'), ('G0316', 'G0318'), ('G0396', 'G0397'),
    ('G0406', 'G0408'), ('G0420', 'G0427'), ('G0438', 'G0439'), ('G0442', 'G0447'), ('G0459', 'G0459'),
    ('G0506', 'G0506'), ('G0508', 'G0509'), ('G0513', 'G0514'), ('G2086', 'G2088'), ('G2211', 'G2212'))
    as ranges (first_code, last_code);

create table practice_scopes (
    provider_kind text not null,
    first_hcpcs text not null,
    last_hcpcs text not null,
    source text not null,
    constraint practice_scopes_pkey primary key (provider_kind, first_hcpcs)
);
comment on table practice_scopes is 'Ranges of codes that lie in the benefit of a profession whose benefit is narrow: a code outside them lowers the confidence and denies nothing. Professions without a row are not judged.';
comment on column practice_scopes.provider_kind is 'The profession, as requests name it.';
comment on column practice_scopes.first_hcpcs is 'The first code of the range.';
comment on column practice_scopes.last_hcpcs is 'The last code of the range.';
comment on column practice_scopes.source is 'The benefit.';

insert into practice_scopes
select kind, first_code, last_code, source
from (values
    ('clinical_social_worker', 'Social Security Act 1861(hh); 42 CFR 410.73'),
    ('marriage_family_therapist', 'Social Security Act 1861(lll); 42 CFR 410.53'),
    ('mental_health_counselor', 'Social Security Act 1861(lll); 42 CFR 410.54'),
    ('clinical_psychologist', 'Social Security Act 1861(ii); 42 CFR 410.71')) as kinds (kind, source)
cross join (values
    ('90785', '90785'), ('90791', '90791'), ('90832', '90834'), ('90836', '90853'), ('90875', '90899'), ('96105', '96171'),
    ('97129', '97130'), ('97151', '97158'), ('98960', '98978'), ('99406', '99409'), ('99484', '99484'), ('99497', '99498'),
    ('G0017', 'G0023'), ('G0140', 'G0146'), ('G0323', 'G0323'), ('G0396', 'G0397'), ('G0409', 'G0411'), ('G0442', 'G0447'),
    ('G0512', 'G0512'), ('G0544', 'G0560'), ('G2011', 'G2011'), ('G2061', 'G2063'), ('G2086', 'G2088'), ('G2214', 'G2215'),
    ('G3002', 'G3003')) as ranges (first_code, last_code);
insert into practice_scopes values
    ('dietitian', '97802', '97804', 'Social Security Act 1861(vv); 42 CFR 410.132'),
    ('dietitian', 'G0108', 'G0109', 'Social Security Act 1861(qq); 42 CFR 410.141'),
    ('dietitian', 'G0270', 'G0271', 'Social Security Act 1861(vv); 42 CFR 410.132'),
    ('dietitian', 'G0473', 'G0473', 'national coverage determination 210.12'),
    ('anesthesiologist_assistant', '00100', '01999', 'Social Security Act 1861(bb); 42 CFR 410.69'),
    ('audiologist', '92502', '92504', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 80.3'),
    ('audiologist', '92516', '92588', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 80.3'),
    ('audiologist', '92601', '92604', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 80.3'),
    ('audiologist', '92620', '92653', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 80.3'),
    ('audiologist', '92700', '92700', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 80.3'),
    ('speech_language_pathologist', '92507', '92526', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '92597', '92618', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '96105', '96105', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '96110', '96113', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '96125', '96125', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '97129', '97130', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '97533', '97550', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', '98966', '98981', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230'),
    ('speech_language_pathologist', 'G2250', 'G2251', 'Social Security Act 1861(ll); Pub. 100-02 ch. 15, 230');
insert into practice_scopes
select kind, first_code, last_code, 'Social Security Act 1861(p), (g); Pub. 100-02 ch. 15, 220'
from (values ('physical_therapist'), ('occupational_therapist')) as kinds (kind)
cross join (values
    ('20560', '20561'), ('29065', '29799'), ('90901', '90901'), ('90912', '90913'), ('92526', '92526'), ('92605', '92618'),
    ('95851', '95857'), ('95860', '95913'), ('95992', '95992'), ('96000', '96004'), ('96110', '96113'), ('96125', '96125'),
    ('97010', '97799'), ('98966', '98981'), ('G0151', 'G0152'), ('G0281', 'G0283'), ('G0329', 'G0329'), ('G2250', 'G2251'))
    as ranges (first_code, last_code);
