"""Recharges: the first that keeps books counts, and who fails is on record and refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin import recharging
from core.plugin.answers import Booked
from core.plugin.catalogue import Catalogue
from core.plugin.fold import Answer, PluginFailed
from core.plugin.hooks import hook
from core.plugin.recharging import Recharge
from core.tickets.refs import TicketRef
from tests.plugin.made import plugin


async def booked(uow: UnitOfWork, *functions: Callable[..., Any]) -> Any:
    """What is said to 155 yuan that somebody has agreed to, by plugins with these hooks."""
    estate_id = uow.scope.estates[0]
    ref = TicketRef(estate_id, new_id())
    recharge = Recharge(new_id(), 1, ref, new_id(), "和苑置业", "代为抢修", 155_00)
    if not functions:
        return await recharging.agreed(uow, recharge)
    with plugin("lamps", functions[0]) as lamps, plugin("wires", functions[-1]) as wires:
        uow.plan = Catalogue([lamps, wires]).plan(["lamps", "wires"])
        if functions[0].__name__ == "recharge_agreed":
            return await recharging.agreed(uow, recharge)
        return await recharging.withdrawn(uow, recharge, "撤回")


async def test_the_first_that_answers_counts_and_no_other_is_asked(uow: UnitOfWork) -> None:
    asked: list[str] = []

    @hook()
    async def recharge_agreed(uow: UnitOfWork, recharge: Recharge) -> Booked:
        asked.append(recharge.debtor)
        return Booked("账单 7")

    assert await booked(uow) is None
    assert await booked(uow, recharge_agreed) == Answer("lamps", Booked("账单 7"))
    assert asked == ["和苑置业"]


async def test_one_that_fails_refuses_and_is_on_record(uow: UnitOfWork) -> None:
    @hook()
    async def recharge_withdrawn(uow: UnitOfWork) -> None:
        raise RuntimeError

    with pytest.raises(PluginFailed):
        await booked(uow, recharge_withdrawn)
    assert [each.plugin for each in uow.faults] == ["lamps"]
