"""Where the plugin has a say: an estate begins with rules and indicators, or with its model's.

Erasing an estate leaves nothing to do: all that the plugin keeps of people stands in its tables.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from core.plugin.answers import Candidate
from core.plugin.hooks import hook
from core.tickets.refs import TicketRef
from plugins.merit.appraisals.models import MeritIndicator
from plugins.merit.appraisals.set_indicator import SHIPPED as INDICATORS
from plugins.merit.cases.take_effect import wait_again
from plugins.merit.effects.overdue import watch_again
from plugins.merit.effects.repository import suspended
from plugins.merit.facts.models import MeritRule
from plugins.merit.facts.set_rule import SHIPPED as RULES
from plugins.merit.terms import BY_CODE, Coded, begin_with

SUSPENDED = 100
"""Points that a suspension takes: the most that a plugin may."""

KEYS = frozenset({"id", *BY_CODE})


@hook()
async def plugin_enabling(uow: UnitOfWork, estate_id: int) -> None:
    """The shipped rules and indicators, where there are none of these codes; what waited, waits."""
    group = (await uow.execute(select(Estate.group_id).where(Estate.id == estate_id))).scalar_one()
    await begin_with(uow, MeritRule, group, estate_id, [each.columns() for each in RULES])
    await begin_with(uow, MeritIndicator, group, estate_id, [each.columns() for each in INDICATORS])
    await wait_again(uow, estate_id)
    await watch_again(uow, estate_id)


@hook()
async def dispatch_candidates(
    uow: UnitOfWork, ticket: TicketRef, candidates: Sequence[Candidate]
) -> Sequence[Candidate]:
    """Who is suspended comes last for work."""
    people = [each.staff_id for each in candidates]
    found = await suspended(uow, ticket.estate_id, people, uow.now)
    return [Candidate(staff_id, -SUSPENDED, "停职期间") for staff_id in found]


@hook()
async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """The model's rules and indicators; never its people's cases, facts or cards."""
    await _copy(uow, MeritRule, source_id, target_id)
    await _copy(uow, MeritIndicator, source_id, target_id)


async def _copy(uow: UnitOfWork, model: Coded, source_id: int, target_id: int) -> None:
    table = model.__table__
    found = await uow.execute(select(table).where(table.c.estate_id == source_id))
    for row in found.mappings().all():
        kept = {
            **row,
            "id": new_id(),
            "estate_id": target_id,
            "version": 1,
            "set_at": uow.now,
            "set_by": None,
        }
        fresh = {name: value for name, value in kept.items() if name not in KEYS}
        await uow.execute(
            insert(model).values(**kept).on_conflict_do_update(index_elements=BY_CODE, set_=fresh)
        )


__all__ = ["dispatch_candidates", "estate_cloning", "plugin_enabling"]
