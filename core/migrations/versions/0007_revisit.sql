alter table core.ticket
    add column finished_at TIMESTAMP WITH TIME ZONE,
    add column fee BIGINT;

CREATE TABLE core.survey_template (
    id UUID NOT NULL,
    kind TEXT,
    property_type TEXT,
    version BIGINT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    retired BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_survey_template PRIMARY KEY (id, group_id),
    CONSTRAINT fk_survey_template_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_survey_template_group_id_kind_property_type_version UNIQUE NULLS NOT DISTINCT (group_id, kind, property_type, version),
    CONSTRAINT ck_survey_template_kind CHECK (kind in ('REPAIR', 'COMPLAINT', 'CONSULTATION', 'SUGGESTION', 'HELP')),
    CONSTRAINT ck_survey_template_property_type CHECK (property_type in ('RESIDENTIAL', 'COMMERCIAL', 'OFFICE'))
);

CREATE TABLE core.survey_question (
    id UUID NOT NULL,
    template_id UUID NOT NULL,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    options TEXT[] NOT NULL,
    option_titles TEXT[] NOT NULL,
    option_titles_en TEXT[] NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_survey_question PRIMARY KEY (id, group_id),
    CONSTRAINT fk_survey_question_group_id_template_id FOREIGN KEY(group_id, template_id) REFERENCES core.survey_template (group_id, id),
    CONSTRAINT uq_survey_question_group_id_template_id_code UNIQUE (group_id, template_id, code),
    CONSTRAINT ck_survey_question_type CHECK (type in ('SCORE', 'CHOICE', 'CHOICES', 'YES_NO', 'TEXT')),
    CONSTRAINT ck_survey_question_options CHECK (cardinality(options) = cardinality(option_titles) and cardinality(options) = cardinality(option_titles_en))
);

alter table core.survey
    add column template_id UUID,
    add column department_id UUID,
    add column assignee_id UUID,
    add column detailed_at TIMESTAMP WITH TIME ZONE,
    add column way TEXT,
    add column recorded_by UUID,
    add column verdict TEXT,
    add constraint fk_survey_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    add constraint fk_survey_estate_id_assignee_id FOREIGN KEY(estate_id, assignee_id) REFERENCES core.staff (estate_id, id),
    add constraint fk_survey_estate_id_recorded_by FOREIGN KEY(estate_id, recorded_by) REFERENCES core.staff (estate_id, id),
    add constraint fk_survey_group_id_template_id FOREIGN KEY(group_id, template_id) REFERENCES core.survey_template (group_id, id),
    add constraint ck_survey_verdict CHECK (verdict in ('SATISFIED', 'PARTLY', 'DISSATISFIED')),
    add constraint ck_survey_way CHECK (way in ('APP', 'FORM', 'PHONE', 'SMS', 'VISIT'));

CREATE TABLE core.survey_answer (
    survey_id UUID NOT NULL,
    ticket_id UUID NOT NULL,
    requester_id UUID,
    code TEXT NOT NULL,
    type TEXT NOT NULL,
    score BIGINT,
    choices TEXT[],
    yes BOOLEAN,
    words TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_survey_answer PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_survey_answer_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_survey_answer_estate_id_survey_id FOREIGN KEY(estate_id, survey_id) REFERENCES core.survey (estate_id, id),
    CONSTRAINT fk_survey_answer_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_survey_answer_estate_id_survey_id_code UNIQUE (estate_id, survey_id, code),
    CONSTRAINT ck_survey_answer_type CHECK (type in ('SCORE', 'CHOICE', 'CHOICES', 'YES_NO', 'TEXT')),
    CONSTRAINT ck_survey_answer_score CHECK (score between 1 and 5),
    CONSTRAINT ck_survey_answer_one_answer CHECK (num_nonnulls(score, choices, yes, words) = 1)
);

CREATE TABLE core.survey_link (
    token_hash TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    survey_id UUID NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    window_at TIMESTAMP WITH TIME ZONE NOT NULL,
    hits BIGINT NOT NULL,
    CONSTRAINT pk_survey_link PRIMARY KEY (token_hash)
);

CREATE TABLE core.revisit_setting (
    version BIGINT NOT NULL,
    share BIGINT NOT NULL,
    link_days BIGINT NOT NULL,
    close_days BIGINT,
    attempts BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_revisit_setting PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_revisit_setting_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_revisit_setting_estate_id UNIQUE (estate_id),
    CONSTRAINT ck_revisit_setting_share CHECK (share between 0 and 100),
    CONSTRAINT ck_revisit_setting_link_days CHECK (link_days between 1 and 90),
    CONSTRAINT ck_revisit_setting_close_days CHECK (close_days between 1 and 90),
    CONSTRAINT ck_revisit_setting_attempts CHECK (attempts between 1 and 10)
);

