alter table core.ticket
    add column lead_id uuid,
    add column followed bigint,
    add column kind_proposed boolean not null default false,
    add constraint fk_ticket_estate_id_lead_id
        foreign key (estate_id, lead_id) references core.ticket (estate_id, id);

create index ix_ticket_lead on core.ticket (estate_id, lead_id) where lead_id is not null;

CREATE TABLE core.incident (
    version BIGINT NOT NULL,
    lead_id UUID NOT NULL,
    title TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_incident PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_incident_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_incident_estate_id_lead_id FOREIGN KEY(estate_id, lead_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_incident_estate_id_lead_id UNIQUE (estate_id, lead_id)
);

CREATE TABLE core.intake_source (
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sends TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT,
    category_code TEXT,
    urgency TEXT NOT NULL,
    generation BIGINT NOT NULL,
    previous_until TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_intake_source PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_intake_source_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_intake_source_group_id_category_code FOREIGN KEY(group_id, category_code) REFERENCES core.category (group_id, code),
    CONSTRAINT uq_intake_source_estate_id_code UNIQUE (estate_id, code),
    CONSTRAINT ck_intake_source_sends CHECK (sends in ('REPORTS', 'ALARMS', 'EMAIL')),
    CONSTRAINT ck_intake_source_channel CHECK (channel in ('PHONE', 'FRONT_DESK', 'ON_SITE', 'WEB', 'APP', 'WECHAT', 'EMAIL', 'MAILBOX', 'STAFF', 'SYSTEM')),
    CONSTRAINT ck_intake_source_kind CHECK (kind in ('REPAIR', 'COMPLAINT', 'CONSULTATION', 'SUGGESTION', 'HELP')),
    CONSTRAINT ck_intake_source_urgency CHECK (urgency in ('ROUTINE', 'URGENT', 'EMERGENCY')),
    CONSTRAINT ck_intake_source_generation CHECK (generation > 0)
);

CREATE TABLE core.intake_message (
    source_id UUID NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    ticket_id UUID,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_intake_message PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_intake_message_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_intake_message_estate_id_source_id FOREIGN KEY(estate_id, source_id) REFERENCES core.intake_source (estate_id, id),
    CONSTRAINT fk_intake_message_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_intake_message_estate_id_source_id_key UNIQUE (estate_id, source_id, key)
);

CREATE INDEX ix_intake_message_estate_id_ticket_id ON core.intake_message (estate_id, ticket_id);

CREATE TABLE core.intake_fault (
    source_id UUID NOT NULL,
    fault TEXT NOT NULL,
    ticket_id UUID,
    rings BIGINT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    cleared_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_intake_fault PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_intake_fault_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_intake_fault_estate_id_source_id FOREIGN KEY(estate_id, source_id) REFERENCES core.intake_source (estate_id, id),
    CONSTRAINT fk_intake_fault_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT uq_intake_fault_estate_id_ticket_id UNIQUE (estate_id, ticket_id)
);

CREATE UNIQUE INDEX uq_intake_fault_open ON core.intake_fault (estate_id, source_id, fault) WHERE ended_at is null;

CREATE TABLE core.request_preset (
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    category_code TEXT,
    urgency TEXT NOT NULL,
    content TEXT NOT NULL,
    questions TEXT[] NOT NULL,
    rank BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_request_preset PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_request_preset_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_request_preset_group_id_category_code FOREIGN KEY(group_id, category_code) REFERENCES core.category (group_id, code),
    CONSTRAINT uq_request_preset_estate_id_title UNIQUE (estate_id, title),
    CONSTRAINT ck_request_preset_kind CHECK (kind in ('REPAIR', 'COMPLAINT', 'CONSULTATION', 'SUGGESTION', 'HELP')),
    CONSTRAINT ck_request_preset_urgency CHECK (urgency in ('ROUTINE', 'URGENT', 'EMERGENCY'))
);

CREATE TABLE core.intake_rules (
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_intake_rules PRIMARY KEY (id, group_id),
    CONSTRAINT fk_intake_rules_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_intake_rules_group_id_version UNIQUE (group_id, version)
);

CREATE TABLE core.attachment (
    ticket_id UUID,
    requester_id UUID,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT,
    size BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stored_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_attachment_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_attachment_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_attachment_estate_id_requester_id FOREIGN KEY(estate_id, requester_id) REFERENCES core.resident (estate_id, id),
    CONSTRAINT ck_attachment_size CHECK (size > 0)
);

CREATE INDEX ix_attachment_estate_id_ticket_id ON core.attachment (estate_id, ticket_id);

CREATE INDEX ix_attachment_loose ON core.attachment (estate_id, created_at) WHERE ticket_id is null;

grant select, insert, update, delete on core."incident" to guanjia_app;
alter table core."incident" enable row level security;
alter table core."incident" force row level security;
create policy estate_wall on core."incident" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."incident" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."intake_source" to guanjia_app;
alter table core."intake_source" enable row level security;
alter table core."intake_source" force row level security;
create policy estate_wall on core."intake_source" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."intake_source" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."intake_message" to guanjia_app;
alter table core."intake_message" enable row level security;
alter table core."intake_message" force row level security;
create policy estate_wall on core."intake_message" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."intake_message" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."intake_fault" to guanjia_app;
alter table core."intake_fault" enable row level security;
alter table core."intake_fault" force row level security;
create policy estate_wall on core."intake_fault" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."intake_fault" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."request_preset" to guanjia_app;
alter table core."request_preset" enable row level security;
alter table core."request_preset" force row level security;
create policy estate_wall on core."request_preset" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);

grant select, insert on core."intake_rules" to guanjia_app;
alter table core."intake_rules" enable row level security;
alter table core."intake_rules" force row level security;
create policy group_wall on core."intake_rules" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);

grant select, insert, update, delete on core."attachment" to guanjia_app;
alter table core."attachment" enable row level security;
alter table core."attachment" force row level security;
create policy estate_wall on core."attachment" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy requester_only on core."attachment" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
