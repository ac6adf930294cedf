CREATE TABLE plugin_paid_services.fee_rule (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT NOT NULL,
    period TEXT NOT NULL,
    rate BIGINT NOT NULL,
    building_ids UUID[],
    due_days BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    version BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    set_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_fee_rule PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_fee_rule_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_fee_rule_estate_id_code_valid_from UNIQUE (estate_id, code, valid_from),
    CONSTRAINT ck_fee_rule_kind CHECK (kind in ('PROPERTY', 'REFUSE', 'SPECIAL', 'PARKING', 'OTHER')),
    CONSTRAINT ck_fee_rule_basis CHECK (basis in ('AREA', 'HOUSE')),
    CONSTRAINT ck_fee_rule_period CHECK (period in ('MONTH', 'QUARTER', 'YEAR')),
    CONSTRAINT ck_fee_rule_rate CHECK (rate > 0),
    CONSTRAINT ck_fee_rule_due_days CHECK (due_days between 0 and 365),
    CONSTRAINT ck_fee_rule_validity CHECK (valid_to is null or valid_to >= valid_from)
);

grant select, insert, update, delete on plugin_paid_services."fee_rule" to guanjia_app;
alter table plugin_paid_services."fee_rule" enable row level security;
alter table plugin_paid_services."fee_rule" force row level security;
create policy estate_wall on plugin_paid_services."fee_rule" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);

CREATE TABLE plugin_paid_services.ledger_account (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    house_id UUID,
    side TEXT NOT NULL,
    floor BIGINT,
    debit_total BIGINT NOT NULL,
    credit_total BIGINT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_ledger_account PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_ledger_account_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_ledger_account_estate_id_house_id FOREIGN KEY(estate_id, house_id) REFERENCES core.house (estate_id, id),
    CONSTRAINT uq_ledger_account_estate_id_code UNIQUE (estate_id, code),
    CONSTRAINT ck_ledger_account_kind CHECK (kind in ('RECEIVABLE', 'DEVELOPER_RECEIVABLE', 'CASH', 'BANK', 'CLEARING', 'PREPAID', 'SERVICE_INCOME', 'FEE_INCOME', 'WAIVERS', 'VOUCHERS', 'REFUNDS', 'ESTATE_COST')),
    CONSTRAINT ck_ledger_account_side CHECK (side in ('DEBIT', 'CREDIT')),
    CONSTRAINT ck_ledger_account_totals CHECK (debit_total >= 0 and credit_total >= 0),
    CONSTRAINT ck_ledger_account_floor CHECK (floor is null or floor <= case side when 'DEBIT' then debit_total - credit_total else credit_total - debit_total end)
);

CREATE INDEX ix_ledger_account_estate_id_house_id ON plugin_paid_services.ledger_account (estate_id, house_id);

grant select, insert, update, delete on plugin_paid_services."ledger_account" to guanjia_app;
alter table plugin_paid_services."ledger_account" enable row level security;
alter table plugin_paid_services."ledger_account" force row level security;
create policy estate_wall on plugin_paid_services."ledger_account" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."ledger_account" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));

CREATE TABLE plugin_paid_services.number_series (
    series TEXT NOT NULL,
    last BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_number_series_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_number_series_estate_id_series UNIQUE (estate_id, series)
);

grant select, insert, update, delete on plugin_paid_services."number_series" to guanjia_app;
alter table plugin_paid_services."number_series" enable row level security;
alter table plugin_paid_services."number_series" force row level security;
create policy estate_wall on plugin_paid_services."number_series" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy system_only on plugin_paid_services."number_series" as restrictive using (current_setting('app.audience', true) = 'system') with check (current_setting('app.audience', true) = 'system');

CREATE TABLE plugin_paid_services.price_list (
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE,
    drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    drafted_by UUID,
    published_at TIMESTAMP WITH TIME ZONE,
    published_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_price_list PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_price_list_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_price_list_estate_id_number UNIQUE (estate_id, number),
    CONSTRAINT ck_price_list_state CHECK (state in ('DRAFT', 'PUBLISHED', 'WITHDRAWN')),
    CONSTRAINT ck_price_list_published CHECK ((published_at is null) = (state = 'DRAFT'))
);

