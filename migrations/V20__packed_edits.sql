-- The edits of a quarter once more, as a server keeps them in memory. A start reads a few of these pieces and not 2.5 million rows.

create table ptp_packed (
    release_id bigint not null constraint ptp_packed_release_fkey references releases (id) on delete cascade,
    part integer not null,
    content bytea not null,
    constraint ptp_packed_pkey primary key (release_id, part)
);
-- The pieces hardly compress, and trying would take longer than the import.
alter table ptp_packed alter column content set storage external;
comment on table ptp_packed is 'The PTP edits of a release as the server keeps them in memory, in pieces. A release without pieces is read from ptp_edits.';
comment on column ptp_packed.release_id is 'The release.';
comment on column ptp_packed.part is 'The place of the piece, from 0.';
comment on column ptp_packed.content is 'Bytes of the table in a form that has a version. A server that does not know the version reads ptp_edits.';
