CREATE TABLE plugin_developer_escalation.developer (
    name TEXT NOT NULL,
    service_line TEXT,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    registered_by UUID,
    version BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_developer PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_developer_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_developer_estate_id_name UNIQUE (estate_id, name)
);

grant select, insert, update, delete on plugin_developer_escalation."developer" to guanjia_app;
alter table plugin_developer_escalation."developer" enable row level security;
alter table plugin_developer_escalation."developer" force row level security;
create policy estate_wall on plugin_developer_escalation."developer" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy partner_only on plugin_developer_escalation."developer" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_developer_escalation.warranty_start (
    building_id UUID,
    house_id UUID,
    starts_on DATE NOT NULL,
    version BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_warranty_start PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_warranty_start_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_warranty_start_estate_id_building_id FOREIGN KEY(estate_id, building_id) REFERENCES core.building (estate_id, id),
    CONSTRAINT fk_warranty_start_estate_id_house_id FOREIGN KEY(estate_id, house_id) REFERENCES core.house (estate_id, id),
    CONSTRAINT uq_warranty_start_estate_id_building_id_house_id UNIQUE NULLS NOT DISTINCT (estate_id, building_id, house_id),
    CONSTRAINT ck_warranty_start_one_place CHECK (building_id is null or house_id is null)
);

grant select, insert, update, delete on plugin_developer_escalation."warranty_start" to guanjia_app;
alter table plugin_developer_escalation."warranty_start" enable row level security;
alter table plugin_developer_escalation."warranty_start" force row level security;
create policy estate_wall on plugin_developer_escalation."warranty_start" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_developer_escalation."warranty_start" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_developer_escalation.hand_over (
    ticket_id UUID NOT NULL,
    number TEXT NOT NULL,
    partner_id UUID NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    component TEXT,
    report TEXT NOT NULL,
    place TEXT NOT NULL,
    handed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    handed_by UUID NOT NULL,
    response_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    reason TEXT,
    repair_by TIMESTAMP WITH TIME ZONE,
    repaired_at TIMESTAMP WITH TIME ZONE,
    repair_report TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_hand_over PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_hand_over_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_hand_over_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_hand_over_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id),
    CONSTRAINT ck_hand_over_state CHECK (state in ('HANDED', 'ACCEPTED', 'REFUSED', 'DISPUTED', 'TAKEN_BACK', 'REPAIRED', 'VERIFIED', 'DEFECTIVE')),
    CONSTRAINT ck_hand_over_component CHECK (component in ('STRUCTURE', 'WATERPROOFING', 'HEATING_COOLING', 'PLUMBING', 'ELECTRICAL', 'EQUIPMENT', 'DOORS_WINDOWS', 'FINISHES', 'COMMON_FACILITIES', 'OTHER')),
    CONSTRAINT ck_hand_over_agreed CHECK (state <> 'ACCEPTED' or repair_by is not null)
);

CREATE INDEX ix_hand_over_estate_id_partner_id_handed_at ON plugin_developer_escalation.hand_over (estate_id, partner_id, handed_at);

CREATE INDEX ix_hand_over_estate_id_ticket_id_handed_at ON plugin_developer_escalation.hand_over (estate_id, ticket_id, handed_at);

CREATE UNIQUE INDEX uq_hand_over_standing ON plugin_developer_escalation.hand_over (estate_id, ticket_id) WHERE state in ('HANDED', 'ACCEPTED');

grant select, insert, update, delete on plugin_developer_escalation."hand_over" to guanjia_app;
alter table plugin_developer_escalation."hand_over" enable row level security;
alter table plugin_developer_escalation."hand_over" force row level security;
create policy estate_wall on plugin_developer_escalation."hand_over" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."hand_over" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_developer_escalation.member (
    partner_id UUID NOT NULL,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
    joined_by UUID,
    left_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_member PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_member_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_member_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id)
);

CREATE INDEX ix_member_estate_id_account_id ON plugin_developer_escalation.member (estate_id, account_id);

CREATE UNIQUE INDEX uq_member_present ON plugin_developer_escalation.member (estate_id, partner_id, account_id) WHERE left_at is null;

