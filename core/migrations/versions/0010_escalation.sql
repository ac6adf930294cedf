CREATE TABLE core.chains_version (
    id UUID NOT NULL,
    estate_id BIGINT,
    number BIGINT NOT NULL,
    effective_from TIMESTAMP WITH TIME ZONE NOT NULL,
    document JSONB,
    note TEXT NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    adopted_by UUID NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT pk_chains_version PRIMARY KEY (id, group_id),
    CONSTRAINT fk_chains_version_group_id FOREIGN KEY(group_id) REFERENCES core."group" (id),
    CONSTRAINT fk_chains_version_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_chains_version_group_id_estate_id_number UNIQUE NULLS NOT DISTINCT (group_id, estate_id, number)
);

CREATE INDEX ix_chains_version_group_id_estate_id_effective_from ON core.chains_version (group_id, estate_id, effective_from);

grant select, insert on core."chains_version" to guanjia_app;
alter table core."chains_version" enable row level security;
alter table core."chains_version" force row level security;
create policy group_wall on core."chains_version" using (group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check (group_id = nullif(current_setting('app.group_id', true), '')::bigint);

alter table core.escalation add column chains_id uuid;

alter table core.attachment
    add column report_id uuid,
    add constraint fk_attachment_estate_id_report_id FOREIGN KEY(estate_id, report_id) REFERENCES core.escalation_report (estate_id, id);

CREATE INDEX ix_attachment_report ON core.attachment (estate_id, report_id) WHERE report_id is not null;

drop index core.ix_attachment_loose;
CREATE INDEX ix_attachment_loose ON core.attachment (estate_id, created_at) WHERE ticket_id is null and report_id is null;
