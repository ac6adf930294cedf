"""What queries on adopted documents share."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import Rows
from api.graph.errands import Found, Work, errand, listed, recordset
from api.graph.fields import Row
from api.types.documents import Columns
from core.adopted.errors import Problem

ERRAND = 100
"""What an errand weighs: an operation may have ten."""


def brought(work: Work, name: str, columns: Columns, *given: tuple[str, str]) -> Rows:
    """The rows that an errand brings back; `given` are its arguments, in Python and GraphQL."""

    def rows(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
        named = {python: arguments.get(graphql).getter for python, graphql in given}
        return recordset(listed(binds, errand(binds, work, **named)), name, **columns)

    return rows


def invalid(problems: Iterable[Problem]) -> Found:
    """The preview of a document that cannot be adopted."""
    told: list[Mapping[str, Any]] = [
        {"code": each.code.value, "path": each.path, "reason": each.reason} for each in problems
    ]
    return {"problems": told, "changes": [], "document": None}


__all__ = ["ERRAND", "brought", "invalid"]
