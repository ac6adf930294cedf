"""How much of the processors' time processes have used, where the system tells (Linux)."""

import os
from pathlib import Path

from sqlalchemy import text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work

PROC = Path("/proc")
PARENT, TICKS, REAPED = 1, slice(11, 13), slice(13, 15)


def seconds_used(pid: int | None, *, children: bool = False) -> float:
    """Of one process; with `children`, of those it has and of those it had as well."""
    fields = _fields(pid)
    if pid is None or not fields:
        return 0.0
    ticks = sum(map(int, fields[TICKS]))
    if children:
        ticks += sum(map(int, fields[REAPED]))
        for child in (PROC / f"{pid}/task/{pid}/children").read_text().split():
            ticks += sum(map(int, _fields(int(child))[TICKS]))
    return ticks / os.sysconf("SC_CLK_TCK")


async def server_of(database: Database) -> int | None:
    """The process of the PostgreSQL that a database is in, where it runs on this machine."""
    async with unit_of_work(database, Scope.system()) as uow:
        backend = (await uow.execute(text("select pg_backend_pid()"))).scalar_one()
    fields = _fields(backend)
    return int(fields[PARENT]) if fields else None


def _fields(pid: int | None) -> list[str]:
    """What stands in `/proc/<pid>/stat` after the process's name."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


__all__ = ["seconds_used", "server_of"]
