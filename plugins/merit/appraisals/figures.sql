-- What happened in the month of everybody who worked here then: one row for each person.
-- Broken promises, answers, work sent back and thanks are the facts that were kept of them; kept
-- promises and finished work are theirs who had the ticket then, whoever has it now. What joined an
-- incident is taken out by a list made once, not by a join, which goes through all of the estate's
-- tickets for each act where the planner knows nothing of the tables yet.
with here as (
    select id, department_id
    from core.staff
    where estate_id = :estate_id and joined_on < :next and (left_on is null or left_on >= :month)
), acts as (
    select clock.ticket_id, clock.stopped_at as at, true as kept
    from core.clock as clock
    where clock.estate_id = :estate_id and clock.rule = any(:promises) and clock.state = 'KEPT'
        and clock.stopped_at >= :start and clock.stopped_at < :end
    union all
    select event.ticket_id, event.at, false as kept
    from core.ticket_event as event
    where event.estate_id = :estate_id and event.action = 'COMPLETE'
        and event.at >= :start and event.at < :end
), worked as (
    select had.staff::uuid as staff_id,
        count(*) filter (where acts.kept) as kept,
        count(*) filter (where not acts.kept) as done
    from acts
    join lateral (
        select case event.action when 'RETURN' then null else event.data ->> 'assignee' end as staff
        from core.ticket_event as event
        where event.estate_id = :estate_id and event.ticket_id = acts.ticket_id
            and event.at <= acts.at
            and (event.action in ('DISPATCH', 'HAND_OVER', 'RETURN')
                or event.data ->> 'assignee' is not null)
        order by event.sequence desc
        limit 1
    ) as had on had.staff is not null
    where acts.ticket_id not in (
        select ticket.id from core.ticket as ticket
        where ticket.estate_id = :estate_id and ticket.lead_id is not null
    )
    group by had.staff
), facts as (
    select staff_id,
        count(*) filter (where kind = 'BROKEN_PROMISE') as broken,
        count(*) filter (where kind = 'REOPENED') as sent_back,
        count(*) filter (where kind = 'THANKS') as thanks,
        round(avg(score) filter (where kind = 'ANSWER'))::bigint as satisfaction
    from plugin_merit.merit_fact
    where estate_id = :estate_id and at >= :start and at < :end
    group by staff_id
), merits as (
    select staff_id, sum(points)::bigint as points
    from plugin_merit.merit_case
    where estate_id = :estate_id and state = 'IN_FORCE' and in_force_at < :end
        and (counts_until is null or counts_until >= :end)
    group by staff_id
)
select here.id as staff_id, here.department_id,
    coalesce(worked.kept, 0) as kept,
    coalesce(facts.broken, 0) as broken,
    coalesce(worked.done, 0) as done,
    coalesce(facts.sent_back, 0) as sent_back,
    coalesce(facts.thanks, 0) as thanks,
    facts.satisfaction,
    coalesce(merits.points, 0) as points
from here
left join worked on worked.staff_id = here.id
left join facts on facts.staff_id = here.id
left join merits on merits.staff_id = here.id
where not exists (
    select from plugin_merit.merit_card as card
    where card.estate_id = :estate_id and card.staff_id = here.id and card.month = :month
)
order by here.id
