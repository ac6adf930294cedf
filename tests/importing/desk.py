"""A desk to import at: an estate of the directory, the command, and what came of it."""

import asyncio
import csv
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Executable, RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert
from typer.testing import CliRunner, Result

from api.cli.imports import app
from core.config import get_settings
from core.db.base import Base
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import EstateEntry, GroupEntry
from core.importing.rejects import OURS
from core.tickets.models import Ticket, TicketEvent
from tests.database import SECRET, TestDatabase
from tests.factories import EstateWorld, World

COMMAND = (sys.executable, "-m", "api.cli", "import", "tickets")

MAPPING = """
source = "old"
title = "The old system"
note = "Taken over."
key = ["id"]

[times]
zone = "Asia/Shanghai"
formats = ["%Y-%m-%d %H:%M"]

[ticket]
kind = { column = "kind", is = { "报修" = "REPAIR", "投诉" = "COMPLAINT" } }
channel = "PHONE"
content = { column = "content" }
unknown_place = "not in the old system"
unknown_house = "not in the old system"
unknown_contact = "not in the old system"
unknown_occurred = "not in the old system"
received_at = { column = "opened" }
due_at = { column = "due" }
closed_at = { column = "closed" }
result = { column = "result" }
"""

HEADER = ("id", "kind", "content", "opened", "due", "closed", "result")


def line(key: str, **other: str) -> tuple[str, ...]:
    """A row below HEADER that can be taken, but for what is said otherwise."""
    said = {
        "id": key,
        "kind": "报修",
        "content": "厨房漏水",
        "opened": "2024-05-06 09:00",
        "due": "2024-05-07 09:00",
        "closed": "",
        "result": "",
        **other,
    }
    return tuple(said[name] for name in HEADER)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One line of a reject file."""

    line: int
    verdict: str
    codes: tuple[str, ...]
    reason: str
    original: tuple[str, ...]


class Desk:
    """A folder with files, and an estate of a world of one's own."""

    def __init__(self, database: Database, test: TestDatabase, world: World, folder: Path) -> None:
        self.database = database
        self.test = test
        self.world = world
        self.folder = folder
        self.estate: EstateWorld = world.estates[0]
        self.rejects = folder / "rejects.csv"

    @property
    def environment(self) -> dict[str, str]:
        """The settings the command is run with."""
        kept = {name: value for name, value in os.environ.items() if "GUANJIA" not in name}
        return kept | {
            "GUANJIA_DATABASE_URL": self.test.app_url,
            "GUANJIA_SECRET_KEY": SECRET,
        }

    def arguments(self, file: Path, mapping: Path | str, *more: str) -> list[str]:
        """What the command is given, after its name."""
        options = {"--mapping": mapping, "--estate": self.estate.code, "--reject": self.rejects}
        given = [str(word) for pair in options.items() for word in pair]
        return [str(file), *given, *more]

    def csv(
        self,
        *rows: Sequence[str],
        header: Sequence[str] = HEADER,
        encoding: str = "utf-8",
        name: str = "tickets.csv",
    ) -> Path:
        """A CSV file in the folder."""
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def mapping(self, *changes: tuple[str, str], text: str = MAPPING) -> Path:
        """The mapping, with words replaced; the replaced words must be in it."""
        for was, becomes in changes:
            assert was in text
            text = text.replace(was, becomes)
        path = self.folder / "mapping.toml"
        path.write_text(text, encoding="utf-8")
        return path

    async def run(self, file: Path, mapping: Path | str, *more: str) -> Result:
        """The command, run to its end."""
        arguments = ["tickets", *self.arguments(file, mapping, *more)]
        return await asyncio.to_thread(self.invoke, arguments)

    def invoke(self, arguments: list[str]) -> Result:
        """`guanjia import` with these arguments, on the desk's database."""
        get_settings.cache_clear()
        try:
            return CliRunner().invoke(app, arguments, env=self.environment)
        finally:
            get_settings.cache_clear()

    async def select(self, statement: Executable) -> list[RowMapping]:
        """Rows of the estate, as the application sees them."""
        scope = Scope.system(self.world.group_id, self.estate.id)
        async with unit_of_work(self.database, scope) as uow:
            return list((await uow.execute(statement)).mappings())

    async def tickets(self) -> dict[str, RowMapping]:
        """The estate's tickets by the key they had in the source."""
        found = await self.select(
            select(*Ticket.__table__.columns)
            .where(Ticket.estate_id == self.estate.id)
            .order_by(Ticket.source_key)
        )
        return {row["source_key"].partition(":")[2]: row for row in found}

    async def history(self, ticket: RowMapping) -> list[RowMapping]:
        """A ticket's history, in order."""
        return await self.select(
            select(*TicketEvent.__table__.columns)
            .where(TicketEvent.estate_id == self.estate.id, TicketEvent.ticket_id == ticket["id"])
            .order_by(TicketEvent.sequence)
        )

    async def count(self, model: type[Base]) -> int:
        """How many rows of a table the estate has."""
        table = model.__table__
        found = await self.select(
            select(func.count().label("n"))
            .select_from(table)
            .where(table.c.estate_id == self.estate.id)
        )
        return int(found[0]["n"])

    def rejections(self, encoding: str = "utf-8") -> list[Rejection]:
        """What is in the reject file."""
        with self.rejects.open(encoding=encoding, newline="") as file:
            header, *rows = csv.reader(file)
        assert tuple(header[: len(OURS)]) == OURS
        return [
            Rejection(int(at), verdict, tuple(codes.split()), reason, tuple(original))
            for at, verdict, codes, reason, *original in rows
        ]


async def enter_directory(database: Database, world: World) -> None:
    """Write the world's group and estates into the directory of codes, where they are not in it."""
    async with unit_of_work(database, Scope.system()) as uow:
        group = insert(GroupEntry).values(id=world.group_id, code=world.group_code)
        await uow.execute(group.on_conflict_do_nothing())
        for estate in world.estates:
            entry = insert(EstateEntry).values(
                id=estate.id, group_id=world.group_id, code=estate.code
            )
            await uow.execute(entry.on_conflict_do_nothing())
