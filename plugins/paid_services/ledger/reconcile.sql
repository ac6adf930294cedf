-- Everything in an estate's books that is not what it should be: (kind, subject, expected, found).
-- Reads only; amounts are fen.
with posted as (
    select subject_id, purpose, sum(amount)::bigint as amount
    from (
        select subject_id, purpose, amount
        from plugin_paid_services.ledger_transfer
        where estate_id = :estate_id and reverses_id is null
        union all
        select taken.subject_id, taken.purpose, -back.amount
        from plugin_paid_services.ledger_transfer as back
        join plugin_paid_services.ledger_transfer as taken
            on taken.estate_id = back.estate_id and taken.id = back.reverses_id
        where back.estate_id = :estate_id
    ) as each_one
    where subject_id is not null
    group by subject_id, purpose
), moved as (
    select account_id, sum(debit)::bigint as debit, sum(credit)::bigint as credit
    from (
        select debit_id as account_id, amount as debit, 0 as credit
        from plugin_paid_services.ledger_transfer where estate_id = :estate_id
        union all
        select credit_id, 0, amount
        from plugin_paid_services.ledger_transfer where estate_id = :estate_id
    ) as sides
    group by account_id
), balances as (
    select code, floor,
        case side when 'DEBIT' then debit_total - credit_total
            else credit_total - debit_total end as balance
    from plugin_paid_services.ledger_account where estate_id = :estate_id
), online as (
    select 'PAYMENT' as kind, provider, provider_reference, amount, settled_at
    from plugin_paid_services.payment
    where estate_id = :estate_id and method = 'ONLINE' and state = 'SETTLED'
    union all
    select 'REFUND', payment.provider, refund.provider_reference, refund.amount, refund.settled_at
    from plugin_paid_services.refund as refund
    join plugin_paid_services.payment as payment
        on payment.estate_id = refund.estate_id and payment.id = refund.payment_id
    where refund.estate_id = :estate_id and payment.method = 'ONLINE' and refund.state = 'SETTLED'
)
select 'BOOKS_UNBALANCED' as kind, 'ledger' as subject,
    coalesce(sum(debit_total), 0)::bigint as expected,
    coalesce(sum(credit_total), 0)::bigint as found
from plugin_paid_services.ledger_account where estate_id = :estate_id
having coalesce(sum(debit_total), 0) <> coalesce(sum(credit_total), 0)
union all
select 'ACCOUNT_TOTAL', account.code || ' DEBIT', coalesce(moved.debit, 0), account.debit_total
from plugin_paid_services.ledger_account as account
left join moved on moved.account_id = account.id
where account.estate_id = :estate_id and account.debit_total <> coalesce(moved.debit, 0)
union all
select 'ACCOUNT_TOTAL', account.code || ' CREDIT', coalesce(moved.credit, 0), account.credit_total
from plugin_paid_services.ledger_account as account
left join moved on moved.account_id = account.id
where account.estate_id = :estate_id and account.credit_total <> coalesce(moved.credit, 0)
union all
select 'BELOW_FLOOR', code, floor, balance from balances where balance < floor
union all
select 'BILL_NOT_POSTED', 'bill ' || bill.number || ' amount',
    case when bill.state in ('OPEN', 'SETTLED') then bill.amount else 0 end,
    coalesce(posted.amount, 0)
from plugin_paid_services.bill as bill
left join posted on posted.subject_id = bill.id and posted.purpose = 'BILLED'
where bill.estate_id = :estate_id
    and coalesce(posted.amount, 0)
        <> case when bill.state in ('OPEN', 'SETTLED') then bill.amount else 0 end
union all
select 'BILL_NOT_POSTED', 'bill ' || bill.number || ' relief', bill.waived,
    coalesce(relief.amount, 0)
from plugin_paid_services.bill as bill
left join (
    select subject_id, sum(amount)::bigint as amount
    from posted where purpose in ('WAIVED', 'REDEEMED') group by subject_id
) as relief on relief.subject_id = bill.id
where bill.estate_id = :estate_id and bill.waived <> coalesce(relief.amount, 0)
union all
select 'BILL_NOT_POSTED', 'bill ' || bill.number || ' paid', coalesce(settled.amount, 0), bill.paid
from plugin_paid_services.bill as bill
left join (
    select bill_id, sum(applied)::bigint as amount
    from plugin_paid_services.payment
    where estate_id = :estate_id and state = 'SETTLED' group by bill_id
) as settled on settled.bill_id = bill.id
where bill.estate_id = :estate_id and bill.payer <> 'ESTATE'
    and bill.paid <> coalesce(settled.amount, 0)
union all
select 'PAYMENT_NOT_POSTED', 'payment ' || payment.id,
    case payment.state when 'SETTLED' then payment.amount else 0 end,
    coalesce(money.amount, 0)
from plugin_paid_services.payment as payment
left join (
    select subject_id, sum(amount)::bigint as amount
    from posted where purpose in ('PAID', 'OVERPAID') group by subject_id
) as money on money.subject_id = payment.id
where payment.estate_id = :estate_id
    and coalesce(money.amount, 0)
        <> case payment.state when 'SETTLED' then payment.amount else 0 end
union all
select 'PAYMENT_NOT_POSTED', 'refund ' || refund.id,
    case refund.state when 'SETTLED' then refund.amount else 0 end,
    coalesce(posted.amount, 0)
from plugin_paid_services.refund as refund
left join posted on posted.subject_id = refund.id and posted.purpose = 'REFUNDED'
where refund.estate_id = :estate_id
    and coalesce(posted.amount, 0)
        <> case refund.state when 'SETTLED' then refund.amount else 0 end
union all
select 'RECEIPT_GAP', 'receipts', coalesce(max(number), 0), count(*)
from plugin_paid_services.receipt where estate_id = :estate_id
having coalesce(max(number), 0) <> count(*)
union all
select 'PROVIDER_MISSING_HERE', line.provider || ' ' || line.provider_reference, line.amount, 0
from plugin_paid_services.provider_line as line
where line.estate_id = :estate_id and line.day = :day
    and not exists (
        select from online
        where online.kind = line.kind and online.provider = line.provider
            and online.provider_reference = line.provider_reference
    )
union all
select 'PROVIDER_AMOUNT', line.provider || ' ' || line.provider_reference, line.amount,
    online.amount
from plugin_paid_services.provider_line as line
join online on online.kind = line.kind and online.provider = line.provider
    and online.provider_reference = line.provider_reference
where line.estate_id = :estate_id and line.day = :day and line.amount <> online.amount
union all
select 'PROVIDER_MISSING_THERE', online.provider || ' ' || online.provider_reference, 0,
    online.amount
from online
where online.settled_at >= :since and online.settled_at < :until
    and exists (
        select from plugin_paid_services.provider_line as any_line
        where any_line.estate_id = :estate_id and any_line.day = :day
            and any_line.provider = online.provider
    )
    and not exists (
        select from plugin_paid_services.provider_line as line
        where line.estate_id = :estate_id and line.provider = online.provider
            and line.provider_reference = online.provider_reference and line.kind = online.kind
    )
order by 1, 2
