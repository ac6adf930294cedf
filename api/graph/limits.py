"""How many rows a list may have: checked at each request, before the database is asked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, BindParameter

from api.graph.arguments import Argument
from api.graph.binds import Binds, Getter, Values
from api.graph.fields import LARGEST_PAGE
from core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Limit:
    """A list's size, as a number or as a getter that checks the request's."""

    rows: Getter | int
    getter: Getter

    def bound(self, binds: Binds, *, more: int = 0) -> BindParameter[Any]:
        """The size as a parameter, `more` rows added to see whether the list goes on."""
        getter = self.getter
        return binds.bind(lambda values: getter(values) + more, BigInteger())


def at_most(given: Argument, field: str) -> Limit:
    """The limit an argument sets. Raises INVALID below 0 and above the largest page."""

    def checked(values: Values) -> int:
        number = given.getter(values)
        if not isinstance(number, int) or not 0 <= number <= LARGEST_PAGE:
            raise Invalid(field, f"must be between 0 and {LARGEST_PAGE}")
        return number

    if given.constant:
        return Limit(given.ask(checked), checked)
    return Limit(checked, checked)


__all__ = ["Limit", "at_most"]
