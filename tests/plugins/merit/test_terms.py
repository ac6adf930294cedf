"""Rules and indicators are set by code: of two who set one at once, one has to look again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Conflict, Invalid
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.set_indicator import IndicatorTerms, SetIndicator, set_indicator
from plugins.merit.facts.set_rule import RuleTerms, SetRule, set_rule
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround
from tests.factories import EstateWorld

Setting = Callable[[Actor, int, int | None, UnitOfWork], Awaitable[object]]

GROUND = MeritGround.OUTSTANDING_WORK
RULE = RuleTerms("OURS", "致谢", FactKind.THANKS, 1, 30, MeritGrade.COMMENDATION, GROUND)
INDICATOR = IndicatorTerms("OURS", "致谢", MeritMeasure.THANKS, 10, 0, 2)


async def rule(actor: Actor, estate_id: int, seen: int | None, uow: UnitOfWork) -> object:
    return await set_rule(actor, SetRule(estate_id, RULE, seen), uow)


async def indicator(actor: Actor, estate_id: int, seen: int | None, uow: UnitOfWork) -> object:
    return await set_indicator(actor, SetIndicator(estate_id, INDICATOR, seen), uow)


@pytest.mark.parametrize("setting", [rule, indicator])
@pytest.mark.parametrize("seen", [None, 1])
async def test_of_two_who_set_the_same_code_at_once_one_has_to_look_again(
    db: Database, estate: EstateWorld, setting: Setting, seen: int | None
) -> None:
    actor = estate.manager.actor
    scope = Scope.of(actor, (estate.id,))
    if seen is None:
        async with unit_of_work(db, scope) as uow:
            with pytest.raises(Invalid):
                await setting(actor, estate.id, 1, uow)
    else:
        async with unit_of_work(db, scope) as uow:
            await setting(actor, estate.id, None, uow)

    async def second() -> None:
        async with unit_of_work(db, scope) as uow:
            await setting(actor, estate.id, seen, uow)

    async with unit_of_work(db, scope) as first:
        await setting(actor, estate.id, seen, first)
        other = asyncio.create_task(second())
        done, _ = await asyncio.wait({other}, timeout=0.2)
        assert not done, "it waits for what becomes of the first"
    with pytest.raises(Conflict) as refused:
        await other
    assert refused.value.details["current"] == (seen or 0) + 1
