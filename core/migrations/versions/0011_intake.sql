alter table core.ticket
    add column category_proposed boolean not null default false,
    add column urgency_proposed boolean not null default false;

alter table core.intake_source alter column urgency drop not null;

CREATE TABLE core.intake_mailbox (
    source_id UUID NOT NULL,
    version BIGINT NOT NULL,
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    security TEXT NOT NULL,
    username TEXT NOT NULL,
    folder TEXT NOT NULL,
    move_to TEXT,
    enabled BOOLEAN NOT NULL,
    uid_validity BIGINT,
    last_uid BIGINT,
    looked_at TIMESTAMP WITH TIME ZONE,
    failure TEXT,
    failed_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_intake_mailbox PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_intake_mailbox_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_intake_mailbox_estate_id_source_id FOREIGN KEY(estate_id, source_id) REFERENCES core.intake_source (estate_id, id),
    CONSTRAINT uq_intake_mailbox_estate_id_source_id UNIQUE (estate_id, source_id),
    CONSTRAINT ck_intake_mailbox_security CHECK (security in ('TLS', 'STARTTLS', 'NONE'))
);

CREATE TABLE core.intake_mailbox_secret (
    mailbox_id UUID NOT NULL,
    sealed TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_intake_mailbox_secret PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_intake_mailbox_secret_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_intake_mailbox_secret_estate_id_mailbox_id FOREIGN KEY(estate_id, mailbox_id) REFERENCES core.intake_mailbox (estate_id, id),
    CONSTRAINT uq_intake_mailbox_secret_estate_id_mailbox_id UNIQUE (estate_id, mailbox_id)
);

grant select, insert, update, delete on core."intake_mailbox" to guanjia_app;
alter table core."intake_mailbox" enable row level security;
alter table core."intake_mailbox" force row level security;
create policy estate_wall on core."intake_mailbox" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on core."intake_mailbox" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

grant select, insert, update, delete on core."intake_mailbox_secret" to guanjia_app;
alter table core."intake_mailbox_secret" enable row level security;
alter table core."intake_mailbox_secret" force row level security;
create policy estate_wall on core."intake_mailbox_secret" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy system_only on core."intake_mailbox_secret" as restrictive using (current_setting('app.audience', true) = 'system') with check (current_setting('app.audience', true) = 'system');
