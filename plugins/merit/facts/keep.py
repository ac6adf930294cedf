"""Keeping a fact of somebody's work, once, and asking the rules whether it adds up to a proposal.

A rule only proposes; what becomes of it is for people to decide (S-J3).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.merit.cases.propose import Evidence, ProposeCase, put_forward
from plugins.merit.cases.repository import person
from plugins.merit.facts import repository
from plugins.merit.facts.counting import together
from plugins.merit.kinds import FactKind


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact. Under one `key` the estate keeps one fact of a kind."""

    group_id: int
    estate_id: int
    kind: FactKind
    key: str
    staff_id: UUID
    department_id: UUID
    at: datetime
    ticket_id: UUID
    clock_id: UUID | None = None
    survey_id: UUID | None = None
    promise: str | None = None
    score: int | None = None
    note: str | None = None


async def keep(uow: UnitOfWork, fact: Happened) -> bool:
    """Keep it, and propose what the rules then propose; False where it was kept before.

    The transaction must see the estate as the system does.
    """
    about = await person(uow, fact.estate_id, fact.staff_id, lock=True)
    kept = await repository.keep(
        uow,
        {
            "group_id": fact.group_id,
            "estate_id": fact.estate_id,
            "id": new_id(),
            "kind": fact.kind,
            "key": fact.key,
            "staff_id": fact.staff_id,
            "department_id": fact.department_id,
            "at": fact.at,
            "ticket_id": fact.ticket_id,
            "clock_id": fact.clock_id,
            "survey_id": fact.survey_id,
            "promise": fact.promise,
            "score": fact.score,
            "note": fact.note,
        },
    )
    if not kept:
        return False
    for rule in await repository.rules_for(uow, fact.estate_id, fact.kind):
        if not rule.counts(fact.promise, fact.score):
            continue
        waiting = await repository.fresh(
            uow, fact.estate_id, fact.staff_id, fact.kind, fact.at, rule.days
        )
        counting = [each for each in waiting if rule.counts(each.promise, each.score)]
        counted = together(counting, fact.at, rule.times, rule.days)
        if not counted:
            continue
        evidence = tuple(
            Evidence(each.id, each.ticket_id, each.clock_id, each.survey_id) for each in counted
        )
        new = ProposeCase(fact.estate_id, about.id, rule.grade, rule.ground, rule.title, evidence)
        await put_forward(uow, fact.group_id, about, new, None, rule.id)
        await uow.flush()
    return True


__all__ = ["Happened", "keep"]
