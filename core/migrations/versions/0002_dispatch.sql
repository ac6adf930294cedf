alter table core.building add column latitude bigint, add column longitude bigint;

CREATE TABLE core.dispatch_setting (
    version BIGINT NOT NULL,
    mode TEXT NOT NULL,
    threshold BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_dispatch_setting PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_dispatch_setting_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_dispatch_setting_estate_id UNIQUE (estate_id),
    CONSTRAINT ck_dispatch_setting_mode CHECK (mode in ('MANUAL', 'PROPOSED', 'AUTOMATIC', 'TOGETHER')),
    CONSTRAINT ck_dispatch_setting_threshold CHECK (threshold between 0 and 100)
);

CREATE TABLE core.staff_area (
    staff_id UUID NOT NULL,
    building_id UUID NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_staff_area PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_staff_area_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_staff_area_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_staff_area_estate_id_building_id FOREIGN KEY(estate_id, building_id) REFERENCES core.building (estate_id, id),
    CONSTRAINT uq_staff_area_estate_id_staff_id_building_id UNIQUE (estate_id, staff_id, building_id)
);

CREATE INDEX ix_staff_area_estate_id_building_id ON core.staff_area (estate_id, building_id);

CREATE TABLE core.dispatch_need (
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    category_code TEXT,
    functions TEXT[] NOT NULL,
    skills TEXT[] NOT NULL,
    levels BIGINT[] NOT NULL,
    minutes BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_dispatch_need PRIMARY KEY (id, group_id),
    CONSTRAINT fk_dispatch_need_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT fk_dispatch_need_group_id_category_code FOREIGN KEY(group_id, category_code) REFERENCES core.category (group_id, code),
    CONSTRAINT uq_dispatch_need_group_id_kind_category_code UNIQUE NULLS NOT DISTINCT (group_id, kind, category_code),
    CONSTRAINT ck_dispatch_need_kind CHECK (kind in ('REPAIR', 'COMPLAINT', 'CONSULTATION', 'SUGGESTION', 'HELP')),
    CONSTRAINT ck_dispatch_need_functions CHECK (functions <@ array['CUSTOMER_SERVICE', 'ENGINEERING', 'SECURITY', 'CLEANING', 'GREENING']),
    CONSTRAINT ck_dispatch_need_skills CHECK (skills <@ array['PLUMBING', 'ELECTRICITY', 'LOW_VOLTAGE', 'HVAC', 'LIFT', 'MASONRY', 'CARPENTRY', 'LOCKS', 'FIRE_SAFETY', 'SECURITY', 'CLEANING', 'GREENING', 'RECEPTION']),
    CONSTRAINT ck_dispatch_need_levels CHECK (cardinality(skills) = cardinality(levels))
);

grant select, insert, update, delete on core."dispatch_setting" to guanjia_app;
alter table core."dispatch_setting" enable row level security;
alter table core."dispatch_setting" force row level security;
create policy estate_wall on core."dispatch_setting" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."dispatch_setting" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."staff_area" to guanjia_app;
alter table core."staff_area" enable row level security;
alter table core."staff_area" force row level security;
create policy estate_wall on core."staff_area" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."staff_area" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."dispatch_need" to guanjia_app;
alter table core."dispatch_need" enable row level security;
alter table core."dispatch_need" force row level security;
create policy group_wall on core."dispatch_need" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."dispatch_need" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE INDEX ix_ticket_dispatched ON core.ticket (estate_id, dispatched_at) WHERE dispatched_at is not null;
