CREATE TABLE core.notification_preference (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    version BIGINT NOT NULL,
    locale TEXT,
    zone TEXT,
    quiet_from BIGINT,
    quiet_to BIGINT,
    channels JSONB NOT NULL,
    muted TEXT[] NOT NULL,
    email TEXT,
    wechat TEXT,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_notification_preference PRIMARY KEY (id, group_id),
    CONSTRAINT fk_notification_preference_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_notification_preference_group_id_account_id UNIQUE (group_id, account_id),
    CONSTRAINT ck_notification_preference_quiet CHECK (quiet_from between 0 and 1439 and quiet_to between 0 and 1439 and (quiet_from is null) = (quiet_to is null))
);

CREATE TABLE core.notification_template (
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body_en TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_notification_template PRIMARY KEY (id, group_id),
    CONSTRAINT fk_notification_template_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_notification_template_group_id_code UNIQUE (group_id, code)
);

CREATE TABLE core.notification_channel (
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    only_estate_id BIGINT,
    channel TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    settings JSONB NOT NULL,
    stopped_at TIMESTAMP WITH TIME ZONE,
    stopped_reason TEXT,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_notification_channel PRIMARY KEY (id, group_id),
    CONSTRAINT fk_notification_channel_group_id_only_estate_id FOREIGN KEY(group_id, only_estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_notification_channel_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT uq_notification_channel_group_id_channel_only_estate_id UNIQUE NULLS NOT DISTINCT (group_id, channel, only_estate_id)
);

CREATE TABLE core.channel_secret (
    id UUID NOT NULL,
    channel_id UUID NOT NULL,
    sealed TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_channel_secret PRIMARY KEY (id, group_id),
    CONSTRAINT fk_channel_secret_channel_id_group_id FOREIGN KEY(channel_id, group_id) REFERENCES core.notification_channel (id, group_id),
    CONSTRAINT uq_channel_secret_group_id_channel_id UNIQUE (group_id, channel_id)
);

CREATE TABLE core.message (
    key TEXT NOT NULL,
    template TEXT NOT NULL,
    topic TEXT NOT NULL,
    recipient_kind TEXT NOT NULL,
    staff_id UUID,
    resident_id UUID,
    account_id UUID,
    recipient_name TEXT,
    phone TEXT,
    email TEXT,
    values JSONB NOT NULL,
    ticket_id UUID,
    urgent BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    locale TEXT,
    title TEXT,
    body TEXT,
    channels TEXT[] NOT NULL,
    channel TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    sent_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_message_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_message_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_message_estate_id_staff_id FOREIGN KEY(estate_id, staff_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT fk_message_estate_id_resident_id FOREIGN KEY(estate_id, resident_id) REFERENCES core.resident (estate_id, id),
    CONSTRAINT uq_message_estate_id_key UNIQUE (estate_id, key),
    CONSTRAINT ck_message_recipient_kind CHECK (recipient_kind in ('STAFF', 'RESIDENT', 'ACCOUNT', 'CONTACT')),
    CONSTRAINT ck_message_topic CHECK (topic in ('PROGRESS', 'DELAY', 'WORK', 'ESCALATION', 'REVISIT', 'BILLING', 'RECORD', 'NOTICE')),
    CONSTRAINT ck_message_state CHECK (state in ('WAITING', 'DELAYED', 'SENT', 'MUTED', 'FAILED'))
);

CREATE INDEX ix_message_estate_id_account_id_created_at_id ON core.message (estate_id, account_id, created_at, id);

CREATE INDEX ix_message_estate_id_account_id_sent_at ON core.message (estate_id, account_id, sent_at);

CREATE INDEX ix_message_estate_id_created_at_id ON core.message (estate_id, created_at, id);

CREATE INDEX ix_message_estate_id_ticket_id_created_at ON core.message (estate_id, ticket_id, created_at);

CREATE TABLE core.message_attempt (
    message_id UUID NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    provider_id TEXT,
    error TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_message_attempt PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_message_attempt_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_message_attempt_estate_id_message_id FOREIGN KEY(estate_id, message_id) REFERENCES core.message (estate_id, id),
    CONSTRAINT uq_message_attempt_estate_id_message_id_channel UNIQUE (estate_id, message_id, channel),
    CONSTRAINT ck_message_attempt_state CHECK (state in ('CLAIMED', 'SENT', 'RETRY', 'FAILED'))
);

grant select, insert, update, delete on core."notification_preference" to guanjia_app;
alter table core."notification_preference" enable row level security;
alter table core."notification_preference" force row level security;
create policy group_wall on core."notification_preference" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy own_account_only on core."notification_preference" as restrictive using (current_setting('app.audience', true) = 'system' or account_id = nullif(current_setting('app.account', true), '')::uuid) with check (current_setting('app.audience', true) = 'system' or account_id = nullif(current_setting('app.account', true), '')::uuid);

grant select, insert, update, delete on core."notification_template" to guanjia_app;
alter table core."notification_template" enable row level security;
alter table core."notification_template" force row level security;
create policy group_wall on core."notification_template" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."notification_template" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."notification_channel" to guanjia_app;
alter table core."notification_channel" enable row level security;
alter table core."notification_channel" force row level security;
create policy group_wall on core."notification_channel" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."notification_channel" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."channel_secret" to guanjia_app;
alter table core."channel_secret" enable row level security;
alter table core."channel_secret" force row level security;
create policy group_wall on core."channel_secret" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy system_only on core."channel_secret" as restrictive using (current_setting('app.audience', true) = 'system') with check (current_setting('app.audience', true) = 'system');

grant select, insert, update, delete on core."message" to guanjia_app;
alter table core."message" enable row level security;
alter table core."message" force row level security;
create policy estate_wall on core."message" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy message_only on core."message" as restrictive using (current_setting('app.audience', true) = 'system' or account_id = nullif(current_setting('app.account', true), '')::uuid or (current_setting('app.audience', true) in ('staff', 'service', 'system') and ticket_id is not null)) with check (current_setting('app.audience', true) = 'system' or account_id = nullif(current_setting('app.account', true), '')::uuid or (current_setting('app.audience', true) in ('staff', 'service', 'system') and ticket_id is not null));

grant select, insert, update, delete on core."message_attempt" to guanjia_app;
alter table core."message_attempt" enable row level security;
alter table core."message_attempt" force row level security;
create policy estate_wall on core."message_attempt" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."message_attempt" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
