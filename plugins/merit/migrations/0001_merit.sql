CREATE TABLE plugin_merit.merit_card (
    staff_id UUID NOT NULL,
    department_id UUID NOT NULL,
    month DATE NOT NULL,
    score BIGINT,
    points BIGINT NOT NULL,
    total BIGINT NOT NULL,
    locked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_card PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_card_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_card_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_merit_card_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT uq_merit_card_estate_id_staff_id_month UNIQUE (estate_id, staff_id, month),
    CONSTRAINT ck_merit_card_score CHECK (score between 0 and 10000)
);

CREATE INDEX ix_merit_card_estate_id_month ON plugin_merit.merit_card (estate_id, month);

grant select, insert, delete on plugin_merit."merit_card" to guanjia_app;
alter table plugin_merit."merit_card" enable row level security;
alter table plugin_merit."merit_card" force row level security;
create policy estate_wall on plugin_merit."merit_card" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_card" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_card" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_fact (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    staff_id UUID NOT NULL,
    department_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    ticket_id UUID NOT NULL,
    clock_id UUID,
    survey_id UUID,
    promise TEXT,
    score BIGINT,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_fact PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_fact_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_fact_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_merit_fact_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT fk_merit_fact_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_merit_fact_estate_id_clock_id FOREIGN KEY(estate_id, clock_id) REFERENCES core.clock (estate_id, id),
    CONSTRAINT fk_merit_fact_estate_id_survey_id FOREIGN KEY(estate_id, survey_id) REFERENCES core.survey (estate_id, id),
    CONSTRAINT uq_merit_fact_estate_id_kind_key UNIQUE (estate_id, kind, key),
    CONSTRAINT ck_merit_fact_kind CHECK (kind in ('BROKEN_PROMISE', 'ANSWER', 'REOPENED', 'THANKS'))
);

CREATE INDEX ix_merit_fact_estate_id_staff_id_at ON plugin_merit.merit_fact (estate_id, staff_id, at);

grant select, insert, delete on plugin_merit."merit_fact" to guanjia_app;
alter table plugin_merit."merit_fact" enable row level security;
alter table plugin_merit."merit_fact" force row level security;
create policy estate_wall on plugin_merit."merit_fact" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_fact" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_fact" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_indicator (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    measure TEXT NOT NULL,
    weight BIGINT NOT NULL,
    zero_at BIGINT NOT NULL,
    full_at BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_indicator PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_indicator_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_merit_indicator_estate_id_code UNIQUE (estate_id, code),
    CONSTRAINT ck_merit_indicator_measure CHECK (measure in ('PROMISES_KEPT', 'SATISFACTION', 'FIRST_TIME_RIGHT', 'THANKS', 'WORK_DONE')),
    CONSTRAINT ck_merit_indicator_weight CHECK (weight between 1 and 100),
    CONSTRAINT ck_merit_indicator_run CHECK (zero_at <> full_at)
);

grant select, insert, update, delete on plugin_merit."merit_indicator" to guanjia_app;
alter table plugin_merit."merit_indicator" enable row level security;
alter table plugin_merit."merit_indicator" force row level security;
create policy estate_wall on plugin_merit."merit_indicator" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_indicator" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_merit.merit_rule (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    fact TEXT NOT NULL,
    promises TEXT[],
    score_from BIGINT,
    score_to BIGINT,
    times BIGINT NOT NULL,
    days BIGINT NOT NULL,
    grade TEXT NOT NULL,
    ground TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_rule PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_rule_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_merit_rule_estate_id_code UNIQUE (estate_id, code),
    CONSTRAINT ck_merit_rule_fact CHECK (fact in ('BROKEN_PROMISE', 'ANSWER', 'REOPENED', 'THANKS')),
    CONSTRAINT ck_merit_rule_grade CHECK (grade in ('WRITTEN_WARNING', 'DEMERIT', 'MAJOR_DEMERIT', 'DEMOTION', 'DISMISSAL', 'COMMENDATION', 'MINOR_MERIT', 'MAJOR_MERIT', 'BONUS')),
    CONSTRAINT ck_merit_rule_ground CHECK (ground in ('WORK_SUFFERED', 'CUSTOMER_SUFFERED', 'COMPANY_HURT', 'OUTSTANDING_WORK', 'MARKED_CONTRIBUTION')),
    CONSTRAINT ck_merit_rule_no_bonus CHECK (grade <> 'BONUS'),
    CONSTRAINT ck_merit_rule_times CHECK (times between 1 and 100),
    CONSTRAINT ck_merit_rule_days CHECK (days between 1 and 366),
    CONSTRAINT ck_merit_rule_scores CHECK (score_from <= score_to)
);

