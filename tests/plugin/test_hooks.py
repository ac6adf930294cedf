"""Every hook: specified in a line, and tried here by a test that is named after it."""

import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select

from core.actor import Actor
from core.db.engine import Database
from core.db.lineage import CORE
from core.db.migrate import upgrade
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.handover.models import LineKind
from core.handover.open_work import open_work
from core.ids import new_id
from core.jobs.models import Timer
from core.notify import channel as notify
from core.notify.registry import channels
from core.plugin import hooks
from core.plugin.answers import (
    Attachment,
    Booked,
    Candidate,
    Deadline,
    Evidence,
    HandoverItem,
    Payer,
    PayerKind,
    PriceLine,
    Represented,
    Suggestion,
    Unsettled,
    Veto,
)
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import beside, erase, unsettled
from core.plugin.fold import Answer, ask
from core.plugin.hooks import SPECIFICATIONS, hook
from core.plugin.lifecycle import clone, disable, enable
from core.plugin.recharging import Recharge
from core.tickets.intake import Report
from core.tickets.kinds import Channel, Kind
from core.tickets.refs import TicketRef
from core.tickets.report import report
from tests.database import TestServer
from tests.factories import MORNING, EstateWorld, make_world
from tests.plugin.made import plugin
from tests.plugin.test_recharging import booked
from tests.plugins_for_tests.keys.lend import RETURN_DUE, give_back, lend
from tests.plugins_for_tests.keys.manifest import MANIFEST as KEYS
from tests.plugins_for_tests.keys.take_in import NewKey, take_in

TICKET = TicketRef(1, new_id())


@pytest_asyncio.fixture(scope="module")
async def keys_db(server: TestServer) -> AsyncIterator[Database]:
    """A database with the tables of the keys plugin."""
    with server.passing() as passing:
        upgrade(passing.owner_url, (CORE, *Catalogue([KEYS]).lineages))
        async with Database(passing.app_url, size=4).opened() as opened:
            yield opened


@pytest_asyncio.fixture
async def place(keys_db: Database) -> EstateWorld:
    """An estate where keys are kept."""
    return (await make_world(keys_db, estates=1)).estates[0]


def a_report(estate: EstateWorld) -> Report:
    return Report(
        estate_id=estate.id,
        kind=Kind.REPAIR,
        channel=Channel.APP,
        content="厨房水管漏水",
        house_id=estate.houses[0],
        unknown_occurred="刚刚发现",
    )


async def a_key_lent(db: Database, estate: EstateWorld) -> tuple[NewKey, TicketRef]:
    """A key that is out for a ticket."""
    key = NewKey(estate.id, estate.houses[0], "A-7")
    agent, resident = estate.agent.actor, estate.resident.actor
    async with unit_of_work(db, Scope.of(agent, (estate.id,))) as uow:
        await take_in(agent, key, uow)
    async with unit_of_work(db, Scope.of(resident, (estate.id,))) as uow:
        ticket = (await report(resident, a_report(estate), uow)).ticket
    async with unit_of_work(db, Scope.of(agent, (estate.id,))) as uow:
        await lend(agent, key.id, ticket, 24, uow)
    return key, ticket


def test_every_hook_is_told_in_one_line_and_tested_by_name() -> None:
    tests = [name for name in globals() if name.startswith("test_")]
    for name in SPECIFICATIONS:
        told = inspect.getdoc(getattr(hooks, name))
        assert told, name
        assert "\n" not in told, name
        assert any(test.startswith(f"test_{name}") for test in tests), name


def test_every_hook_takes_plain_arguments_by_name() -> None:
    for name in SPECIFICATIONS:
        for parameter in inspect.signature(getattr(hooks, name)).parameters.values():
            assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD, name
            assert parameter.default is parameter.empty, name


