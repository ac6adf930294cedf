alter table tenants.contract add column version bigint not null default 1;
alter table tenants.contract alter column version drop default;

alter table tenants.contract_plugin
    add column set_up_at timestamptz,
    add column settled_at timestamptz,
    add column fault text;

CREATE TABLE core.plugin_fault (
    plugin TEXT NOT NULL,
    place TEXT NOT NULL,
    error TEXT NOT NULL,
    times BIGINT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_plugin_fault PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_plugin_fault_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_plugin_fault_estate_id_plugin_place_error UNIQUE (estate_id, plugin, place, error)
);

CREATE INDEX ix_plugin_fault_estate_id_last_at ON core.plugin_fault (estate_id, last_at);

grant select, insert, update, delete on core."plugin_fault" to guanjia_app;
alter table core."plugin_fault" enable row level security;
alter table core."plugin_fault" force row level security;
create policy estate_wall on core."plugin_fault" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."plugin_fault" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
