"""The ranking with what plugins say of it: the one that people see and the system acts by."""

from core.db.unit_of_work import UnitOfWork
from core.dispatch.ranking import Points, Ranked, rank
from core.plugin import hooks
from core.plugin.answers import Candidate
from core.plugin.fold import ask
from core.tickets.refs import TicketRef

MOST_POINTS = 100
"""Points one plugin can give to, or take from, one candidate."""


async def candidates_for(uow: UnitOfWork, ticket: TicketRef) -> tuple[Ranked, ...]:
    """Every candidate, best first, the points of the unit's plugins counted."""
    ranked = await rank(uow, ticket)
    points = await _asked(uow, ticket, ranked)
    return await rank(uow, ticket, points) if points else ranked


async def points_for(uow: UnitOfWork, ticket: TicketRef) -> tuple[Points, ...]:
    """What the unit's plugins give and take; nothing, and no statement, where none is asked."""
    if not uow.plan.implementations("dispatch_candidates"):
        return ()
    return await _asked(uow, ticket, await rank(uow, ticket))


async def _asked(
    uow: UnitOfWork, ticket: TicketRef, ranked: tuple[Ranked, ...]
) -> tuple[Points, ...]:
    if not ranked or not uow.plan.implementations("dispatch_candidates"):
        return ()
    known = {each.staff_id for each in ranked}
    so_far = tuple(Candidate(each.staff_id, each.score, "") for each in ranked)
    folded = await ask(uow.plan, hooks.dispatch_candidates, uow, ticket=ticket, candidates=so_far)
    return tuple(
        Points(
            answer.plugin,
            answer.value.staff_id,
            max(-MOST_POINTS, min(answer.value.points, MOST_POINTS)),
            answer.value.why,
        )
        for answer in folded.answers
        if answer.value.staff_id in known
    )


__all__ = ["candidates_for", "points_for"]
