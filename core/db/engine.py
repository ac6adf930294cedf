"""The database as the application sees it: one engine for use cases, one pool for compiled reads.

Both connect as the application's role with the session's zone fixed to UTC (PostgreSQL writes
timestamps into JSON in the session's zone). Reads use psycopg's own pool because they send scope,
statement and commit in one pipeline, which SQLAlchemy does not offer. For the same reason the
engine begins no transaction by itself: a unit of work sends its `begin` together with its scope.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.db.least_privilege import verify_async
from core.db.together import BatchConnection

SESSION_OPTIONS = "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"


class Database:
    """The application's connections to one PostgreSQL."""

    def __init__(
        self, url: str, *, size: int = 10, name: str = "guanjia", become: str | None = None
    ) -> None:
        """`url` is the application role's; `size` bounds each of the two pools. An operator's
        command may `become` the tables' owner, whom forced row-level security binds as well."""
        self._become = become
        plain = make_url(url).set(drivername="postgresql")
        options: dict[str, Any] = {
            "options": SESSION_OPTIONS + (f" -c role={become}" if become else ""),
            "application_name": name,
            "autocommit": True,
            "prepare_threshold": 0,
        }
        self.url = url
        address = plain.render_as_string(hide_password=False)
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+psycopg://",
            async_creator=lambda: BatchConnection.connect(address, **options),
            isolation_level="AUTOCOMMIT",
            pool_size=size,
            max_overflow=0,
            pool_timeout=30,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )
        self.reads: AsyncConnectionPool[BatchConnection] = AsyncConnectionPool(
            address,
            min_size=1,
            max_size=size,
            connection_class=BatchConnection,
            open=False,
            timeout=30,
            kwargs=options,
        )

    async def open(self) -> None:
        """Connect, and check that the role is the application's and no more (`ROLE_UNSAFE`).

        Raises if PostgreSQL cannot be reached within the pool's timeout.
        """
        await self.reads.open(wait=True, timeout=30)
        if self._become is None:
            async with self.reads.connection() as connection:
                await verify_async(connection)

    async def close(self) -> None:
        await self.reads.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Database"]:
        """The database for the length of a block."""
        await self.open()
        try:
            yield self
        finally:
            await self.close()


__all__ = ["SESSION_OPTIONS", "Database"]
