-- Posts the bills of a run that are not in the ledger yet; their accounts are there already.
-- The accounts have been locked (lock.sql) by the statement before.
with due as (
    select bill.id, bill.amount, bill.payer, bill.house_id
    from plugin_paid_services.bill as bill
    where bill.estate_id = :estate_id and bill.fee_rule_id = :rule_id and bill.issued_at = :now
        and bill.state = 'OPEN' and bill.amount > 0
), debited as (
    select due.*,
        case payer when 'RESIDENT' then 'RECEIVABLE:' || house_id
            else 'DEVELOPER_RECEIVABLE' end as code
    from due
), locked as (
    select account.id, account.code
    from plugin_paid_services.ledger_account as account
    where account.estate_id = :estate_id
        and (account.code = 'FEE_INCOME' or account.code in (select code from debited))
), posted as (
    insert into plugin_paid_services.ledger_transfer
        (group_id, estate_id, id, debit_id, credit_id, amount, at, purpose, key, subject_id,
         posted_by)
    select :group_id, :estate_id, gen_random_uuid(), locked.id,
        (select income.id from locked as income where income.code = 'FEE_INCOME'), debited.amount,
        :now, 'BILLED', 'bill:' || debited.id, debited.id, cast(:issued_by as uuid)
    from debited
    join locked on locked.code = debited.code
    on conflict (estate_id, key) do nothing
    returning debit_id, credit_id, amount
), moved as (
    select account_id, sum(debit)::bigint as debit, sum(credit)::bigint as credit
    from (
        select debit_id as account_id, amount as debit, 0::bigint as credit from posted
        union all
        select credit_id, 0::bigint, amount from posted
    ) as sides
    group by account_id
), changed as (
    update plugin_paid_services.ledger_account as account
    set debit_total = account.debit_total + moved.debit,
        credit_total = account.credit_total + moved.credit
    from moved
    where account.estate_id = :estate_id and account.id = moved.account_id
)
select count(*) from posted
