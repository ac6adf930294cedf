"""Rows as PostgreSQL itself writes them in JSON, a line each, streamed: for archives."""

from collections.abc import AsyncGenerator
from typing import Any

from sqlalchemy import Select

from core.db.unit_of_work import UnitOfWork

AT_ONCE = 2_000
"""Rows that are held at once."""


async def json_lines(uow: UnitOfWork, rows: Select[Any]) -> AsyncGenerator[bytes, None]:
    """The rows of a statement as JSON objects, each ended by a newline, some at once.

    However many there are, only so many are held. To be closed if it is left early.
    """
    dialect = uow.connection.dialect
    compiled = rows.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    statement = f"select row_to_json(line)::text from ({compiled}) as line"
    driver = await uow.driver()
    async with driver.cursor("lines") as cursor:
        await cursor.execute(statement.encode())
        while found := await cursor.fetchmany(AT_ONCE):
            yield "".join(f"{line}\n" for (line,) in found).encode()


__all__ = ["json_lines"]
