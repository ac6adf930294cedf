-- Refused where a former owner has something coming: that cannot be said without these columns.
alter table plugin_paid_services.ledger_account
    drop constraint ck_ledger_account_kind,
    add constraint ck_ledger_account_kind check (kind in ('RECEIVABLE', 'DEVELOPER_RECEIVABLE', 'CASH', 'BANK', 'CLEARING', 'PREPAID', 'SERVICE_INCOME', 'FEE_INCOME', 'WAIVERS', 'VOUCHERS', 'REFUNDS', 'ESTATE_COST'));

alter table plugin_paid_services.ledger_transfer
    drop constraint ck_ledger_transfer_purpose,
    add constraint ck_ledger_transfer_purpose check (purpose in ('BILLED', 'PAID', 'OVERPAID', 'WAIVED', 'REDEEMED', 'REFUNDED', 'BANKED', 'REVERSED'));

alter table plugin_paid_services.payment
    drop constraint ck_payment_amounts,
    drop constraint ck_payment_returnable,
    drop constraint ck_payment_spread,
    add constraint ck_payment_amounts check (amount > 0 and applied >= 0 and excess >= 0),
    add constraint ck_payment_spread check (state <> 'SETTLED' or applied + excess = amount),
    drop column released,
    drop column returnable;

alter table plugin_paid_services.provider_notice no force row level security;
update plugin_paid_services.provider_notice set outcome = 'UNKNOWN' where outcome = 'MERCHANT_DIFFERS';
update plugin_paid_services.provider_notice set amount = 0 where amount is null;
alter table plugin_paid_services.provider_notice
    force row level security,
    drop column refund_id,
    alter column amount set not null,
    drop constraint ck_provider_notice_outcome,
    add constraint ck_provider_notice_outcome check (outcome in ('APPLIED', 'ALREADY', 'UNKNOWN', 'AMOUNT_DIFFERS', 'NOT_PAID'));
