"""What is kept of a failure: its kind and its place, never its message (it may name a person).

Also how long to wait before the next try.
"""

import sysconfig
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from core.errors import GuanjiaError

RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""After the first failure, the second and so on; after the one that has no entry it is dead."""

_ROOT = Path(__file__).resolve().parents[2]
_MACHINERY = tuple(str(_ROOT / "core" / area) for area in ("db", "jobs", "plugin"))
_STANDARD = sysconfig.get_path("stdlib")


def next_try(failures: int, now: datetime) -> datetime | None:
    """When to try again after so many failures (1 or more); None: never."""
    return now + RETRY_AFTER[failures - 1] if failures <= len(RETRY_AFTER) else None


def describe(error: BaseException) -> str:
    """Its type, code and place: `IntegrityError 23505 uq_ticket_number at core/x/y.py:12`."""
    parts = [type(error).__name__]
    if isinstance(error, GuanjiaError):
        parts.append(error.code.value)
    if isinstance(error, DBAPIError):
        parts.append(getattr(error.orig, "sqlstate", None) or "")
        parts.append(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")
    place = _place(error)
    if place is not None:
        parts.append(f"at {place}")
    return " ".join(part for part in parts if part)


def _place(error: BaseException) -> str | None:
    """The innermost frame of this repository or a plugin; the machinery's own only if alone."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename and not frame.filename.startswith(_STANDARD)
    ]
    telling = [frame for frame in frames if not frame.filename.startswith(_MACHINERY)]
    for frame in reversed(telling or frames):
        return f"{frame.filename.removeprefix(f'{_ROOT}/')}:{frame.lineno}"
    return None


__all__ = ["RETRY_AFTER", "describe", "next_try"]
