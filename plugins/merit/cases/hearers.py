"""Who is told that an objection waits to be heard: somebody who had no part in the case (S-J3)."""

from collections.abc import Sequence
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork, as_system
from core.escalation.holders import Holder, seat
from plugins.merit.cases import repository
from plugins.merit.cases.repository import Standing
from plugins.merit.kinds import TITLES
from plugins.merit.telling import say
from tenants.holders import holders_at

FIRST = Role.REGION_MANAGER
"""Who is told first that there is something to hear."""

ORDER = (FIRST, Role.COMPANY_LEADER, Role.BOARD, Role.GROUP_DIRECTOR)
"""Who hears, from the nearest up."""


def to_hear(
    first: Role, holders: Sequence[Holder], case: Standing, acted: frozenset[UUID]
) -> tuple[Holder, ...]:
    """Those of `first` who may hear the case; of the next one up where none may, then of those
    below; with nobody left the estate's manager, who has to find somebody (S-G6)."""
    able = [
        each
        for each in holders
        if each.account_id not in acted
        and each.staff_id != case.staff_id
        and (case.account_id is None or each.account_id != case.account_id)
    ]
    start = ORDER.index(first)
    for role in (*ORDER[start:], *reversed(ORDER[:start])):
        people = seat(role, [each for each in able if each.role is role]).people
        if people:
            return people
    return seat(Role.ESTATE_MANAGER, holders).people


async def tell_hearers(
    uow: UnitOfWork, case: Standing, first: Role, template: str, key: str, **values: str
) -> None:
    """Tell each of them, once under `key`."""
    async with as_system(uow, case.group_id, case.estate_id):
        holders = await holders_at(uow, case.estate_id)
        acted = await repository.acted(uow, case.estate_id, case.id)
    grade, grade_en = TITLES[case.grade]
    for each in to_hear(first, holders, case, acted):
        await say(
            uow,
            case.group_id,
            case.estate_id,
            template,
            each.recipient,
            f"{key}:{each.person}",
            grade=grade,
            grade_en=grade_en,
            **values,
        )


__all__ = ["FIRST", "ORDER", "tell_hearers", "to_hear"]
