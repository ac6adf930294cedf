"""Counting what PostgreSQL is sent.

with counted() as sent:
    await caller.ask("{ tickets { nodes { id } } }")
assert len(sent.statements) == 1
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from core.db.scope import ENTER
from core.db.together import BatchConnection, Statement


@dataclass(slots=True)
class Sent:
    """Everything the application sent, in order."""

    all: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """Without what sets the scope, in the statement's own round trip."""
        return [each for each in self.all if each != ENTER]


@contextmanager
def counted() -> Iterator[Sent]:
    """Listens where every asynchronous statement passes, the pool's and SQLAlchemy's alike."""
    sent = Sent()
    execute = psycopg.AsyncCursor.execute

    async def listening(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        sent.all.append(query if isinstance(query, str) else str(query))
        return await execute(self, query, *args, **more)

    together = BatchConnection.together

    async def hearing(self: BatchConnection, statements: Sequence[Statement]) -> Any:
        sent.all.extend(sql.decode() for sql, _ in statements)
        return await together(self, statements)

    psycopg.AsyncCursor.execute = listening  # type: ignore[method-assign]
    BatchConnection.together = hearing  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]
        BatchConnection.together = together  # type: ignore[method-assign]


__all__ = ["Sent", "counted"]
