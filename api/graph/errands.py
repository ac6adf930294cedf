"""What a read must have worked out in Python before its statement can be sent.

    found = errand(binds, house_candidates, estate_id=arguments.get("estate_id"), ...)
    rows = recordset(found, "house_candidate", id=Uuid(), confidence=Float())

An errand runs in the operation's own transaction and scope, before the statement; what it brings
back is bound as one JSON value, so the answer is still the one statement's. A plan knows its
errands, and a document without any pays nothing for them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, FromClause, Integer, Text, cast, column, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from api.graph.arguments import Argument
from api.graph.binds import Binds, Getter, Values
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.plugin.plan import Plan as Plugins

NOTHING = "[]"

Found = Mapping[str, Any]
"""A row that an errand brings back: values as JSON has them; lists of rows may stand in it."""


@dataclass(frozen=True, slots=True)
class Errands:
    """What an errand may use. `plugins` are those to be asked about an estate."""

    actor: Actor
    uow: UnitOfWork
    plugins: Callable[[int], Plugins]


Work = Callable[..., Awaitable[Sequence[Found]]]
"""`async def work(errands, **arguments)`: the rows it brings back, in their order."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand of a plan, and how to find its arguments in a request."""

    key: str
    work: Work
    arguments: Mapping[str, Getter]

    async def run(self, errands: Errands, values: Values) -> str:
        """What it brings back, as JSON."""
        given = {name: getter(values) for name, getter in self.arguments.items()}
        found = await self.work(errands, **given)
        return orjson.dumps(_numbered(found)).decode()


def errand(binds: Binds, work: Work, **arguments: Argument) -> ColumnElement[str]:
    """Have `work` done before the statement; what it brings back is this value."""
    key = f"errand{len(binds.errands)}"
    getters = {name: each.getter for name, each in arguments.items()}
    binds.errands.append(Errand(key, work, getters))
    return binds.bind(lambda values: values.found.get(key, NOTHING), Text())


def recordset(
    found: ColumnElement[Any], name: str, /, **columns: TypeEngine[Any] | type[TypeEngine[Any]]
) -> FromClause:
    """The rows in a JSON list as rows of a statement, with their `position` in the list."""
    listed = [column(each, type_) for each, type_ in columns.items()]
    return (
        func.jsonb_to_recordset(cast(found, JSONB))
        .table_valued(*listed, column("position", Integer), name=name)
        .render_derived(with_types=True)
    )


def _numbered(rows: Sequence[Found]) -> list[dict[str, Any]]:
    return [
        {"position": position} | {name: _value(value) for name, value in row.items()}
        for position, row in enumerate(rows)
    ]


def _value(value: Any) -> Any:
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        return _numbered(value)
    return value


__all__ = ["Errand", "Errands", "Found", "errand", "recordset"]
