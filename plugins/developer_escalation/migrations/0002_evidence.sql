CREATE TABLE plugin_developer_escalation.upload (
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_upload PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_upload_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_upload_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id)
);

CREATE INDEX ix_upload_estate_id_created_at ON plugin_developer_escalation.upload (estate_id, created_at);

grant select, insert, update, delete on plugin_developer_escalation."upload" to guanjia_app;
alter table plugin_developer_escalation."upload" enable row level security;
alter table plugin_developer_escalation."upload" force row level security;
create policy estate_wall on plugin_developer_escalation."upload" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."upload" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

