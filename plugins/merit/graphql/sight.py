"""Which rows the caller may see: the person their own, heads and managers theirs, who decides what
is theirs to decide. Headquarters sees distributions alone (`distributions`)."""

from sqlalchemy import ColumnElement, Text, and_, func, literal_column, not_, or_, select

from api.extend import Binds, Expression, Getter, Row, Values, estate_in
from core.actor import Role
from core.staff.models import Staff
from plugins.merit.cases.models import MeritStep
from plugins.merit.cases.transitions import HEARERS, LEVELS
from plugins.merit.effects.carry_out import DOERS
from plugins.merit.effects.kinds import MeritDoer, MeritEffectState
from plugins.merit.kinds import MeritState
from plugins.merit.rights import LEAD, ROLES, SEE

NOBODY = 0
"""No estate's number."""


def mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What is about the caller."""
    return row.c.staff_id == func.any(binds.persons())


def in_department(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What is of a department that the caller leads."""
    place = Staff.__table__.alias()
    own = select(place.c.id).where(
        place.c.estate_id == row.c.estate_id,
        place.c.department_id == row.c.department_id,
        place.c.id == func.any(binds.persons()),
        place.c.left_on.is_(None),
    )
    return and_(
        row.c.estate_id == func.any(binds.estates_with(ROLES[LEAD])),
        own.correlate(row).exists(),
    )


def led(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What is of an estate the caller runs, or of a department that they lead."""
    return or_(
        row.c.estate_id == func.any(binds.estates_with(ROLES[SEE])),
        in_department(row, binds),
    )


def led_or_mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Facts and score cards: one's own, and those of people one leads."""
    return or_(mine(row, binds), led(row, binds))


def cases(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Cases: what one leads, has proposed or decided, or is to decide; one's own once told."""
    step = MeritStep.__table__.alias()
    acted = select(step.c.id).where(
        step.c.estate_id == row.c.estate_id,
        step.c.case_id == row.c.id,
        step.c.actor_id == binds.account(),
    )
    to_approve = [
        and_(
            row.c.state == _text(MeritState.ENDORSED),
            row.c.chain[row.c.approvals + 1] == _text(level),
            row.c.estate_id == func.any(binds.estates_with(roles)),
        )
        for level, roles in LEVELS.items()
    ]
    to_hear = and_(
        row.c.state == _text(MeritState.OBJECTED),
        row.c.estate_id == func.any(binds.estates_with(HEARERS)),
    )
    others = or_(led(row, binds), acted.correlate(row).exists(), *to_approve, to_hear)
    return or_(
        and_(mine(row, binds), row.c.told_at.is_not(None)),
        and_(not_(mine(row, binds)), others),
    )


def effects(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What follows from cases: one's own, those of people one leads, what one is to carry out or
    has."""
    to_do = and_(
        row.c.state == _text(MeritEffectState.DUE),
        row.c.doer == _text(MeritDoer.COMPANY),
        row.c.estate_id == func.any(binds.estates_with(DOERS[MeritDoer.COMPANY])),
    )
    return or_(led_or_mine(row, binds), to_do, row.c.done_by == binds.account())


def my_cases(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What the caller was told about themselves."""
    return and_(mine(row, binds), row.c.told_at.is_not(None))


def steps(row: Row, binds: Binds) -> ColumnElement[bool]:
    """The history of a case; the person reads what they were told, not what was said before."""
    return or_(row.c.told, not_(mine(row, binds)))


def id_of(type_name: str) -> Expression:
    """The global id of a row that `node` does not find."""

    def made(row: Row, binds: Binds) -> ColumnElement[str]:
        colon = _text(":")
        return _text(f"{type_name}:").concat(row.c.estate_id).concat(colon).concat(row.c.id)

    return made


def estate_of(given: Getter, roles: frozenset[Role]) -> Getter:
    """The estate in an argument, where the caller has one of the roles there; else nobody's."""

    def found(values: Values) -> int:
        number = estate_in(given(values))
        allowed = number in values.estates and number in values.actor.estates_with(roles)
        return number if allowed else NOBODY

    return found


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


__all__ = [
    "NOBODY",
    "cases",
    "effects",
    "estate_of",
    "id_of",
    "in_department",
    "led",
    "led_or_mine",
    "mine",
    "my_cases",
    "steps",
]
