CREATE TABLE core.escalation (
    ticket_id UUID NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    chain TEXT NOT NULL,
    cause TEXT NOT NULL,
    cause_rule TEXT,
    cause_round BIGINT,
    round BIGINT NOT NULL,
    state TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_by UUID,
    started_by_name TEXT,
    reason TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    ending TEXT,
    ended_by UUID,
    ended_by_name TEXT,
    end_reason TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_escalation PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_escalation_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_escalation_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_escalation_estate_id_key UNIQUE (estate_id, key),
    CONSTRAINT ck_escalation_chain CHECK (chain in ('MATTER', 'SUPERVISOR', 'OVERDUE', 'ATTENDANCE', 'PERSONAL')),
    CONSTRAINT ck_escalation_cause CHECK (cause in ('GRADE', 'PROMISE', 'NOBODY', 'UNPERSUADED', 'VERIFICATION', 'MANUAL')),
    CONSTRAINT ck_escalation_state CHECK (state in ('RUNNING', 'ENDED')),
    CONSTRAINT ck_escalation_ending CHECK (ending in ('SOLVED', 'RECLASSIFIED', 'STOOD_DOWN'))
);

CREATE INDEX ix_escalation_estate_id_ticket_id ON core.escalation (estate_id, ticket_id);

CREATE TABLE core.escalation_step (
    escalation_id UUID NOT NULL,
    ticket_id UUID NOT NULL,
    report_id UUID,
    ordinal BIGINT NOT NULL,
    version BIGINT NOT NULL,
    rule TEXT NOT NULL,
    purpose TEXT NOT NULL,
    role TEXT NOT NULL,
    told_role TEXT,
    state TEXT NOT NULL,
    after BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    report_rule TEXT,
    report_due_at TIMESTAMP WITH TIME ZONE,
    told_at TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by UUID,
    acknowledged_by_name TEXT,
    passed_on BOOLEAN NOT NULL,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_escalation_step PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_escalation_step_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_escalation_step_estate_id_escalation_id FOREIGN KEY(estate_id, escalation_id) REFERENCES core.escalation (estate_id, id),
    CONSTRAINT fk_escalation_step_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_escalation_step_estate_id_escalation_id_ordinal UNIQUE (estate_id, escalation_id, ordinal),
    CONSTRAINT ck_escalation_step_role CHECK (role in ('GROUP_DIRECTOR', 'GROUP_STAFF', 'DUTY_OFFICER', 'BOARD', 'COMPANY_LEADER', 'REGION_MANAGER', 'ESTATE_MANAGER', 'CS_SUPERVISOR', 'DEPARTMENT_HEAD', 'CS_AGENT', 'BUTLER', 'TECHNICIAN', 'OFFICER', 'RESIDENT', 'PARTNER', 'SERVICE', 'SYSTEM')),
    CONSTRAINT ck_escalation_step_told_role CHECK (told_role in ('GROUP_DIRECTOR', 'GROUP_STAFF', 'DUTY_OFFICER', 'BOARD', 'COMPANY_LEADER', 'REGION_MANAGER', 'ESTATE_MANAGER', 'CS_SUPERVISOR', 'DEPARTMENT_HEAD', 'CS_AGENT', 'BUTLER', 'TECHNICIAN', 'OFFICER', 'RESIDENT', 'PARTNER', 'SERVICE', 'SYSTEM')),
    CONSTRAINT ck_escalation_step_purpose CHECK (purpose in ('HANDLE', 'REPORT_OVERDUE')),
    CONSTRAINT ck_escalation_step_state CHECK (state in ('WAITING', 'TOLD', 'ACKNOWLEDGED', 'CALLED_OFF', 'FAILED'))
);

CREATE INDEX ix_escalation_step_estate_id_ticket_id ON core.escalation_step (estate_id, ticket_id);

CREATE INDEX ix_escalation_step_told ON core.escalation_step (estate_id, id) WHERE state = 'TOLD';

CREATE TABLE core.escalation_telling (
    step_id UUID NOT NULL,
    staff_id UUID,
    account_id UUID,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    message_id UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_escalation_telling PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_escalation_telling_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_escalation_telling_estate_id_step_id FOREIGN KEY(estate_id, step_id) REFERENCES core.escalation_step (estate_id, id),
    CONSTRAINT fk_escalation_telling_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT ck_escalation_telling_role CHECK (role in ('GROUP_DIRECTOR', 'GROUP_STAFF', 'DUTY_OFFICER', 'BOARD', 'COMPANY_LEADER', 'REGION_MANAGER', 'ESTATE_MANAGER', 'CS_SUPERVISOR', 'DEPARTMENT_HEAD', 'CS_AGENT', 'BUTLER', 'TECHNICIAN', 'OFFICER', 'RESIDENT', 'PARTNER', 'SERVICE', 'SYSTEM'))
);

