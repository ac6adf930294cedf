"""What is made of a report's words, as frontends see it: a house, a kind, an urgency (S-A4)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

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
from core.tickets import models as tickets
from core.tickets.kinds import Kind, Urgency

if TYPE_CHECKING:
    from api.types.estates import House
    from api.types.tickets import Category

_House = Annotated["House", strawberry.lazy("api.types.estates")]
_Category = Annotated["Category", strawberry.lazy("api.types.tickets")]

HouseDoubt: Any = strawberry.enum(
    Doubt, name="HouseDoubt", description="Why a candidate is not certain."
)
AddressPart: Any = strawberry.enum(
    Part, name="AddressPart", description="What a word of a text was matched with."
)


Columns: TypeAlias = Mapping[str, type[TypeEngine[Any]] | TypeEngine[Any]]


def matches(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """What of the text was matched, in a candidate's own list."""
    assert row is not None
    return recordset(row.c.matched, "house_match", part=Text, text=Text, means=Text)


CANDIDATE: Columns = {
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


SCORED: Columns = {"confidence": Float, "reasons": JSONB}
PROPOSAL: Columns = {
    "group_id": BigInteger,
    "kinds": JSONB,
    "categories": JSONB,
    "urgencies": JSONB,
}
"""A proposal's columns."""


def _reasons(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    assert row is not None
    columns: Columns = {"source": Text, "why": Text, "text": Text, "points": Float}
    return recordset(row.c.reasons, "proposal_reason", **columns)


def _kinds(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    assert row is not None
    return recordset(row.c.kinds, "kind_proposal", kind=Text, **SCORED)


def _categories(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    assert row is not None
    key: Columns = {"group_id": BigInteger, "code": Text}
    return recordset(row.c.categories, "category_proposal", **key, **SCORED)


def _urgencies(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    assert row is not None
    return recordset(row.c.urgencies, "urgency_proposal", urgency=Text, **SCORED)


@strawberry.type(description="Something in the words that speaks for a proposal, or against it.")
class ProposalReason:
    source: str = column(description="`rules`, or the plugin that says so.")
    why: str = column(description="For people, in Chinese.")
    text: str = column(description="What was found, in the text's own words.")
    points: float = column(description="What is e times as likely has 1.5 more.")


@strawberry.type(description="A kind that a report's words speak for (S-B1).")
class KindProposal:
    kind: Kind = column()
    confidence: float = column(description="0 to 1; over all kinds 1.")
    reasons: list[ProposalReason] = derived(_reasons, models.House)


@strawberry.type(description="A category of the group's that a report's words speak for (S-B2).")
class CategoryProposal:
    category: _Category = one(lambda row, category: category.c.code == row.c.code)
    confidence: float = column(description="0 to 1; that of its kind, shared among its own.")
    reasons: list[ProposalReason] = derived(_reasons, models.House)


@strawberry.type(description="An urgency that a report's words speak for (S-B3).")
class UrgencyProposal:
    urgency: Urgency = column()
    confidence: float = column(description="0 to 1; over all urgencies 1.")
    reasons: list[ProposalReason] = derived(_reasons, models.House)


@strawberry.type(description="What a report's words propose, to be confirmed: the likeliest first.")
class TicketProposal:
    kinds: list[KindProposal] = derived(_kinds, models.House)
    categories: list[CategoryProposal] = derived(_categories, tickets.Category)
    urgencies: list[UrgencyProposal] = derived(_urgencies, models.House)


__all__ = [
    "CANDIDATE",
    "PROPOSAL",
    "AddressPart",
    "CategoryProposal",
    "HouseCandidate",
    "HouseDoubt",
    "HouseMatch",
    "KindProposal",
    "ProposalReason",
    "TicketProposal",
    "UrgencyProposal",
]
