"""Which rows the caller may see beyond what the policies say: money is for those who handle it."""

from sqlalchemy import ColumnElement, func, or_

from api.extend import Binds, Getter, Row, Values, estate_in
from core.actor import Role
from plugins.paid_services.rights import BOOKS, COLLECT, DECIDE, FEE, QUOTE, ROLES

MONEY: frozenset[Role] = ROLES[COLLECT] | ROLES[DECIDE] | ROLES[BOOKS] | ROLES[QUOTE]
"""Who sees bills, and what was paid on them."""

NOBODY = 0
"""No estate's number."""


def money(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Staff who handle money there, and residents whose it is."""
    return or_(
        row.c.estate_id == func.any(binds.estates_with(MONEY)),
        row.c.resident_id == func.any(binds.persons()),
    )


def mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """What the caller owes."""
    return row.c.resident_id == func.any(binds.persons())


def books(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Staff who may read the books."""
    return row.c.estate_id == func.any(binds.estates_with(ROLES[BOOKS]))


def estate_of(given: Getter, roles: frozenset[Role]) -> Getter:
    """The estate in an argument, where the caller has one of the roles there; else nobody's."""

    def found(values: Values) -> int:
        number = estate_in(given(values))
        allowed = number in values.estates and number in values.actor.estates_with(roles)
        return number if allowed else NOBODY

    return found


FEES = ROLES[FEE] | ROLES[COLLECT] | ROLES[BOOKS]
"""Who sees collection rates."""

__all__ = ["FEES", "MONEY", "NOBODY", "books", "estate_of", "mine", "money"]
