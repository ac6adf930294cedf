"""Rows as PostgreSQL itself writes them in JSON, a line each, streamed: for archives."""

from collections.abc import AsyncGenerator
from typing import Any

from sqlalchemy import Select

from core.db.unit_of_work import UnitOfWork

PART = 256 * 1024
"""Bytes that are collected before they are handed on."""

# JSON has no control characters of its own, so that nothing in it is ever quoted.
_COPY = "copy (select row_to_json(line) from ({}) as line) to stdout (format csv, {})"
_AS_IT_STANDS = r"quote e'\x01', delimiter e'\x02'"


async def json_lines(uow: UnitOfWork, rows: Select[Any]) -> AsyncGenerator[bytes, None]:
    """The rows of a statement as JSON objects, each ended by a newline; parts end anywhere.

    However many there are, no more than a part of them is held. To be closed if it is left early.
    """
    dialect = uow.connection.dialect
    compiled = rows.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    driver = await uow.driver()
    part = bytearray()
    statement = _COPY.format(compiled, _AS_IT_STANDS).encode()
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        async for line in copy:
            part += line
            if len(part) >= PART:
                yield bytes(part)
                part.clear()
    if part:
        yield bytes(part)


__all__ = ["json_lines"]
