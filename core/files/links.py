"""Links to files: signed, expiring, and good for one caller's rights alone.

A *pass* says who may do what until when. The key made from it signs single files; PostgreSQL does
so while it reads them (`api.types.files`), and never sees more than the key of one pass. Whoever
shows a link is given the scope of its pass, so the walls and the caller's rights are checked again.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import orjson

from core.actor import Actor, Audience
from core.db.scope import Scope

STEP = timedelta(minutes=10)
"""A link is good for one to two of these; links made within one are the same."""

BLOCK = 64
LONGEST = 2000


class Verb(StrEnum):
    """What a link is for."""

    GET = "GET"
    PUT = "PUT"


@dataclass(frozen=True, slots=True)
class Pass:
    """A caller's leave to do something with files until `expires` (seconds since 1970)."""

    verb: Verb
    group_id: int
    audience: Audience
    account_id: UUID
    persons: tuple[UUID, ...]
    rights_version: int | None
    expires: int

    @classmethod
    def of(cls, verb: Verb, actor: Actor, now: datetime) -> "Pass":
        """The caller's pass of this moment. Staff need no persons to see files."""
        step = int(STEP.total_seconds())
        persons = actor.persons if actor.audience is Audience.RESIDENT else ()
        return cls(
            verb,
            actor.group_id,
            actor.audience,
            actor.account_id,
            persons,
            actor.rights_version,
            (int(now.timestamp()) // step + 2) * step,
        )

    def told(self) -> str:
        """The pass as it stands in a link."""
        said = [
            self.verb.value,
            self.group_id,
            self.audience.value,
            self.account_id.hex,
            [each.hex for each in self.persons],
            self.rights_version,
            self.expires,
        ]
        return base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")

    def key(self, secret: str) -> bytes:
        """What single files are signed with."""
        own = hmac.new(secret.encode(), b"files", hashlib.sha256).digest()
        return hmac.new(own, self.told().encode(), hashlib.sha256).digest()

    @property
    def enough(self) -> bool:
        """Whether the link alone shows that its caller may have or send the file, while their
        rights stand.

        Partners have no sight of files; links to those handed to them, and for those that they
        announced, are signed for them.
        """
        return self.audience is Audience.PARTNER

    def scope(self, estate_id: int) -> Scope:
        """What who shows the link may see."""
        return Scope(
            self.group_id,
            (estate_id,),
            self.audience,
            self.account_id,
            self.persons,
            rights_version=self.rights_version,
        )

    def of_the_link(self, estate_id: int) -> Scope:
        """The scope in which the file is looked for where the link is `enough`."""
        return Scope(self.group_id, (estate_id,), Audience.SYSTEM, self.account_id)


def pads(key: bytes) -> tuple[str, str]:
    """The inner and outer block of HMAC-SHA256 with a key, in hexadecimal: for PostgreSQL."""
    block = key.ljust(BLOCK, b"\0")
    return (
        bytes(each ^ 0x36 for each in block).hex(),
        bytes(each ^ 0x5C for each in block).hex(),
    )


def signature(key: bytes, estate_id: int, attachment_id: UUID) -> str:
    """What PostgreSQL signs as well."""
    return hmac.new(key, f"{estate_id}:{attachment_id}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """A link that holds: which file, under which pass."""

    allowed: Pass
    estate_id: int
    attachment_id: UUID


def read_link(told: str, verb: Verb, secret: str, now: datetime) -> Link | None:
    """The link in `pass.estate.id.signature`; None where forged, stale, or for another use."""
    if len(told) > LONGEST:
        return None
    try:
        passed, estate, attachment, signed = told.split(".")
        verb_, group, audience, account, persons, rights, expires = orjson.loads(
            base64.urlsafe_b64decode(passed + "=" * (-len(passed) % 4))
        )
        allowed = Pass(
            Verb(verb_),
            int(group),
            Audience(audience),
            UUID(account),
            tuple(map(UUID, persons)),
            rights if rights is None else int(rights),
            int(expires),
        )
        found = Link(allowed, int(estate), UUID(attachment))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None
    expected = signature(allowed.key(secret), found.estate_id, found.attachment_id)
    if not hmac.compare_digest(expected.encode(), signed.encode()) or allowed.told() != passed:
        return None
    return found if allowed.verb is verb and now.timestamp() < allowed.expires else None


__all__ = ["STEP", "Link", "Pass", "Verb", "pads", "read_link", "signature"]