CREATE INDEX ix_price_list_estate_id_valid_from ON plugin_paid_services.price_list (estate_id, valid_from);

grant select, insert, update, delete on plugin_paid_services."price_list" to guanjia_app;
alter table plugin_paid_services."price_list" enable row level security;
alter table plugin_paid_services."price_list" force row level security;
create policy estate_wall on plugin_paid_services."price_list" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy published_only on plugin_paid_services."price_list" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or published_at is not null) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or published_at is not null);

CREATE TABLE plugin_paid_services.provider_line (
    provider TEXT NOT NULL,
    day DATE NOT NULL,
    kind TEXT NOT NULL,
    provider_reference TEXT NOT NULL,
    ours TEXT NOT NULL,
    amount BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_provider_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_provider_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_provider_line_estate_id_provider_kind_provider_reference UNIQUE (estate_id, provider, kind, provider_reference),
    CONSTRAINT ck_provider_line_kind CHECK (kind in ('PAYMENT', 'REFUND'))
);

CREATE INDEX ix_provider_line_estate_id_day ON plugin_paid_services.provider_line (estate_id, day);

grant select, insert, delete on plugin_paid_services."provider_line" to guanjia_app;
alter table plugin_paid_services."provider_line" enable row level security;
alter table plugin_paid_services."provider_line" force row level security;
create policy estate_wall on plugin_paid_services."provider_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."provider_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."provider_line" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.provider_notice (
    provider TEXT NOT NULL,
    notice TEXT NOT NULL,
    payment_id UUID,
    provider_reference TEXT,
    amount BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_provider_notice PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_provider_notice_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT uq_provider_notice_estate_id_provider_notice UNIQUE (estate_id, provider, notice),
    CONSTRAINT ck_provider_notice_outcome CHECK (outcome in ('APPLIED', 'ALREADY', 'UNKNOWN', 'AMOUNT_DIFFERS', 'NOT_PAID'))
);

grant select, insert, delete on plugin_paid_services."provider_notice" to guanjia_app;
alter table plugin_paid_services."provider_notice" enable row level security;
alter table plugin_paid_services."provider_notice" force row level security;
create policy estate_wall on plugin_paid_services."provider_notice" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy system_only on plugin_paid_services."provider_notice" as restrictive using (current_setting('app.audience', true) = 'system') with check (current_setting('app.audience', true) = 'system');
create policy erasing_only on plugin_paid_services."provider_notice" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.reconciliation (
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    accounts BIGINT NOT NULL,
    transfers BIGINT NOT NULL,
    bills BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    differences BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_reconciliation PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_reconciliation_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id)
);

CREATE INDEX ix_reconciliation_estate_id_day ON plugin_paid_services.reconciliation (estate_id, day);

grant select, insert, delete on plugin_paid_services."reconciliation" to guanjia_app;
alter table plugin_paid_services."reconciliation" enable row level security;
alter table plugin_paid_services."reconciliation" force row level security;
create policy estate_wall on plugin_paid_services."reconciliation" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."reconciliation" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."reconciliation" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.difference (
    reconciliation_id UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    expected BIGINT NOT NULL,
    found BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_difference PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_difference_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_difference_estate_id_reconciliation_id FOREIGN KEY(estate_id, reconciliation_id) REFERENCES plugin_paid_services.reconciliation (estate_id, id),
    CONSTRAINT ck_difference_kind CHECK (kind in ('BOOKS_UNBALANCED', 'ACCOUNT_TOTAL', 'BELOW_FLOOR', 'BILL_NOT_POSTED', 'PAYMENT_NOT_POSTED', 'RECEIPT_GAP', 'PROVIDER_MISSING_HERE', 'PROVIDER_MISSING_THERE', 'PROVIDER_AMOUNT'))
);

CREATE INDEX ix_difference_estate_id_reconciliation_id ON plugin_paid_services.difference (estate_id, reconciliation_id);

