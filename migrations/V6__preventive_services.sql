-- Preventive services that G2211 may stand beside, waivers that were missing, and the review of therapy.

create table preventive_services (
    first_hcpcs text not null,
    last_hcpcs text not null,
    effective_from date not null,
    effective_to date not null,
    source text not null,
    constraint preventive_services_pkey primary key (first_hcpcs, effective_from),
    constraint preventive_services_range_in_order check (effective_from <= effective_to)
);
comment on table preventive_services is 'Ranges of codes that are preventive services of Part B or the administration of vaccines, beside the services of waived_cost_shares, which are too: G2211 stands beside a visit with modifier 25 on their day.';
comment on column preventive_services.first_hcpcs is 'The first code of the range.';
comment on column preventive_services.last_hcpcs is 'The last code of the range.';
comment on column preventive_services.effective_from is 'The first day.';
comment on column preventive_services.effective_to is 'The last day.';
comment on column preventive_services.source is 'Where the range is from.';

insert into preventive_services
select first_code, last_code, '2011-01-01'::date, '9999-12-31'::date, source
from (values
    ('90460', '90461', 'administration of vaccines; CY 2025 final rule'),
    ('90471', '90474', 'administration of vaccines; CY 2025 final rule'),
    ('G0102', 'G0102', 'Social Security Act 1861(oo): prostate cancer screening'),
    ('G0108', 'G0109', 'Social Security Act 1861(qq): diabetes self-management training'),
    ('G0117', 'G0118', 'Social Security Act 1861(uu): glaucoma screening')) as ranges (first_code, last_code, source);

insert into waived_cost_shares values
    ('77078', '2011-01-01', '9999-12-31', 'Social Security Act 1833(a)(1)(Y): bone mass measurement'),
    ('G0130', '2011-01-01', '9999-12-31', 'Social Security Act 1833(a)(1)(Y): bone mass measurement'),
    ('77085', '2015-01-01', '9999-12-31', 'Social Security Act 1833(a)(1)(Y): bone mass measurement'),
    ('77063', '2015-01-01', '9999-12-31', 'CY 2015 final rule: tomosynthesis beside a screening mammography'),
    ('00812', '2018-01-01', '9999-12-31', '42 CFR 410.37: anesthesia of a screening colonoscopy');

create table therapy_review_thresholds (
    effective_from date not null constraint therapy_review_thresholds_pkey primary key,
    effective_to date not null,
    threshold_cents bigint not null,
    source text not null,
    constraint therapy_review_thresholds_range_in_order check (effective_from <= effective_to)
);
comment on table therapy_review_thresholds is 'The amount of outpatient therapy in a year past which a contractor may review claims, modifier KX or not.';
comment on column therapy_review_thresholds.effective_from is 'The first day.';
comment on column therapy_review_thresholds.effective_to is 'The last day.';
comment on column therapy_review_thresholds.threshold_cents is 'The threshold, in cents.';
comment on column therapy_review_thresholds.source is 'Where the figure is from.';

insert into therapy_review_thresholds values
    ('2018-01-01', '2028-12-31', 300000, 'Social Security Act 1833(g)(5)(E), Bipartisan Budget Act of 2018');
