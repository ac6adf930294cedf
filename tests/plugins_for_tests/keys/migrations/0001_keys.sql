CREATE TABLE plugin_keys.evening_count (
    day DATE NOT NULL,
    held BIGINT NOT NULL,
    lent BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_evening_count PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_evening_count_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_evening_count_estate_id_day UNIQUE (estate_id, day)
);

grant select, insert, update, delete on plugin_keys."evening_count" to guanjia_app;
alter table plugin_keys."evening_count" enable row level security;
alter table plugin_keys."evening_count" force row level security;
create policy estate_wall on plugin_keys."evening_count" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_keys."evening_count" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_keys.house_key (
    house_id UUID NOT NULL,
    tag TEXT NOT NULL,
    state TEXT NOT NULL,
    taken_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ticket_id UUID,
    due_back_at TIMESTAMP WITH TIME ZONE,
    missed_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_house_key PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_house_key_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_house_key_estate_id_house_id FOREIGN KEY(estate_id, house_id) REFERENCES core.house (estate_id, id),
    CONSTRAINT fk_house_key_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_house_key_estate_id_tag UNIQUE (estate_id, tag),
    CONSTRAINT ck_house_key_state CHECK (state in ('IN_CUSTODY', 'LENT'))
);

CREATE INDEX ix_house_key_estate_id_house_id ON plugin_keys.house_key (estate_id, house_id);

CREATE INDEX ix_house_key_estate_id_ticket_id ON plugin_keys.house_key (estate_id, ticket_id);

grant select, insert, update, delete on plugin_keys."house_key" to guanjia_app;
alter table plugin_keys."house_key" enable row level security;
alter table plugin_keys."house_key" force row level security;
create policy estate_wall on plugin_keys."house_key" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_keys."house_key" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
