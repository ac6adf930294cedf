"""Which files are taken, how large they may be, and how their kind is known: by their content."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

import filetype

from core.errors import GuanjiaError
from core.files.errors import FileCode

MIB = 1024 * 1024

LIMITS: Mapping[str, int] = {
    "image/jpeg": 10 * MIB,
    "image/png": 10 * MIB,
    "image/webp": 10 * MIB,
    "image/heic": 10 * MIB,
    "image/gif": 5 * MIB,
    "audio/amr": 5 * MIB,
    "audio/mpeg": 10 * MIB,
    "audio/mp4": 10 * MIB,
    "audio/x-wav": 20 * MIB,
    "audio/ogg": 10 * MIB,
    "application/pdf": 20 * MIB,
}
"""Bytes at most, by media type: photographs, voice, and papers."""

LARGEST = max(LIMITS.values())
ACCEPTED = "JPEG, PNG, WebP, HEIC, GIF, AMR, MP3, M4A, WAV, OGG, PDF"

OF_ONE = 20
LOOSE = 50
"""Files at most: of one ticket or report; of one account, announced and not yet of any."""

LOOSE_FOR = timedelta(days=1)
"""After this what belongs to nothing is swept."""

NAME_MOST = 200


def media_type_of(content: bytes) -> str:
    """What the content shows itself to be, whatever its name. Raises FILE_TYPE_REFUSED for what is
    not taken, and FILE_TOO_LARGE for what is larger than its kind may be."""
    found = filetype.guess_mime(content[:8192])
    limit = LIMITS.get(found or "")
    if found is None or limit is None:
        raise GuanjiaError(FileCode.FILE_TYPE_REFUSED, details={"accepted": ACCEPTED})
    if len(content) > limit:
        raise GuanjiaError(FileCode.FILE_TOO_LARGE, details={"most": limit})
    return str(found)


def disposition(name: str) -> str:
    """The header by which a file is shown under its name."""
    return f"inline; filename*=UTF-8''{quote(name, safe='')}"


__all__ = [
    "ACCEPTED",
    "LARGEST",
    "LIMITS",
    "LOOSE",
    "LOOSE_FOR",
    "NAME_MOST",
    "OF_ONE",
    "disposition",
    "media_type_of",
]
