-- The benchmark's group: one group, many estates, the first of them twenty times the size of each
-- other. Run by data.py as the superuser, section by section, with :group, :account, :estates,
-- :homes and :tickets. Everything follows from the row numbers: the same sizes always give the same
-- rows, except for the day on which the two years of tickets end.

-- keys and names
-- (UUIDv7s made of a moment and a number, so that rows sort by their time)
create function pg_temp.key(kind text, moment timestamptz, number bigint) returns uuid
language sql stable return (
    lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(kind || number), 1, 3) || '8' || substr(md5(kind || number), 4, 15)
)::uuid;

create function pg_temp.of_estate(kind text, estate bigint, number bigint) returns uuid
language sql stable return
    pg_temp.key(kind, '2023-06-01 00:00+00', estate * 10000 + number);

create function pg_temp.person(number bigint) returns text
language sql stable return
    (array['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙'])[1 + number % 12]
    || (array['伟','芳','娜','敏','静','丽','强','磊','军','洋','勇','艳','杰'])[1 + number / 7 % 13]
    || (array['','明','华','平','玲'])[1 + number / 11 % 5];

-- the group
-- (with its directory, region and categories)
with entry as (
    insert into core.group_entry (id, code) overriding system value values (:group, 'bench')
)
insert into core."group" (id, code, name, created_at) overriding system value
values (:group, 'bench', '和苑集团', '2023-06-01 00:00+00');

insert into core.region (group_id, id, parent_id, path, code, name) overriding system value
values (:group, 1, null, '{1}', 'east', '华东区域');

insert into tenants.contract_book (group_id, version) values (:group, 1);

insert into core.category (group_id, code, parent_code, kind, nature, name, name_en) values
    (:group, 'repair', null, 'REPAIR', null, '报修', 'Repairs'),
    (:group, 'repair.water', 'repair', 'REPAIR', null, '给排水', 'Plumbing'),
    (:group, 'repair.power', 'repair', 'REPAIR', null, '电气', 'Electricity');

-- estates
with entries as (
    insert into core.estate_entry (id, group_id, code) overriding system value
    select n, :group, 'e' || n from generate_series(1, :estates) n
)
insert into core.estate (
    id, group_id, region_id, code, name, property_type, zone, shifts, holidays, address, homes,
    created_at
) overriding system value
select
    n, :group, 1, 'e' || n, '和苑' || n || '期', 'RESIDENTIAL', 'Asia/Shanghai',
    '{"1": [["08:30","12:00"],["13:30","18:00"]], "2": [["08:30","12:00"],["13:30","18:00"]],
      "3": [["08:30","12:00"],["13:30","18:00"]], "4": [["08:30","12:00"],["13:30","18:00"]],
      "5": [["08:30","12:00"],["13:30","18:00"]]}',
    'CN', '上海市和苑路' || n || '号', :homes, '2023-06-01 00:00+00'
from generate_series(1, :estates) n;

-- the caller
-- (a director of the whole group)
insert into tenants.account (group_id, id, audience, name, locale, created_at)
values (:group, :account, 'staff', '集团总监', 'zh-CN', '2023-06-01 00:00+00');

insert into core.account_rights (group_id, account_id, version)
values (:group, :account, 1);

insert into tenants.role_grant (group_id, id, account_id, role, scope, granted_at)
values (
    :group, pg_temp.key('grant', '2023-06-01 00:00+00', 1), :account, 'GROUP_DIRECTOR',
    'GROUP', '2023-06-01 00:00+00'
);

-- staff
-- (two departments with six people each)
insert into core.department (group_id, estate_id, id, name, function)
select :group, e, pg_temp.of_estate('department', e, n), name, function
from generate_series(1, :estates) e,
    (values (0, '客服部', 'CUSTOMER_SERVICE'), (1, '工程部', 'ENGINEERING')) d (n, name, function);

insert into core.staff (
    group_id, estate_id, id, department_id, role, name, phone, joined_on
)
select
    :group, e, pg_temp.of_estate('staff', e, n), pg_temp.of_estate('department', e, n / 6),
    case when n < 6 then 'CS_AGENT' else 'TECHNICIAN' end,
    pg_temp.person(e * 12 + n), '139' || lpad((e * 12 + n)::text, 8, '0'), '2023-06-01'
from generate_series(1, :estates) e, generate_series(0, 11) n;

-- homes
-- (in buildings of twenty, with an owner each)
insert into core.building (group_id, estate_id, id, code, name, aliases, floors)
select
    :group, e, pg_temp.of_estate('building', e, b), (b + 1)::text, b + 1 || '栋', '{}', 5
from generate_series(1, :estates) e, generate_series(0, (:homes - 1) / 20) b;

insert into core.house (group_id, estate_id, id, building_id, floor, number, label, area)
select
    :group, e, pg_temp.of_estate('house', e, h), pg_temp.of_estate('building', e, h / 20),
    1 + h / 4 % 5, number, h / 20 + 1 || '栋' || number, 8000 + h * 37 % 6000
from generate_series(1, :estates) e, generate_series(0, :homes - 1) h,
    lateral (select (1 + h / 4 % 5) || '0' || (1 + h % 4)) made (number);

insert into core.resident (group_id, estate_id, id, name, phone, important, created_at)
select
    :group, e, pg_temp.of_estate('resident', e, h), pg_temp.person(e * 31 + h),
    '138' || lpad((e * :homes + h)::text, 8, '0'), false, '2023-06-01 00:00+00'
from generate_series(1, :estates) e, generate_series(0, :homes - 1) h;

