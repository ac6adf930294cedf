"""Bearer tokens of outside OIDC issuers, checked by the keys the issuers publish (JWKS).

Keys are fetched when first needed, again when they are old, and at once when a token names one
that is not among them (rotation), but not more often than every few seconds. While an issuer
cannot be reached its last keys stay in use.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import orjson
from jwt.exceptions import PyJWTError

from core import clock
from core.config import OidcIssuer
from core.logging import logger
from tenants.errors import Unauthenticated

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Signatures by a private key only: a published key must never be good for making tokens."""

KEYS_GOOD_FOR = timedelta(minutes=10)
KEYS_AT_LEAST = timedelta(seconds=10)
LEEWAY = timedelta(seconds=30)
TIMEOUT_SECONDS = 5.0
LARGEST_ANSWER = 512 * 1024
LONGEST_SUBJECT = 255

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class OutsideClaims:
    """Whom an outside token is about, and until when it is good."""

    issuer: str
    subject: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Key:
    """A published key; `algorithm` is the one it says it is for, where it says so."""

    id: str | None
    algorithm: str | None
    public: Any


class _Keys:
    """The published keys of one issuer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: Mapping[str | None, _Key] = {}
        self._asked_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def find(self, key_id: str | None) -> _Key | None:
        """The key of an id; the only one there is where a token names none."""
        if self._due(KEYS_GOOD_FOR):
            await self._fetch(KEYS_GOOD_FOR)
        found = self._choose(key_id)
        if found is None and self._due(KEYS_AT_LEAST):
            await self._fetch(KEYS_AT_LEAST)
            found = self._choose(key_id)
        return found

    def _choose(self, key_id: str | None) -> _Key | None:
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id)

    def _due(self, after: timedelta) -> bool:
        return self._asked_at is None or clock.now() - self._asked_at >= after

    async def _fetch(self, after: timedelta) -> None:
        async with self._lock:
            if not self._due(after):
                return  # somebody else has just asked
            try:
                self._keys = _read_keys(await self._get())
            except (httpx.HTTPError, ValueError) as error:
                log.warning("issuer's keys not read", url=self._url, error=type(error).__name__)
            finally:
                self._asked_at = clock.now()

    async def _get(self) -> bytes:
        answer = bytearray()
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False) as http,
            http.stream("GET", self._url) as response,
        ):
            response.raise_for_status()
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > LARGEST_ANSWER:
                    raise ValueError("the answer is too large")
        return bytes(answer)


def _read_keys(answer: bytes) -> dict[str | None, _Key]:
    """The keys of a JWKS that can check a signature; those of other kinds are passed over."""
    document = orjson.loads(answer)
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("not a key set")
    keys: dict[str | None, _Key] = {}
    for entry in listed:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        if entry.get("kty") == "oct" or "d" in entry:
            continue  # a secret has no place here
        try:
            key = jwt.PyJWK.from_dict(entry)
        except (PyJWTError, ValueError, TypeError, KeyError):
            continue
        keys[key.key_id] = _Key(key.key_id, entry.get("alg"), key.key)
    return keys


class OutsideIssuers:
    """The outside issuers of an installation."""

    def __init__(self, issuers: Sequence[OidcIssuer]) -> None:
        self._issuers = {
            issuer.issuer: (issuer.audience, _Keys(str(issuer.jwks_url))) for issuer in issuers
        }

    async def verify(self, token: str, now: datetime) -> OutsideClaims:
        """What a token of a known issuer says. Raises `Unauthenticated` for every other one."""
        try:
            header = jwt.get_unverified_header(token)
            claimed = jwt.decode(token, options={"verify_signature": False})
            audience, keys = self._issuers[claimed["iss"]]
            algorithm = header["alg"]
            if algorithm not in ALGORITHMS:
                raise Unauthenticated
            key = await keys.find(header.get("kid"))
            if key is None or key.algorithm not in (None, algorithm):
                raise Unauthenticated
            claims: dict[str, Any] = jwt.decode(
                token,
                key.public,
                algorithms=[algorithm],
                audience=audience,
                issuer=claimed["iss"],
                options={
                    "require": ["iss", "aud", "sub", "exp"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            expires_at = _instant(claims["exp"])
            begins_at = _instant(claims.get("nbf", 0))
            subject = claims["sub"]
        except (PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError):
            raise Unauthenticated from None
        if expires_at + LEEWAY <= now or begins_at - LEEWAY > now:
            raise Unauthenticated
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise Unauthenticated
        return OutsideClaims(claims["iss"], subject, expires_at + LEEWAY)


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)


__all__ = ["ALGORITHMS", "OutsideClaims", "OutsideIssuers"]
