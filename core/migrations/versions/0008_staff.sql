alter table core.department add column version BIGINT DEFAULT 1 NOT NULL;
alter table core.staff add column version BIGINT DEFAULT 1 NOT NULL;
alter table core.duty add column post TEXT;

alter table tenants.account_event drop constraint ck_account_event_action;
alter table tenants.account_event add constraint ck_account_event_action CHECK (action in ('OPENED', 'DISABLED', 'LOGGED_IN', 'LOGGED_OUT', 'LOCKED', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'ROLE_GRANTED', 'ROLE_REVOKED', 'KEY_ISSUED', 'KEY_REVOKED', 'IDENTITY_LINKED', 'PERSON_LINKED'));

CREATE TABLE core.course (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    subject TEXT NOT NULL,
    phase TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    within_days BIGINT NOT NULL,
    valid_days BIGINT,
    pass_score BIGINT,
    retired_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_course PRIMARY KEY (id, group_id),
    CONSTRAINT fk_course_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_course_group_id_code UNIQUE (group_id, code),
    CONSTRAINT ck_course_subject CHECK (subject in ('LAW', 'PROFESSIONAL', 'MANNERS', 'LANGUAGE', 'SAFETY')),
    CONSTRAINT ck_course_phase CHECK (phase in ('BEFORE_JOB', 'DURING_JOB'))
);

CREATE TABLE core.training_session (
    course_id UUID NOT NULL,
    held_on DATE NOT NULL,
    trainer TEXT NOT NULL,
    place TEXT,
    minutes BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_training_session PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_training_session_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_training_session_group_id_course_id FOREIGN KEY(group_id, course_id) REFERENCES core.course (group_id, id)
);

CREATE INDEX ix_training_session_estate_id_held_on ON core.training_session (estate_id, held_on);

CREATE TABLE core.handover (
    department_id UUID,
    outgoing_id UUID NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    shift_ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_handover PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_handover_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_handover_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT fk_handover_estate_id_outgoing_id FOREIGN KEY(estate_id, outgoing_id) REFERENCES core.staff (estate_id, id)
);

CREATE INDEX ix_handover_estate_id_opened_at ON core.handover (estate_id, opened_at);

CREATE TABLE core.staff_event (
    staff_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    action TEXT NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    data JSONB NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_staff_event PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_staff_event_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_staff_event_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT ck_staff_event_action CHECK (action in ('HIRED', 'CHANGED', 'LEFT', 'SKILL_SET', 'SKILL_REMOVED', 'DUTY_ASSIGNED', 'DUTY_CANCELLED'))
);

CREATE INDEX ix_staff_event_estate_id_staff_id_at ON core.staff_event (estate_id, staff_id, at);

CREATE TABLE core.training_record (
    session_id UUID NOT NULL,
    course_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    attended BOOLEAN NOT NULL,
    score BIGINT,
    passed BOOLEAN NOT NULL,
    valid_until DATE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_training_record PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_training_record_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_training_record_group_id_course_id FOREIGN KEY(group_id, course_id) REFERENCES core.course (group_id, id),
    CONSTRAINT fk_training_record_estate_id_session_id FOREIGN KEY(estate_id, session_id) REFERENCES core.training_session (estate_id, id),
    CONSTRAINT fk_training_record_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id)
);

CREATE INDEX ix_training_record_estate_id_session_id ON core.training_record (estate_id, session_id);

CREATE INDEX ix_training_record_estate_id_staff_id_course_id ON core.training_record (estate_id, staff_id, course_id);

CREATE TABLE core.handover_signing (
    handover_id UUID NOT NULL,
    incoming_id UUID NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    note TEXT,
    changes JSONB NOT NULL,
    taken_over JSONB NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_handover_signing PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_handover_signing_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_handover_signing_estate_id_handover_id FOREIGN KEY(estate_id, handover_id) REFERENCES core.handover (estate_id, id),
    CONSTRAINT fk_handover_signing_estate_id_incoming_id FOREIGN KEY(estate_id, incoming_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_handover_signing_estate_id_handover_id UNIQUE (estate_id, handover_id)
);

CREATE TABLE core.handover_line (
    handover_id UUID NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    ticket_id UUID,
    ticket_version BIGINT,
    state TEXT,
    urgency TEXT,
    assignee_id UUID,
    source TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_handover_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_handover_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_handover_line_estate_id_handover_id FOREIGN KEY(estate_id, handover_id) REFERENCES core.handover (estate_id, id),
    CONSTRAINT fk_handover_line_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_handover_line_estate_id_assignee_id FOREIGN KEY(estate_id, assignee_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_handover_line_estate_id_handover_id_position UNIQUE (estate_id, handover_id, position),
    CONSTRAINT ck_handover_line_kind CHECK (kind in ('OVERDUE', 'AT_RISK', 'ESCALATED', 'HOLD_ENDING', 'UNASSIGNED', 'OPEN', 'OTHER')),
    CONSTRAINT ck_handover_line_urgency CHECK (urgency in ('ROUTINE', 'URGENT', 'EMERGENCY')),
    CONSTRAINT ck_handover_line_state CHECK (state in ('REPORTED', 'CLASSIFIED', 'DISPATCHED', 'ACCEPTED', 'APPOINTED', 'ON_THE_WAY', 'IN_PROGRESS', 'ON_HOLD', 'EXPLAINING', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'CLOSED', 'WITHDRAWN'))
);

grant select, insert, update, delete on core."course" to guanjia_app;
alter table core."course" enable row level security;
alter table core."course" force row level security;
create policy group_wall on core."course" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."course" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."training_session" to guanjia_app;
alter table core."training_session" enable row level security;
alter table core."training_session" force row level security;
create policy estate_wall on core."training_session" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."training_session" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."handover" to guanjia_app;
alter table core."handover" enable row level security;
alter table core."handover" force row level security;
create policy estate_wall on core."handover" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."handover" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."staff_event" to guanjia_app;
alter table core."staff_event" enable row level security;
alter table core."staff_event" force row level security;
create policy estate_wall on core."staff_event" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."staff_event" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."training_record" to guanjia_app;
alter table core."training_record" enable row level security;
alter table core."training_record" force row level security;
create policy estate_wall on core."training_record" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."training_record" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."handover_signing" to guanjia_app;
alter table core."handover_signing" enable row level security;
alter table core."handover_signing" force row level security;
create policy estate_wall on core."handover_signing" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."handover_signing" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."handover_line" to guanjia_app;
alter table core."handover_line" enable row level security;
alter table core."handover_line" force row level security;
create policy estate_wall on core."handover_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."handover_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