grant select, insert, delete on plugin_paid_services."difference" to guanjia_app;
alter table plugin_paid_services."difference" enable row level security;
alter table plugin_paid_services."difference" force row level security;
create policy estate_wall on plugin_paid_services."difference" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."difference" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."difference" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.fee_run (
    fee_rule_id UUID NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    bills BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_fee_run PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_fee_run_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_fee_run_estate_id_fee_rule_id FOREIGN KEY(estate_id, fee_rule_id) REFERENCES plugin_paid_services.fee_rule (estate_id, id),
    CONSTRAINT uq_fee_run_estate_id_fee_rule_id_period_from UNIQUE (estate_id, fee_rule_id, period_from)
);

grant select, insert, delete on plugin_paid_services."fee_run" to guanjia_app;
alter table plugin_paid_services."fee_run" enable row level security;
alter table plugin_paid_services."fee_run" force row level security;
create policy estate_wall on plugin_paid_services."fee_run" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."fee_run" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."fee_run" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.ledger_transfer (
    debit_id UUID NOT NULL,
    credit_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    purpose TEXT NOT NULL,
    key TEXT NOT NULL,
    subject_id UUID,
    reverses_id UUID,
    note TEXT,
    posted_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_ledger_transfer PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_ledger_transfer_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_ledger_transfer_estate_id_debit_id FOREIGN KEY(estate_id, debit_id) REFERENCES plugin_paid_services.ledger_account (estate_id, id),
    CONSTRAINT fk_ledger_transfer_estate_id_credit_id FOREIGN KEY(estate_id, credit_id) REFERENCES plugin_paid_services.ledger_account (estate_id, id),
    CONSTRAINT fk_ledger_transfer_estate_id_reverses_id FOREIGN KEY(estate_id, reverses_id) REFERENCES plugin_paid_services.ledger_transfer (estate_id, id),
    CONSTRAINT uq_ledger_transfer_estate_id_key UNIQUE (estate_id, key),
    CONSTRAINT uq_ledger_transfer_estate_id_reverses_id UNIQUE (estate_id, reverses_id),
    CONSTRAINT ck_ledger_transfer_purpose CHECK (purpose in ('BILLED', 'PAID', 'OVERPAID', 'WAIVED', 'REDEEMED', 'REFUNDED', 'BANKED', 'REVERSED')),
    CONSTRAINT ck_ledger_transfer_amount CHECK (amount > 0),
    CONSTRAINT ck_ledger_transfer_two_accounts CHECK (debit_id <> credit_id)
);

CREATE INDEX ix_ledger_transfer_estate_id_credit_id_at_id ON plugin_paid_services.ledger_transfer (estate_id, credit_id, at, id);

CREATE INDEX ix_ledger_transfer_estate_id_debit_id_at_id ON plugin_paid_services.ledger_transfer (estate_id, debit_id, at, id);

CREATE INDEX ix_ledger_transfer_estate_id_subject_id ON plugin_paid_services.ledger_transfer (estate_id, subject_id);

grant select, insert, delete on plugin_paid_services."ledger_transfer" to guanjia_app;
alter table plugin_paid_services."ledger_transfer" enable row level security;
alter table plugin_paid_services."ledger_transfer" force row level security;
create policy estate_wall on plugin_paid_services."ledger_transfer" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."ledger_transfer" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."ledger_transfer" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.price_item (
    price_list_id UUID NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    basis TEXT NOT NULL,
    unit TEXT NOT NULL,
    price BIGINT NOT NULL,
    least BIGINT NOT NULL,
    most BIGINT,
    most_quantity BIGINT,
    published_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_price_item PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_price_item_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_price_item_estate_id_price_list_id FOREIGN KEY(estate_id, price_list_id) REFERENCES plugin_paid_services.price_list (estate_id, id),
    CONSTRAINT uq_price_item_estate_id_price_list_id_code UNIQUE (estate_id, price_list_id, code),
    CONSTRAINT ck_price_item_basis CHECK (basis in ('VISIT', 'HOUR', 'PIECE', 'MATERIAL')),
    CONSTRAINT ck_price_item_price CHECK (price >= 0 and least >= 0),
    CONSTRAINT ck_price_item_limits CHECK (most is null or most >= least)
);

