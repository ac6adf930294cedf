"""The kind of field that only Python can answer (`api.graph.fields.in_python`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InPython:
    """Computed from columns of the row, and SQL over it, by name: the operation takes the executor.

    What it computes may be objects, whose fields are plain ones.
    """

    requires: tuple[str, ...]
    compute: Callable[..., Any]
    sql: Mapping[str, Callable[..., Any]]

    @property
    def names(self) -> tuple[str, ...]:
        """What is computed from."""
        return (*self.requires, *self.sql)


__all__ = ["InPython"]
