"""Passwords: argon2id, hashed beside the event loop, at most a few at a time.

Every hash costs 46 MiB and some 40 ms of one core (OWASP's first recommendation; a single lane, so
that a login does not take the cores from under the requests). The number at work is bounded, and
so is the queue before it.
"""

import asyncio
import base64
import os
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Code, GuanjiaError
from tenants.errors import TenantsCode

SHORTEST = 10
LONGEST = 128
DIFFERENT = 4
WAITING = 32  # beyond this a login flood is turned away rather than queued

_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
_workers = ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1), thread_name_prefix="argon2")
_waiting = 0

T = TypeVar("T")


def _nobody() -> str:
    """A hash that no password has and that takes as long to refute as any other."""

    def random(length: int) -> str:
        return base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")

    parameters = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${parameters}${random(_hasher.salt_len)}${random(_hasher.hash_len)}"


NOBODYS = _nobody()


def check_strength(password: str, login_name: str = "") -> None:
    """Refuses passwords that are too short, too long, or the login name. Raises `WEAK_PASSWORD`."""
    plain = unicodedata.normalize("NFC", password)
    if (
        not SHORTEST <= len(plain) <= LONGEST
        or plain.casefold() == login_name.casefold()
        or len(set(plain)) < DIFFERENT
    ):
        raise GuanjiaError(
            TenantsCode.WEAK_PASSWORD,
            field="password",
            details={"shortest": SHORTEST, "longest": LONGEST},
        )


def hash_now(password: str) -> str:
    """The hash of a password, taking its time on this thread (bulk loading)."""
    return _hasher.hash(_folded(password))


async def hash_password(password: str) -> str:
    """The hash of a password. Raises `UNAVAILABLE` where too many are waiting."""
    return await _beside(lambda: hash_now(password))


async def verify(password: str, password_hash: str | None) -> bool:
    """Whether a password has this hash; None is nobody's and takes as long to say so.

    Raises `UNAVAILABLE` where too many are waiting.
    """
    return await _beside(lambda: _verify(password, password_hash or NOBODYS))


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, _folded(password))
    except (VerificationError, InvalidHashError):
        return False


def _folded(password: str) -> bytes:
    """One form for what looks the same, whichever keyboard typed it (RFC 8265)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


async def _beside(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= WAITING:
        raise GuanjiaError(Code.UNAVAILABLE)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_workers, work)
    finally:
        _waiting -= 1


__all__ = [
    "LONGEST",
    "NOBODYS",
    "SHORTEST",
    "check_strength",
    "hash_now",
    "hash_password",
    "outdated",
    "verify",
]