grant select, insert, update, delete on plugin_paid_services."price_item" to guanjia_app;
alter table plugin_paid_services."price_item" enable row level security;
alter table plugin_paid_services."price_item" force row level security;
create policy estate_wall on plugin_paid_services."price_item" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy published_only on plugin_paid_services."price_item" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or published_at is not null) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or published_at is not null);

CREATE TABLE plugin_paid_services.quote (
    ticket_id UUID NOT NULL,
    price_list_id UUID NOT NULL,
    requester_id UUID,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    payer TEXT NOT NULL,
    payer_reason TEXT,
    note TEXT,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    offered_by UUID,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    answered_by UUID,
    consent TEXT,
    evidence TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_quote PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_quote_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_quote_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_quote_estate_id_price_list_id FOREIGN KEY(estate_id, price_list_id) REFERENCES plugin_paid_services.price_list (estate_id, id),
    CONSTRAINT ck_quote_state CHECK (state in ('OFFERED', 'ACCEPTED', 'DECLINED', 'SUPERSEDED')),
    CONSTRAINT ck_quote_payer CHECK (payer in ('RESIDENT', 'ESTATE', 'DEVELOPER')),
    CONSTRAINT ck_quote_consent CHECK (consent in ('IN_PERSON_ONLINE', 'PHONE', 'ON_SITE', 'MESSAGE', 'NOT_NEEDED')),
    CONSTRAINT ck_quote_amount CHECK (amount >= 0),
    CONSTRAINT ck_quote_consented CHECK (state <> 'ACCEPTED' or consent is not null)
);

CREATE INDEX ix_quote_estate_id_ticket_id_offered_at ON plugin_paid_services.quote (estate_id, ticket_id, offered_at);

CREATE UNIQUE INDEX uq_quote_standing ON plugin_paid_services.quote (estate_id, ticket_id) WHERE state in ('OFFERED', 'ACCEPTED');

grant select, insert, update, delete on plugin_paid_services."quote" to guanjia_app;
alter table plugin_paid_services."quote" enable row level security;
alter table plugin_paid_services."quote" force row level security;
create policy estate_wall on plugin_paid_services."quote" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy requester_only on plugin_paid_services."quote" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));

CREATE TABLE plugin_paid_services.bill (
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    payer TEXT NOT NULL,
    house_id UUID,
    resident_id UUID,
    ticket_id UUID,
    quote_id UUID,
    fee_rule_id UUID,
    period_from DATE,
    period_to DATE,
    amount BIGINT NOT NULL,
    waived BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    due_on DATE NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    issued_by UUID,
    consented_at TIMESTAMP WITH TIME ZONE,
    consented_by UUID,
    consent_evidence TEXT,
    settled_at TIMESTAMP WITH TIME ZONE,
    butler_id UUID,
    reminders BIGINT NOT NULL,
    promised_on DATE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_bill PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_bill_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_bill_estate_id_house_id FOREIGN KEY(estate_id, house_id) REFERENCES core.house (estate_id, id),
    CONSTRAINT fk_bill_estate_id_resident_id FOREIGN KEY(estate_id, resident_id) REFERENCES core.resident (estate_id, id),
    CONSTRAINT fk_bill_estate_id_ticket_id FOREIGN KEY(estate_id, ticket_id) REFERENCES core.ticket (estate_id, id),
    CONSTRAINT fk_bill_estate_id_quote_id FOREIGN KEY(estate_id, quote_id) REFERENCES plugin_paid_services.quote (estate_id, id),
    CONSTRAINT fk_bill_estate_id_fee_rule_id FOREIGN KEY(estate_id, fee_rule_id) REFERENCES plugin_paid_services.fee_rule (estate_id, id),
    CONSTRAINT uq_bill_estate_id_number UNIQUE (estate_id, number),
    CONSTRAINT ck_bill_kind CHECK (kind in ('SERVICE', 'FEE')),
    CONSTRAINT ck_bill_state CHECK (state in ('AWAITING_CONSENT', 'OPEN', 'SETTLED', 'CANCELLED')),
    CONSTRAINT ck_bill_payer CHECK (payer in ('RESIDENT', 'ESTATE', 'DEVELOPER')),
    CONSTRAINT ck_bill_sums CHECK (amount >= 0 and waived >= 0 and paid >= 0 and refunded >= 0),
    CONSTRAINT ck_bill_not_overpaid CHECK (waived + paid <= amount),
    CONSTRAINT ck_bill_not_over_refunded CHECK (refunded <= paid),
    CONSTRAINT ck_bill_settled CHECK (state <> 'SETTLED' or waived + paid = amount)
);

