"""What the parts of an operation weigh: about how long it takes to compile them.

A document of a few kilobytes can ask for thousands of subqueries that read no row at all, so the
rows alone (`api.graph.cost`) do not bound the work. One unit is about a millisecond.
"""

from graphql import GraphQLError

from api.graph.refusals import BadRequest

CONDITION = 1
"""One condition of a filter, or one level of it."""

ROWS = 1
"""One more table in the statement."""

PAGE = 7
"""A connection, beside its tables."""

EXPRESSION = 10
"""SQL over the row: as much as `allowedActions`, the longest of the core's own."""

HEAVIEST = 1000


def check_weight(weight: int) -> None:
    """Raises BadRequest above the heaviest that is compiled."""
    if weight > HEAVIEST:
        told = "This asks for too much at once: send it as several operations."
        raise BadRequest([GraphQLError(told)], "TOO_COSTLY")


__all__ = ["CONDITION", "EXPRESSION", "HEAVIEST", "PAGE", "ROWS", "check_weight"]
