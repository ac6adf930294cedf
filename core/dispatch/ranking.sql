-- The candidates for one ticket, best first, each part of the score with its ground and its facts.
-- $names are the tables and numbers of core.dispatch.needs and core.dispatch.rules.
with
job as materialized (
    select
        ticket.group_id,
        ticket.kind,
        ticket.nature,
        coalesce(ticket.category_code, '') as category,
        ticket.urgency,
        (ticket.urgency = 'EMERGENCY' or ticket.severity <> 'ORDINARY')::integer as harder,
        house.building_id,
        estate.zone,
        (:now at time zone estate.zone)::date as today
    from core.ticket
    join core.estate on estate.id = ticket.estate_id
    left join core.house on house.estate_id = :estate and house.id = ticket.house_id
    where ticket.estate_id = :estate and ticket.id = :ticket
),
need as materialized (
    select offered.functions, offered.skills, offered.levels, offered.minutes
    from job
    cross join lateral (
        select true as own, null as nature, coalesce(category_code, '') as category,
            functions, skills, levels, minutes
        from core.dispatch_need
        where group_id = job.group_id and kind = job.kind
        union all
        select false, nature, category, functions, skills, levels, minutes
        from (values $needs)
            as shipped(kind, nature, category, functions, skills, levels, minutes)
        where kind = job.kind and (nature is null or nature = job.nature)
    ) as offered
    where offered.category in ('', job.category)
        or starts_with(job.category, offered.category || '.')
    order by length(offered.category) desc, offered.own desc, (offered.nature is not null) desc
    limit 1
),
wanted as materialized (
    select asked.skill, least(asked.level + job.harder, 5) as level
    from job, need, unnest(need.skills, need.levels) as asked(skill, level)
),
held as materialized (
    select staff_id, skill, level
    from core.staff_skill
    where estate_id = :estate
        and skill in (select skill from wanted)
        and (expires_on is null or expires_on >= (select today from job))
),
person as materialized (
    select staff.id, staff.role in ($heads) as leads
    from job, need, core.staff
    join core.department
        on department.estate_id = :estate and department.id = staff.department_id
    where staff.estate_id = :estate
        and staff.role in ($doers)
        and staff.joined_on <= job.today
        and (staff.left_on is null or staff.left_on >= job.today)
        and (
            department.function = any(need.functions)
            or staff.id in (
                select held.staff_id from held join wanted using (skill)
                where held.level >= wanted.level
            )
        )
),
-- Of several skills the one that is most wanting.
ability as (
    select distinct on (person.id)
        person.id, wanted.skill, wanted.level as wanted, coalesce(held.level, 0) as level
    from person
    cross join wanted
    left join held on held.staff_id = person.id and held.skill = wanted.skill
    order by person.id, coalesce(held.level, 0) - wanted.level, wanted.skill
),
-- Metres from the ticket's building to each: measured, or by their numbers.
reach as materialized (
    select
        there.id as building_id,
        case
            when there.id = here.id then 0
            when there.latitude + there.longitude + here.latitude + here.longitude is not null
                then round(0.11132 * sqrt(
                    (there.latitude - here.latitude) ^ 2
                    + ((there.longitude - here.longitude) * cosd(here.latitude / 1e6)) ^ 2
                ))
            when there.code ~ '^[0-9]{1,6}$$' and here.code ~ '^[0-9]{1,6}$$'
                and abs(there.code::bigint - here.code::bigint) = 1 then $next_door
            else $elsewhere
        end as metres
    from job
    join core.building as here on here.estate_id = :estate and here.id = job.building_id
    join core.building as there on there.estate_id = :estate
),
area as (
    select
        staff_area.staff_id,
        bool_or(staff_area.building_id = job.building_id) as own,
        min(reach.metres) as metres
    from job
    join core.staff_area on staff_area.estate_id = :estate
    left join reach on reach.building_id = staff_area.building_id
    group by staff_area.staff_id
),
work as materialized (
    select id, assignee_id, state, due_at, house_id, updated_at
    from core.ticket
    where estate_id = :estate
        and closed_at is null
        and assignee_id is not null
        and state in ($at_hand)
        and id <> :ticket
),
due as materialized (
    select ticket_id
    from core.clock
    where estate_id = :estate
        and state = 'RUNNING'
        and due_at <= :now + interval '$at_risk_minutes minutes'
),
load as (
    select
        assignee_id,
        count(*) as tickets,
        count(*) filter (where due_at < :now) as overdue,
        count(*) filter (where id in (select ticket_id from due)) as at_risk
    from work
    group by assignee_id
),
away as materialized (
    select distinct on (assignee_id) assignee_id, house_id
    from work
    where state in ($out)
    order by assignee_id, updated_at desc
),
whereabouts as (
    select away.assignee_id, reach.metres
    from (
        select id, building_id from core.house
        where estate_id = :estate and id = any(array(select house_id from away))
    ) as there
    join away on away.house_id = there.id
    join reach on reach.building_id = there.building_id
),
roster as materialized (
    select exists (
        select from core.duty
        where estate_id = :estate
            and starts_at between :now - interval '7 days' and :now + interval '7 days'
    ) as kept
),
duty as (
    select
        staff_id,
        max(ends_at) filter (where starts_at <= :now) as until,
        min(starts_at) filter (where starts_at > :now) as begins
    from core.duty
    where estate_id = :estate
        and starts_at between :now - interval '2 days' and :now + interval '2 days'
        and ends_at > :now
    group by staff_id
),
gave_back as materialized (
    select distinct (data ->> 'assignee')::uuid as staff_id
    from core.ticket_event
    where estate_id = :estate and ticket_id = :ticket and action = 'RETURN'
        and data ->> 'assignee' is not null
),
given as materialized (
    select
        staff_id,
        sum(points) as points,
        array_agg('PLUGIN'::text order by position) as parts,
        array_agg(points order by position) as each,
        array_agg(0::bigint order by position) as most,
        array_agg('PLUGIN_SAYS'::text order by position) as grounds,
        array_agg(plugin order by position) as plugins,
        array_agg(why order by position) as whys,
        array_agg(''::text order by position) as nothing
    from unnest(:point_staff, :point_values, :point_plugins, :point_whys)
        with ordinality as told(staff_id, points, plugin, why, position)
    group by staff_id
),
facts as (
    select
        person.id as staff_id,
        person.leads,
        ability.skill,
        ability.level,
        ability.wanted,
        job.zone,
        job.building_id is not null as placed,
        area.staff_id is not null as has_area,
        coalesce(area.own, false) as own_area,
        coalesce(whereabouts.metres, area.metres)::bigint as metres,
        whereabouts.metres is not null as from_work,
        roster.kept as roster_kept,
        duty.until,
        duty.begins,
        need.minutes,
        coalesce(load.tickets, 0) as tickets,
        coalesce(load.overdue, 0) as overdue,
        coalesce(load.at_risk, 0) as at_risk,
        gave_back.staff_id is not null as gave_back,
        weight.*
    from job
    cross join need
    cross join roster
    cross join person
    join (values $weights)
        as weight(urgency, w_skill, w_area, w_distance, w_duty, w_load, w_promises)
        on weight.urgency = job.urgency
    left join ability on ability.id = person.id
    left join area on area.staff_id = person.id
    left join whereabouts on whereabouts.assignee_id = person.id
    left join duty on duty.staff_id = person.id
    left join load on load.assignee_id = person.id
    left join gave_back on gave_back.staff_id = person.id
),
grounded as materialized (
    select
        facts.*,
        case
            when skill is null then 'NO_SKILL_NEEDED'
            when level = 0 then 'SKILL_MISSING'
            when level < wanted then 'SKILL_BELOW'
            else 'SKILL_ENOUGH'
        end as g_skill,
        case
            when not placed then 'PLACE_UNKNOWN'
            when own_area then 'OWN_AREA'
            when has_area then 'OTHER_AREA'
            else 'WHOLE_ESTATE'
        end as g_area,
        case
            when not placed then 'PLACE_UNKNOWN'
            when metres is null then 'WHEREABOUTS_UNKNOWN'
            when from_work then 'FROM_WORK'
            else 'FROM_AREA'
        end as g_distance,
        case
            when not roster_kept then 'NO_ROSTER'
            when until >= :now + minutes * interval '1 minute' then 'ON_DUTY'
            when until > :now then 'DUTY_ENDS_SOON'
            when begins <= :now + interval '$soon_minutes minutes' then 'DUTY_BEGINS_SOON'
            else 'OFF_DUTY'
        end as g_duty,
        case when tickets = 0 then 'NOTHING_OPEN' else 'OPEN_TICKETS' end as g_load,
        case
            when at_risk + overdue = 0 then 'NOTHING_AT_RISK' else 'PROMISES_AT_RISK'
        end as g_promises
    from facts
),
pointed as materialized (
    select
        grounded.*,
        (w_skill * case g_skill
            when 'NO_SKILL_NEEDED' then 100
            when 'SKILL_ENOUGH' then 80 + 10 * least(level - wanted, 2)
            when 'SKILL_BELOW' then 50 * level / wanted
            else 0 end + 50) / 100 as p_skill,
        (w_area * case g_area
            when 'OWN_AREA' then 100
            when 'OTHER_AREA' then 0
            else 50 end + 50) / 100 as p_area,
        (w_distance * case
            when g_distance in ('FROM_WORK', 'FROM_AREA')
                then greatest(100 - 100 * metres / $far, 0)
            else 50 end + 50) / 100 as p_distance,
        (w_duty * case g_duty
            when 'ON_DUTY' then 100
            when 'DUTY_ENDS_SOON' then 60
            when 'NO_ROSTER' then 50
            when 'DUTY_BEGINS_SOON' then 30
            else 0 end + 50) / 100 as p_duty,
        (w_load * greatest(100 - 100 * tickets / $full_load, 0) + 50) / 100 as p_load,
        (w_promises * greatest(100 - 100 * (at_risk + 2 * overdue) / $full_risk, 0) + 50) / 100
            as p_promises,
        case when gave_back then $returned else 0 end as p_returned,
        case when leads then $leads else 0 end as p_leads,
        g_skill in ('NO_SKILL_NEEDED', 'SKILL_ENOUGH') as able,
        g_duty in ('ON_DUTY', 'DUTY_ENDS_SOON', 'NO_ROSTER') as present
    from grounded
),
ranked as materialized (
    select
        pointed.*,
        (p_skill + p_area + p_distance + p_duty + p_load + p_promises + p_returned + p_leads
            + coalesce(given.points, 0))::bigint as score,
        able and present and not gave_back as suitable,
        given.parts, given.each, given.most, given.grounds, given.plugins, given.whys, given.nothing
    from pointed
    left join given on given.staff_id = pointed.staff_id
)
select
    (select group_id from job) as group_id,
    :estate as estate_id,
    staff_id,
    row_number() over best as rank,
    count(*) over () as candidates,
    score,
    suitable,
    able,
    present,
    tickets as open_tickets,
    overdue,
    at_risk,
    case when until > :now then until end as on_duty_until,
    begins as next_duty_at,
    case when placed then metres end as metres,
    minutes,
    array['SKILL', 'AREA', 'DISTANCE', 'DUTY', 'LOAD', 'PROMISES']
        || case when gave_back then '{RETURNED}'::text[] end
        || case when leads then '{LEADS}'::text[] end
        || parts as parts,
    array[p_skill, p_area, p_distance, p_duty, p_load, p_promises]
        || case when gave_back then array[p_returned]::bigint[] end
        || case when leads then array[p_leads]::bigint[] end
        || each as points,
    array[w_skill, w_area, w_distance, w_duty, w_load, w_promises]::bigint[]
        || case when gave_back then '{0}'::bigint[] end
        || case when leads then '{0}'::bigint[] end
        || most as most,
    array[g_skill, g_area, g_distance, g_duty, g_load, g_promises]
        || case when gave_back then '{RETURNED_IT}'::text[] end
        || case when leads then '{LEADS_DEPARTMENT}'::text[] end
        || grounds as grounds,
    array[
        coalesce(skill, ''),
        '',
        coalesce(metres::text, ''),
        coalesce(to_char(coalesce(until, begins) at time zone zone, 'HH24:MI'), ''),
        tickets::text,
        at_risk::text
    ]
        || case when gave_back then '{""}'::text[] end
        || case when leads then '{""}'::text[] end
        || plugins as a,
    array[coalesce(level::text, ''), '', '', '', '', overdue::text]
        || case when gave_back then '{""}'::text[] end
        || case when leads then '{""}'::text[] end
        || whys as b,
    array[coalesce(wanted::text, ''), '', '', '', '', '']
        || case when gave_back then '{""}'::text[] end
        || case when leads then '{""}'::text[] end
        || nothing as c
from ranked
window best as (order by suitable desc, score desc, leads, tickets, staff_id)
order by rank
limit :first
