"""What the caller may do, as SQL over the row it may be done to.

Rights are values of the request: they are bound as arrays of estates, one for each set of roles, so
that a list over a thousand estates answers `allowedActions` row by row without asking anybody.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, and_, case, func, literal_column, or_
from sqlalchemy.dialects.postgresql import array

from api.graph.binds import Binds
from api.graph.fields import Row
from core.actor import Role
from core.tickets.transitions import TRANSITIONS, Action, Party, Transition
from tenants.roles import Permission, roles_with


def my_roles(row: Row, binds: Binds) -> ColumnElement[Any]:
    """The caller's roles at the estate of this row."""
    return roles_at(row.c.id, binds)


def roles_at(estate: ColumnElement[Any], binds: Binds) -> ColumnElement[Any]:
    """The caller's roles at an estate."""
    return present(
        (role.value, estate == func.any(binds.estates_with(frozenset({role})))) for role in Role
    )


def permissions_at(estate: ColumnElement[Any], binds: Binds) -> ColumnElement[Any]:
    """What the caller may do at an estate that is no step of a ticket."""
    return present(
        (each.value, estate == func.any(binds.estates_with(roles_with(each))))
        for each in Permission
    )


def allowed_actions(row: Row, binds: Binds) -> ColumnElement[Any]:
    """What the caller may do with this ticket now: `core.tickets.transitions`, in SQL."""
    return present(
        (
            action.value,
            or_(*(_may(row, binds, each) for each in TRANSITIONS if each.action is action)),
        )
        for action in Action
        if any(each.action is action and each.sources for each in TRANSITIONS)
    )


def _may(row: Row, binds: Binds, transition: Transition) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [
        row.c.estate_id == func.any(binds.estates_with(transition.roles))
    ]
    if Party.REQUESTER in transition.parties:
        ways.append(row.c.requester_id == func.any(binds.persons()))
    if Party.ASSIGNEE in transition.parties:
        ways.append(row.c.assignee_id == func.any(binds.persons()))
    alone = row.c.lead_id.is_(None)
    conditions = [
        or_(*ways),
        row.c.state.in_([_text(state) for state in sorted(transition.sources)]),
    ]
    if transition.joined is not None:
        conditions.append(row.c.lead_id.is_not(None) if transition.joined else alone)
    elif Party.LEAD in transition.parties:
        conditions.append(alone)
    if transition.kinds is not None:
        conditions.append(row.c.kind.in_([_text(kind) for kind in sorted(transition.kinds)]))
    return and_(*conditions)


def present(candidates: Iterable[tuple[str, ColumnElement[bool]]]) -> ColumnElement[Any]:
    """A text array of those candidates whose condition holds, in their order."""
    items: list[ColumnElement[str]] = [
        case((condition, _text(value))) for value, condition in candidates
    ]
    listed: ColumnElement[Any] = array(items, type_=Text())
    return func.array_remove(listed, literal_column("null"), type_=ARRAY(Text))


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


__all__ = ["allowed_actions", "my_roles", "permissions_at", "present", "roles_at"]