CREATE INDEX ix_escalation_telling_estate_id_account_id ON core.escalation_telling (estate_id, account_id);

CREATE INDEX ix_escalation_telling_estate_id_step_id ON core.escalation_telling (estate_id, step_id);

CREATE TABLE core.escalation_report (
    escalation_id UUID NOT NULL,
    step_id UUID NOT NULL,
    ticket_id UUID NOT NULL,
    version BIGINT NOT NULL,
    rule TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    overdue_at TIMESTAMP WITH TIME ZONE,
    pressed BIGINT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    submitted_by UUID,
    submitted_by_name TEXT,
    text TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_escalation_report PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_escalation_report_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_escalation_report_estate_id_escalation_id FOREIGN KEY(estate_id, escalation_id) REFERENCES core.escalation (estate_id, id),
    CONSTRAINT fk_escalation_report_estate_id_step_id FOREIGN KEY(estate_id, step_id) REFERENCES core.escalation_step (estate_id, id),
    CONSTRAINT fk_escalation_report_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT ck_escalation_report_role CHECK (role in ('GROUP_DIRECTOR', 'GROUP_STAFF', 'DUTY_OFFICER', 'BOARD', 'COMPANY_LEADER', 'REGION_MANAGER', 'ESTATE_MANAGER', 'CS_SUPERVISOR', 'DEPARTMENT_HEAD', 'CS_AGENT', 'BUTLER', 'TECHNICIAN', 'OFFICER', 'RESIDENT', 'PARTNER', 'SERVICE', 'SYSTEM')),
    CONSTRAINT ck_escalation_report_state CHECK (state in ('OWED', 'SUBMITTED', 'WAIVED'))
);

CREATE INDEX ix_escalation_report_estate_id_escalation_id ON core.escalation_report (estate_id, escalation_id);

CREATE INDEX ix_escalation_report_estate_id_ticket_id ON core.escalation_report (estate_id, ticket_id);

CREATE TABLE core.joint_verification (
    ticket_id UUID NOT NULL,
    round BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    overdue_at TIMESTAMP WITH TIME ZONE,
    recorded_at TIMESTAMP WITH TIME ZONE,
    recorded_by UUID,
    recorded_by_name TEXT,
    verified_at TIMESTAMP WITH TIME ZONE,
    developer_person TEXT,
    finding TEXT,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_joint_verification PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_joint_verification_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_joint_verification_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_joint_verification_estate_id_ticket_id_round UNIQUE (estate_id, ticket_id, round),
    CONSTRAINT ck_joint_verification_state CHECK (state in ('OWED', 'RECORDED', 'VOID')),
    CONSTRAINT ck_joint_verification_finding CHECK (finding in ('PASSED', 'DEFECTS'))
);

CREATE TABLE core.late_notice (
    ticket_id UUID NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE NOT NULL,
    given_by UUID NOT NULL,
    given_by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    expected_at TIMESTAMP WITH TIME ZONE NOT NULL,
    in_time BOOLEAN NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_late_notice PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_late_notice_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_late_notice_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id)
);

CREATE INDEX ix_late_notice_estate_id_ticket_id ON core.late_notice (estate_id, ticket_id);

grant select, insert, update, delete on core."escalation" to guanjia_app;
alter table core."escalation" enable row level security;
alter table core."escalation" force row level security;
create policy estate_wall on core."escalation" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."escalation" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."escalation_step" to guanjia_app;
alter table core."escalation_step" enable row level security;
alter table core."escalation_step" force row level security;
create policy estate_wall on core."escalation_step" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."escalation_step" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."escalation_telling" to guanjia_app;
alter table core."escalation_telling" enable row level security;
alter table core."escalation_telling" force row level security;
create policy estate_wall on core."escalation_telling" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."escalation_telling" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."escalation_report" to guanjia_app;
alter table core."escalation_report" enable row level security;
alter table core."escalation_report" force row level security;
create policy estate_wall on core."escalation_report" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."escalation_report" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."joint_verification" to guanjia_app;
alter table core."joint_verification" enable row level security;
alter table core."joint_verification" force row level security;
create policy estate_wall on core."joint_verification" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."joint_verification" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert on core."late_notice" to guanjia_app;
alter table core."late_notice" enable row level security;
alter table core."late_notice" force row level security;
create policy estate_wall on core."late_notice" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."late_notice" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
