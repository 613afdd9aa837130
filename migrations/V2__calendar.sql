-- Figures that law and final rules change by date, outside the quarterly files. Every row names its source.

create table conversion_factors (
    effective_from date not null,
    effective_to date not null,
    for_qualifying_apm boolean not null,
    conversion_factor_ten_thousandths integer not null,
    anesthesia_factor_ten_thousandths integer not null,
    source text not null,
    constraint conversion_factors_pkey primary key (effective_from, for_qualifying_apm),
    constraint conversion_factors_range_in_order check (effective_from <= effective_to)
);
comment on table conversion_factors is 'Conversion factors by date of service. They date a release''s own factor where the law changed it within a year.';
comment on column conversion_factors.effective_from is 'The first day.';
comment on column conversion_factors.effective_to is 'The last day.';
comment on column conversion_factors.for_qualifying_apm is 'Whether it is the factor of qualifying APM participants (from 2026).';
comment on column conversion_factors.conversion_factor_ten_thousandths is 'Dollars for one adjusted RVU, in 0.0001.';
comment on column conversion_factors.source is 'Where the figure is from.';

comment on column conversion_factors.anesthesia_factor_ten_thousandths is 'National dollars for one anesthesia unit, in 0.0001.';

insert into conversion_factors
    (effective_from, effective_to, for_qualifying_apm, conversion_factor_ten_thousandths, source,
     anesthesia_factor_ten_thousandths)
values
    ('2023-01-01', '2023-12-31', false, 338872, 'CY 2023 final rule as amended by the Consolidated Appropriations Act, 2023', 211249),
    ('2024-01-01', '2024-03-08', false, 327442, 'CY 2024 final rule', 204349),
    ('2024-03-09', '2024-12-31', false, 332875, 'Consolidated Appropriations Act, 2024', 207739),
    ('2025-01-01', '2025-12-31', false, 323465, 'CY 2025 final rule; RVU25A', 203178),
    ('2026-01-01', '2026-12-31', false, 334009, 'CY 2026 final rule; RVU26C', 204976),
    ('2026-01-01', '2026-12-31', true, 335675, 'CY 2026 final rule', 205998);

create table work_gpci_floors (
    effective_from date not null constraint work_gpci_floors_pkey primary key,
    effective_to date not null,
    source text not null,
    constraint work_gpci_floors_range_in_order check (effective_from <= effective_to)
);
comment on table work_gpci_floors is 'The days on which no locality''s work GPCI is under 1.000 (Social Security Act 1848(e)(1)(E)).';
comment on column work_gpci_floors.effective_from is 'The first day.';
comment on column work_gpci_floors.effective_to is 'The last day.';
comment on column work_gpci_floors.source is 'Where the dates are from.';

insert into work_gpci_floors values
    ('2004-01-01', '2026-12-31', 'Social Security Act 1848(e)(1)(E) as extended; the lapses of October 2025 and January 2026 were mended retroactively');

create table part_b_deductibles (
    effective_from date not null constraint part_b_deductibles_pkey primary key,
    effective_to date not null,
    deductible_cents bigint not null,
    source text not null,
    constraint part_b_deductibles_range_in_order check (effective_from <= effective_to)
);
comment on table part_b_deductibles is 'The Part B deductible of each year.';
comment on column part_b_deductibles.effective_from is 'The first day.';
comment on column part_b_deductibles.effective_to is 'The last day.';
comment on column part_b_deductibles.deductible_cents is 'The deductible, in cents.';
comment on column part_b_deductibles.source is 'Where the figure is from.';

insert into part_b_deductibles values
    ('2020-01-01', '2020-12-31', 19800, 'CMS notice of Medicare Part B amounts for 2020'),
    ('2021-01-01', '2021-12-31', 20300, 'CMS notice of Medicare Part B amounts for 2021'),
    ('2022-01-01', '2022-12-31', 23300, 'CMS notice of Medicare Part B amounts for 2022'),
    ('2023-01-01', '2023-12-31', 22600, 'CMS notice of Medicare Part B amounts for 2023'),
    ('2024-01-01', '2024-12-31', 24000, 'CMS notice of Medicare Part B amounts for 2024'),
    ('2025-01-01', '2025-12-31', 25700, 'CMS notice of Medicare Part B amounts for 2025'),
    ('2026-01-01', '2026-12-31', 28300, 'Federal Register document 2025-20251');

