-- Locks the accounts that the bills of a run are posted to, by their codes in alphabetical order.
select count(*) from (
    select account.id
    from plugin_paid_services.ledger_account as account
    where account.estate_id = :estate_id and account.code in (
        select 'FEE_INCOME'
        union
        select case bill.payer when 'RESIDENT' then 'RECEIVABLE:' || bill.house_id
            else 'DEVELOPER_RECEIVABLE' end
        from plugin_paid_services.bill as bill
        where bill.estate_id = :estate_id and bill.fee_rule_id = :rule_id
            and bill.issued_at = :now
    )
    order by account.code
    for no key update
) as locked