async def test_ticket_reporting_suggests_what_a_plugin_knows_of_the_house(
    keys_db: Database, place: EstateWorld
) -> None:
    plan = Catalogue([KEYS]).plan(["keys"])
    agent: Actor = place.agent.actor
    async with unit_of_work(keys_db, Scope.of(agent, (place.id,))) as uow:

        async def suggestions() -> list[str]:
            new = a_report(place)
            found = await ask(plan, hooks.ticket_reporting, uow, actor=agent, report=new)
            assert found.failures == ()
            return [each.value for each in found.of(Suggestion)]

        assert await suggestions() == []
        await take_in(agent, NewKey(place.id, place.houses[0], "A-7"), uow)
        await uow.flush()
        assert await suggestions() == ["前台有钥匙：A-7"]


async def test_ticket_stepping_refuses_to_close_while_a_key_is_out(
    keys_db: Database, place: EstateWorld
) -> None:
    key, ticket = await a_key_lent(keys_db, place)
    plan = Catalogue([KEYS]).plan(["keys"])
    agent = place.agent.actor
    async with unit_of_work(keys_db, Scope.of(agent, (place.id,))) as uow:

        async def vetoes(action: str) -> list[str]:
            asked = {"actor": agent, "ticket": ticket, "action": action}
            found = await ask(plan, hooks.ticket_stepping, uow, **asked)
            assert found.failures == ()
            return [each.reason for each in found.of(Veto)]

        assert await vetoes("CLOSE") == ["钥匙 A-7 尚未归还"]
        assert await vetoes("COMMENT") == []
        await give_back(agent, place.id, key.id, uow)
        assert await vetoes("CLOSE") == []


async def asked(uow: UnitOfWork, function: Callable[..., Any], **arguments: Any) -> Any:
    """What one plugin with this hook answers."""
    with plugin("lamps", function) as lamps:
        plan = Catalogue([lamps]).plan(["lamps"])
        specified = getattr(hooks, function.__name__)
        return await ask(plan, specified, uow, **arguments)


async def test_dispatch_candidates_gives_points_with_a_reason(uow: UnitOfWork) -> None:
    @hook()
    def dispatch_candidates(candidates: tuple[Candidate, ...]) -> list[Candidate]:
        return [Candidate(each.staff_id, 3, "持证") for each in candidates]

    given = (Candidate(new_id(), 10, "在岗"),)
    found = await asked(uow, dispatch_candidates, ticket=TICKET, candidates=given)
    assert [each.points for each in found.of(Candidate)] == [3]


async def test_ticket_proposing_says_what_speaks_for_which_value(
    uow: UnitOfWork, estate: EstateWorld
) -> None:
    @hook()
    def ticket_proposing(estate_id: int, content: str) -> Evidence | None:
        if "又" not in content or estate_id != estate.id:
            return None
        return Evidence("KIND", Kind.COMPLAINT, 3, "不是第一次", "又")

    asking = {"actor": estate.agent.actor, "estate_id": estate.id}
    found = await asked(uow, ticket_proposing, content="又漏水了", **asking)
    assert [(each.value, each.points) for each in found.of(Evidence)] == [(Kind.COMPLAINT, 3)]
    assert (await asked(uow, ticket_proposing, content="漏水了", **asking)).answers == ()


async def test_ticket_deadlines_are_proposed_by_rule(uow: UnitOfWork) -> None:
    @hook()
    async def ticket_deadlines(uow: UnitOfWork, ticket: TicketRef) -> Deadline:
        return Deadline("S-D7", MORNING, "合同约定")

    found = await asked(uow, ticket_deadlines, ticket=TICKET)
    assert found.first_by(Deadline, lambda each: each.rule)["S-D7"].due_at == MORNING


async def test_ticket_payer_is_whoever_the_first_plugin_that_knows_names(uow: UnitOfWork) -> None:
    @hook()
    async def ticket_payer(uow: UnitOfWork, ticket: TicketRef) -> Payer:
        return Payer(PayerKind.DEVELOPER, "防水保修期内")

    found = await asked(uow, ticket_payer, ticket=TICKET)
    assert found.of(Payer) == (Payer(PayerKind.DEVELOPER, "防水保修期内"),)


