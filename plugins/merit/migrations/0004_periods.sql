CREATE TABLE plugin_merit.merit_period_card (
    staff_id UUID NOT NULL,
    department_id UUID NOT NULL,
    period TEXT NOT NULL,
    begins DATE NOT NULL,
    total BIGINT NOT NULL,
    locked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_period_card PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_period_card_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_period_card_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_merit_period_card_estate_id_department_id FOREIGN KEY(estate_id, department_id) REFERENCES core.department (estate_id, id),
    CONSTRAINT uq_merit_period_card_estate_id_staff_id_period_begins UNIQUE (estate_id, staff_id, period, begins),
    CONSTRAINT ck_merit_period_card_period CHECK (period in ('QUARTER', 'YEAR'))
);

CREATE INDEX ix_merit_period_card_estate_id_period_begins ON plugin_merit.merit_period_card (estate_id, period, begins);

grant select, insert, delete on plugin_merit."merit_period_card" to guanjia_app;
alter table plugin_merit."merit_period_card" enable row level security;
alter table plugin_merit."merit_period_card" force row level security;
create policy estate_wall on plugin_merit."merit_period_card" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_period_card" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_period_card" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_period_correction (
    card_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    part DATE NOT NULL,
    part_before BIGINT NOT NULL,
    part_after BIGINT NOT NULL,
    total_before BIGINT NOT NULL,
    total_after BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_period_correction PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_period_correction_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_period_correction_estate_id_card_id FOREIGN KEY(estate_id, card_id) REFERENCES plugin_merit.merit_period_card (estate_id, id),
    CONSTRAINT uq_merit_period_correction_estate_id_card_id_sequence UNIQUE (estate_id, card_id, sequence)
);

grant select, insert, delete on plugin_merit."merit_period_correction" to guanjia_app;
alter table plugin_merit."merit_period_correction" enable row level security;
alter table plugin_merit."merit_period_correction" force row level security;
create policy estate_wall on plugin_merit."merit_period_correction" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_period_correction" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_period_correction" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_merit.merit_period_part (
    card_id UUID NOT NULL,
    begins DATE NOT NULL,
    weight BIGINT NOT NULL,
    total BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_merit_period_part PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_merit_period_part_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_merit_period_part_estate_id_card_id FOREIGN KEY(estate_id, card_id) REFERENCES plugin_merit.merit_period_card (estate_id, id),
    CONSTRAINT uq_merit_period_part_estate_id_card_id_begins UNIQUE (estate_id, card_id, begins),
    CONSTRAINT ck_merit_period_part_weight CHECK (weight between 1 and 100)
);

grant select, insert, delete on plugin_merit."merit_period_part" to guanjia_app;
alter table plugin_merit."merit_period_part" enable row level security;
alter table plugin_merit."merit_period_part" force row level security;
create policy estate_wall on plugin_merit."merit_period_part" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_merit."merit_period_part" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_merit."merit_period_part" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

