"""How long ranking takes: `python -m tests.benchmarks.dispatch [RUNS]`. Prints a line of JSON.

One estate with 500 staff in one department, each with three skills, an area and a fortnight's
roster; 2,500 open tickets with their clocks, and 50,000 closed ones. The statement is the one that
use cases and the API send, prepared, as the application's role under row-level security. The first
runs, which PostgreSQL plans anew for each connection, are told apart.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import psycopg
from sqlalchemy import func, select

from core.clock import now
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.dispatch.ranking import rank
from core.staff.models import Function
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from tests.database import TestDatabase, serving
from tests.factories import EstateWorld, make_world

STAFF = 500
PLANNED = 5
"""After so many runs PostgreSQL keeps one plan for the statement."""

FILLING = """
set session_replication_role = replica;
insert into core.building (group_id, estate_id, id, code, name, aliases, floors, latitude,
    longitude)
select {group}, {estate}, uuidv7(), n::text, n || '栋', '{{}}', 18,
    31200000 + n % 6 * 700, 121400000 + n / 6 * 700
from generate_series(100, 129) as n;
insert into core.house (group_id, estate_id, id, building_id, floor, number, label, area)
select {group}, {estate}, uuidv7(), building.id, n, n::text, building.code || '-' || n, 9000
from core.building, generate_series(1, 20) as n
where building.estate_id = {estate} and building.code >= '100';
insert into core.staff (group_id, estate_id, id, department_id, role, name, phone, joined_on)
select {group}, {estate}, uuidv7(), '{department}', 'TECHNICIAN', '技工' || n, '13800000000',
    '2024-01-01'
from generate_series(1, {staff}) as n;
insert into core.staff_skill (group_id, estate_id, id, staff_id, skill, level)
select {group}, {estate}, uuidv7(), staff.id, skill, 1 + (random() * 4)::int
from core.staff, unnest(array['PLUMBING', 'ELECTRICITY', 'LOCKS']) as skill
where staff.estate_id = {estate} and staff.name like '技工%';
insert into core.staff_area (group_id, estate_id, id, staff_id, building_id)
select {group}, {estate}, uuidv7(), staff.id, building.id
from core.staff join core.building using (estate_id)
where estate_id = {estate} and staff.name like '技工%' and random() < 0.1;
insert into core.duty (group_id, estate_id, id, staff_id, starts_at, ends_at)
select {group}, {estate}, uuidv7(), staff.id, starts, starts + interval '9 hours'
from core.staff, generate_series(-7, 7) as day,
    lateral (select date_trunc('day', now()) + day * interval '1 day'
        + (random() * 15)::int * interval '1 hour') as turn(starts)
where staff.estate_id = {estate} and staff.name like '技工%';
create temp table people as
select id, row_number() over () as n from core.staff
where estate_id = {estate} and name like '技工%';
create temp table places as
select id, row_number() over () as n from core.house
where estate_id = {estate} and number::int <= 20;
insert into core.ticket (group_id, estate_id, id, number, state, version, kind, category_code,
    urgency, severity, needs_developer, important, channel, content, house_id, received_at,
    assignee_id, department_id, due_at, dispatched_at, closed_at, updated_at, reopened)
select {group}, {estate}, uuidv7(), 'B' || n,
    case when n > 2500 then 'CLOSED'
        else (array['DISPATCHED', 'ACCEPTED', 'IN_PROGRESS', 'ON_HOLD', 'APPOINTED'])
            [n % 5 + 1] end,
    3, 'REPAIR', 'repair.water', 'ROUTINE', 'ORDINARY', false, false, 'APP', '漏水',
    (select id from places where places.n = 1 + t.n % 600), now() - n * interval '5 minutes',
    (select id from people where people.n = 1 + t.n % {staff}), '{department}',
    now() + (random() * 60 - 5) * interval '1 hour', now() - n * interval '4 minutes',
    case when n > 2500 then now() - n * interval '3 minutes' end, now(), 0
from generate_series(1, 52500) as t(n);
insert into core.clock (group_id, estate_id, id, ticket_id, rule, round, state, started_at, due_at,
    warned)
select {group}, {estate}, uuidv7(), ticket.id, rule, 1,
    case when closed_at is null then 'RUNNING' else 'KEPT' end, received_at, due_at, '{}'
from core.ticket, unnest(array['S-C1', 'S-D1', 'S-D7']) as rule where estate_id = {estate};
insert into core.ticket (group_id, estate_id, id, number, state, version, kind, category_code,
    urgency, severity, needs_developer, important, channel, content, house_id, received_at,
    updated_at, reopened)
select {group}, {estate}, uuidv7(), 'NEW', 'REPORTED', 1, 'REPAIR', 'repair.water', 'URGENT',
    'ORDINARY', false, false, 'APP', '漏水', (select id from places limit 1), now(), now(), 0;
set session_replication_role = default;
vacuum analyze;
"""


def fill(place: TestDatabase, estate: EstateWorld) -> None:
    """Writes the estate's rows, as the server's administrator."""
    values = {
        "group": estate.group_id,
        "estate": estate.id,
        "department": estate.departments[Function.ENGINEERING],
        "staff": STAFF,
    }
    with psycopg.connect(place.admin_url, autocommit=True) as connection:
        for statement in FILLING.format(**values).split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())


def cpu_ms(pid: int) -> float:
    """The processor's time a server process has had: what a busy machine does not change."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


async def measure(database: Database, estate: EstateWorld, runs: int) -> dict[str, Any]:
    """Milliseconds of a ranking, there and back."""
    scope = Scope.of(estate.agent.actor, (estate.id,))
    took: list[float] = []
    spent = 0.0
    async with unit_of_work(database, scope) as uow:
        row = await uow.row(
            select(Ticket.id).where(Ticket.estate_id == estate.id, Ticket.number == "NEW")
        )
        assert row is not None
        ticket = TicketRef(estate.id, row["id"])
        pid: int = (await uow.execute(select(func.pg_backend_pid()))).scalar_one()
        for number in range(runs):
            if number == PLANNED:
                spent = cpu_ms(pid)
            started = time.perf_counter()
            ranked = await rank(uow, ticket, first=10)
            took.append((time.perf_counter() - started) * 1000)
        candidates = ranked[0].candidates
        spent = cpu_ms(pid) - spent
    planned, took = took[:PLANNED], sorted(took[PLANNED:])
    return {
        "at": now().isoformat(timespec="seconds"),
        "staff": candidates,
        "runs": runs,
        "median_ms": round(median(took), 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "best_ms": round(took[0], 1),
        "postgresql_cpu_ms": round(spent / (runs - PLANNED), 1),
        "while_planned_ms": round(median(planned), 1),
    }


async def main(runs: int) -> None:
    with serving() as server, server.passing() as place:
        async with Database(place.app_url).opened() as database:
            world = await make_world(database, estates=1)
            fill(place, world.estates[0])
            figures = await measure(database, world.estates[0], runs)
            print(orjson.dumps({"dispatch_ranking_500": figures}).decode())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
