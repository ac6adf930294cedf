"""Who could do a ticket, best first, and why (S-C2): one statement over what is on record now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    DateTime,
    RowMapping,
    Text,
    Uuid,
    column,
)

from core.db.unit_of_work import UnitOfWork
from core.dispatch import rules
from core.dispatch.kinds import WEIGHED, ScoreGround, ScorePart
from core.dispatch.needs import NEEDS, Need
from core.dispatch.statement import Statement, quoted
from core.tickets.refs import TicketRef

EVERYBODY = 10_000
"""More candidates than an estate has people."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points that a plugin gives to a candidate, or takes, and why."""

    plugin: str
    staff_id: UUID
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """One part of a score: its points, the most it could have had, and its ground."""

    part: ScorePart
    points: int
    most: int
    ground: ScoreGround


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate. `suitable` says whether the system may send them: able, present, and not one
    who gave the ticket back. Suitable ones come first. `metres` is None where it is not known.
    """

    staff_id: UUID
    rank: int
    candidates: int
    score: int
    suitable: bool
    able: bool
    present: bool
    open_tickets: int
    next_duty_at: datetime | None
    metres: int | None
    minutes: int
    scores: tuple[Score, ...]


def _need_row(need: Need) -> str:
    nature = "null" if need.nature is None else f"'{need.nature.value}'"
    skills = sorted(need.skills)
    return (
        f"('{need.kind.value}', {nature}, '{need.category}', "
        f"array[{quoted(need.functions)}], array[{quoted(skills)}]::text[], "
        f"array[{', '.join(str(need.skills[skill]) for skill in skills)}]::bigint[], "
        f"{need.minutes}::bigint)"
    )


NEED_ROWS = ",\n".join(_need_row(need) for need in NEEDS)
"""The shipped needs as the rows of a VALUES list."""

_WEIGHT_ROWS = ",\n".join(
    f"('{urgency.value}', {', '.join(str(weights[part]) for part in WEIGHED)})"
    for urgency, weights in rules.WEIGHTS.items()
)

RANKING = Statement.read(
    Path(__file__).with_name("ranking.sql"),
    {
        "estate": BigInteger(),
        "ticket": Uuid(),
        "now": DateTime(timezone=True),
        "first": BigInteger(),
        "point_staff": ARRAY(Uuid),
        "point_values": ARRAY(BigInteger),
        "point_plugins": ARRAY(Text),
        "point_whys": ARRAY(Text),
    },
    (
        column("group_id", BigInteger()),
        column("estate_id", BigInteger()),
        column("staff_id", Uuid()),
        column("rank", BigInteger()),
        column("candidates", BigInteger()),
        column("score", BigInteger()),
        column("suitable", Boolean()),
        column("able", Boolean()),
        column("present", Boolean()),
        column("open_tickets", BigInteger()),
        column("overdue", BigInteger()),
        column("at_risk", BigInteger()),
        column("on_duty_until", DateTime(timezone=True)),
        column("next_duty_at", DateTime(timezone=True)),
        column("metres", BigInteger()),
        column("minutes", BigInteger()),
        column("parts", ARRAY(Text)),
        column("points", ARRAY(BigInteger)),
        column("most", ARRAY(BigInteger)),
        column("grounds", ARRAY(Text)),
        column("a", ARRAY(Text)),
        column("b", ARRAY(Text)),
        column("c", ARRAY(Text)),
    ),
    needs=NEED_ROWS,
    weights=_WEIGHT_ROWS,
    doers=quoted(rules.DOERS),
    heads=quoted(rules.HEADS),
    at_hand=quoted(rules.AT_HAND),
    out=quoted(rules.OUT),
    next_door=rules.NEXT_DOOR,
    elsewhere=rules.ELSEWHERE,
    at_risk_minutes=rules.AT_RISK_MINUTES,
    soon_minutes=rules.SOON_MINUTES,
    far=rules.FAR,
    full_load=rules.FULL_LOAD,
    full_risk=rules.FULL_RISK,
    returned=rules.RETURNED,
    leads=rules.LEADS,
)
"""The ranking, for use cases and for the read compiler alike."""

_RANK = RANKING.select()


async def rank(
    uow: UnitOfWork, ticket: TicketRef, points: Sequence[Points] = (), first: int = EVERYBODY
) -> tuple[Ranked, ...]:
    """The first candidates as things stand now; none where the ticket is not in scope."""
    given = {
        "estate": ticket.estate_id,
        "ticket": ticket.id,
        "now": uow.now,
        "first": first,
        **as_arrays(points),
    }
    found = await uow.execute(_RANK, [given])
    return tuple(_ranked(row) for row in found.mappings())


def as_arrays(points: Sequence[Points]) -> dict[str, list[Any]]:
    """Plugins' points as the statement takes them."""
    return {
        "point_staff": [each.staff_id for each in points],
        "point_values": [each.points for each in points],
        "point_plugins": [each.plugin for each in points],
        "point_whys": [each.why for each in points],
    }


def _ranked(row: RowMapping) -> Ranked:
    told = zip(row["parts"], row["points"], row["most"], row["grounds"], strict=True)
    return Ranked(
        staff_id=row["staff_id"],
        rank=row["rank"],
        candidates=row["candidates"],
        score=row["score"],
        suitable=row["suitable"],
        able=row["able"],
        present=row["present"],
        open_tickets=row["open_tickets"],
        next_duty_at=row["next_duty_at"],
        metres=row["metres"],
        minutes=row["minutes"],
        scores=tuple(
            Score(ScorePart(part), points, most, ScoreGround(ground))
            for part, points, most, ground in told
        ),
    )


__all__ = ["EVERYBODY", "NEED_ROWS", "RANKING", "Points", "Ranked", "Score", "as_arrays", "rank"]
