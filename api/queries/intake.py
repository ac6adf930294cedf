"""Queries that help with a report before it is recorded (S-A4).

Both are worked out in Python; what they answer with is read by the operation's one statement.
"""

from collections.abc import Sequence
from typing import Any

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.errands import Errands, Found, errand, listed, recordset
from api.graph.fields import Row, argument
from api.mutations.tickets import estate_in
from api.types.intake import CANDIDATE, PROPOSAL
from core.actor import Audience
from core.estates import models
from core.intake.evidence import Proposal
from core.intake.propose import propose
from core.intake.recognise import recognise
from core.tickets import models as tickets


async def _recognise(errands: Errands, estate_id: str, text: str, first: int) -> Sequence[Found]:
    candidates = await recognise(errands.uow, estate_in(estate_id), text)
    return [
        {
            "estate_id": each.estate_id,
            "house_id": each.house_id,
            "confidence": each.confidence,
            "certain": each.certain,
            "matched": [
                {"part": match.part, "text": match.text, "means": match.means}
                for match in each.matched
            ],
            "doubts": each.doubts,
        }
        for each in candidates[:first]
    ]


async def _propose(errands: Errands, estate_id: str, content: str) -> Sequence[Found]:
    actor, uow, estate = errands.actor, errands.uow, estate_in(estate_id)
    if estate not in uow.scope.estates:
        return ()
    uow.plan = errands.plugins(estate)
    found = await propose(actor, estate, content, uow)
    if found is None:
        return ()
    group = {"group_id": actor.group_id}
    return [
        {
            **group,
            "kinds": [{"kind": each.value, **_scored(each)} for each in found.kinds],
            "categories": [
                {**group, "code": each.value, **_scored(each)} for each in found.categories
            ],
            "urgencies": [{"urgency": each.value, **_scored(each)} for each in found.urgencies],
        }
    ]


def _scored(proposal: Proposal) -> Found:
    reasons = [
        {"source": each.source, "why": each.why, "text": each.text, "points": each.points}
        for each in proposal.reasons
    ]
    return {"confidence": proposal.confidence, "reasons": reasons}


def _proposal(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _propose,
        estate_id=arguments.get("estateId").getter,
        content=arguments.get("content").getter,
    )
    return recordset(listed(binds, found), "ticket_proposal", **PROPOSAL)


def _candidates(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _recognise,
        estate_id=arguments.get("estateId").getter,
        text=arguments.get("text").getter,
        first=arguments.get("first").getter,
    )
    return recordset(listed(binds, found), "house_candidate", **CANDIDATE)


REPORTERS = frozenset({Audience.STAFF, Audience.SERVICE, Audience.RESIDENT})
"""Who reports, and so has a use for this."""

ERRAND = 100
"""What an errand weighs: an operation may have ten."""

house_candidates: Any = derived(
    _candidates,
    models.House,
    weight=ERRAND,
    audiences=REPORTERS,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate whose houses are meant."),
        argument("text", str, "As the customer writes or says it; up to 4,000 characters."),
        argument("first", int, "At most this many, the surest first.", 5),
    ),
    description="The houses a text may mean; residents get their own houses alone (S-A4).",
)

ticket_proposal: Any = derived(
    _proposal,
    tickets.Category,
    most=1,
    weight=ERRAND,
    audiences=REPORTERS,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate it is reported at."),
        argument("content", str, "The report, in the customer's words; up to 4,000 characters."),
    ),
    description="Kind, category and urgency as the words of a report propose them (S-A4). "
    "Null where there are no words, or the estate is not the caller's.",
)

__all__ = ["house_candidates", "ticket_proposal"]