async def test_recharge_agreed_is_booked_by_who_keeps_books(uow: UnitOfWork) -> None:
    @hook()
    async def recharge_agreed(uow: UnitOfWork, recharge: Recharge) -> Booked:
        return Booked(recharge.title)

    assert await booked(uow, recharge_agreed) == Answer("lamps", Booked("代为抢修"))


async def test_recharge_withdrawn_may_be_refused(uow: UnitOfWork) -> None:
    @hook()
    async def recharge_withdrawn(uow: UnitOfWork, reason: str) -> Veto:
        return Veto("PAID", reason)

    assert await booked(uow, recharge_withdrawn) == Veto("PAID", "撤回")


async def test_handover_lines_tell_the_next_shift_what_a_plugin_has_open(
    uow: UnitOfWork, estate: EstateWorld
) -> None:
    @hook()
    def handover_lines(estate_id: int) -> HandoverItem | None:
        return HandoverItem("钥匙 A-7 未归还", MORNING) if estate_id == estate.id else None

    with plugin("lamps", handover_lines) as lamps:
        uow.plan = Catalogue([lamps]).plan(["lamps"])
        [line] = [each for each in await open_work(uow, estate.id) if each.source == "lamps"]
    assert (line.kind, line.title, line.due_at) == (LineKind.OTHER, "钥匙 A-7 未归还", MORNING)


async def test_price_lines_are_charged_together(uow: UnitOfWork) -> None:
    @hook()
    def price_lines(ticket: TicketRef) -> tuple[PriceLine, ...]:
        return (PriceLine("P-1", "角阀", 3500), PriceLine("P-2", "人工", 5000))

    found = await asked(uow, price_lines, ticket=TICKET)
    assert sum(each.amount for each in found.of(PriceLine)) == 8500


async def test_plugin_enabling_sets_up_what_is_waited_for(
    keys_db: Database, place: EstateWorld
) -> None:
    await a_key_lent(keys_db, place)
    catalogue = Catalogue([KEYS])

    async def timers() -> int:
        async with unit_of_work(keys_db, Scope.system()) as uow:
            found = select(Timer.id).where(Timer.estate_id == place.id, Timer.kind == RETURN_DUE)
            return len((await uow.execute(found)).all())

    assert await timers() == 1
    async with unit_of_work(keys_db, Scope.system(place.group_id, place.id)) as uow:
        configuration = await enable(catalogue, "keys", uow, place.id, {"lent_hours": 8})
    assert configuration.model_dump() == {"lent_hours": 8}
    assert await timers() == 2


class Turns:
    """A plugin that notes its turns."""

    def __init__(self) -> None:
        self.taken: list[tuple[Any, ...]] = []

    def manifest_hooks(self) -> tuple[Callable[..., Any], ...]:
        @hook()
        async def plugin_disabling(uow: UnitOfWork, estate_id: int) -> None:
            self.taken.append(("off", estate_id))

        @hook()
        async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
            self.taken.append(("clone", source_id, target_id))

        @hook()
        async def estate_exporting(uow: UnitOfWork, estate_id: int) -> Attachment:
            return Attachment("lamps.txt", b"12")

        @hook()
        async def estate_erasing(uow: UnitOfWork, estate_id: int) -> None:
            self.taken.append(("erase", estate_id))

        return plugin_disabling, estate_cloning, estate_exporting, estate_erasing


async def test_plugin_disabling_is_the_turn_of_that_plugin_alone(uow: UnitOfWork) -> None:
    turns, others = Turns(), Turns()
    with (
        plugin("lamps", *turns.manifest_hooks()) as lamps,
        plugin("wires", *others.manifest_hooks()) as wires,
    ):
        await disable(Catalogue([lamps, wires]), "lamps", uow, 7)
    assert turns.taken == [("off", 7)]
    assert others.taken == []


