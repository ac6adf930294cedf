"""What a read must have worked out in Python before its statement can be sent.

    found = errand(binds, house_candidates, estate_id=arguments.get("estate_id").getter, ...)
    rows = recordset(listed(binds, found), "house_candidate", id=Uuid(), confidence=Float())

An errand runs in the operation's own transaction and scope, before the statement; what it brings
back is bound, so the answer is still the one statement's. A plan knows its errands, and a document
without any pays nothing for them; nor does one whose errands are not `needed` this time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import ColumnElement, FromClause, Integer, Text, cast, column, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from api.graph.binds import Binds, Getter, Values
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.plugin.plan import Plan as Plugins

Found = Mapping[str, Any]
"""A row that an errand brings back: values as JSON has them; lists of rows may stand in it."""

PluginsAt = Callable[[int], Plugins]
"""The plugins to be asked about an estate."""


@dataclass(frozen=True, slots=True)
class Errands:
    """What an errand may use."""

    actor: Actor
    uow: UnitOfWork
    plugins: PluginsAt


Work = Callable[..., Awaitable[Any]]
"""`async def work(errands, **arguments)`: what it brings back, such as rows in their order."""

Needed = Callable[..., bool]
"""`def needed(plugins, **arguments)`: whether there is anything to be done this time."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand of a plan, and how to find its arguments in a request."""

    key: str
    work: Work
    arguments: Mapping[str, Getter]
    needed: Needed | None = None

    def wanted(self, plugins: PluginsAt, values: Values) -> bool:
        """Whether it must be run for this request."""
        return self.needed is None or self.needed(plugins, **self.given(values))

    def given(self, values: Values) -> dict[str, Any]:
        """Its arguments in this request."""
        return {name: getter(values) for name, getter in self.arguments.items()}


def errand(
    binds: Binds, work: Work, *, needed: Needed | None = None, **arguments: Getter
) -> Getter:
    """Have `work` done before the statement. The getter finds what it brought back, or None."""
    key = f"errand{len(binds.errands)}"
    binds.errands.append(Errand(key, work, arguments, needed))
    return lambda values: values.found.get(key)


def wanted(errands: Sequence[Errand], plugins: PluginsAt, values: Values) -> list[Errand]:
    """The errands that must be run for a request."""
    return [each for each in errands if each.wanted(plugins, values)]


async def run_errands(wanted: Sequence[Errand], errands: Errands, values: Values) -> Values:
    """The request's values with what its errands bring back. What is asked twice is done once."""
    found: dict[str, Any] = {}
    done: dict[str, Any] = {}
    for each in wanted:
        given = each.given(values)
        same = f"{each.work.__module__}.{each.work.__qualname__} {given!r}"
        if same not in done:
            done[same] = await each.work(errands, **given)
        found[each.key] = done[same]
    return replace(values, found={**values.found, **found}) if found else values


def listed(binds: Binds, rows: Getter) -> ColumnElement[str]:
    """Rows that an errand brought back, as one JSON value of the statement."""
    return binds.bind(lambda values: orjson.dumps(_numbered(rows(values) or ())).decode(), Text())


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


__all__ = [
    "Errand",
    "Errands",
    "Found",
    "PluginsAt",
    "errand",
    "listed",
    "recordset",
    "run_errands",
    "wanted",
]
