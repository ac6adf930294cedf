"""Running a plan: scope, statement and commit in one round trip; bytes out."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, execute
from psycopg import AsyncRawCursor, errors
from psycopg.rows import tuple_row

from api.graph.binds import Values
from api.graph.document import Operation
from api.graph.plan import Plan
from api.graph.refusals import BadRequest
from core.db.engine import Database
from core.db.scope import Scope
from core.db.together import entering, wire
from core.db.unit_of_work import UnitOfWork

MOST_ROWS = 50_000
"""The largest cost of an operation: rows it may read, summed over all its lists."""

TOO_COMPLEX = "54"
"""SQLSTATE class of statements beyond what PostgreSQL takes, such as its number of columns."""


def priced(plan: Plan, values: Values) -> int:
    """The operation's cost in rows. Raises BadRequest before the database is asked for too many."""
    rows = plan.rows(values)
    if rows > MOST_ROWS:
        told = f"This may read {rows} rows; {MOST_ROWS} at most. Ask for smaller pages."
        raise BadRequest([GraphQLError(told)], "TOO_COSTLY")
    return rows


async def read(database: Database, scope: Scope, plan: Plan, values: Values) -> bytes:
    """The plan's answer, the JSON of `data`, in a transaction of its own.

    Raises StaleRights where the scope's rights are no longer the caller's.
    """
    if plan.sql is None:
        return b"{}"
    parameters = [wire(value) for value in plan.parameters(values)]
    async with database.reads.connection() as connection:
        try:
            # Up to one Sync, which by the protocol is one transaction. Were it ever two, the
            # statement would be unscoped and find nothing.
            _, rows = await connection.together([entering(scope), (plan.sql.encode(), parameters)])
        except errors.DatabaseError as error:
            if (error.sqlstate or "").startswith(TOO_COMPLEX):
                raise BadRequest([GraphQLError("This asks for too much.")], "TOO_COSTLY") from None
            raise
    answer = rows.get_value(0, 0)
    assert answer is not None
    return answer


async def read_within(uow: UnitOfWork, plan: Plan, values: Values) -> bytes:
    """The plan's answer inside a transaction that is already open and scoped."""
    if plan.sql is None:
        return b"{}"
    cursor = AsyncRawCursor(await uow.driver(), row_factory=tuple_row)
    await cursor.execute(plan.sql, plan.parameters(values))
    row = await cursor.fetchone()
    assert row is not None
    answer: str = row[0]
    return answer.encode()


async def finish_in_python(
    operation: Operation, data: bytes, variables: Mapping[str, Any], context: object
) -> ExecutionResult:
    """Let the executor complete an answer that has parts only Python can compute."""
    result: ExecutionResult | Awaitable[ExecutionResult] = execute(
        operation.schema,
        operation.document,
        root_value=orjson.loads(data),
        context_value=context,
        variable_values=dict(variables),
        operation_name=operation.name,
    )
    if isinstance(result, Awaitable):
        result = await result
    return result


Reader = Callable[[Plan, Values], Awaitable[bytes]]

__all__ = [
    "MOST_ROWS",
    "Reader",
    "finish_in_python",
    "priced",
    "read",
    "read_within",
]
