CREATE TABLE plugin_merit.merit_effect (
    case_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    department_id UUID NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    doer TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    days BIGINT,
    holds_from TIMESTAMP WITH TIME ZONE,
    holds_until TIMESTAMP WITH TIME ZONE,
    amount BIGINT,
    month DATE,
    course TEXT,
    done_at TIMESTAMP WITH TIME ZONE,
    done_by UUID,
    done_name TEXT,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_effect PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_effect_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_effect_estate_id_case_id FOREIGN KEY(estate_id, case_id) REFERENCES plugin_merit.merit_case (estate_id, id),
    CONSTRAINT fk_merit_effect_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_merit_effect_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT uq_merit_effect_estate_id_case_id_number UNIQUE (estate_id, case_id, number),
    CONSTRAINT ck_merit_effect_kind CHECK (kind in ('TALK', 'PRAISE', 'TRAINING', 'PAYMENT', 'DEDUCTION', 'SUSPENSION', 'DEMOTION', 'DISMISSAL', 'NO_DISTINCTION', 'NO_PROMOTION')),
    CONSTRAINT ck_merit_effect_state CHECK (state in ('DUE', 'DONE', 'WAIVED', 'HOLDS')),
    CONSTRAINT ck_merit_effect_doer CHECK (doer in ('DEPARTMENT', 'ESTATE', 'COMPANY')),
    CONSTRAINT ck_merit_effect_month CHECK ((month is null) = (kind not in ('PAYMENT', 'DEDUCTION'))),
    CONSTRAINT ck_merit_effect_amount CHECK ((amount is null) = (month is null)),
    CONSTRAINT ck_merit_effect_amount_positive CHECK (amount > 0),
    CONSTRAINT ck_merit_effect_done CHECK ((done_at is null) = (state in ('DUE', 'HOLDS'))),
    CONSTRAINT ck_merit_effect_done_by CHECK (num_nonnulls(done_at, done_by, note) in (0, 3))
);

CREATE INDEX ix_merit_effect_estate_id_staff_id ON plugin_merit.merit_effect (estate_id, staff_id);

CREATE INDEX ix_merit_effect_estate_id_state_due_at ON plugin_merit.merit_effect (estate_id, state, due_at);

grant select, insert, update, delete on plugin_merit."merit_effect" to guanjia_app;
alter table plugin_merit."merit_effect" enable row level security;
alter table plugin_merit."merit_effect" force row level security;
create policy estate_wall on plugin_merit."merit_effect" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_effect" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

