"""The file store: a local folder, or S3 and what speaks like it, by address (`GUANJIA_FILES`).

Nobody but the service reads it: what comes out goes through the walls of its row.
"""

from asyncio import to_thread
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from core.config import Settings

CHUNK = 1024 * 1024
"""Bytes of a file that are held at once while it is streamed."""


def folder_of(group_id: int, estate_id: int) -> str:
    """Below what all of an estate's files stand."""
    return f"{group_id}/{estate_id}"


def place_of(group_id: int, estate_id: int, attachment_id: UUID) -> str:
    """Where an attachment's bytes stand."""
    return f"{folder_of(group_id, estate_id)}/{attachment_id}"


class FileStore:
    """Whole files by place. A file is there complete, or not at all.

    The library's own asynchronous calls abort a process that ends soon after one of them, as
    commands do; the others are called in threads, and do not.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: Settings) -> "FileStore":
        """The store of the settings: an address such as `s3://bucket/prefix`, or a folder."""
        address = settings.files or str(settings.var_dir / "files")
        if "://" in address:
            return cls(from_url(address))
        return cls.at(Path(address))

    @classmethod
    def at(cls, folder: Path) -> "FileStore":
        """The store in a local folder, which is made where it is not there."""
        return cls(LocalStore(folder.expanduser().absolute(), mkdir=True))

    async def put(self, place: str, content: bytes) -> None:
        """Write a file, in one piece."""
        await to_thread(obstore.put, self._store, place, content)

    async def get(self, place: str) -> bytes | None:
        """A file's content; None where there is none."""
        parts = [part async for part in self.stream(place)]
        return b"".join(parts) if parts else None

    async def stream(self, place: str) -> AsyncIterator[bytes]:
        """A file's content, a part at a time; no part where there is none."""
        try:
            found = await to_thread(obstore.get, self._store, place)
        except FileNotFoundError:
            return
        parts = iter(found.stream(min_chunk_size=CHUNK))
        while (part := await to_thread(next, parts, None)) is not None:
            yield bytes(part)

    async def delete(self, place: str) -> None:
        """Remove a file, if it is there."""
        try:
            await to_thread(obstore.delete, self._store, place)
        except FileNotFoundError:
            return

    async def delete_below(self, folder: str) -> int:
        """Remove every file of a folder; says how many there were."""
        listing = iter(obstore.list(self._store, prefix=folder))
        count = 0
        while (listed := await to_thread(next, listing, None)) is not None:
            for each in listed:
                await self.delete(each["path"])
            count += len(listed)
        return count


__all__ = ["FileStore", "folder_of", "place_of"]