grant select, insert, update, delete on plugin_merit."merit_rule" to guanjia_app;
alter table plugin_merit."merit_rule" enable row level security;
alter table plugin_merit."merit_rule" force row level security;
create policy estate_wall on plugin_merit."merit_rule" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_rule" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_merit.merit_card_line (
    card_id UUID NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    measure TEXT NOT NULL,
    weight BIGINT NOT NULL,
    measured BIGINT NOT NULL,
    score BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_card_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_card_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_card_line_estate_id_card_id FOREIGN KEY(estate_id, card_id) REFERENCES plugin_merit.merit_card (estate_id, id),
    CONSTRAINT uq_merit_card_line_estate_id_card_id_code UNIQUE (estate_id, card_id, code),
    CONSTRAINT ck_merit_card_line_measure CHECK (measure in ('PROMISES_KEPT', 'SATISFACTION', 'FIRST_TIME_RIGHT', 'THANKS', 'WORK_DONE')),
    CONSTRAINT ck_merit_card_line_score CHECK (score between 0 and 10000)
);

grant select, insert, delete on plugin_merit."merit_card_line" to guanjia_app;
alter table plugin_merit."merit_card_line" enable row level security;
alter table plugin_merit."merit_card_line" force row level security;
create policy estate_wall on plugin_merit."merit_card_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_card_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_card_line" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_case (
    staff_id UUID NOT NULL,
    department_id UUID NOT NULL,
    kind TEXT NOT NULL,
    grade TEXT NOT NULL,
    ground TEXT NOT NULL,
    amount BIGINT,
    points BIGINT NOT NULL,
    months BIGINT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    chain TEXT[] NOT NULL,
    approvals BIGINT NOT NULL,
    rule_id UUID,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proposed_by UUID,
    told_at TIMESTAMP WITH TIME ZONE,
    objection_until TIMESTAMP WITH TIME ZONE,
    objected_at TIMESTAMP WITH TIME ZONE,
    objection TEXT,
    in_force_at TIMESTAMP WITH TIME ZONE,
    counts_until TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_case PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_case_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_case_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_merit_case_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT fk_merit_case_estate_id_rule_id FOREIGN KEY(estate_id, rule_id) REFERENCES plugin_merit.merit_rule (estate_id, id),
    CONSTRAINT ck_merit_case_kind CHECK (kind in ('PENALTY', 'REWARD')),
    CONSTRAINT ck_merit_case_grade CHECK (grade in ('WRITTEN_WARNING', 'DEMERIT', 'MAJOR_DEMERIT', 'DEMOTION', 'DISMISSAL', 'COMMENDATION', 'MINOR_MERIT', 'MAJOR_MERIT', 'BONUS')),
    CONSTRAINT ck_merit_case_ground CHECK (ground in ('WORK_SUFFERED', 'CUSTOMER_SUFFERED', 'COMPANY_HURT', 'OUTSTANDING_WORK', 'MARKED_CONTRIBUTION')),
    CONSTRAINT ck_merit_case_state CHECK (state in ('PROPOSED', 'ENDORSED', 'TOLD', 'OBJECTED', 'IN_FORCE', 'OVERTURNED', 'DECLINED', 'WITHDRAWN')),
    CONSTRAINT ck_merit_case_amount CHECK ((amount is not null) = (grade = 'BONUS')),
    CONSTRAINT ck_merit_case_amount_positive CHECK (amount > 0),
    CONSTRAINT ck_merit_case_approvals CHECK (approvals between 0 and cardinality(chain)),
    CONSTRAINT ck_merit_case_proposer CHECK ((rule_id is null) = (proposed_by is not null))
);

CREATE INDEX ix_merit_case_estate_id_staff_id_proposed_at ON plugin_merit.merit_case (estate_id, staff_id, proposed_at);

CREATE INDEX ix_merit_case_estate_id_state_proposed_at ON plugin_merit.merit_case (estate_id, state, proposed_at);

