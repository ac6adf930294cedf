-- One period of a rule as bills, for every house it is for: one statement, however many houses.
-- The days of a house's period are cut wherever its payer changes: an owner from the day they own,
-- the developer while nobody does. Shares are cut from the whole by days, cumulatively, so that
-- they add up to it to the fen.
with rule as (
    select * from plugin_paid_services.fee_rule where estate_id = :estate_id and id = :rule_id
), houses as (
    select house.id, house.building_id, house.label, house.area,
        case rule.basis
            when 'AREA' then (rule.rate * house.area * :months + 5000) / 10000
            else (rule.rate * :months + 50) / 100
        end as whole
    from core.house as house, rule
    where house.estate_id = :estate_id
        and (rule.building_ids is null or house.building_id = any(rule.building_ids))
        and (cast(:house_id as uuid) is null or house.id = :house_id)
), owners as (
    select house_id, resident_id, since, coalesce(until, 'infinity') as until
    from core.residency
    where estate_id = :estate_id and relation = 'OWNER'
        and since <= :last and coalesce(until, 'infinity') >= :first
), cuts as (
    select id as house_id, cast(:first as date) as day from houses
    union
    select house_id, since from owners where since > :first
    union
    select house_id, (until + 1)::date from owners where until < :last
), payers as (
    select distinct on (cuts.house_id, cuts.day) cuts.house_id, cuts.day, owners.resident_id
    from cuts
    left join owners on owners.house_id = cuts.house_id
        and owners.since <= cuts.day and owners.until >= cuts.day
    order by cuts.house_id, cuts.day, owners.since desc nulls last, owners.resident_id
), changes as (
    select *, lag(resident_id) over by_day is distinct from resident_id
        or row_number() over by_day = 1 as changed
    from payers
    window by_day as (partition by house_id order by day)
), stretches as (
    select house_id, resident_id, day as first,
        coalesce(lead(day) over (partition by house_id order by day) - 1, cast(:last as date))
            as last
    from changes where changed
), shares as (
    select stretches.house_id, stretches.resident_id, stretches.first, stretches.last,
        houses.building_id, houses.label, houses.area, houses.whole,
        (houses.whole * (stretches.last - cast(:first as date) + 1) * 2 + :days) / (2 * :days)
            - (houses.whole * (stretches.first - cast(:first as date)) * 2 + :days) / (2 * :days)
            as amount
    from stretches join houses on houses.id = stretches.house_id
), numbered as (
    select shares.*, gen_random_uuid() as id, row_number() over (order by label, first) as place
    from shares
    where amount > 0 and not exists (
        select from plugin_paid_services.bill as bill
        where bill.estate_id = :estate_id and bill.fee_rule_id = :rule_id
            and bill.house_id = shares.house_id and bill.state <> 'CANCELLED'
            and bill.period_from <= shares.last and bill.period_to >= shares.first
    )
), butlers as (
    select building.id as building_id, (
        select staff.id
        from core.staff as staff
        left join core.staff_area as area
            on area.estate_id = staff.estate_id and area.staff_id = staff.id
        where staff.estate_id = :estate_id and staff.role = 'BUTLER' and staff.left_on is null
            and (area.building_id = building.id or area.building_id is null)
        order by area.building_id nulls last, staff.id limit 1
    ) as butler_id
    from core.building as building where building.estate_id = :estate_id
), series as (
    insert into plugin_paid_services.number_series as series
        (group_id, estate_id, id, series, last)
    select :group_id, :estate_id, gen_random_uuid(), 'bill', count(*) from numbered
    having count(*) > 0
    on conflict (estate_id, series) do update set last = series.last + excluded.last
    returning last
), billed as (
    insert into plugin_paid_services.bill
        (group_id, estate_id, id, number, kind, state, version, title, payer, house_id,
         resident_id, fee_rule_id, period_from, period_to, amount, waived, paid, refunded, due_on,
         issued_at, issued_by, butler_id, reminders)
    select :group_id, :estate_id, numbered.id,
        series.last - (select count(*) from numbered) + numbered.place, 'FEE', 'OPEN', 1,
        rule.title || ' ' || numbered.first || ' — ' || numbered.last,
        case when numbered.resident_id is null then 'DEVELOPER' else 'RESIDENT' end,
        numbered.house_id, numbered.resident_id, rule.id, numbered.first, numbered.last,
        numbered.amount, 0, 0, 0, cast(:today as date) + rule.due_days::int, :now,
        cast(:issued_by as uuid), butlers.butler_id, 0
    from numbered
    cross join rule
    cross join series
    join butlers on butlers.building_id = numbered.building_id
    returning id, house_id, payer, amount
), lines as (
    insert into plugin_paid_services.bill_line
        (group_id, estate_id, id, bill_id, resident_id, position, code, title, unit, quantity,
         price, amount)
    select :group_id, :estate_id, gen_random_uuid(), numbered.id, numbered.resident_id, 1,
        rule.code, rule.title,
        case rule.basis when 'AREA' then '平方米·月' else '户·月' end,
        case rule.basis when 'AREA' then numbered.area * 10 * :months else 1000 * :months end
            * (numbered.last - numbered.first + 1) / :days,
        rule.rate / 100, numbered.amount
    from numbered cross join rule
), opened as (
    insert into plugin_paid_services.ledger_account
        (group_id, estate_id, id, code, kind, house_id, side, floor, debit_total, credit_total,
         opened_at)
    select :group_id, :estate_id, gen_random_uuid(), code, kind, house_id, side, floor, 0, 0, :now
    from (
        select distinct 'RECEIVABLE:' || house_id as code, 'RECEIVABLE' as kind, house_id,
            'DEBIT' as side, 0::bigint as floor
        from numbered where resident_id is not null
        union all
        select 'DEVELOPER_RECEIVABLE', 'DEVELOPER_RECEIVABLE', null::uuid, 'DEBIT', 0::bigint
        union all
        select 'FEE_INCOME', 'FEE_INCOME', null, 'CREDIT', null
    ) as wanted
    order by code
    on conflict (estate_id, code) do nothing
)
select count(*) as bills, coalesce(sum(amount), 0)::bigint as amount from billed
