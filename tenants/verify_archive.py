"""Looking through an archive: whether it still is what was written. Needs no database."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from core.operating import OperatorCode, OperatorError
from tenants.archive import FORMAT, MANIFEST, Tell

AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """What an archive says of itself, and what is wrong with it, a line each."""

    estate: str
    as_of: str
    rows: int
    missing: tuple[str, ...]
    faults: tuple[str, ...]


def verify_archive(path: Path, tell: Tell = lambda name, rows: None) -> Verified:
    """Compare every file with the list of contents: size, sum, rows; and nothing beside them.

    Raises FILE_UNREADABLE for what is no whole archive, or of another release's format.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            return Verified(
                manifest["estate"],
                manifest["asOf"],
                manifest["rows"],
                tuple(manifest["missing"]),
                tuple(_faults(archive, manifest["files"], tell)),
            )
    except (zipfile.BadZipFile, KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise _unreadable(path, "it is no whole archive of an estate") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = orjson.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise _unreadable(path, f"its format is {manifest['format']}, and this reads {FORMAT}")
    return manifest


def _faults(archive: zipfile.ZipFile, listed: list[dict[str, Any]], tell: Tell) -> Iterator[str]:
    names = archive.namelist()
    known = {each["name"] for each in listed} | {MANIFEST}
    yield from (f"{name}: is not in the list of contents" for name in names if name not in known)
    yield from (f"{name}: is there twice" for name in sorted({*names}) if names.count(name) > 1)
    for each in listed:
        name = each["name"]
        if name not in names:
            yield f"{name}: is not there"
            continue
        try:
            found = _found(archive, name, counted=each["rows"] is not None)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            yield f"{name}: cannot be read"
            continue
        if found != {key: each[key] for key in found}:
            yield f"{name}: is not what was written"
        tell(name, each["rows"] or 0)


def _found(archive: zipfile.ZipFile, name: str, *, counted: bool) -> dict[str, Any]:
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(name) as file:
        while part := file.read(AT_ONCE):
            digest.update(part)
            size += len(part)
            rows += part.count(b"\n") if counted else 0
    return {"rows": rows if counted else None, "bytes": size, "sha256": digest.hexdigest()}


def _unreadable(path: Path, why: str) -> OperatorError:
    return OperatorError(OperatorCode.FILE_UNREADABLE, f"cannot read {path}: {why}.")


__all__ = ["Verified", "verify_archive"]
