"""Rows into the database: COPY into a temporary table, then one INSERT a table.

COPY itself does not go through row-level security, so it does not reach the tables; the INSERT
does, as the application's role, in the group's scope.
"""

from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection, sql

from api.demo.rows import Row, Rows, form_of
from core.db.base import Base


class Copying:
    """Bulk loading in a transaction that is open already."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self.connection = connection
        self._made: set[str] = set()

    async def load(self, rows: Rows) -> None:
        """Write all rows, in the order their tables depend on each other."""
        order = Base.metadata.sorted_tables  # those first that others refer to
        for model in sorted(rows.of, key=lambda model: order.index(form_of(model).table)):
            await self._table(model, rows[model])

    async def _table(self, model: type[Base], rows: Iterable[Row]) -> None:
        form = form_of(model)
        names = {
            "table": sql.SQL(form.name),
            "waiting": sql.Identifier("pg_temp", f"demo_{form.short}"),
            "columns": sql.SQL(", ").join(map(sql.Identifier, form.columns)),
        }
        async with self.connection.cursor() as cursor:
            if form.name not in self._made:
                self._made.add(form.name)
                await cursor.execute(
                    sql.SQL(
                        "create temporary table {waiting} (like {table}) on commit drop"
                    ).format(**names)
                )
            copy = sql.SQL("copy {waiting} ({columns}) from stdin").format(**names)
            async with cursor.copy(copy) as writing:
                for chunk in form.chunks(rows):
                    await writing.write(chunk)
            await cursor.execute(
                sql.SQL("insert into {table} ({columns}) select {columns} from {waiting}").format(
                    **names
                )
            )
            await cursor.execute(sql.SQL("truncate {waiting}").format(**names))


__all__ = ["Copying"]
