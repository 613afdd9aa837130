-- What a contributor says about a denial becomes a choice of statements. See docs/denial-reports-and-privacy.md.
--
-- Notes of earlier versions stay as they are. They passed a weaker check, and like every note they are never published.

alter table denial_reports
    add column statements text[] not null default '{}'
        constraint denial_reports_statements_most check (cardinality(statements) <= 5);
comment on column denial_reports.statements is 'What the contributor says about the denial, in codes of a closed list. For a moderator alone; never published.';
comment on column denial_reports.note is 'Words of the lexicon for a moderator; never published. A note of an earlier version may have other words.';

alter table denial_reports
    drop constraint denial_reports_gone_kept_to_figures,
    add constraint denial_reports_gone_kept_to_figures
        check (state <> 'gone' or (statements = '{}' and note is null and retraction_sha256 is null));
