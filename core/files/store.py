"""The file store: a local folder, or S3 and what speaks like it, by address (`GUANJIA_FILES`).

Nobody but the service reads it: what comes out goes through the walls of its row.
"""

from pathlib import Path
from uuid import UUID

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from core.config import Settings


def place_of(group_id: int, estate_id: int, attachment_id: UUID) -> str:
    """Where an attachment's bytes stand."""
    return f"{group_id}/{estate_id}/{attachment_id}"


class FileStore:
    """Whole files by place. A file is there complete, or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: Settings) -> "FileStore":
        """The store of the settings: an address such as `s3://bucket/prefix`, or a folder."""
        address = settings.files or str(settings.var_dir / "files")
        if "://" in address:
            return cls(from_url(address))
        folder = Path(address).expanduser().absolute()
        return cls(LocalStore(folder, mkdir=True))

    async def put(self, place: str, content: bytes) -> None:
        """Write a file, in one piece."""
        await obstore.put_async(self._store, place, content)

    async def get(self, place: str) -> bytes | None:
        """A file's content; None where there is none."""
        try:
            found = await obstore.get_async(self._store, place)
        except FileNotFoundError:
            return None
        return bytes(await found.bytes_async())

    async def delete(self, place: str) -> None:
        """Remove a file, if it is there."""
        try:
            await obstore.delete_async(self._store, place)
        except FileNotFoundError:
            return


__all__ = ["FileStore", "place_of"]
