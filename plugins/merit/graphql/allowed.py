"""What the caller may do with a case now: the table of transitions, in SQL."""

from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array

from api.extend import Binds, Row
from plugins.merit.cases.models import MeritStep
from plugins.merit.cases.transitions import LEVELS, TRANSITIONS, MeritParty, MeritTransition
from plugins.merit.graphql.sight import in_department, mine
from plugins.merit.kinds import MeritAction


def allowed_actions(row: Row, binds: Binds) -> ColumnElement[list[str]]:
    """The actions that `cases.transitions.transition` would let the caller take, in order."""
    found = [
        case((condition, _text(action)), else_=literal_column("null", Text()))
        for action in MeritAction
        if (condition := _open(row, binds, action)) is not None
    ]
    return func.array_remove(array(found), literal_column("null", Text()))


def _open(row: Row, binds: Binds, action: MeritAction) -> ColumnElement[bool] | None:
    ways = [
        and_(
            row.c.state == _text(each.source),
            true() if each.kind is None else row.c.kind == _text(each.kind),
            or_(*_who(row, binds, each)),
            _apart(row, binds, each),
        )
        for each in TRANSITIONS
        if each.action is action and each.source is not None
    ]
    return or_(*ways) if ways else None


def _who(row: Row, binds: Binds, each: MeritTransition) -> Iterator[ColumnElement[bool]]:
    own = mine(row, binds)
    if each.roles:
        yield and_(not_(own), row.c.estate_id == func.any(binds.estates_with(each.roles)))
    match each.party:
        case MeritParty.PERSON:
            yield own
        case MeritParty.PROPOSER:
            yield and_(not_(own), row.c.proposed_by == binds.account())
        case MeritParty.DEPARTMENT:
            yield and_(not_(own), in_department(row, binds))
        case MeritParty.LEVEL:
            for level, roles in LEVELS.items():
                yield and_(
                    not_(own),
                    row.c.chain[row.c.approvals + 1] == _text(level),
                    row.c.estate_id == func.any(binds.estates_with(roles)),
                )
        case None:
            pass


def _apart(row: Row, binds: Binds, each: MeritTransition) -> ColumnElement[bool]:
    if not each.apart:
        return true()
    step = MeritStep.__table__.alias()
    acted = select(step.c.id).where(
        step.c.estate_id == row.c.estate_id,
        step.c.case_id == row.c.id,
        step.c.actor_id == binds.account(),
    )
    return not_(acted.correlate(row).exists())


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


__all__ = ["allowed_actions"]
