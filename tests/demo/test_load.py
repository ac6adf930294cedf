"""The demo group in the database: all there, by the rules, and ready to be used."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from rich.progress import Progress
from sqlalchemy import TextClause, text

from api.cli.installation import catalogue
from api.demo import ESTATE, first_query, logins
from api.demo.accounts import API_KEY
from api.demo.blueprint import GROUP
from api.demo.check import Broken, check_estate
from api.demo.logins import FIRST_QUERY
from api.demo.logins import Login as Ready
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.tickets.errors import StepNotAllowed
from tenants.access import Access
from tenants.directory import find_estate, find_group
from tenants.login import Login, login
from tests.api.door import serving
from tests.demo.conftest import Loaded

pytestmark = pytest.mark.xdist_group("demo")

COUNTS: Mapping[str, tuple[int, int]] = {
    "core.region": (3, 3),
    "core.estate": (12, 12),
    "core.house": (2_900, 3_100),
    "core.resident": (5_500, 8_000),
    "core.staff": (195, 205),
    "core.category": (40, 60),
    "core.duty": (10_000, 20_000),
    "core.ticket": (20_000, 20_050),
    "core.ticket_event": (160_000, 220_000),
    "core.clock": (90_000, 150_000),
    "core.survey": (18_000, 24_000),
    "core.ticket_material": (10_000, 20_000),
    "tenants.contract": (12, 12),
    "tenants.account": (3_000, 5_000),
}


class Undone(Exception):
    """Rolls a transaction back."""


def _counts(loaded: Loaded) -> dict[str, int]:
    return {table: loaded.count(f"select count(*) from {table}") for table in COUNTS}


def test_what_was_interrupted_left_nothing_behind(loaded: Loaded) -> None:
    assert loaded.left_by_interruption == 0
    assert loaded.loaded


def test_there_is_as_much_of_everything_as_was_promised(loaded: Loaded) -> None:
    for table, count in _counts(loaded).items():
        least, most = COUNTS[table]
        assert least <= count <= most, table


def test_two_hundred_people_work_for_the_group(loaded: Loaded) -> None:
    assert loaded.count("select count(*) from tenants.account where audience = 'staff'") == 200


def test_homes_are_counted_on_their_estate(loaded: Loaded) -> None:
    differing = """
        select count(*) from core.estate
        where homes <> (select count(*) from core.house where house.estate_id = estate.id)
    """
    assert loaded.count(differing) == 0


def test_loading_again_finds_it_and_changes_nothing(loaded: Loaded) -> None:
    before = _counts(loaded)
    assert loaded.load(Progress(disable=True)) is False
    assert _counts(loaded) == before


def test_every_state_is_there_at_the_main_estate(loaded: Loaded) -> None:
    states = f"""
        select count(distinct state) from core.ticket
        join core.estate on estate.id = ticket.estate_id where estate.code = '{ESTATE}'
    """
    assert loaded.count(states) == 14


def test_every_promise_still_open_has_a_timer_that_wakes_it(loaded: Loaded) -> None:
    unwatched = """
        select count(*) from core.clock
        where state in ('RUNNING', 'PAUSED') and not exists (
            select from core.timer where timer.estate_id = clock.estate_id
            and timer.key like clock.ticket_id || ':' || clock.rule || ':' || clock.round || ':%'
            and (clock.due_at is null or timer.due_at <= clock.due_at)
        )
    """
    assert loaded.count(unwatched) == 0
    assert loaded.count("select count(*) from core.timer") > 100


WORK: Mapping[str, tuple[str, frozenset[str]]] = {
    "agent": (
        "select distinct state from core.ticket",
        frozenset({"REPORTED", "CLASSIFIED", "EXPLAINING", "REOPENED"}),
    ),
    "head": (
        """
        select distinct state from core.ticket
        join core.staff on staff.estate_id = ticket.estate_id and staff.id = any(:persons)
        where assignee_id is null and ticket.department_id = staff.department_id
        """,
        frozenset({"DISPATCHED"}),
    ),
    "technician": (
        "select distinct state from core.ticket where assignee_id = any(:persons)",
        frozenset({"DISPATCHED", "ACCEPTED", "APPOINTED", "IN_PROGRESS", "ON_HOLD", "REOPENED"}),
    ),
    "resident": (
        """
        select distinct ticket.state from core.ticket
        join core.survey on survey.estate_id = ticket.estate_id and survey.ticket_id = ticket.id
        where survey.state = 'INVITED'
        """,
        frozenset({"COMPLETED", "CONFIRMED"}),
    ),
}
"""What each login finds to do, in the scope of its own account."""


@pytest.mark.parametrize("name", WORK)
async def test_who_logs_in_finds_something_to_do(loaded: Loaded, db: Database, name: str) -> None:
    access = Access(db, loaded.settings)
    password = next(each.password for each in logins(catalogue()) if each.name == name)
    session = await login(access, Login(name, password))
    actor = await access.authenticate(session.access_token)
    query, wanted = WORK[name]
    async with unit_of_work(db, Scope.of(actor)) as uow:
        found = await uow.execute(text(query), [{"persons": list(actor.persons)}])
        assert wanted <= set(found.scalars())


REACH = {"director": 12, "API key": 12, "leader": 12, "region": 4, "developer": 2}
"""How many estates a login sees; all others see one."""


@pytest.mark.parametrize("ready", logins(catalogue()), ids=lambda ready: ready.name)
async def test_every_login_gets_in(loaded: Loaded, db: Database, ready: Ready) -> None:
    access, bearer = Access(db, loaded.settings), ready.password
    if bearer != API_KEY:
        session = await login(access, Login(ready.name, ready.password))
        bearer = session.access_token
    actor = await access.authenticate(bearer)
    assert len(actor.estates) == REACH.get(ready.name, 1)


async def test_the_first_query_answers(loaded: Loaded) -> None:
    async with serving(loaded.database) as door:
        http = door.http(API_KEY)
        told = (await http.post("/graphql", json={"query": FIRST_QUERY})).json()
    assert "errors" not in told
    assert sum(row["count"] for row in told["data"]["ticketSummary"]) >= 20_000
    assert len(told["data"]["tickets"]["nodes"]) == 5
    assert API_KEY in first_query("http://127.0.0.1:8000")


TAMPERED: Mapping[str, TextClause] = {
    "a state its history does not lead to": text(
        "update core.ticket set state = 'CLOSED' where estate_id = :estate and state = 'COMPLETED'"
    ),
    "a broken promise called kept": text(
        "update core.clock set state = 'KEPT' where estate_id = :estate and state = 'BROKEN'"
    ),
    "a promised time moved": text(
        "update core.ticket set due_at = due_at + interval '1 day' where estate_id = :estate"
    ),
    "a verdict turned round": text(
        "update core.survey set satisfied = not satisfied where estate_id = :estate"
    ),
    "a survey never asked": text(
        "delete from core.survey where estate_id = :estate and state = 'VOID'"
    ),
    "a step the table does not know": text(
        """
        with reopened as (
            insert into core.ticket_event (
                group_id, estate_id, id, ticket_id, sequence, at, action, from_state, to_state,
                actor_id, actor_name, actor_audience, data, public, requester_id
            )
            select group_id, estate_id, gen_random_uuid(), ticket_id, sequence + 1, at, 'REOPEN',
                to_state, 'REOPENED', actor_id, actor_name, actor_audience, '{}', public,
                requester_id
            from core.ticket_event where estate_id = :estate and to_state = 'WITHDRAWN'
            returning ticket_id
        )
        update core.ticket set version = version + 1, state = 'REOPENED'
        where estate_id = :estate and id in (select ticket_id from reopened)
        """
    ),
}


async def _checked(loaded: Loaded, db: Database, tampering: TextClause | None) -> int:
    """How many tickets of one estate were checked, after `tampering`; all of it undone."""
    checked: list[int] = []
    with suppress(Undone):
        async with unit_of_work(db, Scope.system()) as uow:
            group = await find_group(uow, GROUP)
            assert group is not None
            estate = await find_estate(uow, group, "jiefang")
            assert estate is not None
            await uow.enter(Scope.system(group, estate))
            if tampering is not None:
                changed = await uow.execute(tampering.bindparams(estate=estate))
                assert changed.rowcount > 0
            await check_estate(uow, estate, loaded.now, checked.append)
            raise Undone
    return sum(checked)


async def test_what_was_loaded_passes_the_check(loaded: Loaded, db: Database) -> None:
    assert await _checked(loaded, db, None) > 500


@pytest.mark.parametrize("tampering", TAMPERED)
async def test_the_check_finds_what_the_rules_do_not_give(
    loaded: Loaded, db: Database, tampering: str
) -> None:
    with pytest.raises((Broken, StepNotAllowed)):
        await _checked(loaded, db, TAMPERED[tampering])
