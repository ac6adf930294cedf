"""A database in which every table has rows of three estates in two groups.

with populated(server) as populace:
    populace.rows(walled)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from core.actor import Audience
from core.db.scope import Scope
from core.db.urls import connect
from tests.database import TestDatabase, TestServer
from tests.graph.rows import NoRoom, Row, Rows
from tests.isolation.walls import TABLES, Walled

GROUPS: dict[int, tuple[int, ...]] = {1: (11, 12), 2: (21,)}
"""Estates by group."""

AMPLE = {"core.ticket": 12, "core.ticket_event": 12}
"""Tables of which somebody must be found to whom a row belongs."""

Connection = psycopg.Connection[Any]


@dataclass(slots=True)
class Populace:
    """The rows, and the scopes to look at them from."""

    database: TestDatabase
    made: Rows = field(default_factory=lambda: Rows(seed=3, nulls=0.1))

    def rows(self, walled: Walled) -> list[Row]:
        """All rows of a table."""
        return self.made.known[walled.table]

    def fresh(self, walled: Walled, group: int, estate: int) -> Row:
        """A row that somebody may want to write there."""
        return self.made.draft(walled.table, **place(walled, group, estate))

    def scopes(self) -> Iterator[Scope]:
        """From where the rows are looked at: every audience, near, far and nowhere."""
        event = next(
            row
            for row in self.of("core.ticket_event")
            if row["estate_id"] == 11 and row["public"] and row["requester_id"]
        )
        house = next(row for row in self.of("core.house") if row["estate_id"] == 11)
        handed = next(
            row for row in self.of("core.ticket") if row["estate_id"] == 11 and row["partner_id"]
        )
        account = next(row["id"] for row in self.of("tenants.account") if row["group_id"] == 1)
        persons, houses = (event["requester_id"],), (house["id"],)
        for audience in Audience:
            yield Scope(1, (11,), audience, account)
        yield Scope(1, (11,), Audience.RESIDENT, account, persons, houses)
        yield Scope(1, (12,), Audience.RESIDENT, account, persons, houses)
        yield Scope(1, (11,), Audience.PARTNER, account, persons=(handed["partner_id"],))
        yield Scope(1, (11, 12), Audience.STAFF)
        yield Scope(2, (21,), Audience.SYSTEM)
        yield Scope(2, (11,), Audience.STAFF)
        yield Scope(1, (), Audience.STAFF, account)
        yield Scope(None, (11,), Audience.STAFF)
        yield Scope(1, (11,), None)
        yield Scope()

    def of(self, name: str) -> list[Row]:
        """All rows of a table by name."""
        return next(self.rows(walled) for walled in TABLES if walled.name == name)


@contextmanager
def populated(server: TestServer) -> Iterator[Populace]:
    """A clone of the template with rows in every table, written by the application's own role."""
    with server.passing() as database:
        populace = Populace(database)
        with connect(database.app_url) as connection, connection.transaction():
            for walled in TABLES:
                for group, estates in GROUPS.items():
                    enter(connection, Scope.system(group, *estates))
                    for estate in estates if by_estate(walled) else estates[:1]:
                        fill(connection, populace, walled, place(walled, group, estate))
        yield populace


def fill(connection: Connection, populace: Populace, walled: Walled, where: dict[str, Any]) -> None:
    """Four rows (more of what the scopes are chosen by), or as many as there is room for."""
    for _ in range(AMPLE.get(walled.name, 4)):
        try:
            row = populace.made.make(walled.table, **where)
        except NoRoom:
            return
        insert(connection, walled, row)


def enter(connection: Connection, scope: Scope) -> None:
    """Set the scope of the open transaction."""
    places = ", ".join(["%s"] * len(scope.parameters))
    connection.execute(f"select core.set_scope({places})", scope.parameters)


def by_estate(walled: Walled) -> bool:
    """Whether each estate has rows of its own in a table."""
    return "estate_id" in walled.table.c or walled.name in ("core.estate", "core.estate_entry")


def place(walled: Walled, group: int, estate: int) -> dict[str, Any]:
    """The columns that say whose a row is."""
    columns = walled.table.c
    if walled.name in ("core.group", "core.group_entry"):
        return {"id": group}
    if walled.name in ("core.estate", "core.estate_entry"):
        return {"id": estate, "group_id": group}
    whose = {"group_id": group, "estate_id": estate}
    return {name: value for name, value in whose.items() if name in columns}


def insert(connection: Connection, walled: Walled, row: Row) -> None:
    """Write one row."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(["%s"] * len(row))
    values = [_adapted(walled, name, value) for name, value in row.items()]
    connection.execute(f"insert into {walled.quoted} ({names}) values ({places})", values)


def _adapted(walled: Walled, name: str, value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return Jsonb(value) if isinstance(walled.table.c[name].type, JSONB) else value


__all__ = ["GROUPS", "Connection", "Populace", "by_estate", "enter", "insert", "place", "populated"]
