"""Secrets of channels, sealed for the database: a dump alone opens no account at a provider."""

from base64 import urlsafe_b64encode

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.config import Settings


class Unreadable(Exception):
    """Sealed with another installation's key, or damaged."""


def seal(settings: Settings, secrets: dict[str, object]) -> str:
    """The secrets, to be kept."""
    return _fernet(settings).encrypt(orjson.dumps(secrets)).decode()


def unseal(settings: Settings, sealed: str) -> dict[str, object]:
    """The secrets again. Raises `Unreadable`."""
    try:
        opened: dict[str, object] = orjson.loads(_fernet(settings).decrypt(sealed.encode()))
    except InvalidToken:
        raise Unreadable from None
    return opened


def _fernet(settings: Settings) -> Fernet:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"guanjia/channel-secrets")
    return Fernet(urlsafe_b64encode(hkdf.derive(settings.secret.encode())))


__all__ = ["Unreadable", "seal", "unseal"]
