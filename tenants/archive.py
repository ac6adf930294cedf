"""An estate's archive as a file: whole, or not there.

It is written beside its place as `….partial`, for its owner's eyes alone, and gets its name when
all of it is on the disk. Whatever ends the writing takes the partial file away; what nothing could
take away (a killed process) still has the name of what it is.
"""

import hashlib
import os
import zipfile
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from core import clock
from core.operating import OperatorCode, OperatorError

FORMAT = 2
MANIFEST = "manifest.json"
PARTIAL = ".partial"

LEVEL = 3
"""Of compression: rows of JSON gain little by more, and take long."""

Tell = Callable[[str, int], None]
"""Called after each file of the archive, with its name and how many rows it has (0: no table)."""

Parts = AsyncGenerator[bytes, None]


class Archive:
    """A ZIP archive being written, and its list of contents."""

    def __init__(self, stream: BinaryIO, tell: Tell) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._tell = tell
        self._files: list[dict[str, Any]] = []

    @property
    def row_count(self) -> int:
        """How many rows are in it."""
        return sum(each["rows"] or 0 for each in self._files)

    @property
    def file_count(self) -> int:
        """How many files are in it that are no tables."""
        return sum(each["rows"] is None for each in self._files)

    async def rows(self, name: str, lines: Parts) -> None:
        """A table: JSON objects, each ended by a newline; parts may end anywhere."""
        await self._file(name, lines, counted=True)

    async def media(self, name: str, parts: Parts) -> None:
        """A file that is compressed already."""
        about = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
        await self._file(about, parts, counted=False)

    async def bytes(self, name: str, content: bytes) -> None:
        """A file as it is."""
        await self._file(name, _whole(content), counted=False)

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the list of contents, last."""
        told = {**manifest, "rows": self.row_count, "files": self._files}
        self._zip.writestr(MANIFEST, orjson.dumps(told, option=orjson.OPT_INDENT_2))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of the stream, whatever state it is in."""
        with suppress(OSError, ValueError):
            self._zip.close()

    async def _file(self, about: str | zipfile.ZipInfo, parts: Parts, *, counted: bool) -> None:
        digest, size, rows = hashlib.sha256(), 0, 0
        async with aclosing(parts):
            with self._zip.open(about, "w", force_zip64=True) as file:
                async for part in parts:
                    file.write(part)
                    digest.update(part)
                    size += len(part)
                    rows += part.count(b"\n") if counted else 0
        told = {"rows": rows if counted else None, "bytes": size, "sha256": digest.hexdigest()}
        name = about if isinstance(about, str) else about.filename
        self._files.append({"name": name, **told})
        self._tell(name, rows)


async def _whole(content: bytes) -> Parts:
    yield content


@contextmanager
def archive_at(path: Path, tell: Tell) -> Iterator[Archive]:
    """An archive that is there after the block's end, if that is reached. Raises what `writing`
    does."""
    with writing(path) as stream:
        archive = Archive(stream, tell)
        try:
            yield archive
        finally:
            archive.abandon()


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file at the block's end, and leaves nothing if that is not reached.

    Raises FILE_UNWRITABLE for what is there already, and for whatever the disk refuses.
    """
    partial = path.with_name(path.name + PARTIAL)
    with _told(path):
        if path.exists():
            raise OperatorError(
                OperatorCode.FILE_UNWRITABLE,
                f"{path} is there already.",
                "Name another file, or move that one away.",
            )
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise OperatorError(
                OperatorCode.FILE_UNWRITABLE,
                f"{partial} is there: another export is being written, or one was cut off.",
                "If none is running, delete it and start again.",
            ) from None
        try:
            with open(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.rename(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OperatorError(
            OperatorCode.FILE_UNWRITABLE,
            f"cannot write {path}: {error.strerror or error}.",
            "Nothing is left of it. Choose a place with room that may be written to.",
        ) from error


__all__ = ["FORMAT", "MANIFEST", "PARTIAL", "Archive", "Parts", "Tell", "archive_at"]
