-- The fee schedules of equipment, prosthetics, orthotics and supplies, and of parenteral and enteral nutrition.

alter table releases drop constraint releases_kind_known;
alter table releases add constraint releases_kind_known check (
    kind in ('fee_schedule', 'anesthesia_base_units', 'zip_localities', 'explanations', 'ptp_edits', 'unit_limits', 'add_on_codes', 'law',
        'laboratory_rates', 'drug_limits', 'equipment_fees', 'nutrition_fees')
);

create table equipment_fees (
    release_id bigint not null constraint equipment_fees_release_fkey references releases (id) on delete cascade,
    hcpcs text not null,
    modifier text,
    second_modifier text,
    jurisdiction text not null constraint equipment_fees_jurisdiction_known check (jurisdiction in ('D', 'L', 'J')),
    category text not null,
    ceiling_cents bigint constraint equipment_fees_ceiling_positive check (ceiling_cents > 0),
    floor_cents bigint constraint equipment_fees_floor_positive check (floor_cents > 0),
    fees text not null
);
create unique index equipment_fees_one_per_item
    on equipment_fees (release_id, hcpcs, coalesce(modifier, ''), coalesce(second_modifier, ''));
comment on table equipment_fees is 'DMEPOS and DMEPEN: the fees of equipment and nutrition of a quarter, one row an item and its modifiers.';
comment on column equipment_fees.release_id is 'The release.';
comment on column equipment_fees.hcpcs is 'HCPCS code.';
comment on column equipment_fees.modifier is 'Mod: NU new, UE used, RR rented, and others.';
comment on column equipment_fees.second_modifier is 'Mod2.';
comment on column equipment_fees.jurisdiction is 'JURIS: D equipment contractor, L practitioner''s contractor, J both. Nutrition is D.';
comment on column equipment_fees.category is 'CATG: the payment category, such as CR for capped rental. Empty for nutrition.';
comment on column equipment_fees.ceiling_cents is 'Ceiling. Null if CMS prints 0.';
comment on column equipment_fees.floor_cents is 'Floor. Null if CMS prints 0.';
comment on column equipment_fees.fees is 'The non-rural and the rural fee of each state in dollars: AL 0.58 -, AR 0.63 -. A dash is no fee, which CMS prints as 0.';
