"""Lists whose rows are no table's: a statement of the domain's own, selected from like any other.

dispatch_candidates: list[DispatchCandidate] = derived(candidates, models.Staff, order="rank")
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graphql import get_nullable_type, is_list_type
from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import DeclarativeBase
from strawberry.types.arguments import StrawberryArgument

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.entity import Entity
from api.graph.fields import Row, sql_field
from api.graph.kinds import Derived
from api.graph.limits import at_most
from api.graph.shapes import as_list, as_object

if TYPE_CHECKING:
    from api.graph.compile import Compiler, Place, Selected

LIGHT = 5
"""What a list weighs that looks no further than its row (`api.graph.weights`)."""

Rows = Callable[[Row | None, Arguments, Binds], Row]


def derived(
    rows: Rows,
    model: type[DeclarativeBase],
    *,
    order: str = "position",
    most: int = 50,
    weight: int = LIGHT,
    arguments: Sequence[StrawberryArgument] = (),
    **options: Any,
) -> Any:
    """A list that `rows` makes, in the order of its column `order`; or its first, as an object."""
    kind = Derived(rows, model, order, most, weight)
    return sql_field(kind, arguments=arguments, **options)


def derive(
    c: "Compiler", selected: "Selected", kind: Derived, place: "Place"
) -> ColumnElement[Any]:
    """The list of a field; of one that is no list, its first row."""
    c.binds.weigh(kind.weight)
    given = selected.arguments.get("first")
    many = at_most(given, "first").rows if given.given else kind.most
    made = kind.rows(place.row, selected.arguments, c.binds)
    columns = c.below(selected, Entity.of(kind.model), made, place.cost.add(many))
    found = select().select_from(made).order_by(made.c[kind.order])
    if place.row is not None:
        found = found.correlate(place.row)
    if not is_list_type(get_nullable_type(selected.definition.type)):
        return as_object(columns, found.limit(literal_column("1")))
    return as_list(columns, found)


__all__ = ["LIGHT", "Rows", "derive", "derived"]