create table coinsurance_rates (
    effective_from date not null constraint coinsurance_rates_pkey primary key,
    effective_to date not null,
    rate_ten_thousandths integer not null,
    source text not null,
    constraint coinsurance_rates_range_in_order check (effective_from <= effective_to)
);
comment on table coinsurance_rates is 'The patient''s part of the allowed amount after the deductible.';
comment on column coinsurance_rates.effective_from is 'The first day.';
comment on column coinsurance_rates.effective_to is 'The last day.';
comment on column coinsurance_rates.rate_ten_thousandths is 'The rate, in 0.0001.';
comment on column coinsurance_rates.source is 'Where the figure is from.';

insert into coinsurance_rates values
    ('1966-07-01', '9999-12-31', 2000, 'Social Security Act 1833(a)(1)');

create table sequestration_rates (
    effective_from date not null constraint sequestration_rates_pkey primary key,
    effective_to date not null,
    rate_ten_thousandths integer not null,
    source text not null,
    constraint sequestration_rates_range_in_order check (effective_from <= effective_to)
);
comment on table sequestration_rates is 'The part of Medicare''s payment that sequestration takes.';
comment on column sequestration_rates.effective_from is 'The first day.';
comment on column sequestration_rates.effective_to is 'The last day.';
comment on column sequestration_rates.rate_ten_thousandths is 'The rate, in 0.0001.';
comment on column sequestration_rates.source is 'Where the figure is from.';

insert into sequestration_rates values
    ('2013-04-01', '2020-04-30', 200, 'Balanced Budget and Emergency Deficit Control Act 251A'),
    ('2020-05-01', '2022-03-31', 0, 'suspended by the CARES Act and its extensions'),
    ('2022-04-01', '2022-06-30', 100, 'Protecting Medicare and American Farmers from Sequester Cuts Act'),
    ('2022-07-01', '9999-12-31', 200, 'Balanced Budget and Emergency Deficit Control Act 251A, as extended');

create table waived_cost_shares (
    hcpcs text not null,
    effective_from date not null,
    effective_to date not null,
    source text not null,
    constraint waived_cost_shares_pkey primary key (hcpcs, effective_from),
    constraint waived_cost_shares_range_in_order check (effective_from <= effective_to)
);
comment on table waived_cost_shares is 'Services whose deductible and coinsurance the law waives.';
comment on column waived_cost_shares.hcpcs is 'HCPCS code.';
comment on column waived_cost_shares.effective_from is 'The first day of the waiver.';
comment on column waived_cost_shares.effective_to is 'The last day of the waiver.';
comment on column waived_cost_shares.source is 'Where the waiver is from.';

insert into waived_cost_shares (hcpcs, effective_from, effective_to, source)
select code, '2011-01-01'::date, '9999-12-31'::date, 'Social Security Act 1833(a)(1)(W), (X), (Y) and 1833(b)'
from unnest(array[
    'G0402', 'G0438', 'G0439', 'G0468', '77067', '77080', '77081', '76977', 'G0101', 'Q0091', 'G0104', 'G0105', 'G0121',
    '82270', 'G0328', '81528', '76706', 'G0296', '71271', '99406', '99407', 'G0442', 'G0443', 'G0444', 'G0445', 'G0446',
    'G0447', 'G0473', 'G0432', 'G0433', 'G0435', 'G0475', 'G0472', 'G0499', '97802', '97803', '97804', 'G0270', 'G0271',
    'G0008', 'G0009', 'G0010', '90480'
]) as code;
insert into waived_cost_shares values
    ('G0011', '2024-09-30', '9999-12-31', 'national coverage determination 210.15: prevention of HIV infection'),
    ('G0012', '2024-09-30', '9999-12-31', 'national coverage determination 210.15: prevention of HIV infection'),
    ('G0013', '2024-09-30', '9999-12-31', 'national coverage determination 210.15: prevention of HIV infection'),
    ('74263', '2025-01-01', '9999-12-31', 'CY 2025 final rule: screening CT colonography');

create table payment_rates (
    name text not null,
    effective_from date not null,
    effective_to date not null,
    rate_ten_thousandths integer not null,
    source text not null,
    constraint payment_rates_pkey primary key (name, effective_from),
    constraint payment_rates_range_in_order check (effective_from <= effective_to)
);
comment on table payment_rates is 'Parts of a payment that a rule takes off or keeps, by date.';
comment on column payment_rates.name is 'The rule: film_cut (FX), computed_radiography_cut (FY), scanner_cut (CT), imaging_technical_cut, imaging_professional_cut, cardiovascular_technical_cut, ophthalmology_technical_cut, therapy_assistant_share (CQ, CO), screening_turned_diagnostic_coinsurance (PT).';
comment on column payment_rates.effective_from is 'The first day.';
comment on column payment_rates.effective_to is 'The last day.';
comment on column payment_rates.rate_ten_thousandths is 'The part, in 0.0001.';
comment on column payment_rates.source is 'Where the figure is from.';