CREATE TABLE core.revisit_task (
    ticket_id UUID NOT NULL,
    survey_id UUID NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE,
    taken_by UUID,
    taken_at TIMESTAMP WITH TIME ZONE,
    attempts BIGINT NOT NULL,
    overdue_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_revisit_task PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_revisit_task_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_revisit_task_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_revisit_task_estate_id_survey_id FOREIGN KEY(estate_id, survey_id) REFERENCES core.survey (estate_id, id),
    CONSTRAINT fk_revisit_task_estate_id_taken_by FOREIGN KEY(estate_id, taken_by) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_revisit_task_estate_id_survey_id UNIQUE (estate_id, survey_id),
    CONSTRAINT ck_revisit_task_state CHECK (state in ('OPEN', 'ANSWERED', 'DECLINED', 'NOT_REACHED', 'VOID'))
);

CREATE INDEX ix_revisit_task_estate_id_due_at_id ON core.revisit_task (estate_id, due_at, id);

CREATE INDEX ix_revisit_task_estate_id_ticket_id ON core.revisit_task (estate_id, ticket_id);

CREATE INDEX ix_revisit_task_open ON core.revisit_task (estate_id, due_at) WHERE state = 'OPEN';

CREATE TABLE core.revisit_attempt (
    task_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    staff_id UUID NOT NULL,
    way TEXT NOT NULL,
    reached BOOLEAN NOT NULL,
    note TEXT,
    next_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_revisit_attempt PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_revisit_attempt_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_revisit_attempt_estate_id_task_id FOREIGN KEY(estate_id, task_id) REFERENCES core.revisit_task (estate_id, id),
    CONSTRAINT fk_revisit_attempt_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_revisit_attempt_estate_id_task_id_sequence UNIQUE (estate_id, task_id, sequence),
    CONSTRAINT ck_revisit_attempt_way CHECK (way in ('PHONE', 'SMS', 'VISIT'))
);

grant select, insert, update, delete on core."survey_template" to guanjia_app;
alter table core."survey_template" enable row level security;
alter table core."survey_template" force row level security;
create policy group_wall on core."survey_template" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);

grant select, insert on core."survey_question" to guanjia_app;
alter table core."survey_question" enable row level security;
alter table core."survey_question" force row level security;
create policy group_wall on core."survey_question" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);

grant select, insert on core."survey_answer" to guanjia_app;
alter table core."survey_answer" enable row level security;
alter table core."survey_answer" force row level security;
create policy estate_wall on core."survey_answer" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy requester_only on core."survey_answer" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

grant select, insert, update, delete on core."survey_link" to guanjia_app;
alter table core."survey_link" enable row level security;
alter table core."survey_link" force row level security;
create policy system_wall on core."survey_link" using (current_setting('app.audience', true) = 'system') with check (current_setting('app.audience', true) = 'system');

grant select, insert, update, delete on core."revisit_setting" to guanjia_app;
alter table core."revisit_setting" enable row level security;
alter table core."revisit_setting" force row level security;
create policy estate_wall on core."revisit_setting" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."revisit_setting" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."revisit_task" to guanjia_app;
alter table core."revisit_task" enable row level security;
alter table core."revisit_task" force row level security;
create policy estate_wall on core."revisit_task" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."revisit_task" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."revisit_attempt" to guanjia_app;
alter table core."revisit_attempt" enable row level security;
alter table core."revisit_attempt" force row level security;
create policy estate_wall on core."revisit_attempt" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."revisit_attempt" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

-- Answers that are there already: whose work they are about, and what they come to. The owner of
-- these tables is bound by their policies too, but for these statements.
alter table core.survey no force row level security;
alter table core.ticket no force row level security;
update core.survey set
    department_id = ticket.department_id,
    assignee_id = ticket.assignee_id,
    verdict = case
        when survey.satisfied then 'SATISFIED'
        when survey.satisfied is null then null
        when survey.outcome = 'PARTLY' then 'PARTLY'
        else 'DISSATISFIED'
    end
from core.ticket
where ticket.estate_id = survey.estate_id and ticket.id = survey.ticket_id;
alter table core.survey force row level security;
alter table core.ticket force row level security;
