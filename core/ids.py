"""Identifiers: UUIDv7 (RFC 9562) for rows, so that keys sort by creation and indexes stay dense."""

import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last_tick = 0

_TICKS_PER_MS = 4096


def new_id() -> UUID:
    """A UUIDv7, strictly increasing within this process.

    48 bits of Unix milliseconds, then 12 bits of sub-millisecond fraction (RFC 9562, method 3),
    then 62 random bits.
    """
    global _last_tick
    with _lock:
        tick = time.time_ns() * _TICKS_PER_MS // 1_000_000
        tick = max(tick, _last_tick + 1)
        _last_tick = tick
    return _assemble(tick)


def id_at(moment: datetime) -> UUID:
    """A UUIDv7 whose time part is `moment`: for records taken over with their own dates."""
    tick = int(moment.timestamp() * 1000) * _TICKS_PER_MS
    return _assemble(tick + secrets.randbelow(_TICKS_PER_MS))


def _assemble(tick: int) -> UUID:
    milliseconds, fraction = divmod(tick, _TICKS_PER_MS)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | fraction << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


__all__ = ["id_at", "new_id"]
