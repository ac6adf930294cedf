alter table core.clock
    add column basis text,
    add column warned text[] not null default '{}',
    add constraint ck_clock_basis check (basis in ('ELAPSED', 'WORKING_TIME', 'WORKING_DAYS'));

alter table core.clock alter column warned drop default;

CREATE TABLE core.policy_version (
    id UUID NOT NULL,
    estate_id BIGINT,
    number BIGINT NOT NULL,
    effective_from TIMESTAMP WITH TIME ZONE NOT NULL,
    document JSONB,
    note TEXT NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    adopted_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_policy_version PRIMARY KEY (id, group_id),
    CONSTRAINT fk_policy_version_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT fk_policy_version_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_policy_version_group_id_estate_id_number UNIQUE NULLS NOT DISTINCT (group_id, estate_id, number)
);

CREATE INDEX ix_policy_version_group_id_estate_id_effective_from ON core.policy_version (group_id, estate_id, effective_from);

CREATE TABLE core.calendar_change (
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    zone TEXT NOT NULL,
    shifts JSONB NOT NULL,
    holidays TEXT NOT NULL,
    days JSONB NOT NULL,
    note TEXT NOT NULL,
    changed_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_calendar_change PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_calendar_change_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id)
);

CREATE INDEX ix_calendar_change_estate_id_at ON core.calendar_change (estate_id, at);

grant select, insert on core."policy_version" to guanjia_app;
alter table core."policy_version" enable row level security;
alter table core."policy_version" force row level security;
create policy group_wall on core."policy_version" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);

grant select, insert on core."calendar_change" to guanjia_app;
alter table core."calendar_change" enable row level security;
alter table core."calendar_change" force row level security;
create policy estate_wall on core."calendar_change" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
