"""Several statements in one write, their results in one read: compiled reads, and how a unit of
work begins.

psycopg's own pipeline sends each statement by itself (a system call, a turn of the event loop and
some fifty microseconds each). Here all are handed to libpq first and leave together; psycopg's pool
keeps the connections, and nothing else about them changes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection, OperationalError, errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from core.db.scope import ENTER, STALE_RIGHTS, Scope, StaleRights

Statement: TypeAlias = tuple[bytes, Sequence[bytes | None]]
"""SQL with `$1`-style parameters, and their values in PostgreSQL's text form."""

MOST_PREPARED = 200
"""Statements kept prepared on one connection."""


_Send = Callable[[PGconn, Statement], None]


def _send(pg: PGconn, statement: Statement) -> None:
    pg.send_query_params(*statement)


class BatchConnection(AsyncConnection[Any]):
    """A connection that can send several prepared statements at once."""

    _statements: OrderedDict[bytes, bytes]
    _count: int

    def __init__(self, pgconn: PGconn, *args: Any, **kwargs: Any) -> None:
        super().__init__(pgconn, *args, **kwargs)
        self._statements = OrderedDict()
        self._count = 0

    async def together(self, statements: Sequence[Statement]) -> list[PGresult]:
        """The results of the statements, each prepared on first use, in one round trip.

        Raises the first failure, as `StaleRights` or as psycopg's error for its SQLSTATE; what
        follows a failed statement is not run. A caller that is cancelled meanwhile loses the
        connection, which the pool replaces.
        """
        return await self._exchange(statements, self._send_prepared)

    async def once(self, statements: Sequence[Statement]) -> list[PGresult]:
        """The same without preparing: on a connection that SQLAlchemy uses as well.

        psycopg deallocates every prepared statement of a connection when it rolls back.
        """
        return await self._exchange(statements, _send)

    async def _exchange(self, statements: Sequence[Statement], send: _Send) -> list[PGresult]:
        pg = self.pgconn
        pg.enter_pipeline_mode()
        try:
            for statement in statements:
                send(pg, statement)
            pg.pipeline_sync()
            results = await _Exchange(pg).results()
            pg.exit_pipeline_mode()
        except BaseException:
            await self.close()
            raise
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                self._statements.clear()  # what was to be prepared after the failure was not
                error = errors.error_from_result(result, encoding="utf-8")
                if error.sqlstate == STALE_RIGHTS:
                    raise StaleRights from error
                raise error
        return [each for each in results if each.status == ExecStatus.TUPLES_OK]

    def _send_prepared(self, pg: PGconn, statement: Statement) -> None:
        sql, parameters = statement
        pg.send_query_prepared(self._name(pg, sql), parameters)

    def _name(self, pg: PGconn, sql: bytes) -> bytes:
        name = self._statements.get(sql)
        if name is not None:
            self._statements.move_to_end(sql)
            return name
        if len(self._statements) >= MOST_PREPARED:
            _, oldest = self._statements.popitem(last=False)
            pg.send_query_params(b"deallocate " + oldest, None)
        self._count += 1
        name = self._statements[sql] = b"read_%d" % self._count
        pg.send_prepare(name, sql)
        return name


class _Exchange:
    """One sending and receiving, driven by the event loop."""

    def __init__(self, pg: PGconn) -> None:
        self._pg = pg
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[list[PGresult]] = self._loop.create_future()
        self._results: list[PGresult] = []

    async def results(self) -> list[PGresult]:
        socket = self._pg.socket
        writing = bool(self._pg.flush())
        self._loop.add_reader(socket, self._readable)
        if writing:
            self._loop.add_writer(socket, self._writable)
        try:
            return await self._done
        finally:
            self._loop.remove_reader(socket)
            if writing:
                self._loop.remove_writer(socket)

    def _writable(self) -> None:
        try:
            if not self._pg.flush():
                self._loop.remove_writer(self._pg.socket)
        except OperationalError as error:
            self._fail(error)

    def _readable(self) -> None:
        pg = self._pg
        try:
            pg.consume_input()
            while not pg.is_busy():
                result = pg.get_result()
                if result is None:
                    continue
                if result.status == ExecStatus.PIPELINE_SYNC:
                    if not self._done.done():
                        self._done.set_result(self._results)
                    return
                self._results.append(result)
        except OperationalError as error:
            self._fail(error)

    def _fail(self, error: OperationalError) -> None:
        if not self._done.done():
            self._done.set_exception(error)


def entering(scope: Scope) -> Statement:
    """What gives a transaction its scope."""
    return ENTER.encode(), [each.encode() for each in scope.parameters]


def wire(value: Any) -> bytes | None:
    """A parameter as PostgreSQL reads it from text. Raises TypeError for what no column holds."""
    return None if value is None else _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | UUID):
        return str(value)
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_item, value)) + "}"
    raise TypeError(f"no parameter: {type(value).__name__}")


def _item(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int | UUID):
        return _text(value)
    quoted = _text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


__all__ = ["MOST_PREPARED", "BatchConnection", "Statement", "entering", "wire"]
