"""Queries that help with a report before it is recorded (S-A4).

Both are worked out in Python; what they answer with is read by the operation's one statement.
"""

from collections.abc import Sequence
from typing import Any

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.errands import Errands, Found, errand, recordset
from api.graph.fields import Row, argument
from api.mutations.tickets import estate_in
from api.types.intake import CANDIDATE
from core.estates import models
from core.intake.recognise import recognise


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


def _candidates(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _recognise,
        estate_id=arguments.get("estateId"),
        text=arguments.get("text"),
        first=arguments.get("first"),
    )
    return recordset(found, "house_candidate", **CANDIDATE)


house_candidates: Any = derived(
    _candidates,
    models.House,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate whose houses are meant."),
        argument("text", str, "As the customer writes or says it; up to 4,000 characters."),
        argument("first", int, "At most this many, the surest first.", 5),
    ),
    description="The houses a text may mean; residents get their own houses alone (S-A4).",
)

__all__ = ["house_candidates"]
