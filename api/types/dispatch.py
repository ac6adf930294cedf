"""Dispatch as frontends see it: who could do a ticket and why, how jobs are shared out, and what
the ranking goes by."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Text,
    cast,
    column,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.graph.arguments import Argument, Arguments
from api.graph.binds import Binds, Getter, Values
from api.graph.derived import derived
from api.graph.entity import GlobalId, Node, entity
from api.graph.errands import Errands, PluginsAt, errand
from api.graph.fields import Row, expression, one
from api.graph.fields import column as of
from core.actor import Role
from core.dispatch import models
from core.dispatch.candidates import points_for
from core.dispatch.kinds import DispatchMode, ScoreGround, ScorePart
from core.dispatch.listing import NEEDS_IN_FORCE
from core.dispatch.ranking import RANKING, Points, as_arrays
from core.dispatch.rules import DISPATCHERS, OVERSEERS
from core.dispatch.shares import SHARES
from core.dispatch.texts import as_json
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind, Nature
from core.tickets.refs import TicketRef

if TYPE_CHECKING:
    from api.types.staff import Department, Staff
    from api.types.tickets import Category

_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]
_Category = Annotated["Category", strawberry.lazy("api.types.tickets")]

NOBODY = 0
"""No estate's number: what a caller who may not ask gets the answer for, which is nothing."""

MOST_PARTS = 20


