"""What adopted documents share as frontends see them: lists within them, changes, problems."""

from collections.abc import Mapping
from typing import Any

import strawberry
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import Rows
from api.graph.errands import recordset
from api.graph.fields import Row
from core.adopted.differences import Difference

Columns = Mapping[str, TypeEngine[Any] | type[TypeEngine[Any]]]

MOST_CHANGES = 500
MOST_PROBLEMS = 20

CHANGE: Columns = {"part": Text, "difference": Text, "before": JSONB, "after": JSONB}
PROBLEM: Columns = {"code": Text, "path": Text, "reason": Text}
PREVIEW: Columns = {"problems": JSONB, "changes": JSONB, "document": JSONB}

strawberry.enum(Difference, description="What happens to a part of a document.")


def listed_in(name: str, columns: Columns) -> Rows:
    """The rows in the JSON list of a column."""

    def rows(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
        assert row is not None
        return recordset(row.c[name], f"listed_{name}", **columns)

    return rows


__all__ = ["CHANGE", "MOST_CHANGES", "MOST_PROBLEMS", "PREVIEW", "PROBLEM", "Columns", "listed_in"]