CREATE INDEX ix_bill_estate_id_house_id_issued_at ON plugin_paid_services.bill (estate_id, house_id, issued_at);

CREATE INDEX ix_bill_estate_id_issued_at_id ON plugin_paid_services.bill (estate_id, issued_at, id);

CREATE INDEX ix_bill_estate_id_resident_id_issued_at ON plugin_paid_services.bill (estate_id, resident_id, issued_at);

CREATE INDEX ix_bill_estate_id_ticket_id ON plugin_paid_services.bill (estate_id, ticket_id);

CREATE INDEX ix_bill_owed ON plugin_paid_services.bill (estate_id, due_on) WHERE state = 'OPEN';

CREATE UNIQUE INDEX uq_bill_fee ON plugin_paid_services.bill (estate_id, fee_rule_id, house_id, period_from) WHERE fee_rule_id is not null and state <> 'CANCELLED';

grant select, insert, update, delete on plugin_paid_services."bill" to guanjia_app;
alter table plugin_paid_services."bill" enable row level security;
alter table plugin_paid_services."bill" force row level security;
create policy estate_wall on plugin_paid_services."bill" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."bill" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));

CREATE TABLE plugin_paid_services.quote_line (
    quote_id UUID NOT NULL,
    requester_id UUID,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    basis TEXT,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    plugin TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_quote_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_quote_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_quote_line_estate_id_quote_id FOREIGN KEY(estate_id, quote_id) REFERENCES plugin_paid_services.quote (estate_id, id),
    CONSTRAINT uq_quote_line_estate_id_quote_id_position UNIQUE (estate_id, quote_id, position),
    CONSTRAINT ck_quote_line_basis CHECK (basis in ('VISIT', 'HOUR', 'PIECE', 'MATERIAL'))
);

grant select, insert, delete on plugin_paid_services."quote_line" to guanjia_app;
alter table plugin_paid_services."quote_line" enable row level security;
alter table plugin_paid_services."quote_line" force row level security;
create policy estate_wall on plugin_paid_services."quote_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy requester_only on plugin_paid_services."quote_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[]))) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or (current_setting('app.audience', true) = 'resident' and requester_id = any(nullif(current_setting('app.persons', true), '')::uuid[])));
create policy erasing_only on plugin_paid_services."quote_line" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.bill_line (
    bill_id UUID NOT NULL,
    resident_id UUID,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    plugin TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_bill_line PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_bill_line_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_bill_line_estate_id_bill_id FOREIGN KEY(estate_id, bill_id) REFERENCES plugin_paid_services.bill (estate_id, id),
    CONSTRAINT uq_bill_line_estate_id_bill_id_position UNIQUE (estate_id, bill_id, position)
);

