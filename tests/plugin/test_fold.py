"""Folding: answers in the declared order, and a bad plugin costs only its own."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from core.db.unit_of_work import UnitOfWork
from core.errors import Code
from core.estates.models import House
from core.ids import new_id
from core.plugin import hooks
from core.plugin.answers import Candidate, Deadline, PriceLine, Suggestion, Veto
from core.plugin.catalogue import Catalogue
from core.plugin.fold import Folded, PluginFailed, ask
from core.plugin.hooks import hook
from core.tickets.refs import TicketRef
from tests.factories import MORNING, EstateWorld
from tests.plugin.made import plugin

TICKET = TicketRef(1, new_id())


def says(code: str, priority: int = hooks.MIDDLE) -> Callable[..., Any]:
    @hook(priority=priority)
    def ticket_stepping(action: str) -> Veto:
        return Veto(code, action)

    return ticket_stepping


async def stepping(uow: UnitOfWork, **plugins: Callable[..., Any]) -> Folded:
    with ExitStack() as stack:
        made = [stack.enter_context(plugin(id_, each)) for id_, each in plugins.items()]
        plan = Catalogue(made).plan(plugins)
        actor: Any = None
        return await ask(
            plan, hooks.ticket_stepping, uow, actor=actor, ticket=TICKET, action="CLOSE"
        )


def codes(folded: Folded) -> list[str]:
    return [veto.code for veto in folded.of(Veto)]


async def test_answers_come_by_priority_and_then_by_plugin_not_by_import(uow: UnitOfWork) -> None:
    zz, mm, aa = says("zz", priority=1), says("mm"), says("aa")
    assert codes(await stepping(uow, aa=aa, mm=mm, zz=zz)) == ["zz", "aa", "mm"]
    assert codes(await stepping(uow, zz=zz, mm=mm, aa=aa)) == ["zz", "aa", "mm"]


async def test_only_the_plugins_of_the_plan_are_asked(uow: UnitOfWork) -> None:
    with plugin("aa", says("aa")) as aa, plugin("bb", says("bb")) as bb:
        plan = Catalogue([aa, bb]).plan(["bb"])
        found = await ask(
            plan, hooks.ticket_stepping, uow, actor=None, ticket=TICKET, action="CLOSE"
        )
    assert codes(found) == ["bb"]


@hook()
def raising(action: str) -> Veto:
    raise ValueError("王丽 13800000000")


@hook()
async def breaking(uow: UnitOfWork) -> Veto:
    await uow.execute(text("select 1 / 0"))
    return Veto("x", "x")


@hook()
async def hanging(uow: UnitOfWork) -> Veto:
    await asyncio.sleep(60)
    return Veto("x", "x")


@hook()
async def querying(uow: UnitOfWork) -> Veto:
    await uow.execute(text("select pg_sleep(60)"))
    return Veto("x", "x")


@hook()
def babbling(action: str) -> object:
    return {"code": "x"}


@hook()
def mixing(action: str) -> list[object]:
    return [Veto("x", "x"), "and then some"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (raising, "ValueError at tests/plugin/test_fold.py:"),
        (breaking, "DataError 22012 at tests/plugin/test_fold.py:"),
        (hanging, "TimeoutError at "),
        (querying, "OperationalError 57014 at tests/plugin/test_fold.py:"),
        (babbling, "Nonsense at "),
        (mixing, "Nonsense at "),
    ],
)
async def test_a_bad_plugin_is_left_out_and_put_on_record_and_the_transaction_goes_on(
    uow: UnitOfWork, estate: EstateWorld, bad: Callable[..., Any], error: str
) -> None:
    bad.__name__ = "ticket_stepping"
    found = await stepping(uow, bad=bad, good=says("good"))
    assert codes(found) == ["good"]
    [failure] = found.failures
    assert failure.plugin == "bad"
    assert failure.error.startswith(error)
    assert "13800000000" not in failure.error
    houses = select(func.count()).select_from(House).where(House.estate_id == estate.id)
    assert (await uow.execute(houses)).scalar_one() == 2


async def test_where_the_hook_decides_a_failure_refuses_the_whole(uow: UnitOfWork) -> None:
    @hook()
    def price_lines(ticket: TicketRef) -> PriceLine:
        raise ValueError

    with plugin("billing", price_lines) as billing:
        plan = Catalogue([billing]).plan(["billing"])
        with pytest.raises(PluginFailed) as refused:
            await ask(plan, hooks.price_lines, uow, ticket=TICKET)
    assert refused.value.plugin == "billing"
    assert refused.value.code is Code.UNAVAILABLE


async def test_what_a_hook_writes_is_undone(uow: UnitOfWork, estate: EstateWorld) -> None:
    @hook()
    async def ticket_stepping(uow: UnitOfWork) -> None:
        await uow.execute(update(House).values(label="mine"))
        uow.emit("mine", group_id=estate.group_id, estate_id=estate.id, subject_id=new_id())

    await stepping(uow, greedy=ticket_stepping)
    await uow.flush()
    labels = (await uow.execute(select(House.label).where(House.estate_id == estate.id))).scalars()
    assert sorted(labels) == sorted(estate.house_labels)


async def test_values_can_be_folded_to_the_first_of_each_kind_or_taken_together(
    uow: UnitOfWork,
) -> None:
    one, two = new_id(), new_id()

    def gives(points: int, *staff: Any) -> Callable[..., Any]:
        @hook(priority=points)
        def dispatch_candidates(ticket: TicketRef) -> list[Candidate]:
            return [Candidate(each, points, "why") for each in staff]

        return dispatch_candidates

    with plugin("aa", gives(5, one, two)) as aa, plugin("bb", gives(2, one)) as bb:
        plan = Catalogue([aa, bb]).plan(["aa", "bb"])
        found = await ask(plan, hooks.dispatch_candidates, uow, ticket=TICKET, candidates=())
    together = found.together(Candidate, lambda each: each.staff_id)
    assert {staff: sum(each.points for each in all_) for staff, all_ in together.items()} == {
        one: 7,
        two: 5,
    }
    first = found.first_by(Candidate, lambda each: each.staff_id)
    assert first[one].points == 2


async def test_answers_of_several_kinds_are_told_apart(uow: UnitOfWork) -> None:
    @hook()
    def ticket_reporting(report: object) -> list[Veto | Suggestion]:
        return [Veto("v", "v"), Suggestion("urgency", "URGENT", "漏水")]

    @hook()
    def ticket_deadlines(ticket: TicketRef) -> Deadline:
        return Deadline("S-D7", MORNING, "合同约定")

    with plugin("aa", ticket_reporting, ticket_deadlines) as aa:
        plan = Catalogue([aa]).plan(["aa"])
        found = await ask(plan, hooks.ticket_reporting, uow, actor=None, report=None)
        deadlines = await ask(plan, hooks.ticket_deadlines, uow, ticket=TICKET)
    assert [each.code for each in found.of(Veto)] == ["v"]
    assert [each.value for each in found.of(Suggestion)] == ["URGENT"]
    assert [each.rule for each in deadlines.of(Deadline)] == ["S-D7"]
