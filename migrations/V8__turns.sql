alter table denial_reports
    add column turn integer not null default 1 constraint denial_reports_turn_counted check (turn >= 1);
comment on column denial_reports.turn is 'The turn of its code in which the figures may cover it, or any later one.';

alter table denial_ledgers
    add column turn integer not null default 1 constraint denial_ledgers_turn_counted check (turn >= 1);
comment on column denial_ledgers.turn is 'The turn that the code is at. Each step of its figures is of the reports of one turn.';
comment on column denial_ledgers.live_reports is 'Reports that stand and whose turn has come.';

drop index denial_reports_unsettled;
create index denial_reports_unsettled on denial_reports (hcpcs, turn, id) where unsettled;

alter table contributor_codes
    add column last_came_at timestamptz not null default now(),
    add column turn integer not null default 0,
    add column reports_of_turn integer not null default 0;
alter table contributor_codes
    alter column last_came_at drop default, alter column turn drop default, alter column reports_of_turn drop default;
comment on table contributor_codes is 'How many reports of one code a contributor sent: of the many within an hour some are held for a moderator, and of each turn there are at most as many as the operator allows.';
comment on column contributor_codes.last_came_at is 'When the last of them came; a day later they are forgotten.';
comment on column contributor_codes.turn is 'The last turn that one of them is in.';
comment on column contributor_codes.reports_of_turn is 'How many of them are in that turn, whether they stand or were taken back.';