grant select, insert, delete on plugin_paid_services."bill_line" to guanjia_app;
alter table plugin_paid_services."bill_line" enable row level security;
alter table plugin_paid_services."bill_line" force row level security;
create policy estate_wall on plugin_paid_services."bill_line" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."bill_line" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));
create policy erasing_only on plugin_paid_services."bill_line" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.payment (
    bill_id UUID NOT NULL,
    resident_id UUID,
    method TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    excess BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    reference TEXT,
    provider TEXT,
    provider_reference TEXT,
    pay_url TEXT,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    begun_by UUID,
    settled_at TIMESTAMP WITH TIME ZONE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_payment PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_payment_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_payment_estate_id_bill_id FOREIGN KEY(estate_id, bill_id) REFERENCES plugin_paid_services.bill (estate_id, id),
    CONSTRAINT ck_payment_method CHECK (method in ('CASH', 'TRANSFER', 'ONLINE', 'PREPAID')),
    CONSTRAINT ck_payment_state CHECK (state in ('PENDING', 'SETTLED', 'CLOSED')),
    CONSTRAINT ck_payment_amounts CHECK (amount > 0 and applied >= 0 and excess >= 0),
    CONSTRAINT ck_payment_spread CHECK (state <> 'SETTLED' or applied + excess = amount),
    CONSTRAINT ck_payment_refunded CHECK (refunded >= 0 and refunded <= amount),
    CONSTRAINT ck_payment_provider CHECK ((method = 'ONLINE') = (provider is not null))
);

CREATE INDEX ix_payment_estate_id_bill_id_begun_at ON plugin_paid_services.payment (estate_id, bill_id, begun_at);

CREATE INDEX ix_payment_estate_id_settled_at ON plugin_paid_services.payment (estate_id, settled_at);

CREATE UNIQUE INDEX uq_payment_provider ON plugin_paid_services.payment (estate_id, provider, provider_reference) WHERE provider_reference is not null;

grant select, insert, update, delete on plugin_paid_services."payment" to guanjia_app;
alter table plugin_paid_services."payment" enable row level security;
alter table plugin_paid_services."payment" force row level security;
create policy estate_wall on plugin_paid_services."payment" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."payment" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));

CREATE TABLE plugin_paid_services.relief (
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    bill_id UUID,
    resident_id UUID,
    amount BIGINT NOT NULL,
    reason TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proposed_by UUID NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_by UUID,
    decision_note TEXT,
    used_at TIMESTAMP WITH TIME ZONE,
    valid_from DATE,
    valid_to DATE,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_relief PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_relief_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_relief_estate_id_bill_id FOREIGN KEY(estate_id, bill_id) REFERENCES plugin_paid_services.bill (estate_id, id),
    CONSTRAINT fk_relief_estate_id_resident_id FOREIGN KEY(estate_id, resident_id) REFERENCES core.resident (estate_id, id),
    CONSTRAINT ck_relief_kind CHECK (kind in ('WAIVER', 'VOUCHER')),
    CONSTRAINT ck_relief_state CHECK (state in ('PROPOSED', 'GRANTED', 'REJECTED', 'USED')),
    CONSTRAINT ck_relief_amount CHECK (amount > 0),
    CONSTRAINT ck_relief_two_people CHECK (decided_by is null or decided_by <> proposed_by),
    CONSTRAINT ck_relief_of_bill CHECK (kind <> 'WAIVER' or bill_id is not null)
);

CREATE INDEX ix_relief_estate_id_bill_id ON plugin_paid_services.relief (estate_id, bill_id);

CREATE INDEX ix_relief_estate_id_resident_id ON plugin_paid_services.relief (estate_id, resident_id);

grant select, insert, update, delete on plugin_paid_services."relief" to guanjia_app;
alter table plugin_paid_services."relief" enable row level security;
alter table plugin_paid_services."relief" force row level security;
create policy estate_wall on plugin_paid_services."relief" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."relief" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));

CREATE TABLE plugin_paid_services.reminder (
    bill_id UUID NOT NULL,
    step BIGINT,
    butler_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    note TEXT,
    promised_on DATE,
    made_by UUID,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_reminder PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_reminder_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_reminder_estate_id_bill_id FOREIGN KEY(estate_id, bill_id) REFERENCES plugin_paid_services.bill (estate_id, id),
    CONSTRAINT fk_reminder_estate_id_butler_id FOREIGN KEY(estate_id, butler_id) REFERENCES core.staff (estate_id, id),
    CONSTRAINT uq_reminder_estate_id_bill_id_step UNIQUE (estate_id, bill_id, step)
);