grant select, insert, update, delete on plugin_developer_escalation."member" to guanjia_app;
alter table plugin_developer_escalation."member" enable row level security;
alter table plugin_developer_escalation."member" force row level security;
create policy estate_wall on plugin_developer_escalation."member" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."member" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_developer_escalation.warranty_term (
    partner_id UUID NOT NULL,
    component TEXT NOT NULL,
    categories TEXT[] NOT NULL,
    building_id UUID,
    months BIGINT NOT NULL,
    note TEXT,
    valid_from DATE NOT NULL,
    valid_to DATE,
    version BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_warranty_term PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_warranty_term_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_warranty_term_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id),
    CONSTRAINT fk_warranty_term_estate_id_building_id FOREIGN KEY(estate_id, building_id) REFERENCES core.building (estate_id, id),
    CONSTRAINT ck_warranty_term_component CHECK (component in ('STRUCTURE', 'WATERPROOFING', 'HEATING_COOLING', 'PLUMBING', 'ELECTRICAL', 'EQUIPMENT', 'DOORS_WINDOWS', 'FINISHES', 'COMMON_FACILITIES', 'OTHER')),
    CONSTRAINT ck_warranty_term_months CHECK (months between 1 and 1200),
    CONSTRAINT ck_warranty_term_categories CHECK (cardinality(categories) > 0),
    CONSTRAINT ck_warranty_term_validity CHECK (valid_to is null or valid_to >= valid_from)
);

CREATE INDEX ix_warranty_term_estate_id_valid_from ON plugin_developer_escalation.warranty_term (estate_id, valid_from);

grant select, insert, update, delete on plugin_developer_escalation."warranty_term" to guanjia_app;
alter table plugin_developer_escalation."warranty_term" enable row level security;
alter table plugin_developer_escalation."warranty_term" force row level security;
create policy estate_wall on plugin_developer_escalation."warranty_term" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_developer_escalation."warranty_term" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_developer_escalation.weekly_list (
    partner_id UUID NOT NULL,
    week_of DATE NOT NULL,
    drawn_up_at TIMESTAMP WITH TIME ZONE NOT NULL,
    handed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    repaired BIGINT NOT NULL,
    broken BIGINT NOT NULL,
    open BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_weekly_list PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_weekly_list_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_weekly_list_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id),
    CONSTRAINT uq_weekly_list_estate_id_partner_id_week_of UNIQUE (estate_id, partner_id, week_of)
);

grant select, insert, delete on plugin_developer_escalation."weekly_list" to guanjia_app;
alter table plugin_developer_escalation."weekly_list" enable row level security;
alter table plugin_developer_escalation."weekly_list" force row level security;
create policy estate_wall on plugin_developer_escalation."weekly_list" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."weekly_list" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
create policy erasing_only on plugin_developer_escalation."weekly_list" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_developer_escalation.cost_claim (
    ticket_id UUID NOT NULL,
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    reason TEXT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    claimed_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE,
    answer TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_cost_claim PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_cost_claim_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_cost_claim_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_cost_claim_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id),
    CONSTRAINT fk_cost_claim_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id),
    CONSTRAINT ck_cost_claim_state CHECK (state in ('CLAIMED', 'ACKNOWLEDGED', 'CONTESTED')),
    CONSTRAINT ck_cost_claim_amount CHECK (amount > 0)
);

CREATE INDEX ix_cost_claim_estate_id_ticket_id ON plugin_developer_escalation.cost_claim (estate_id, ticket_id);

grant select, insert, update, delete on plugin_developer_escalation."cost_claim" to guanjia_app;
alter table plugin_developer_escalation."cost_claim" enable row level security;
alter table plugin_developer_escalation."cost_claim" force row level security;
create policy estate_wall on plugin_developer_escalation."cost_claim" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."cost_claim" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_developer_escalation.developer_clock (
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    broken_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_developer_clock PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_developer_clock_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_developer_clock_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id),
    CONSTRAINT uq_developer_clock_estate_id_hand_over_id_kind UNIQUE (estate_id, hand_over_id, kind),
    CONSTRAINT ck_developer_clock_kind CHECK (kind in ('RESPONSE', 'REPAIR')),
    CONSTRAINT ck_developer_clock_state CHECK (state in ('RUNNING', 'KEPT', 'BROKEN', 'VOID'))
);

grant select, insert, update, delete on plugin_developer_escalation."developer_clock" to guanjia_app;
alter table plugin_developer_escalation."developer_clock" enable row level security;
alter table plugin_developer_escalation."developer_clock" force row level security;
create policy estate_wall on plugin_developer_escalation."developer_clock" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."developer_clock" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_developer_escalation.evidence (
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    attachment_id UUID NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT,
    size BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_evidence PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_evidence_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_evidence_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id),
    CONSTRAINT uq_evidence_estate_id_hand_over_id_attachment_id UNIQUE (estate_id, hand_over_id, attachment_id)
);

