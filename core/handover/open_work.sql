-- What an estate, or one of its departments, still owes now: one line a ticket, one for each
-- escalation nobody has acknowledged and each written report that is due, the most pressing first.
with ticket as materialized (
    select found.*
    from core.ticket as found
    where found.estate_id = :estate
        and found.state in ($open)
        and (cast(:department as uuid) is null
            or found.department_id = :department or found.department_id is null)
),
promise as (
    select clock.ticket_id, bool_or(clock.state = 'BROKEN') as broken,
        min(clock.due_at) filter (where clock.state = 'RUNNING') as due_at
    from core.clock
    where clock.estate_id = :estate
        and clock.ticket_id in (select id from ticket)
        and (clock.state = 'RUNNING' or (clock.state = 'BROKEN' and clock.stopped_at is null))
    group by clock.ticket_id
),
line as (
    select
        case
            when coalesce(promise.broken, false) then 'OVERDUE'
            when promise.due_at < cast(:now as timestamptz) + interval '$risk minutes'
                then 'AT_RISK'
            when ticket.hold_until < cast(:now as timestamptz) + interval '$holds hours'
                then 'HOLD_ENDING'
            when ticket.assignee_id is null then 'UNASSIGNED'
            else 'OPEN'
        end as kind,
        ticket.number as title,
        case when ticket.state = 'ON_HOLD' then ticket.hold_until
            else coalesce(promise.due_at, ticket.due_at) end as due_at,
        ticket.id as ticket_id,
        ticket.version as ticket_version,
        ticket.state,
        ticket.urgency,
        ticket.assignee_id
    from ticket
    left join promise on promise.ticket_id = ticket.id
    union all
    select 'ESCALATED', step.rule || ' ' || step.role, step.told_at, ticket.id, ticket.version,
        ticket.state, ticket.urgency, ticket.assignee_id
    from core.escalation_step as step
    join ticket on ticket.id = step.ticket_id
    where step.estate_id = :estate and step.state = 'TOLD'
    union all
    select 'ESCALATED', report.rule || ' ' || report.role, report.due_at, ticket.id,
        ticket.version, ticket.state, ticket.urgency, ticket.assignee_id
    from core.escalation_report as report
    join ticket on ticket.id = report.ticket_id
    where report.estate_id = :estate and report.state = 'OWED'
)
select
    estate.group_id,
    estate.id as estate_id,
    line.*,
    row_number() over (
        order by
            array_position(array[$kinds], line.kind),
            array_position(array['EMERGENCY', 'URGENT', 'ROUTINE'], line.urgency),
            line.due_at nulls last,
            line.title
    ) as position
from line, core.estate
where estate.id = :estate
order by position
limit $most