async def test_estate_cloning_names_both_estates(uow: UnitOfWork) -> None:
    turns = Turns()
    with plugin("lamps", *turns.manifest_hooks()) as lamps:
        await clone(Catalogue([lamps]), "lamps", uow, 7, 8)
    assert turns.taken == [("clone", 7, 8)]


async def test_partner_persons_says_whom_a_partners_account_stands_for(uow: UnitOfWork) -> None:
    company, person = new_id(), new_id()

    @hook()
    def partner_persons(account_id: UUID) -> Represented | None:
        return Represented(company) if account_id == person else None

    with plugin("lamps", partner_persons) as lamps:
        plan = Catalogue([lamps]).plan(["lamps"])

        async def represented(account_id: UUID) -> list[UUID]:
            found = await ask(plan, hooks.partner_persons, uow, estate_id=7, account_id=account_id)
            return [each.id for each in found.of(Represented)]

        assert await represented(person) == [company]
        assert await represented(new_id()) == []


async def test_estate_exporting_adds_what_is_kept_beside_tables(uow: UnitOfWork) -> None:
    with plugin("lamps", *Turns().manifest_hooks()) as lamps:
        found = await beside(Catalogue([lamps]), "lamps", uow, 7)
    assert found == [Attachment("lamps.txt", b"12")]


async def test_estate_unsettled_names_what_is_still_open(uow: UnitOfWork) -> None:
    @hook()
    def estate_unsettled(estate_id: int) -> list[Unsettled]:
        return [Unsettled("盏灯亮着", "lamps burning", 3), Unsettled("盏灯坏了", "lamps broken", 0)]

    with plugin("lamps", estate_unsettled) as lamps:
        found = await unsettled(Catalogue([lamps]), "lamps", uow, 7)
    assert found == [Unsettled("盏灯亮着", "lamps burning", 3)]


async def test_estate_erasing_comes_before_the_rows_go(db: Database, estate: EstateWorld) -> None:
    turns = Turns()
    with plugin("lamps", *turns.manifest_hooks()) as lamps:
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            deleted = await erase(Catalogue([lamps]), "lamps", uow, estate.id)
    assert turns.taken == [("erase", estate.id)]
    assert set(deleted.values()) == {0}


async def test_notification_channels_of_a_plugin_stand_beside_those_shipped(
    db: Database, estate: EstateWorld
) -> None:
    """Under a name that begins with the plugin's id: no plugin takes another's place."""

    async def ring(message: notify.Outgoing, set_up: notify.SetUp) -> str | None:
        return "rung"

    def made(name: str) -> notify.Channel:
        return notify.Channel(name, "铃", "Bell", ring, lambda to, template, set_up: True)

    @hook()
    def notification_channels() -> list[notify.Channel]:
        return [made("LAMPS_BELL"), made("SMS"), made("KEYS_BELL")]

    with plugin("lamps", notification_channels) as lamps:
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            found = await channels(uow, Catalogue([lamps]).plan(["lamps"]))
    assert list(found) == ["IN_APP", "EMAIL", "WEBHOOK", "SMS", "WECHAT", "LAMPS_BELL"]
    assert found["SMS"].title == "短信"


async def test_a_lifecycle_turn_that_fails_refuses_the_whole(
    keys_db: Database, place: EstateWorld
) -> None:
    @hook()
    async def plugin_enabling(uow: UnitOfWork, estate_id: int, configuration: object) -> None:
        uow.set_timer("lamps.x", "x", MORNING, group_id=place.group_id, estate_id=estate_id)
        await uow.flush()
        raise LookupError("no lamps here")

    with plugin("lamps", plugin_enabling) as lamps:
        refused = ""
        try:
            async with unit_of_work(keys_db, Scope.system(place.group_id, place.id)) as uow:
                await enable(Catalogue([lamps]), "lamps", uow, place.id, {})
        except LookupError as error:
            refused = str(error)
    assert refused == "no lamps here"
    async with unit_of_work(keys_db, Scope.system()) as uow:
        assert (await uow.execute(select(Timer.id).where(Timer.kind == "lamps.x"))).all() == []
