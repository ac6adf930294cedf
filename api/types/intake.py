"""What is made of a report's words, as frontends see it: candidates for the house (S-A4)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ARRAY, Boolean, Float, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import BigInteger, TypeEngine

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.errands import recordset
from api.graph.fields import Row, column, one
from core.estates import models
from core.intake.candidates import Doubt, Part

if TYPE_CHECKING:
    from api.types.estates import House

_House = Annotated["House", strawberry.lazy("api.types.estates")]

HouseDoubt: Any = strawberry.enum(
    Doubt, name="HouseDoubt", description="Why a candidate is not certain."
)
AddressPart: Any = strawberry.enum(
    Part, name="AddressPart", description="What a word of a text was matched with."
)


def matches(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """What of the text was matched, in a candidate's own list."""
    assert row is not None
    return recordset(row.c.matched, "house_match", part=Text, text=Text, means=Text)


CANDIDATE: Mapping[str, type[TypeEngine[Any]] | TypeEngine[Any]] = {
    "estate_id": BigInteger,
    "house_id": Uuid,
    "confidence": Float,
    "certain": Boolean,
    "matched": JSONB,
    "doubts": ARRAY(Text),
}
"""A candidate's columns."""


@strawberry.type(description="A word of the text, and what it was taken to mean.")
class HouseMatch:
    part: AddressPart = column()
    text: str = column(description="In the text's own words.")
    means: str = column(description="The estate's own name for it.")


@strawberry.type(description="A house of the estate that a text may mean; to be confirmed (S-A4).")
class HouseCandidate:
    house: _House = one("house_id")
    confidence: float = column(description="0 to 1; shared where several houses fit.")
    certain: bool = column(
        description="The text names this house and no other, in full. It is still only offered."
    )
    matched: list[HouseMatch] = derived(matches, models.House)
    doubts: list[HouseDoubt] = column(description="Why it is not certain; empty if it is.")


__all__ = ["CANDIDATE", "AddressPart", "HouseCandidate", "HouseDoubt", "HouseMatch"]
