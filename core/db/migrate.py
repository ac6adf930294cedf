"""The migrations' runner: the core's lineage first, then each plugin's, as `guanjia_owner`.

One migrator runs at a time (others wait); a migration waits only shortly for a table in use, so
that it never stands in the way of requests queueing behind it, and is tried again. Each revision
is one transaction: a failed one leaves the database at the revision before it. A revision's own
SQL (`op.get_bind().exec_driver_sql`) is sent as it stands: a per cent sign needs no doubling.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from alembic import command
from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.exc import DBAPIError, OperationalError

from core.db.bootstrap import APP, OWNER
from core.db.lineage import CORE, VERSION_TABLE, Lineage
from core.db.urls import connect
from core.operating import OperatorCode, OperatorError

MIGRATION_LOCK = 0x6D696772617465  # "migrate"
WAIT_FOR_OTHERS = "10min"
TRIES = 5
PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One revision applied or taken back."""

    lineage: str
    revision: str
    title: str
    upgrade: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How far a database has come in one lineage."""

    lineage: Lineage
    current: str | None
    pending: tuple[str, ...]
    unknown: bool = False
    """The database is at a revision these files do not have: a newer release migrated it."""


OnStep = Callable[[Step], None]


def upgrade(
    owner_url: str,
    lineages: Sequence[Lineage] = (CORE,),
    *,
    lock_timeout_ms: int = 5_000,
    on_step: OnStep | None = None,
) -> list[Step]:
    """Brings every lineage to its head, in the order given; says what was done.

    Raises `MIGRATION_FAILED` naming the revision that failed; what was done before it stays.
    """
    with _migrator(owner_url, lock_timeout_ms) as connection:
        done: list[Step] = []
        for lineage in lineages:
            _prepare_schemas(connection, lineage)
            status = _status(connection.connection.driver_connection, lineage)
            if status.unknown:
                raise _from_the_future([status])
            if status.pending:
                done += _run(connection, lineage, "head", on_step, upwards=True)
        return done


def downgrade(
    owner_url: str,
    lineage: Lineage,
    revision: str = "base",
    *,
    lock_timeout_ms: int = 5_000,
    on_step: OnStep | None = None,
) -> list[Step]:
    """Takes one lineage back to `revision` (`base`: to nothing; `-1`: by one step)."""
    with _migrator(owner_url, lock_timeout_ms) as connection:
        status = _status(connection.connection.driver_connection, lineage)
        if status.unknown:
            raise _from_the_future([status])
        if status.current is None:
            return []
        return _run(connection, lineage, revision, on_step, upwards=False)


def status(url: str, lineages: Sequence[Lineage] = (CORE,)) -> list[Status]:
    """How far the database has come, lineage by lineage; the application's login may ask."""
    with connect(url) as connection:
        return [_status(connection, lineage) for lineage in lineages]


def require_migrated(url: str, lineages: Sequence[Lineage] = (CORE,)) -> None:
    """Refuses a database that these files do not describe. Raises `NOT_MIGRATED`."""
    found = status(url, lineages)
    future = [item for item in found if item.unknown]
    if future:
        raise _from_the_future(future)
    behind = [item for item in found if item.pending]
    if behind:
        listed = "; ".join(f"{item.lineage.name}: {', '.join(item.pending)}" for item in behind)
        raise OperatorError(
            OperatorCode.NOT_MIGRATED,
            f"the database is not migrated; missing are {listed}.",
            "Run `guanjia migrate` and start again.",
        )


