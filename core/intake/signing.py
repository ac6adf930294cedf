"""Whether a message comes from the source it names: Standard Webhooks signatures, over its bytes.

A source's secret is made from the installation's own and the source's generation, so that none is
kept anywhere; it is shown once, when the source is opened or its secret changed.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

TOLERANCE = timedelta(minutes=5)
"""How far a message's time may lie from ours."""

LONGEST_ID = 200
PREFIX = "whsec_"
VERSION = "v1"


def secret_of(installation: str, source_id: UUID, generation: int) -> str:
    """The secret of a source, as its holder gets to see it."""
    name = f"intake:{source_id}:{generation}".encode()
    made = hmac.new(installation.encode(), name, hashlib.sha256).digest()
    return PREFIX + base64.b64encode(made).decode()


def message_id(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime
) -> str | None:
    """The id of a message that one of the secrets has signed lately; None for any other.

    Header names are in lower case.
    """
    id_ = headers.get("webhook-id", "")
    sent_at = _instant(headers.get("webhook-timestamp", ""))
    if not 0 < len(id_) <= LONGEST_ID or not id_.isprintable() or sent_at is None:
        return None
    if abs(now - sent_at) > TOLERANCE:
        return None
    given = [_signature(each) for each in headers.get("webhook-signature", "").split(" ")]
    signed = f"{id_}.{int(sent_at.timestamp())}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix(PREFIX))
        expected = hmac.digest(key, signed, "sha256")
        if any(hmac.compare_digest(expected, each) for each in given):
            return id_
    return None


def _instant(told: str) -> datetime | None:
    if not told.isascii() or not told.isdigit() or len(told) > 12:
        return None
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (ValueError, OverflowError):
        return None  # after the year 9999


def _signature(told: str) -> bytes:
    version, _, given = told.partition(",")
    if version != VERSION:
        return b"-"
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return b"-"


__all__ = ["TOLERANCE", "message_id", "secret_of"]
