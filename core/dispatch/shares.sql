-- How an estate's jobs were shared out among those who were there in a period.
with
place as materialized (
    select id, group_id, zone from core.estate where id = :estate
),
person as (
    select staff.id, staff.department_id, staff.name
    from place, core.staff
    where staff.estate_id = :estate
        and staff.role in ($doers)
        and staff.joined_on <= (:until at time zone place.zone)::date
        and (staff.left_on is null or staff.left_on >= (:since at time zone place.zone)::date)
),
job as (
    select
        assignee_id,
        count(*) as jobs,
        count(*) filter (where closed_at is null and completed_at is null) as unfinished,
        coalesce(sum(labour_minutes), 0) as labour
    from core.ticket
    where estate_id = :estate
        and dispatched_at >= :since and dispatched_at < :until
        and assignee_id is not null
    group by assignee_id
),
duty as (
    select
        staff_id,
        sum(extract(epoch from least(ends_at, :until) - greatest(starts_at, :since))) as seconds
    from core.duty
    where estate_id = :estate
        and starts_at >= :since - interval '2 days' and starts_at < :until and ends_at > :since
    group by staff_id
),
shared as (
    select
        person.*,
        coalesce(job.jobs, 0) as jobs,
        coalesce(job.unfinished, 0) as unfinished,
        coalesce(job.labour, 0) as labour,
        coalesce(duty.seconds, 0) as seconds
    from person
    left join job on job.assignee_id = person.id
    left join duty on duty.staff_id = person.id
)
select
    (select group_id from place) as group_id,
    :estate as estate_id,
    id as staff_id,
    department_id,
    jobs,
    unfinished,
    labour::bigint as labour_minutes,
    round(seconds / 60)::bigint as duty_minutes,
    coalesce(round(jobs * 1000 / nullif(sum(jobs) over department, 0)), 0)::bigint as share,
    coalesce(round(seconds * 1000 / nullif(sum(seconds) over department, 0)), 0)::bigint
        as duty_share,
    row_number() over (order by jobs desc, name, id) as position
from shared
window department as (partition by department_id)
order by position
limit :first
