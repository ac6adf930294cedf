-- Rows of every shipped plugin for every ticket of the benchmark's data: two quotes and a bill with
-- three lines each, a payment, a warranty, a hand-over to the developer with its history and clocks,
-- a fact and a merit case of whoever did the work. Run by plugin_list.py, section by section.

-- contracts
insert into tenants.contract (group_id, estate_id, id, version, title, valid_from, signed_at, signed_by)
select group_id, id, gen_random_uuid(), 1, '物业服务合同', created_at, created_at, :account
from core.estate;

insert into tenants.contract_plugin (
    group_id, estate_id, id, contract_id, plugin, configuration, valid_from, set_up_at
)
select group_id, estate_id, gen_random_uuid(), id, plugin, '{}', valid_from, valid_from
from tenants.contract,
    unnest(array['paid_services', 'merit', 'developer_escalation']) as plugin;

update tenants.contract_book set version = version + 1;

-- the caller
-- (manages every estate: the director alone sees nobody's rewards and penalties)
insert into tenants.role_grant (group_id, id, account_id, role, scope, estate_id, granted_at)
select group_id, gen_random_uuid(), :account, 'ESTATE_MANAGER', 'ESTATE', id, created_at
from core.estate;

update core.account_rights set version = version + 1;

-- quotes
insert into plugin_paid_services.price_list (
    group_id, estate_id, id, number, title, state, version, valid_from, drafted_at, published_at
)
select group_id, id, gen_random_uuid(), 1, '价目表', 'PUBLISHED', 1, created_at, created_at, created_at
from core.estate;

insert into plugin_paid_services.quote (
    group_id, estate_id, id, ticket_id, price_list_id, requester_id, state, version, amount, payer,
    offered_at, valid_until, consent
)
select
    t.group_id, t.estate_id, gen_random_uuid(), t.id, list.id, t.requester_id, q.state, 1, 15500,
    'RESIDENT', t.received_at + after, t.received_at + interval '7 days', 'PHONE'
from core.ticket t
join plugin_paid_services.price_list list on list.estate_id = t.estate_id,
    (values ('SUPERSEDED', interval '1 hour'), ('ACCEPTED', interval '2 hours')) q (state, after);

insert into plugin_paid_services.quote_line (
    group_id, estate_id, id, quote_id, requester_id, position, code, title, basis, unit, quantity,
    price, amount
)
select group_id, estate_id, gen_random_uuid(), id, requester_id, position, l.code, l.title, l.basis,
    l.unit, 1000, l.price, l.price
from plugin_paid_services.quote,
    (values (1, 'VISIT', '上门服务', 'VISIT', '次', 3000), (2, 'PLUMBING', '工时', 'HOUR', '小时', 8000),
        (3, 'VALVE', '角阀', 'MATERIAL', '个', 4500)) l (position, code, title, basis, unit, price);

-- bills
insert into plugin_paid_services.bill (
    group_id, estate_id, id, number, kind, state, version, title, payer, house_id, resident_id,
    ticket_id, quote_id, amount, waived, paid, refunded, due_on, issued_at, reminders
)
select
    t.group_id, t.estate_id, gen_random_uuid(),
    row_number() over (partition by t.estate_id order by t.received_at, t.id),
    'SERVICE', 'SETTLED', 1, '有偿服务：工单 ' || t.number, 'RESIDENT', t.house_id, t.requester_id, t.id,
    quote.id, 15500, 0, 15500, 0, (t.received_at + interval '9 days')::date,
    t.received_at + interval '10 hours', 0
from core.ticket t
join plugin_paid_services.quote on quote.estate_id = t.estate_id and quote.ticket_id = t.id
    and quote.state = 'ACCEPTED';

insert into plugin_paid_services.bill_line (
    group_id, estate_id, id, bill_id, resident_id, position, code, title, unit, quantity, price, amount
)
select bill.group_id, bill.estate_id, gen_random_uuid(), bill.id, bill.resident_id, line.position,
    line.code, line.title, line.unit, line.quantity, line.price, line.amount
from plugin_paid_services.bill
join plugin_paid_services.quote_line line
    on line.estate_id = bill.estate_id and line.quote_id = bill.quote_id;

insert into plugin_paid_services.payment (
    group_id, estate_id, id, bill_id, resident_id, method, state, version, amount, applied, excess,
    released, returnable, refunded, begun_at, settled_at
)
select group_id, estate_id, gen_random_uuid(), id, resident_id, 'CASH', 'SETTLED', 1, amount, amount,
    0, 0, 0, 0, issued_at, issued_at
from plugin_paid_services.bill;

-- developers
insert into plugin_developer_escalation.developer (
    group_id, estate_id, id, name, registered_at, version
)
select group_id, id, gen_random_uuid(), '和苑置业', created_at, 1 from core.estate;

insert into plugin_developer_escalation.warranty_term (
    group_id, estate_id, id, partner_id, component, categories, months, valid_from, version, set_at
)
select group_id, estate_id, gen_random_uuid(), id, 'PLUMBING', '{repair}', 24, registered_at, 1,
    registered_at
from plugin_developer_escalation.developer;

insert into plugin_developer_escalation.warranty (
    group_id, estate_id, id, ticket_id, term_id, partner_id, component, state, starts_on, ends_on,
    found_at, version
)
select t.group_id, t.estate_id, gen_random_uuid(), t.id, term.id, term.partner_id, 'PLUMBING',
    'HANDED_OVER', '2023-06-01', '2027-06-01', t.received_at, 1
from core.ticket t
join plugin_developer_escalation.warranty_term term on term.estate_id = t.estate_id;

insert into plugin_developer_escalation.hand_over (
    group_id, estate_id, id, ticket_id, number, partner_id, state, version, component, report, place,
    handed_at, handed_by, response_due_at, answered_at, repair_by, repaired_at
)
select t.group_id, t.estate_id, gen_random_uuid(), t.id, t.number, w.partner_id, 'REPAIRED', 3,
    'PLUMBING', '厨房渗水', '厨房', t.received_at + interval '1 hour', :account,
    t.received_at + interval '1 day', t.received_at + interval '5 hours',
    t.received_at + interval '9 days', t.received_at + interval '8 hours'
from core.ticket t
join plugin_developer_escalation.warranty w on w.estate_id = t.estate_id and w.ticket_id = t.id;

insert into plugin_developer_escalation.hand_over_event (
    group_id, estate_id, id, hand_over_id, partner_id, sequence, at, action, side, to_state, actor_name
)
select group_id, estate_id, gen_random_uuid(), id, partner_id, sequence, handed_at + after, action,
    side, to_state, '陈静'
from plugin_developer_escalation.hand_over,
    (values (1, interval '0', 'HAND_OVER', 'ESTATE', 'HANDED'),
        (2, interval '4 hours', 'ACCEPT', 'DEVELOPER', 'ACCEPTED'),
        (3, interval '7 hours', 'REPORT_REPAIR', 'DEVELOPER', 'REPAIRED'))
        e (sequence, after, action, side, to_state);

insert into plugin_developer_escalation.developer_clock (
    group_id, estate_id, id, hand_over_id, partner_id, kind, state, started_at, due_at, ended_at
)
select group_id, estate_id, gen_random_uuid(), id, partner_id, clock.kind, 'KEPT', handed_at,
    handed_at + interval '1 day', repaired_at
from plugin_developer_escalation.hand_over, unnest(array['RESPONSE', 'REPAIR']) clock (kind);

-- merit
insert into plugin_merit.merit_fact (
    group_id, estate_id, id, kind, key, staff_id, department_id, at, ticket_id
)
select group_id, estate_id, gen_random_uuid(), 'THANKS', id::text, assignee_id, department_id,
    completed_at, id
from core.ticket;

insert into plugin_merit.merit_case (
    group_id, estate_id, id, staff_id, department_id, kind, grade, ground, points, months, reason,
    state, version, chain, approvals, proposed_at, proposed_by, in_force_at
)
select group_id, estate_id, id, staff_id, department_id, 'REWARD', 'COMMENDATION',
    'OUTSTANDING_WORK', 2, 6, '客户致谢', 'IN_FORCE', 4, '{COMPANY}', 1, at, :account, at
from plugin_merit.merit_fact;

insert into plugin_merit.merit_evidence (group_id, estate_id, id, case_id, position, fact_id, ticket_id)
select group_id, estate_id, gen_random_uuid(), id, 1, id, ticket_id from plugin_merit.merit_fact;