CREATE INDEX ix_reminder_estate_id_butler_id_at ON plugin_paid_services.reminder (estate_id, butler_id, at);

grant select, insert, delete on plugin_paid_services."reminder" to guanjia_app;
alter table plugin_paid_services."reminder" enable row level security;
alter table plugin_paid_services."reminder" force row level security;
create policy estate_wall on plugin_paid_services."reminder" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy staff_only on plugin_paid_services."reminder" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system')) with check (current_setting('app.audience', true) in ('staff', 'service', 'system'));
create policy erasing_only on plugin_paid_services."reminder" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);

CREATE TABLE plugin_paid_services.refund (
    payment_id UUID NOT NULL,
    resident_id UUID,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    reason TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proposed_by UUID NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_by UUID,
    settled_at TIMESTAMP WITH TIME ZONE,
    provider_reference TEXT,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_refund PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_refund_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_refund_estate_id_payment_id FOREIGN KEY(estate_id, payment_id) REFERENCES plugin_paid_services.payment (estate_id, id),
    CONSTRAINT ck_refund_state CHECK (state in ('PROPOSED', 'APPROVED', 'REJECTED', 'SETTLED', 'FAILED')),
    CONSTRAINT ck_refund_amount CHECK (amount > 0),
    CONSTRAINT ck_refund_two_people CHECK (decided_by is null or decided_by <> proposed_by)
);

CREATE INDEX ix_refund_estate_id_payment_id ON plugin_paid_services.refund (estate_id, payment_id);

grant select, insert, update, delete on plugin_paid_services."refund" to guanjia_app;
alter table plugin_paid_services."refund" enable row level security;
alter table plugin_paid_services."refund" force row level security;
create policy estate_wall on plugin_paid_services."refund" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."refund" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));

CREATE TABLE plugin_paid_services.receipt (
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payment_id UUID NOT NULL,
    refund_id UUID,
    resident_id UUID,
    amount BIGINT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    group_id BIGINT NOT NULL,
    estate_id BIGINT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (estate_id, id),
    CONSTRAINT fk_receipt_group_id_estate_id FOREIGN KEY(group_id, estate_id) REFERENCES core.estate (group_id, id),
    CONSTRAINT fk_receipt_estate_id_payment_id FOREIGN KEY(estate_id, payment_id) REFERENCES plugin_paid_services.payment (estate_id, id),
    CONSTRAINT fk_receipt_estate_id_refund_id FOREIGN KEY(estate_id, refund_id) REFERENCES plugin_paid_services.refund (estate_id, id),
    CONSTRAINT uq_receipt_estate_id_number UNIQUE (estate_id, number),
    CONSTRAINT uq_receipt_estate_id_payment_id_refund_id UNIQUE NULLS NOT DISTINCT (estate_id, payment_id, refund_id),
    CONSTRAINT ck_receipt_kind CHECK (kind in ('PAYMENT', 'REFUND')),
    CONSTRAINT ck_receipt_kind_of CHECK ((kind = 'REFUND') = (refund_id is not null))
);

grant select, insert, delete on plugin_paid_services."receipt" to guanjia_app;
alter table plugin_paid_services."receipt" enable row level security;
alter table plugin_paid_services."receipt" force row level security;
create policy estate_wall on plugin_paid_services."receipt" using ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint) with check ((current_setting('app.estates', true) = '*' or strpos(current_setting('app.estates', true), ',' || estate_id || ',') > 0) and group_id = nullif(current_setting('app.group_id', true), '')::bigint);
create policy residency_only on plugin_paid_services."receipt" as restrictive using (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[])) with check (current_setting('app.audience', true) in ('staff', 'service', 'system') or resident_id = any(nullif(current_setting('app.persons', true), '')::uuid[]));
create policy erasing_only on plugin_paid_services."receipt" as restrictive for delete using (current_setting('app.audience', true) = 'system' and estate_id = nullif(current_setting('app.erasing', true), '')::bigint);
