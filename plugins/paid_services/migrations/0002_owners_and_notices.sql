alter table plugin_paid_services.ledger_account
    drop constraint ck_ledger_account_kind,
    add constraint ck_ledger_account_kind check (kind in ('RECEIVABLE', 'DEVELOPER_RECEIVABLE', 'CASH', 'BANK', 'CLEARING', 'PREPAID', 'RETURNABLE', 'SERVICE_INCOME', 'FEE_INCOME', 'WAIVERS', 'VOUCHERS', 'REFUNDS', 'ESTATE_COST'));

alter table plugin_paid_services.ledger_transfer
    drop constraint ck_ledger_transfer_purpose,
    add constraint ck_ledger_transfer_purpose check (purpose in ('BILLED', 'PAID', 'OVERPAID', 'WAIVED', 'REDEEMED', 'REFUNDED', 'BANKED', 'CARRIED', 'REVERSED'));

alter table plugin_paid_services.payment
    add column released bigint not null default 0,
    add column returnable bigint not null default 0,
    drop constraint ck_payment_amounts,
    drop constraint ck_payment_spread,
    add constraint ck_payment_amounts check (amount > 0 and applied >= 0 and excess >= 0 and released >= 0),
    add constraint ck_payment_returnable check (returnable >= 0 and returnable <= released),
    add constraint ck_payment_spread check (state <> 'SETTLED' or applied + excess + released = amount);

alter table plugin_paid_services.payment
    alter column released drop default,
    alter column returnable drop default;

alter table plugin_paid_services.provider_notice
    add column refund_id uuid,
    alter column amount drop not null,
    drop constraint ck_provider_notice_outcome,
    add constraint ck_provider_notice_outcome check (outcome in ('APPLIED', 'ALREADY', 'UNKNOWN', 'AMOUNT_DIFFERS', 'MERCHANT_DIFFERS', 'NOT_PAID'));