def candidates(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """`core.dispatch.ranking` for the ticket asked about, where the caller may dispatch it."""
    ticket = _ticket(arguments.get("ticketId"))
    found = errand(binds, _points, needed=_has_advisers, ticket=ticket)

    def points(name: str) -> Getter:
        return lambda v: as_arrays(found(v) or ())[name]

    getters: dict[str, Getter] = {
        "estate": lambda v: NOBODY if (found := ticket(v)) is None else found.estate_id,
        "ticket": lambda v: None if (found := ticket(v)) is None else found.id,
        "now": lambda v: v.now,
        "first": arguments.get("first").getter,
        **{name: points(name) for name in as_arrays(())},
    }
    given = {name: binds.bind(getters[name], type_) for name, type_ in RANKING.binds.items()}
    return RANKING.select(given).subquery()


def _has_advisers(plugins: PluginsAt, ticket: TicketRef | None) -> bool:
    """Where no plugin of the estate has a say, nobody is asked."""
    return ticket is not None and bool(
        plugins(ticket.estate_id).implementations("dispatch_candidates")
    )


async def _points(errands: Errands, ticket: TicketRef) -> tuple[Points, ...]:
    """What plugins give the candidates and take from them."""
    errands.uow.plan = errands.plugins(ticket.estate_id)
    return await points_for(errands.uow, ticket)


def _ticket(given: Argument) -> Getter:
    def found(values: Values) -> TicketRef | None:
        parsed = GlobalId.parse(given.getter(values))
        if parsed.type != "Ticket" or parsed.estate is None:
            return None
        ref = TicketRef(parsed.estate, parsed.uuid())
        return ref if _may(values, ref.estate_id, DISPATCHERS) else None

    return found


def _may(values: Values, estate_id: int, roles: frozenset[Role]) -> bool:
    return estate_id in values.estates and estate_id in values.actor.estates_with(roles)


def shares(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """`core.dispatch.shares` for an estate whose jobs the caller may look over."""
    given = arguments.get("estateId")

    def estate(values: Values) -> int:
        parsed = GlobalId.parse(given.getter(values))
        known = parsed.type == "Estate" and parsed.key.isdecimal() and parsed.key.isascii()
        number = int(parsed.key) if known and parsed.estate is None else NOBODY
        return number if _may(values, number, OVERSEERS) else NOBODY

    bound = {
        "estate": binds.bind(estate, BigInteger()),
        "since": binds.bind(arguments.get("since").getter, DateTime(timezone=True)),
        "until": binds.bind(arguments.get("until").getter, DateTime(timezone=True)),
        "first": binds.bind(arguments.get("first").getter, BigInteger()),
    }
    return SHARES.select(bound).subquery()


def needs(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """The table of needs as the caller's group has it."""
    group = binds.bind(lambda v: v.actor.group_id, BigInteger())
    return NEEDS_IN_FORCE.select({"group": group}).subquery()


def parts(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The parts of a candidate's score, out of the ranking's arrays."""
    assert row is not None
    names = ("parts", "points", "most", "grounds", "a", "b", "c")
    listed = func.unnest(*(row.c[name] for name in names)).table_valued(
        column("part", Text()),
        column("points", BigInteger()),
        column("most", BigInteger()),
        column("ground", Text()),
        column("a", Text()),
        column("b", Text()),
        column("c", Text()),
        with_ordinality="position",
    )
    return listed.render_derived()


def needed_skills(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The skills of a need with their levels."""
    assert row is not None
    listed = func.unnest(row.c.skills, row.c.levels).table_valued(
        column("skill", Text()), column("level", BigInteger()), with_ordinality="position"
    )
    return listed.render_derived()


def explanation(row: Row, binds: Binds) -> ColumnElement[Any]:
    """The ground of a part in words, its facts put in."""
    texts = cast(
        binds.bind(lambda v: as_json(english=v.actor.locale.startswith("en")), Text()), JSONB
    )
    told: ColumnElement[Any] = texts[row.c.ground].astext
    for fact in ("a", "b", "c"):
        value = func.coalesce(texts[row.c[fact]].astext, row.c[fact], literal_column("''", Text()))
        told = func.replace(told, literal_column(f"'{{{fact}}}'", Text()), value, type_=Text())
    return told


@strawberry.type(description="A part of a candidate's score, and why it is what it is (S-C2).")
class DispatchPart:
    part: ScorePart = of()
    points: int = of(description="Below 0 where they were taken.")
    most: int = of(description="What it could have been; 0 for parts that only add or take.")
    ground: ScoreGround = of()
    explanation: str = expression(explanation, description="In the caller's language.")


@strawberry.type(description="Somebody who could do a ticket.")
class DispatchCandidate:
    rank: int = of(description="From 1, the best.")
    score: int = of(description="Of a hundred, and what plugins give and take.")
    suitable: bool = of(
        description="Able, present, and not one who gave the ticket back: may be sent as things "
        "stand. Suitable candidates come first."
    )
    staff: _Staff = one("staff_id")
    open_tickets: int = of(description="At hand now; what is on hold is not counted.")
    overdue: int = of(description="Of those, past their promised time.")
    at_risk: int = of(description="Of those, with a promise that falls due shortly.")
    on_duty_until: datetime | None = of()
    next_duty_at: datetime | None = of(description="Within two days.")
    metres: int | None = of(description="From the ticket's building; null where not known.")
    parts: list[DispatchPart] = derived(
        parts, models.StaffArea, most=MOST_PARTS, description="What the score is made of."
    )


@strawberry.type(description="A person's share of an estate's jobs in a period (S-N3).")
class DispatchShare:
    staff: _Staff = one("staff_id")
    department: _Department = one("department_id")
    jobs: int = of(description="Tickets dispatched in the period that they have.")
    unfinished: int = of(description="Of those, not completed yet.")
    share: int = of(description="Of the department's jobs, per mille.")
    duty_minutes: int = of(description="On duty in the period.")
    duty_share: int = of(
        description="Of the department's duty, per mille: what `share` is fair to."
    )
    labour_minutes: int = of(description="Labour reported for those jobs.")


@strawberry.type(description="A skill that is needed, from its level on.")
class NeededSkill:
    skill: Skill = of()
    level: int = of(description="1 (learning) to 5 (teaches it).")


@entity(models.DispatchNeed)
class DispatchNeed:
    """Whom tickets of a kind need, in a category and those below it."""

    kind: Kind = of()
    category_code: str | None = of(description="Null: in any that has no row of its own.")
    category: _Category | None = one(lambda need, found: found.c.code == need.c.category_code)
    nature: Nature | None = expression(
        lambda row, binds: row.c.nature if "nature" in row.c else literal_column("null", Text()),
        description="Complaints of this nature only.",
    )
    functions: list[Function] = of(description="People of departments with one of these.")
    skills: list[NeededSkill] = derived(needed_skills, models.DispatchNeed, most=MOST_PARTS)
    minutes: int = of(description="How long such work usually takes.")
    own: bool = expression(
        lambda row, binds: row.c.own if "own" in row.c else literal_column("true"),
        description="Set by the group; the others are shipped.",
    )


@entity(models.DispatchSetting)
class DispatchSetting(Node):
    """How an estate dispatches (S-C2)."""

    version: int = of()
    mode: DispatchMode = of()
    threshold: int = of(description="Below this score the system sends nobody by itself.")


__all__ = [
    "DispatchCandidate",
    "DispatchNeed",
    "DispatchPart",
    "DispatchSetting",
    "DispatchShare",
    "NeededSkill",
    "candidates",
    "needs",
    "shares",
]
