"""The forms of what callers show: access tokens, refresh tokens, API keys.

An access token is a JWT signed with a key derived from the installation's secret, so that it can
be checked without asking the database. Refresh tokens and API keys are random secrets of which the
database keeps a SHA-256: with 256 random bits nothing slower is needed.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NewType
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.actor import Audience
from core.config import Settings
from tenants.errors import Unauthenticated

ISSUER = "guanjia"
TYPE = "at+jwt"  # RFC 9068
ALGORITHM = "HS256"
PREFIX_LENGTH = 12
_REFRESH = re.compile(r"gjr_([1-9][0-9]{0,18})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})", re.ASCII)
_KEY = re.compile(r"gj_([a-z0-9]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_PREFIX_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
BIGINT = 2**63 - 1

Digest = NewType("Digest", str)


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says."""

    group_id: int
    account_id: UUID
    audience: Audience
    session_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefreshSecret:
    """A refresh token taken apart."""

    group_id: int
    id: UUID
    digest: Digest

    @classmethod
    def parse(cls, token: str) -> "RefreshSecret | None":
        """The parts of a token of this form; None for anything else."""
        found = _REFRESH.fullmatch(token)
        if found is None or int(found[1]) > BIGINT:
            return None
        return cls(int(found[1]), UUID(found[2]), digest_of(found[3]))


@dataclass(frozen=True, slots=True)
class KeySecret:
    """An API key taken apart."""

    prefix: str
    digest: Digest

    @classmethod
    def parse(cls, key: str) -> "KeySecret | None":
        """The parts of a key of this form; None for anything else."""
        found = _KEY.fullmatch(key)
        return None if found is None else cls(found[1], digest_of(found[2]))


def digest_of(secret: str) -> Digest:
    """What is kept of a secret."""
    return Digest(hashlib.sha256(secret.encode()).hexdigest())


def same(one: str, other: str) -> bool:
    """Whether two digests are equal, in constant time."""
    return hmac.compare_digest(one, other)


def new_refresh_token(group_id: int, token_id: UUID) -> tuple[str, Digest]:
    """A refresh token to hand out, and what to keep of it."""
    secret = secrets.token_urlsafe(32)
    return f"gjr_{group_id}_{token_id.hex}_{secret}", digest_of(secret)


def new_key() -> tuple[str, str, Digest]:
    """An API key to hand out, its public prefix, and what to keep of its secret."""
    prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(PREFIX_LENGTH))
    secret = secrets.token_urlsafe(32)
    return f"gj_{prefix}_{secret}", prefix, digest_of(secret)


def looks_like_key(bearer: str) -> bool:
    """Whether a bearer claims to be an API key."""
    return bearer.startswith("gj_")


def derived_key(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one purpose, from the installation's secret (HKDF-SHA256)."""
    hkdf = HKDF(SHA256(), length=32, salt=None, info=f"guanjia/{purpose}".encode())
    return hkdf.derive(settings.secret.encode())


def digest_with(settings: Settings, purpose: str, secret: str) -> str:
    """A digest of something people choose, keyed so that nobody without the key can try guesses."""
    key = derived_key(settings, purpose)
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


class TokenSigner:
    """Signs and checks this installation's access tokens."""

    def __init__(self, settings: Settings) -> None:
        self.life: timedelta = settings.access_token_life
        self._key = derived_key(settings, "access-token")

    def sign(
        self, group_id: int, account_id: UUID, audience: Audience, session_id: UUID, now: datetime
    ) -> tuple[str, datetime]:
        """A token and when it ends (whole seconds, as JWT counts)."""
        expires_at = (now + self.life).replace(microsecond=0)
        claims = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": str(account_id),
            "gid": group_id,
            "adn": audience.value,
            "sid": str(session_id),
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        token = jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"typ": TYPE})
        return token, expires_at

    def verify(self, token: str, now: datetime) -> Claims:
        """What a token of ours says. Raises `Unauthenticated` for every other one.

        Times are compared with `now` and not with the machine's clock.
        """
        try:
            if jwt.get_unverified_header(token).get("typ") != TYPE:
                raise Unauthenticated
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=ISSUER,
                issuer=ISSUER,
                options={
                    "require": ["iss", "aud", "sub", "iat", "exp"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            read = Claims(
                group_id=int(claims["gid"]),
                account_id=UUID(claims["sub"]),
                audience=Audience(claims["adn"]),
                session_id=UUID(claims["sid"]),
                expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError):
            raise Unauthenticated from None
        if read.expires_at <= now:
            raise Unauthenticated
        return read


__all__ = [
    "ISSUER",
    "Claims",
    "Digest",
    "KeySecret",
    "RefreshSecret",
    "TokenSigner",
    "derived_key",
    "digest_of",
    "digest_with",
    "looks_like_key",
    "new_key",
    "new_refresh_token",
    "same",
]
