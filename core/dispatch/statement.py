"""SQL that stands in a file beside its module, with its tables filled in and its binds chosen.

The read compiler names binds itself and one operation may hold a statement several times, so the
names in the file are exchanged for those of the parameters handed in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Template
from typing import Any

from sqlalchemy import BindParameter, ColumnClause, TextualSelect, bindparam, text
from sqlalchemy.types import TypeEngine

_BIND = re.compile(r"(?<![:\w]):(\w+)")


@dataclass(frozen=True)
class Statement:
    """A select: its SQL, the types of its binds, and its columns."""

    sql: str
    binds: Mapping[str, TypeEngine[Any]]
    columns: tuple[ColumnClause[Any], ...]

    @classmethod
    def read(
        cls,
        path: Path,
        binds: Mapping[str, TypeEngine[Any]],
        columns: tuple[ColumnClause[Any], ...],
        **tables: object,
    ) -> "Statement":
        """The statement of a file, `$names` in it replaced; its comments are left out."""
        lines = path.read_text("utf-8").splitlines()
        kept = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
        return cls(Template(kept).substitute(tables), binds, columns)

    def select(self, given: Mapping[str, BindParameter[Any]] | None = None) -> TextualSelect:
        """The statement with these parameters for its binds; by its own names without."""
        made = given or {name: bindparam(name, type_=type_) for name, type_ in self.binds.items()}
        sql = _BIND.sub(lambda found: f":{made[found[1]].key}", self.sql)
        return text(sql).bindparams(*made.values()).columns(*self.columns)


def quoted(values: Iterable[StrEnum]) -> str:
    """`'A', 'B'`: names of our own enums, in a stable order."""
    return ", ".join(f"'{value.value}'" for value in sorted(values))


__all__ = ["Statement", "quoted"]