insert into core.residency (group_id, estate_id, id, resident_id, house_id, relation, since)
select
    :group, e, pg_temp.of_estate('residency', e, h), pg_temp.of_estate('resident', e, h),
    pg_temp.of_estate('house', e, h), 'OWNER', '2023-06-01'
from generate_series(1, :estates) e, generate_series(0, :homes - 1) h;

-- tickets
-- (two years of them, the estates mixed as they came in; each has its house, its assignee, a survey
-- and at least four entries: of twenty, three wait for the customer, the rest are closed)
insert into core.ticket (
    number, state, version, kind, category_code, urgency, severity, needs_developer, important,
    channel, content, place, house_id, requester_id, contact_name, contact_phone, occurred_at,
    received_at, received_by, department_id, assignee_id, due_at, dispatched_at, accepted_at,
    completed_at, closed_at, updated_at, result, labour_minutes, outcome, reopened, group_id,
    estate_id, id
)
select
    to_char(at at time zone 'Asia/Shanghai', 'YYMMDD-') || upper(lpad(to_hex(n), 5, '0')),
    (array['REPORTED', 'DISPATCHED', 'ACCEPTED', 'COMPLETED', 'CLOSED'])[steps], steps, 'REPAIR',
    case n % 2 when 0 then 'repair.water' else 'repair.power' end,
    case when n % 10 = 0 then 'URGENT' else 'ROUTINE' end, 'ORDINARY', false, false,
    (array['PHONE', 'APP', 'WECHAT', 'FRONT_DESK'])[1 + n % 4],
    '厨房水槽下面的水管漏水，已经流到楼下，请尽快派人来看一看。编号' || n, '厨房',
    pg_temp.of_estate('house', e, n * 7 % :homes),
    pg_temp.of_estate('resident', e, n * 7 % :homes),
    pg_temp.person(e * 31 + n * 7 % :homes), '138' || lpad((n % 100000000)::text, 8, '0'),
    at - interval '1 hour', at, pg_temp.of_estate('staff', e, n % 6),
    case when steps > 1 then pg_temp.of_estate('department', e, 1) end,
    case when steps > 1 then pg_temp.of_estate('staff', e, 6 + n % 6) end,
    at + interval '2 days',
    case when steps > 1 then at + interval '1 hour' end,
    case when steps > 2 then at + interval '2 hours' end,
    case when steps > 3 then at + interval '9 hours' end,
    case when steps > 4 then at + interval '30 hours' end,
    at + interval '30 hours',
    case when steps > 3 then '更换了角阀和软管，试水正常。' end,
    case when steps > 3 then 45 end, case when steps > 4 then 'SOLVED' end, 0, :group, e,
    pg_temp.key('ticket', at, n)
from generate_series(0, :tickets - 1) n,
    lateral (
        select
            greatest(1, n % (:estates + 19) - 18),
            date_trunc('day', now()) - interval '2 days'
                - make_interval(secs => 63072000::bigint * (:tickets - n) / :tickets),
            case when n / 3 % 20 < 3 then 4 else 5 end
        offset 0
    ) made (e, at, steps);

-- histories
-- (nearly five entries a ticket, in the order in which things happened)
insert into core.ticket_event (
    ticket_id, sequence, at, action, from_state, to_state, actor_id, actor_name, actor_audience,
    data, public, requester_id, group_id, estate_id, id
)
select
    t.id, sequence, t.received_at + after, action, from_state, to_state,
    case by when 'resident' then t.requester_id when 'agent' then t.received_by else t.assignee_id end,
    case by when 'resident' then t.contact_name else pg_temp.person(t.estate_id + sequence) end,
    case by when 'resident' then 'resident' else 'staff' end, '{}', true, t.requester_id,
    t.group_id, t.estate_id,
    pg_temp.key(t.id::text, t.received_at + after, sequence)
from core.ticket t
join (values
    (1, interval '0', 'REPORT', null, 'REPORTED', 'resident'),
    (2, interval '1 hour', 'DISPATCH', 'REPORTED', 'DISPATCHED', 'agent'),
    (3, interval '2 hours', 'ACCEPT', 'DISPATCHED', 'ACCEPTED', 'technician'),
    (4, interval '9 hours', 'COMPLETE', 'ACCEPTED', 'COMPLETED', 'technician'),
    (5, interval '30 hours', 'ANSWER_SURVEY', 'COMPLETED', 'CLOSED', 'resident')
) step (sequence, after, action, from_state, to_state, by) on sequence <= t.version
order by t.received_at + after;

-- clocks
-- (the promise of completion)
insert into core.clock (
    ticket_id, requester_id, rule, round, state, started_at, due_at, stopped_at, broken_at,
    warned, group_id, estate_id, id
)
select
    id, requester_id, 'S-D7', 1,
    case when completed_at is null then 'BROKEN' else 'KEPT' end, received_at, due_at,
    completed_at, case when completed_at is null then due_at end, '{}', group_id, estate_id,
    pg_temp.key('clock' || id, received_at, 1)
from core.ticket
order by received_at;

-- surveys
-- (of what was completed)
insert into core.survey (
    ticket_id, requester_id, state, version, invited_at, answered_at, attitude, speed, result,
    professionalism, outcome, satisfied, group_id, estate_id, id
)
select
    id, requester_id, case when closed_at is null then 'INVITED' else 'ANSWERED' end, 1,
    completed_at, closed_at, score, score, score, score,
    case when closed_at is not null then 'SOLVED' end, score > 2, group_id, estate_id,
    pg_temp.key('survey' || id, completed_at, 1)
from core.ticket,
    lateral (select case when closed_at is not null then 2 + ascii(right(number, 1)) % 4 end)
        asked (score)
where completed_at is not null
order by completed_at;
