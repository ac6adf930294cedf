"""The file store: a local folder, or S3 and what speaks like it, by address (`GUANJIA_FILES`).

Nobody but the service reads it: what comes out goes through the walls of its row, from here or by
an address that the store itself signs for a minute.
"""

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from core.config import Settings
from core.errors import GuanjiaError
from core.files.errors import FileCode
from core.logging import logger

log = logger("guanjia.files")

SIGNED_FOR = timedelta(seconds=60)
"""How long an address is good that the store has signed."""

PATIENCE = timedelta(seconds=20)
"""How long a store that does not answer is tried."""

CHUNK = 1024 * 1024
"""Bytes of a file that are held at once while it is streamed."""

NO_BUCKET = "NoSuchBucket"


class StoreFault(StrEnum):
    """Why a store does not do its work, for whoever runs the service."""

    BUCKET_MISSING = "BUCKET_MISSING"
    CREDENTIALS_REFUSED = "CREDENTIALS_REFUSED"
    UNREACHABLE = "UNREACHABLE"


class StoreFailed(GuanjiaError):
    """The store does not do its work: callers hear that it is not there just now, and no more."""

    def __init__(self, fault: StoreFault, reason: str) -> None:
        super().__init__(FileCode.FILE_STORE_UNAVAILABLE)
        self.fault = fault
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Described:
    """What a store that hands files out itself says of one."""

    media_type: str
    disposition: str


def folder_of(group_id: int, estate_id: int) -> str:
    """Below what all of an estate's files stand."""
    return f"{group_id}/{estate_id}"


def place_of(group_id: int, estate_id: int, attachment_id: UUID) -> str:
    """Where an attachment's bytes stand."""
    return f"{folder_of(group_id, estate_id)}/{attachment_id}"


class FileStore:
    """Whole files by place. A file is there complete, or not at all.

    Every method raises `StoreFailed` where the store does not do its work. The library's own
    asynchronous calls abort a process that ends soon after one of them, as commands do; the others
    are called in threads, and do not.
    """

    def __init__(self, store: ObjectStore, *, hands_out: bool = False) -> None:
        self._store = store
        self.hands_out = hands_out

    @classmethod
    def of(cls, settings: Settings) -> "FileStore":
        """The store of the settings: an address such as `s3://bucket/prefix`, or a folder.

        S3 is set up by the environment that all its tools read (`AWS_...`).
        """
        address = settings.files or str(settings.var_dir / "files")
        if "://" not in address:
            return cls.at(Path(address))
        store = from_url(address, retry_config={"max_retries": 3, "retry_timeout": PATIENCE})
        return cls(store, hands_out=settings.files_redirect and isinstance(store, S3Store))

    @classmethod
    def at(cls, folder: Path) -> "FileStore":
        """The store in a local folder, which is made where it is not there."""
        return cls(LocalStore(folder.expanduser().absolute(), mkdir=True))

    async def put(self, place: str, content: bytes, said: Described | None = None) -> None:
        """Write a file, in one piece; with what the store says of it where it hands it out."""
        attributes: dict[str, str] | None = None
        if said is not None and isinstance(self._store, S3Store):
            attributes = {
                "Content-Type": said.media_type,
                "Content-Disposition": said.disposition,
                "Cache-Control": "private, max-age=600",
            }
        with _faults():
            await to_thread(obstore.put, self._store, place, content, attributes=attributes)

    async def get(self, place: str) -> bytes | None:
        """A file's content; None where there is none."""
        parts = [part async for part in self.stream(place)]
        return b"".join(parts) if parts else None

    async def stream(self, place: str) -> AsyncIterator[bytes]:
        """A file's content, a part at a time; no part where there is none."""
        try:
            with _faults():
                found = await to_thread(obstore.get, self._store, place)
        except FileNotFoundError:
            return
        parts = iter(found.stream(min_chunk_size=CHUNK))
        while True:
            with _faults():
                part = await to_thread(next, parts, None)
            if part is None:
                return
            yield bytes(part)

    async def get_range(self, place: str, start: int, end: int) -> bytes | None:
        """The bytes from `start` to before `end`, which lie in the file; None where it is none."""
        try:
            with _faults():
                found = await to_thread(obstore.get_range, self._store, place, start=start, end=end)
        except FileNotFoundError:
            return None
        return bytes(found)

    async def signed(self, place: str) -> str:
        """Where whoever has the address may fetch the file for a minute; only if `hands_out`."""
        assert isinstance(self._store, S3Store)
        with _faults():
            return await to_thread(obstore.sign, self._store, "GET", place, SIGNED_FOR)

    async def delete(self, place: str) -> None:
        """Remove a file, if it is there."""
        try:
            with _faults():
                await to_thread(obstore.delete, self._store, place)
        except FileNotFoundError:
            return

    async def delete_below(self, folder: str) -> int:
        """Remove every file of a folder; says how many there were."""
        listing = iter(obstore.list(self._store, prefix=folder))
        count = 0
        while True:
            with _faults():
                listed = await to_thread(next, listing, None)
            if listed is None:
                return count
            for each in listed:
                await self.delete(each["path"])
            count += len(listed)


@contextmanager
def _faults() -> Iterator[None]:
    """What the store says went wrong, by its kind; FileNotFoundError for a file that is not there.

    Some of these answers name the bucket and the key: they are logged, and told to nobody.
    """
    try:
        yield
    except FileNotFoundError as error:
        if NO_BUCKET not in str(error):
            raise
        raise _failed(StoreFault.BUCKET_MISSING, error) from None
    except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
        raise _failed(StoreFault.CREDENTIALS_REFUSED, error) from None
    except (BaseError, OSError) as error:
        raise _failed(StoreFault.UNREACHABLE, error) from None


def _failed(fault: StoreFault, error: Exception) -> StoreFailed:
    reason = " ".join(str(error).split())[:300]
    log.error("the file store does not do its work", fault=fault.value, reason=reason)
    return StoreFailed(fault, reason)


__all__ = [
    "SIGNED_FOR",
    "Described",
    "FileStore",
    "StoreFailed",
    "StoreFault",
    "folder_of",
    "place_of",
]
