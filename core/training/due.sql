-- Who of an estate's staff must take which course: never taken, run out, or running out soon.
with place as (
    select group_id, id, cast(timezone(zone, cast(:now as timestamptz)) as date) as today
    from core.estate
    where id = :estate
),
person as materialized (
    select staff.id, staff.department_id, staff.role, staff.joined_on
    from place, core.staff
    where staff.estate_id = :estate
        and staff.joined_on <= place.today
        and (staff.left_on is null or staff.left_on >= place.today)
        and (cast(:department as uuid) is null or staff.department_id = :department)
),
-- Of several records of a session the latest counts.
counted as (
    select distinct on (record.staff_id, record.session_id)
        record.staff_id, record.course_id, record.passed, record.valid_until
    from core.training_record as record
    where record.estate_id = :estate
    order by record.staff_id, record.session_id, record.id desc
),
taken as (
    select staff_id, course_id,
        case when bool_or(valid_until is null) then null else max(valid_until) end as valid_until
    from counted
    where passed
    group by staff_id, course_id
),
owed as (
    select
        person.id as staff_id,
        person.department_id,
        course.id as course_id,
        course.title,
        taken.valid_until,
        case
            when taken.staff_id is not null then taken.valid_until
            when course.phase = 'BEFORE_JOB' then person.joined_on
            else person.joined_on + cast(course.within_days as integer)
        end as due_on
    from place, person
    join core.course
        on course.group_id = (select group_id from place)
        and course.retired_at is null
        and (cardinality(course.roles) = 0 or person.role = any(course.roles))
    left join taken on taken.staff_id = person.id and taken.course_id = course.id
)
select
    place.group_id,
    place.id as estate_id,
    owed.staff_id,
    owed.department_id,
    owed.course_id,
    owed.title,
    owed.due_on,
    owed.valid_until,
    owed.due_on < place.today as overdue,
    row_number() over (order by owed.due_on, owed.staff_id, owed.course_id) as position
from place, owed
where owed.due_on <= place.today + cast(:days as integer)
order by position
limit :first
