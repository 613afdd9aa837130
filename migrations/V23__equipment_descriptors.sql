-- CMS's descriptors of equipment and nutrition, most of which no other schedule names.

alter table equipment_fees add column descriptor text;
comment on column equipment_fees.descriptor is 'DESCRIPTION: CMS''s short descriptor of the item. Null for an item that was imported before it was kept.';