grant select, insert, update, delete on plugin_merit."merit_case" to guanjia_app;
alter table plugin_merit."merit_case" enable row level security;
alter table plugin_merit."merit_case" force row level security;
create policy estate_wall on plugin_merit."merit_case" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_case" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_merit.merit_correction (
    card_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    code TEXT NOT NULL,
    score_before BIGINT NOT NULL,
    score_after BIGINT NOT NULL,
    total_before BIGINT NOT NULL,
    total_after BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_correction PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_correction_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_correction_estate_id_card_id FOREIGN KEY(estate_id, card_id) REFERENCES plugin_merit.merit_card (estate_id, id),
    CONSTRAINT uq_merit_correction_estate_id_card_id_sequence UNIQUE (estate_id, card_id, sequence),
    CONSTRAINT ck_merit_correction_score CHECK (score_after between 0 and 10000)
);

grant select, insert, delete on plugin_merit."merit_correction" to guanjia_app;
alter table plugin_merit."merit_correction" enable row level security;
alter table plugin_merit."merit_correction" force row level security;
create policy estate_wall on plugin_merit."merit_correction" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_correction" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_correction" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_evidence (
    case_id UUID NOT NULL,
    position BIGINT NOT NULL,
    fact_id UUID,
    ticket_id UUID,
    clock_id UUID,
    survey_id UUID,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_evidence PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_evidence_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_evidence_estate_id_case_id FOREIGN KEY(estate_id, case_id) REFERENCES plugin_merit.merit_case (estate_id, id),
    CONSTRAINT fk_merit_evidence_estate_id_fact_id FOREIGN KEY(estate_id, fact_id) REFERENCES plugin_merit.merit_fact (estate_id, id),
    CONSTRAINT fk_merit_evidence_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_merit_evidence_estate_id_clock_id FOREIGN KEY(estate_id, clock_id) REFERENCES core.clock (estate_id, id),
    CONSTRAINT fk_merit_evidence_estate_id_survey_id FOREIGN KEY(estate_id, survey_id) REFERENCES core.survey (estate_id, id),
    CONSTRAINT uq_merit_evidence_estate_id_case_id_position UNIQUE (estate_id, case_id, position),
    CONSTRAINT uq_merit_evidence_estate_id_fact_id UNIQUE (estate_id, fact_id),
    CONSTRAINT ck_merit_evidence_something CHECK (num_nonnulls(fact_id, ticket_id, clock_id, survey_id, note) > 0)
);

grant select, insert, delete on plugin_merit."merit_evidence" to guanjia_app;
alter table plugin_merit."merit_evidence" enable row level security;
alter table plugin_merit."merit_evidence" force row level security;
create policy estate_wall on plugin_merit."merit_evidence" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_evidence" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_evidence" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_step (
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    actor_id UUID,
    actor_name TEXT,
    note TEXT,
    told BOOLEAN NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_step PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_step_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_step_estate_id_case_id FOREIGN KEY(estate_id, case_id) REFERENCES plugin_merit.merit_case (estate_id, id),
    CONSTRAINT fk_merit_step_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_merit_step_estate_id_case_id_sequence UNIQUE (estate_id, case_id, sequence),
    CONSTRAINT ck_merit_step_action CHECK (action in ('PROPOSE', 'ENDORSE', 'APPROVE', 'DECLINE', 'WITHDRAW', 'OBJECT', 'UPHOLD', 'OVERTURN', 'TAKE_EFFECT')),
    CONSTRAINT ck_merit_step_from_state CHECK (from_state in ('PROPOSED', 'ENDORSED', 'TOLD', 'OBJECTED', 'IN_FORCE', 'OVERTURNED', 'DECLINED', 'WITHDRAWN')),
    CONSTRAINT ck_merit_step_to_state CHECK (to_state in ('PROPOSED', 'ENDORSED', 'TOLD', 'OBJECTED', 'IN_FORCE', 'OVERTURNED', 'DECLINED', 'WITHDRAWN'))
);

grant select, insert, delete on plugin_merit."merit_step" to guanjia_app;
alter table plugin_merit."merit_step" enable row level security;
alter table plugin_merit."merit_step" force row level security;
create policy estate_wall on plugin_merit."merit_step" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_step" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_step" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);
