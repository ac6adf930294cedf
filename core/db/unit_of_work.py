"""One transaction a request: a use case's rows, history, outbox entries and timers, or nothing.

    async with unit_of_work(database, Scope.of(actor, (estate_id,))) as uow:
        ticket = await report(actor, new_report, uow)

The block's end commits; an exception rolls all of it back. Nobody else commits.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from psycopg import OperationalError
from sqlalchemy import Executable, RowMapping
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from core import clock
from core.db.base import Base
from core.db.engine import Database
from core.db.insertion import insertion, insertion_of_new, rewriting
from core.db.scope import Scope
from core.db.together import BatchConnection, Statement, entering
from core.ids import new_id
from core.jobs.models import OutboxEvent, Timer
from core.logging import logger
from core.plugin.faults import Fault, keep
from core.plugin.plan import NO_PLUGINS

log = logger("guanjia.plugins")

Row = TypeVar("Row", bound=Base)

_BEGIN: Statement = (b"begin", ())
_SNAPSHOT: tuple[Statement, ...] = (
    (b"begin isolation level repeatable read, read only", ()),
    (b"set local idle_in_transaction_session_timeout = 0", ()),
)


class UnitOfWork:
    """The open transaction a use case works in.

    `plan` is the plugins to be asked in it: none, unless whoever opens it says so. `faults` are
    those of plugins that failed meanwhile; they are kept whatever becomes of the transaction.
    Rows given to `add`, `emit` and `set_timer` are written together, in one statement, by
    `flush` (called before commit, and by whoever must read them back first).
    """

    def __init__(self, connection: AsyncConnection, scope: Scope) -> None:
        self.connection = connection
        self.scope = scope
        self.now = clock.now()
        self.plan = NO_PLUGINS
        self.faults: list[Fault] = []
        self._pending: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    async def driver(self) -> BatchConnection:
        """The driver's own connection, for statements in PostgreSQL's notation."""
        driver = (await self.connection.get_raw_connection()).driver_connection
        assert isinstance(driver, BatchConnection)
        return driver

    async def execute(
        self, statement: Executable, parameters: Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a Core statement in this transaction."""
        return await self.connection.execute(statement, parameters)

    async def row(self, statement: Executable) -> RowMapping | None:
        """The single row of a statement, or None."""
        return (await self.connection.execute(statement)).mappings().one_or_none()

    def add(self, model: type[Base], **values: Any) -> None:
        """Insert a row at the next flush."""
        self._pending[model].append(values)

    def emit(
        self, topic: str, *, group_id: int, estate_id: int, subject_id: UUID, **payload: Any
    ) -> None:
        """Put an event in the outbox: it is delivered after commit, at least once."""
        self.add(
            OutboxEvent,
            id=new_id(),
            group_id=group_id,
            estate_id=estate_id,
            topic=topic,
            subject_id=subject_id,
            payload=payload,
            at=self.now,
        )

    def set_timer(
        self,
        kind: str,
        key: str,
        due_at: datetime,
        *,
        group_id: int,
        estate_id: int,
        **payload: Any,
    ) -> None:
        """Have `kind`'s handler called once, at or after `due_at`."""
        self.add(
            Timer,
            id=new_id(),
            group_id=group_id,
            estate_id=estate_id,
            kind=kind,
            key=key,
            due_at=due_at,
            payload=payload,
        )

    async def flush(self) -> None:
        """Write what `add` collected, all tables in one statement."""
        pending, self._pending = self._pending, defaultdict(list)
        if pending:
            await self.connection.execute(*insertion(pending))

    async def add_new(
        self, model: type[Base], rows: list[dict[str, Any]], unique: tuple[str, ...]
    ) -> frozenset[UUID]:
        """Insert those of `rows` whose `unique` columns no row has yet; the ids of these."""
        if not rows:
            return frozenset()
        found = await self.connection.execute(*insertion_of_new(model, rows, unique))
        return frozenset(found.scalars())

    async def rewrite(
        self, model: type[Base], rows: list[dict[str, Any]], *, counted: bool = False
    ) -> None:
        """Write columns of several rows in one statement, by `estate_id` and `id`: each of `rows`
        names the same ones. `counted`: their versions rise."""
        if rows:
            await self.connection.execute(*rewriting(model, rows, counted=counted))

    async def enter(self, scope: Scope, *before: Statement) -> None:
        """Change the scope for the rest of the transaction (workers, from estate to estate).

        Raises `StaleRights` where the rights it was made from have changed since.
        """
        self.scope = scope
        await (await self.driver()).once([*before, entering(scope)])


@asynccontextmanager
async def unit_of_work(database: Database, scope: Scope) -> AsyncIterator[UnitOfWork]:
    """Open a transaction in `scope`; commit at the end of the block, roll back on any error."""
    async with _begun(database, scope, _BEGIN) as uow:
        yield uow
        await uow.flush()


@asynccontextmanager
async def snapshot(database: Database, scope: Scope) -> AsyncIterator[UnitOfWork]:
    """Open a transaction that sees all of its block as of one instant, and writes nothing.

    It may last as long as it takes: nothing ends it for being idle between two statements.
    """
    async with _begun(database, scope, *_SNAPSHOT) as uow:
        yield uow


@asynccontextmanager
async def _begun(
    database: Database, scope: Scope, *beginning: Statement
) -> AsyncIterator[UnitOfWork]:
    faults: list[Fault] = []
    try:
        async with database.engine.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, scope)
            uow.faults = faults
            try:
                await uow.enter(scope, *beginning)
            except OperationalError:
                if (await uow.driver()).closed:
                    # SQLAlchemy has to find out by itself: it then renews every connection it
                    # has, all of which a server that was restarted has left dead.
                    await connection.exec_driver_sql("select")
                raise
            yield uow
    finally:
        if faults:
            await _keep(database, faults)


@asynccontextmanager
async def as_system(uow: UnitOfWork, group_id: int, estate_id: int) -> AsyncIterator[None]:
    """The scope of the system at an estate for the length of a block; then the caller's again: for
    what is kept from the caller's own sight. What was added before is written before, in theirs.
    """
    await uow.flush()
    own = uow.scope
    await uow.enter(Scope.system(group_id, estate_id))
    yield
    await uow.flush()
    await uow.enter(own)


async def _keep(database: Database, faults: list[Fault]) -> None:
    """Put faults on record in transactions of their own; what they belong to goes on anyway."""
    by_estate: dict[tuple[int, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        by_estate[fault.group_id, fault.estate_id].append(fault)
    try:
        for place, found in sorted(by_estate.items()):
            async with unit_of_work(database, Scope.system(*place)) as uow:
                await keep(uow.connection, found)
    except Exception as error:
        log.error("faults_not_kept", kind=type(error).__name__, faults=len(faults))


__all__ = ["UnitOfWork", "as_system", "snapshot", "unit_of_work"]