@contextmanager
def _migrator(owner_url: str, lock_timeout_ms: int) -> Iterator[Connection]:
    """The connection of the one migrator, with the owner's rights."""
    connect(owner_url).close()  # an unreachable server gets its own error
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(
            owner_url, application_name="guanjia migrate", options="-c timezone=UTC"
        ),
        poolclass=NullPool,
    )
    event.listen(engine, "before_cursor_execute", _as_it_stands, retval=True)
    with engine.connect() as connection:
        try:
            connection.execute(text(f"set role {OWNER}"))
            connection.execute(text(f"set lock_timeout = '{WAIT_FOR_OTHERS}'"))
            connection.execute(text(f"select pg_advisory_lock({MIGRATION_LOCK})"))
            connection.execute(text(f"set lock_timeout = {lock_timeout_ms}"))
            connection.commit()
        except DBAPIError as error:
            raise _failed("cannot begin to migrate", error) from error
        yield connection


def _as_it_stands(
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: ExecutionContext,
    many: bool,
) -> tuple[str, object]:
    plain = context.compiled is None and not parameters
    return (statement.replace("%", "%%") if plain else statement), parameters


def _prepare_schemas(connection: Connection, lineage: Lineage) -> None:
    table = f'"{lineage.schema}".{VERSION_TABLE}'
    for schema in (lineage.schema, *lineage.beside):
        connection.execute(text(f'create schema if not exists "{schema}"'))
        connection.execute(text(f'grant usage on schema "{schema}" to {APP}'))
    connection.execute(
        text(
            f"create table if not exists {table} "
            "(version_num varchar(32) constraint alembic_version_pkc primary key)"
        )
    )
    connection.execute(text(f"grant select on {table} to {APP}"))
    connection.commit()


def _run(
    connection: Connection, lineage: Lineage, target: str, on_step: OnStep | None, *, upwards: bool
) -> list[Step]:
    done: list[Step] = []

    def applied(revision: str) -> None:
        step = Step(lineage.name, revision, lineage.title(revision), upwards)
        done.append(step)
        if on_step is not None:
            on_step(step)

    config = lineage.config()
    config.attributes.update(connection=connection, applied=applied)
    move = command.upgrade if upwards else command.downgrade
    for attempt in range(1, TRIES + 1):
        try:
            move(config, target)
        except OperationalError as error:
            connection.rollback()
            if attempt == TRIES or not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise _failed(_where(lineage, done), error) from error
            time.sleep(PAUSE_SECONDS * attempt)
        except Exception as error:
            connection.rollback()
            raise _failed(_where(lineage, done), error) from error
        else:
            break
    connection.commit()
    return done


def _where(lineage: Lineage, done: Sequence[Step]) -> str:
    last = f"after {done[-1].revision}" if done else "at its first step"
    return f"migrating {lineage.name} failed {last}"


def _failed(where: str, error: Exception) -> OperatorError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return OperatorError(
        OperatorCode.MIGRATION_FAILED,
        f"{where}: {str(cause).strip()}",
        "Nothing of that step was kept. Put right what it says and run `guanjia migrate` again.",
    )


def _status(connection: object, lineage: Lineage) -> Status:
    assert isinstance(connection, psycopg.Connection)
    current: str | None = None
    with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        table = f'"{lineage.schema}".{VERSION_TABLE}'
        cursor.execute("select to_regclass(%s)", [table])
        there = cursor.fetchone()
        if there is not None and there[0] is not None:
            query = psycopg.sql.SQL("select version_num from {}").format(
                psycopg.sql.Identifier(lineage.schema, VERSION_TABLE)
            )
            row = cursor.execute(query).fetchone()
            current = None if row is None else row[0]
    try:
        return Status(lineage, current, lineage.after(current))
    except KeyError:
        return Status(lineage, current, (), unknown=True)


def _from_the_future(found: Sequence[Status]) -> OperatorError:
    listed = ", ".join(f"{item.lineage.name} is at {item.current}" for item in found)
    return OperatorError(
        OperatorCode.NOT_MIGRATED,
        f"the database was migrated by a newer release: {listed}, which is unknown here.",
        "Install that release, or take the database back with its `guanjia migrate --down`.",
    )


__all__ = [
    "CORE",
    "Lineage",
    "Status",
    "Step",
    "downgrade",
    "require_migrated",
    "status",
    "upgrade",
]