insert into payment_rates values
    ('film_cut', '2017-01-01', '9999-12-31', 2000, 'Social Security Act 1848(b)(9)(A)'),
    ('computed_radiography_cut', '2018-01-01', '2022-12-31', 700, 'Social Security Act 1848(b)(9)(B)'),
    ('computed_radiography_cut', '2023-01-01', '9999-12-31', 1000, 'Social Security Act 1848(b)(9)(B)'),
    ('scanner_cut', '2016-01-01', '2016-12-31', 500, 'Social Security Act 1834(p)'),
    ('scanner_cut', '2017-01-01', '9999-12-31', 1500, 'Social Security Act 1834(p)'),
    ('imaging_technical_cut', '2010-07-01', '9999-12-31', 5000, 'Social Security Act 1848(b)(4)(D)'),
    ('imaging_professional_cut', '2012-01-01', '2016-12-31', 2500, 'CY 2012 final rule'),
    ('imaging_professional_cut', '2017-01-01', '9999-12-31', 500, 'Consolidated Appropriations Act, 2016, section 502(a)(2)'),
    ('cardiovascular_technical_cut', '2013-01-01', '9999-12-31', 2500, 'CY 2013 final rule'),
    ('ophthalmology_technical_cut', '2013-01-01', '9999-12-31', 2000, 'CY 2013 final rule'),
    ('therapy_assistant_share', '2022-01-01', '9999-12-31', 8500, 'Social Security Act 1834(v)'),
    ('screening_turned_diagnostic_coinsurance', '2022-01-01', '2022-12-31', 2000, 'Social Security Act 1833(dd)'),
    ('screening_turned_diagnostic_coinsurance', '2023-01-01', '2026-12-31', 1500, 'Social Security Act 1833(dd)'),
    ('screening_turned_diagnostic_coinsurance', '2027-01-01', '2029-12-31', 1000, 'Social Security Act 1833(dd)'),
    ('screening_turned_diagnostic_coinsurance', '2030-01-01', '9999-12-31', 0, 'Social Security Act 1833(dd)');

create table technical_cut_codes (
    modifier text not null,
    first_hcpcs text not null,
    last_hcpcs text not null,
    source text not null,
    constraint technical_cut_codes_pkey primary key (modifier, first_hcpcs)
);
comment on table technical_cut_codes is 'Ranges of codes whose technical part the modifiers FX, FY and CT cut.';
comment on column technical_cut_codes.modifier is 'CT, or FX for film and computed radiography (FX and FY) alike.';
comment on column technical_cut_codes.first_hcpcs is 'The first code of the range.';
comment on column technical_cut_codes.last_hcpcs is 'The last code of the range.';
comment on column technical_cut_codes.source is 'Where the range is from.';

insert into technical_cut_codes
select 'CT', first_code, last_code, 'Social Security Act 1834(p)(2) and successor codes'
from (values ('70450', '70498'), ('71250', '71275'), ('72125', '72133'), ('72191', '72194'), ('73200', '73206'),
             ('73700', '73706'), ('74150', '74178'), ('74261', '74263'), ('75571', '75574')) as ranges (first_code, last_code);
insert into technical_cut_codes
select 'FX', first_code, last_code, 'plain radiography sections of the radiology codes'
from (values ('70010', '70332'), ('70350', '70390'), ('71045', '71130'), ('72020', '72120'), ('72170', '72190'),
             ('72200', '72295'), ('73000', '73140'), ('73501', '73660'), ('74018', '74022'), ('77071', '77077'))
     as ranges (first_code, last_code);

create table therapy_thresholds (
    effective_from date not null constraint therapy_thresholds_pkey primary key,
    effective_to date not null,
    threshold_cents bigint not null,
    source text not null,
    constraint therapy_thresholds_range_in_order check (effective_from <= effective_to)
);
comment on table therapy_thresholds is 'The amount of outpatient therapy in a year past which a claim needs modifier KX: physical and speech therapy together, and occupational therapy.';
comment on column therapy_thresholds.effective_from is 'The first day.';
comment on column therapy_thresholds.effective_to is 'The last day.';
comment on column therapy_thresholds.threshold_cents is 'The threshold, in cents.';
comment on column therapy_thresholds.source is 'Where the figure is from.';

insert into therapy_thresholds values
    ('2024-01-01', '2024-12-31', 233000, 'CY 2024 final rule'),
    ('2025-01-01', '2025-12-31', 241000, 'CY 2025 final rule'),
    ('2026-01-01', '2026-12-31', 248000, 'CY 2026 final rule');
