-- What is imported from CMS: releases, the files they came from, and their tables.
-- Decimals are stored as integers of the unit that the column's name ends in.

create table releases (
    id bigint generated always as identity constraint releases_pkey primary key,
    label text not null,
    kind text not null
        constraint releases_kind_known
        check (kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations')),
    effective_from date not null,
    starter boolean not null,
    state text not null
        constraint releases_state_known check (state in ('published', 'superseded')),
    published_at timestamptz not null default now(),
    superseded_at timestamptz,
    conversion_factor_ten_thousandths integer
        constraint releases_conversion_factor_positive check (conversion_factor_ten_thousandths > 0),
    qualifying_apm_conversion_factor_ten_thousandths integer
        constraint releases_qualifying_apm_conversion_factor_positive
        check (qualifying_apm_conversion_factor_ten_thousandths > 0),
    constraint releases_superseded_has_time check ((state = 'superseded') = (superseded_at is not null))
);
create unique index releases_one_published_per_label on releases (label) where state = 'published';

comment on table releases is 'A release of CMS data. It becomes visible whole, in one transaction; a replaced one keeps this row and its files, not its tables.';
comment on column releases.id is 'Key.';
comment on column releases.label is 'CMS''s name of the release, such as RVU25A, ZIP5_2025Q4 or ANES_BASE_2022.';
comment on column releases.kind is 'What it is a release of.';
comment on column releases.effective_from is 'The first day it is in force.';
comment on column releases.starter is 'True where it is an extract that came with the program; importing CMS''s own files replaces it.';
comment on column releases.state is 'published: in use; superseded: replaced by a later import under the same label.';
comment on column releases.published_at is 'When it was imported.';
comment on column releases.superseded_at is 'When it was replaced.';
comment on column releases.conversion_factor_ten_thousandths is 'The factor that PPRRVU prints (of non-qualifying participants from 2026), in 0.0001 dollars.';
comment on column releases.qualifying_apm_conversion_factor_ten_thousandths is 'The factor of CMS''s QPP file, from 2026, in 0.0001 dollars.';

create table source_files (
    release_id bigint not null constraint source_files_release_fkey references releases (id) on delete cascade,
    name text not null,
    sha256 text not null constraint source_files_sha256_hex check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null,
    row_count bigint not null,
    constraint source_files_pkey primary key (release_id, name)
);
comment on table source_files is 'The files that a release was read from.';
comment on column source_files.release_id is 'The release.';
comment on column source_files.name is 'The file''s name, without folders.';
comment on column source_files.sha256 is 'SHA-256 of the file''s bytes, lower-case hexadecimal.';
comment on column source_files.size_bytes is 'Length of the file in bytes.';
comment on column source_files.row_count is 'Rows read from it.';

create table service_rows (
    release_id bigint not null constraint service_rows_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    modifier text not null constraint service_rows_modifier_known check (modifier in ('', '26', 'TC', '53')),
    descriptor text,
    status text not null,
    not_used_for_payment boolean not null,
    work_rvu_hundredths integer not null,
    non_facility_pe_rvu_hundredths integer not null,
    non_facility_na boolean not null,
    facility_pe_rvu_hundredths integer not null,
    facility_na boolean not null,
    mp_rvu_hundredths integer not null,
    non_facility_total_rvu_hundredths integer not null,
    facility_total_rvu_hundredths integer not null,
    pc_tc text not null,
    global_days text not null,
    preoperative_ten_thousandths integer not null,
    intraoperative_ten_thousandths integer not null,
    postoperative_ten_thousandths integer not null,
    multiple_procedure text not null,
    bilateral text not null,
    assistant text not null,
    co_surgeons text not null,
    team text not null,
    pricing_indicator text,
    endoscopic_base text,
    conversion_factor_ten_thousandths integer not null,
    supervision text not null,
    calculation_flag text not null,
    imaging_family smallint not null,
    opps_non_facility_pe_rvu_hundredths integer not null,
    opps_facility_pe_rvu_hundredths integer not null,
    opps_mp_rvu_hundredths integer not null,
    constraint service_rows_pkey primary key (release_id, hcpcs, modifier),
    constraint service_rows_totals_are_sums check (
        non_facility_total_rvu_hundredths = work_rvu_hundredths + non_facility_pe_rvu_hundredths + mp_rvu_hundredths
        and facility_total_rvu_hundredths = work_rvu_hundredths + facility_pe_rvu_hundredths + mp_rvu_hundredths
    )
);
comment on table service_rows is 'PPRRVU: one row a HCPCS code and modifier, every column of CMS''s national physician fee schedule relative value file.';
comment on column service_rows.release_id is 'The release.';
comment on column service_rows.hcpcs is 'HCPCS code.';
comment on column service_rows.modifier is 'MOD: blank (global), 26, TC or 53.';
comment on column service_rows.descriptor is 'DESCRIPTION: CMS''s own for Level II codes; CPT and dental ones only under the operator''s licence.';
comment on column service_rows.status is 'STATUS CODE.';
comment on column service_rows.not_used_for_payment is 'NOT USED FOR MEDICARE PAYMENT: the + mark.';
comment on column service_rows.work_rvu_hundredths is 'WORK RVU, in 0.01.';
comment on column service_rows.non_facility_pe_rvu_hundredths is 'NON-FAC PE RVU, in 0.01.';
comment on column service_rows.non_facility_na is 'NON-FAC NA INDICATOR.';
comment on column service_rows.facility_pe_rvu_hundredths is 'FACILITY PE RVU, in 0.01.';
comment on column service_rows.facility_na is 'FACILITY NA INDICATOR.';
comment on column service_rows.mp_rvu_hundredths is 'MP RVU, in 0.01.';
comment on column service_rows.non_facility_total_rvu_hundredths is 'NON-FACILITY TOTAL, in 0.01.';
comment on column service_rows.facility_total_rvu_hundredths is 'FACILITY TOTAL, in 0.01.';
comment on column service_rows.pc_tc is 'PCTC IND.';
comment on column service_rows.global_days is 'GLOB DAYS.';
comment on column service_rows.preoperative_ten_thousandths is 'PRE OP, a part of the package, in 0.0001.';
comment on column service_rows.intraoperative_ten_thousandths is 'INTRA OP, a part of the package, in 0.0001.';
comment on column service_rows.postoperative_ten_thousandths is 'POST OP, a part of the package, in 0.0001.';
comment on column service_rows.multiple_procedure is 'MULT PROC.';
comment on column service_rows.bilateral is 'BILAT SURG.';
comment on column service_rows.assistant is 'ASST SURG.';
comment on column service_rows.co_surgeons is 'CO-SURG.';
comment on column service_rows.team is 'TEAM SURG.';
comment on column service_rows.pricing_indicator is 'PRIC IND, in the file from 2026.';
comment on column service_rows.endoscopic_base is 'ENDO BASE: the base code of the endoscopy family.';
comment on column service_rows.conversion_factor_ten_thousandths is 'CONV FACTOR as printed in the row, in 0.0001 dollars.';
comment on column service_rows.supervision is 'PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES.';
comment on column service_rows.calculation_flag is 'CALCULATION FLAG.';
comment on column service_rows.imaging_family is 'DIAGNOSTIC IMAGING FAMILY INDICATOR.';
comment on column service_rows.opps_non_facility_pe_rvu_hundredths is 'NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT, in 0.01.';
comment on column service_rows.opps_facility_pe_rvu_hundredths is 'FACILITY PE USED FOR OPPS PAYMENT AMOUNT, in 0.01.';
comment on column service_rows.opps_mp_rvu_hundredths is 'MP USED FOR OPPS PAYMENT AMOUNT, in 0.01.';

create table localities (
    release_id bigint not null constraint localities_release_fkey references releases (id) on delete cascade,
    mac text not null constraint localities_mac_digits check (mac ~ '^[0-9]{5}$'),
    locality text not null constraint localities_locality_digits check (locality ~ '^[0-9]{2}$'),
    state text not null,
    name text not null,
    work_gpci_with_floor_thousandths integer,
    work_gpci_without_floor_thousandths integer,
    pe_gpci_thousandths integer not null,
    mp_gpci_thousandths integer not null,
    constraint localities_pkey primary key (release_id, mac, locality),
    constraint localities_has_work_gpci
        check (work_gpci_with_floor_thousandths is not null or work_gpci_without_floor_thousandths is not null)
);
comment on table localities is 'GPCI (Addendum E): payment localities and their geographic practice cost indices.';
comment on column localities.release_id is 'The release.';
comment on column localities.mac is 'Medicare administrative contractor, five digits.';
comment on column localities.locality is 'Locality number within the contractor''s jurisdiction, two digits.';
comment on column localities.state is 'Postal abbreviation of the state.';
comment on column localities.name is 'Name of the locality.';
comment on column localities.work_gpci_with_floor_thousandths is 'Work GPCI raised to the floor of 1.000, in 0.001; null where the file lacks it.';
comment on column localities.work_gpci_without_floor_thousandths is 'Work GPCI without the floor, in 0.001; null where the file lacks it.';
comment on column localities.pe_gpci_thousandths is 'Practice expense GPCI, in 0.001.';
comment on column localities.mp_gpci_thousandths is 'Malpractice GPCI, in 0.001.';

create table locality_counties (
    release_id bigint not null constraint locality_counties_release_fkey references releases (id) on delete cascade,
    mac text not null,
    locality text not null,
    state text not null,
    fee_schedule_area text not null,
    counties text not null
);
create index locality_counties_by_release on locality_counties (release_id);
comment on table locality_counties is 'LOCCO: the counties that each locality covers.';
comment on column locality_counties.release_id is 'The release.';
comment on column locality_counties.mac is 'Medicare administrative contractor, five digits.';
comment on column locality_counties.locality is 'Locality number, two digits.';
comment on column locality_counties.state is 'Name of the state.';
comment on column locality_counties.fee_schedule_area is 'Fee schedule area as the file names it.';
comment on column locality_counties.counties is 'Counties as the file words them.';

create table anesthesia_factors (
    release_id bigint not null constraint anesthesia_factors_release_fkey references releases (id) on delete cascade,
    mac text not null,
    locality text not null,
    anesthesia_factor_cents bigint not null,
    constraint anesthesia_factors_pkey primary key (release_id, mac, locality)
);
comment on table anesthesia_factors is 'ANES: the anesthesia conversion factor of each locality.';
comment on column anesthesia_factors.release_id is 'The release.';
comment on column anesthesia_factors.mac is 'Medicare administrative contractor, five digits.';
comment on column anesthesia_factors.locality is 'Locality number, two digits.';
comment on column anesthesia_factors.anesthesia_factor_cents is 'Dollars for one anesthesia unit, in cents.';

create table opps_caps (
    release_id bigint not null constraint opps_caps_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    modifier text not null,
    status text not null,
    mac text not null,
    locality text not null,
    facility_cents bigint not null,
    non_facility_cents bigint not null,
    constraint opps_caps_pkey primary key (release_id, hcpcs, modifier, mac, locality)
);
comment on table opps_caps is 'OPPSCAP: the amounts that the hospital outpatient cap leaves; six localities stand under two contractors.';
comment on column opps_caps.release_id is 'The release.';
comment on column opps_caps.hcpcs is 'HCPCS code.';
comment on column opps_caps.modifier is 'MOD: blank or TC.';
comment on column opps_caps.status is 'PROCSTAT: the status code.';
comment on column opps_caps.mac is 'CARRIER as printed, five digits.';
comment on column opps_caps.locality is 'LOCALITY, two digits.';
comment on column opps_caps.facility_cents is 'FACILITY PRICE, in cents.';
comment on column opps_caps.non_facility_cents is 'NON-FACILITY PRICE, in cents.';

create table anesthesia_base_units (
    release_id bigint not null constraint anesthesia_base_units_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    base_units smallint not null,
    constraint anesthesia_base_units_pkey primary key (release_id, hcpcs)
);
comment on table anesthesia_base_units is 'CMS''s anesthesia base units, which the relative value file lacks.';
comment on column anesthesia_base_units.release_id is 'The release.';
comment on column anesthesia_base_units.hcpcs is 'Anesthesia code.';
comment on column anesthesia_base_units.base_units is 'Base units.';

create table zip_localities (
    release_id bigint not null constraint zip_localities_release_fkey references releases (id) on delete cascade,
    zip text not null constraint zip_localities_zip_digits check (zip ~ '^[0-9]{5}$'),
    state text not null,
    mac text not null,
    locality text not null,
    rural text,
    plus_four_needed boolean not null,
    constraint zip_localities_pkey primary key (release_id, zip)
);
comment on table zip_localities is 'ZIP5: ZIP code to carrier locality.';
comment on column zip_localities.release_id is 'The release.';
comment on column zip_localities.zip is 'ZIP code, five digits.';
comment on column zip_localities.state is 'Postal abbreviation of the state.';
comment on column zip_localities.mac is 'Medicare administrative contractor, five digits.';
comment on column zip_localities.locality is 'Locality number, two digits; the default one where the last four digits decide.';
comment on column zip_localities.rural is 'RURAL INDICATOR of ambulance services: R rural, B super rural, null urban.';
comment on column zip_localities.plus_four_needed is 'PLUS FOUR FLAG: the ZIP code lies in several localities.';

create table explanations (
    release_id bigint not null constraint explanations_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    explanation text not null,
    constraint explanations_pkey primary key (release_id, hcpcs)
);
comment on table explanations is 'Plain-language explanations of codes, written for this program; never a CPT descriptor.';
comment on column explanations.release_id is 'The release: they come with the program.';
comment on column explanations.hcpcs is 'HCPCS code.';
comment on column explanations.explanation is 'One to three sentences for a biller and a patient.';
