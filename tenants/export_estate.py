"""Exporting an estate: one archive with all it has, the core's, its plugins' and its files.

manifest.json                       what is in it: counts, SHA-256 sums, versions; written last
core/ticket.jsonl                   a table: one JSON object a line
plugin_keys/house_key.jsonl         a plugin's, whether its contract has ended or not
beside/keys/钥匙清单.txt             what a plugin keeps beside its tables
files/0199….jpg                     a ticket's attachment, named by its id (core/attachment.jsonl)
tenants/account.jsonl               who those were that acted; no password, no key, no login name
"""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import column, select, table

from core.db.json_lines import json_lines
from core.db.lineage import CORE, VERSION_TABLE, Lineage
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.files.store import FileStore, place_of
from core.files.stored import stored
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import beside, tables
from core.plugin.manifest import CORE_VERSION
from tenants.archive import FORMAT, Archive, Parts, Tell, archive_at
from tenants.estate_people import accounts_of
from tenants.estate_rows import is_queue, require_installed, tables_of_estates
from tenants.models import Account


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into an archive. `missing` are attachments whose bytes were not in the store."""

    rows: int
    files: int
    missing: tuple[str, ...]


def archived_tables(installed: Catalogue) -> int:
    """How many tables an archive has: for telling how far it is."""
    own = sum(not is_queue(each) for each in tables_of_estates())
    return own + 2 + sum(len(tables(installed, plugin)) for plugin in installed.manifests)


async def export_estate(
    uow: UnitOfWork,
    estate_id: int,
    path: Path,
    installed: Catalogue,
    store: FileStore,
    tell: Tell = lambda name, rows: None,
) -> Exported:
    """Write the archive of an estate, open or closed.

    All of it is as of one instant: `uow` is a `snapshot` of the system's at that estate. However
    much there is, only parts of it are held at once. Raises `NotFound`, PLUGIN_NOT_INSTALLED for
    rows of a plugin that nobody here can read, and what `archive_at` raises.
    """
    estate = await uow.row(select(Estate.group_id, Estate.code).where(Estate.id == estate_id))
    if estate is None:
        raise NotFound("estateId")
    await require_installed(uow, installed, estate_id)
    with archive_at(path, tell) as archive:
        await _core(uow, estate_id, archive)
        for plugin in installed.manifests:
            await _plugin(uow, installed, plugin, estate_id, archive)
        missing = await _files(uow, estate["group_id"], estate_id, store, archive)
        archive.finish(
            {
                "format": FORMAT,
                "estate": estate["code"],
                "estateId": estate_id,
                "asOf": uow.now.isoformat(),
                "core": {"version": CORE_VERSION, "revision": await _revision(uow, CORE)},
                "plugins": {
                    plugin: {
                        "version": manifest.version,
                        "revision": await _revision(uow, manifest.lineage),
                    }
                    for plugin, manifest in installed.manifests.items()
                },
                "missing": missing,
            }
        )
    return Exported(archive.row_count, archive.file_count, tuple(missing))


async def _core(uow: UnitOfWork, estate_id: int, archive: Archive) -> None:
    whole = select(Estate.__table__).where(Estate.id == estate_id)
    await archive.rows("core/estate.jsonl", json_lines(uow, whole))
    people = select(Account.__table__).where(Account.id.in_(accounts_of(estate_id)))
    await archive.rows("tenants/account.jsonl", json_lines(uow, people.order_by(Account.id)))
    for each in tables_of_estates():
        if not is_queue(each):
            rows = select(each).where(each.c.estate_id == estate_id)
            lines = json_lines(uow, rows.order_by(*each.primary_key.columns))
            await archive.rows(f"{each.schema}/{each.name}.jsonl", lines)


async def _plugin(
    uow: UnitOfWork, installed: Catalogue, plugin: str, estate_id: int, archive: Archive
) -> None:
    """All that a plugin has, whether it is on or not: a file a table, then what is beside them."""
    for each in tables(installed, plugin):
        rows = select(each).where(each.c.estate_id == estate_id)
        lines = json_lines(uow, rows.order_by(*each.primary_key.columns))
        await archive.rows(f"{each.schema}/{each.name}.jsonl", lines)
    for kept in await beside(installed, plugin, uow, estate_id):
        await archive.bytes(f"beside/{plugin}/{PurePosixPath(kept.name).name}", kept.content)


async def _files(
    uow: UnitOfWork, group_id: int, estate_id: int, store: FileStore, archive: Archive
) -> list[str]:
    """The attachments' bytes, one file after the other; the names of those that are not there."""
    missing: list[str] = []
    async with aclosing(stored(uow, estate_id)) as files:
        async for file in files:
            parts = store.stream(place_of(group_id, estate_id, file.id))
            first = await anext(parts, None)
            if first is None:
                missing.append(file.name)
            else:
                await archive.media(f"files/{file.name}", _with(first, parts))
    return missing


async def _with(first: bytes, more: AsyncIterator[bytes]) -> Parts:
    yield first
    async for part in more:
        yield part


async def _revision(uow: UnitOfWork, lineage: Lineage | None) -> str | None:
    """How far the database has come in a lineage."""
    if lineage is None:
        return None
    version = table(VERSION_TABLE, column("version_num"), schema=lineage.schema)
    found: str | None = (await uow.execute(select(version.c.version_num))).scalar_one_or_none()
    return found


__all__ = ["Exported", "archived_tables", "export_estate"]
