"""Exporting an estate: one archive with all it has, the core's and its plugins'.

manifest.json                       what is in it, with counts and SHA-256 sums
core/ticket.jsonl                   a table: one JSON object a line
plugin_keys/house_key.jsonl         a plugin's
attachments/keys/钥匙清单.txt        what a plugin keeps beside its tables
"""

import hashlib
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Table, select

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.plugin.answers import Attachment
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import Exported, export, tables
from core.plugin.manifest import CORE_VERSION
from tenants.estate_rows import is_queue, tables_of_estates

FORMAT = 1
MANIFEST = "manifest.json"

Tell = Callable[[str, int], None]
"""Called after each part of the archive, with its name and how many rows it has."""


class Archive:
    """A ZIP archive being written, and its list of contents."""

    def __init__(self, path: Path, tell: Tell) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._tell = tell
        self.files: list[dict[str, Any]] = []

    async def rows(self, name: str, rows: AsyncIterator[Any]) -> None:
        """A file of rows, one JSON object a line."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as file:
            async for row in rows:
                line = orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE)
                file.write(line)
                digest.update(line)
                size, count = size + len(line), count + 1
        self._note(name, size, digest.hexdigest(), count)

    def bytes(self, name: str, content: bytes) -> None:
        """A file as it is."""
        self._zip.writestr(name, content)
        self._note(name, len(content), hashlib.sha256(content).hexdigest(), None)

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the list of contents, last."""
        told = orjson.dumps({**manifest, "files": self.files}, option=orjson.OPT_INDENT_2)
        self._zip.writestr(MANIFEST, told)
        self._zip.close()

    def _note(self, name: str, size: int, sha256: str, rows: int | None) -> None:
        self.files.append({"name": name, "rows": rows, "bytes": size, "sha256": sha256})
        self._tell(name, rows or 0)


async def export_estate(
    uow: UnitOfWork,
    estate_id: int,
    path: Path,
    installed: Catalogue,
    tell: Tell = lambda name, rows: None,
) -> list[dict[str, Any]]:
    """Write the archive of an estate, open or closed; returns its list of contents.

    The transaction must be the system's at that estate. An estate that is still worked in may
    change between two tables: close it first where that matters. Raises `NotFound`.
    """
    estate = await uow.row(select(Estate.__table__).where(Estate.id == estate_id))
    if estate is None:
        raise NotFound("estateId")
    archive = Archive(path, tell)
    await archive.rows("core/estate.jsonl", _each([dict(estate)]))
    for table in tables_of_estates():
        if not is_queue(table):
            await archive.rows(f"{table.schema}/{table.name}.jsonl", _rows(uow, table, estate_id))
    for plugin in installed.manifests:
        await _plugin(uow, installed, plugin, estate_id, archive)
    archive.close(
        {
            "format": FORMAT,
            "estate": estate["code"],
            "estateId": estate_id,
            "exportedAt": uow.now.isoformat(),
            "core": CORE_VERSION,
            "plugins": {id_: one.version for id_, one in installed.manifests.items()},
        }
    )
    return archive.files


async def _plugin(
    uow: UnitOfWork, installed: Catalogue, plugin: str, estate_id: int, archive: Archive
) -> None:
    """All that a plugin has, whether it is on or not: a file a table, then its attachments."""
    schema = installed[plugin].schema
    found: dict[str, list[Any]] = {table.name: [] for table in tables(installed, plugin)}
    attachments: list[Attachment] = []
    async for each in export(installed, plugin, uow, estate_id):
        if isinstance(each, Exported):
            found[each.table].append(dict(each.row))
        else:
            attachments.append(each)
    for name, rows in found.items():
        await archive.rows(f"{schema}/{name}.jsonl", _each(rows))
    for attachment in attachments:
        archive.bytes(f"attachments/{plugin}/{Path(attachment.name).name}", attachment.content)


async def _rows(uow: UnitOfWork, table: Table, estate_id: int) -> AsyncIterator[Any]:
    statement = select(table).where(table.c.estate_id == estate_id)
    found = await uow.connection.stream(statement.order_by(*table.primary_key.columns))
    async for row in found.mappings():
        yield dict(row)


async def _each(rows: Iterable[Any]) -> AsyncIterator[Any]:
    for row in rows:
        yield row


__all__ = ["FORMAT", "MANIFEST", "Archive", "export_estate"]
