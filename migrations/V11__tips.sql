-- Tips: MedPayIQ's own, seeded by each program version from data/tips, and local ones of the practice.

create table tips (
    position bigint not null generated always as identity constraint tips_position_unique unique,
    origin text not null constraint tips_origin_known check (origin in ('medpayiq', 'local')),
    id text not null,
    codes text[] not null constraint tips_codes_some check (cardinality(codes) > 0),
    text text not null,
    effect text not null,
    claim text,
    compared_with text,
    line integer constraint tips_line_positive check (line > 0),
    measure text,
    evidence text not null
        constraint tips_evidence_known check (evidence in ('cms_rule', 'computed', 'editorial')),
    document text,
    section text,
    reviewed_on date not null,
    constraint tips_pkey primary key (origin, id),
    constraint tips_rule_sourced check (evidence <> 'cms_rule' or (document is not null and section is not null)),
    constraint tips_figures_from_claim
        check (claim is not null or (compared_with is null and line is null and measure is null))
);
comment on table tips is 'Billing tips. Those of MedPayIQ are replaced whole by a newer program; local ones change only by medpayiq tips.';
comment on column tips.position is 'The order in which tips of one origin are shown.';
comment on column tips.origin is 'medpayiq: shipped with the program; local: imported by the practice.';
comment on column tips.id is 'The name of the tip.';
comment on column tips.codes is 'The HCPCS codes that it is about.';
comment on column tips.text is 'What to do. {claim} and {compared_with} stand for amounts.';
comment on column tips.effect is 'Impact: denied, less, more, patient or informs.';
comment on column tips.claim is 'Impact: a hypothetical claim in one line, whose price is the money at stake.';
comment on column tips.compared_with is 'Impact: the claim that it is compared with.';
comment on column tips.line is 'Impact: the line of both claims, from 1; null for the first.';
comment on column tips.measure is 'Impact: which amount of the line; null for the allowed amount.';
comment on column tips.evidence is 'cms_rule: document and section say so; computed: the claim shows it; editorial: advice.';
comment on column tips.document is 'Source: the CMS document of a rule.';
comment on column tips.section is 'Source: the part of that document.';
comment on column tips.reviewed_on is 'The day on which the tip was last checked.';

create table tip_seed (
    version integer[] not null,
    sha256 text not null,
    changes bigint not null
);
comment on table tip_seed is 'One row: which seed the tips of MedPayIQ are from, and how often any tip has changed. Its row is the lock of all changes.';
comment on column tip_seed.version is 'The program version that seeded them: major, minor, patch.';
comment on column tip_seed.sha256 is 'SHA-256 of its files of tips.';
comment on column tip_seed.changes is 'Grows with every change of tips; servers reload when it does.';

insert into tip_seed values ('{0,0,0}', '', 0);