grant select, insert, delete on plugin_developer_escalation."evidence" to guanjia_app;
alter table plugin_developer_escalation."evidence" enable row level security;
alter table plugin_developer_escalation."evidence" force row level security;
create policy estate_wall on plugin_developer_escalation."evidence" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."evidence" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
create policy erasing_only on plugin_developer_escalation."evidence" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_developer_escalation.hand_over_event (
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    action TEXT NOT NULL,
    side TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor_id UUID,
    actor_name TEXT NOT NULL,
    note TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_hand_over_event PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_hand_over_event_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_hand_over_event_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id),
    CONSTRAINT uq_hand_over_event_estate_id_hand_over_id_sequence UNIQUE (estate_id, hand_over_id, sequence),
    CONSTRAINT ck_hand_over_event_action CHECK (action in ('HAND_OVER', 'ACCEPT', 'REFUSE', 'DISPUTE', 'TAKE_BACK', 'REPORT_REPAIR', 'PASS', 'FAIL', 'OVERDUE')),
    CONSTRAINT ck_hand_over_event_side CHECK (side in ('ESTATE', 'DEVELOPER', 'SYSTEM')),
    CONSTRAINT ck_hand_over_event_to_state CHECK (to_state in ('HANDED', 'ACCEPTED', 'REFUSED', 'DISPUTED', 'TAKEN_BACK', 'REPAIRED', 'VERIFIED', 'DEFECTIVE'))
);

grant select, insert, delete on plugin_developer_escalation."hand_over_event" to guanjia_app;
alter table plugin_developer_escalation."hand_over_event" enable row level security;
alter table plugin_developer_escalation."hand_over_event" force row level security;
create policy estate_wall on plugin_developer_escalation."hand_over_event" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."hand_over_event" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
create policy erasing_only on plugin_developer_escalation."hand_over_event" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_developer_escalation.warranty (
    ticket_id UUID NOT NULL,
    term_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    component TEXT NOT NULL,
    state TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    reason TEXT,
    found_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_warranty PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_warranty_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_warranty_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_warranty_estate_id_term_id FOREIGN KEY(estate_id, term_id) REFERENCES plugin_developer_escalation.warranty_term (estate_id, id),
    CONSTRAINT fk_warranty_estate_id_partner_id FOREIGN KEY(estate_id, partner_id) REFERENCES plugin_developer_escalation.developer (estate_id, id),
    CONSTRAINT uq_warranty_estate_id_ticket_id UNIQUE (estate_id, ticket_id),
    CONSTRAINT ck_warranty_component CHECK (component in ('STRUCTURE', 'WATERPROOFING', 'HEATING_COOLING', 'PLUMBING', 'ELECTRICAL', 'EQUIPMENT', 'DOORS_WINDOWS', 'FINISHES', 'COMMON_FACILITIES', 'OTHER')),
    CONSTRAINT ck_warranty_state CHECK (state in ('PROPOSED', 'HANDED_OVER', 'DISMISSED', 'LAPSED')),
    CONSTRAINT ck_warranty_reasoned CHECK (state <> 'DISMISSED' or reason is not null)
);

CREATE INDEX ix_warranty_proposed ON plugin_developer_escalation.warranty (estate_id, found_at) WHERE state = 'PROPOSED';

grant select, insert, update, delete on plugin_developer_escalation."warranty" to guanjia_app;
alter table plugin_developer_escalation."warranty" enable row level security;
alter table plugin_developer_escalation."warranty" force row level security;
create policy estate_wall on plugin_developer_escalation."warranty" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_developer_escalation."warranty" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_developer_escalation.weekly_line (
    weekly_list_id UUID NOT NULL,
    hand_over_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    overdue BOOLEAN NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_weekly_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_weekly_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_weekly_line_estate_id_weekly_list_id FOREIGN KEY(estate_id, weekly_list_id) REFERENCES plugin_developer_escalation.weekly_list (estate_id, id),
    CONSTRAINT fk_weekly_line_estate_id_hand_over_id FOREIGN KEY(estate_id, hand_over_id) REFERENCES plugin_developer_escalation.hand_over (estate_id, id),
    CONSTRAINT uq_weekly_line_estate_id_weekly_list_id_hand_over_id UNIQUE (estate_id, weekly_list_id, hand_over_id),
    CONSTRAINT ck_weekly_line_state CHECK (state in ('HANDED', 'ACCEPTED', 'REFUSED', 'DISPUTED', 'TAKEN_BACK', 'REPAIRED', 'VERIFIED', 'DEFECTIVE'))
);

grant select, insert, delete on plugin_developer_escalation."weekly_line" to guanjia_app;
alter table plugin_developer_escalation."weekly_line" enable row level security;
alter table plugin_developer_escalation."weekly_line" force row level security;
create policy estate_wall on plugin_developer_escalation."weekly_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy handed_only on plugin_developer_escalation."weekly_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'partner' and partner_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
create policy erasing_only on plugin_developer_escalation."weekly_line" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);
