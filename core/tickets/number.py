"""Ticket numbers people can say over the telephone: `250314-7K2M9`.

The local day of receipt, then five letters and digits of Crockford's base 32 (no I, L, O, U) from
randomness. Unique within the estate by constraint; no counter makes reports wait for each other.
"""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5


def ticket_number(received_at: datetime, zone: ZoneInfo) -> str:
    """A number for a ticket received at `received_at` in an estate in `zone`."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{received_at.astimezone(zone):%y%m%d}-{drawn}"


__all__ = ["ticket_number"]
