"""Other systems that may report at an estate: opened, given another secret, closed (S-A1)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.estates.rules import check_role
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.models import IntakeSource, SourceKind
from core.tickets.kinds import Channel, Kind, Urgency
from core.tickets.number import ALPHABET
from core.tickets.repository import category
from core.tickets.rules import NAME_MOST

KEEPERS = frozenset({Role.ESTATE_MANAGER, Role.GROUP_DIRECTOR})
"""Who lets other systems in."""

CODE_LENGTH = 12
KEPT = timedelta(hours=24)
KEPT_MOST = timedelta(days=7)
"""How long the secret before still holds after a rotation."""


@dataclass(frozen=True, slots=True)
class OpenSource:
    """What another system sends, and what its messages are where they do not say."""

    estate_id: int
    name: str
    sends: SourceKind
    channel: Channel
    kind: Kind | None = None
    category_code: str | None = None
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A source and the generation of its secret."""

    id: UUID
    generation: int


async def open_source(actor: Actor, new: OpenSource, uow: UnitOfWork) -> Opened:
    """Open it. Its address has a code that cannot be guessed and says which estate it is of.

    Raises `NotFound` for who may not, and SOURCE_INVALID.
    """
    check_role(actor, new.estate_id, KEEPERS, "estateId")
    name = text.required("name", new.name, NAME_MOST)
    if new.category_code is not None:
        kind, _ = await category(uow, actor.group_id, new.category_code)
        if new.kind is not kind:
            raise _invalid("categoryCode", f"the category is of the kind {kind.value}")
    if (new.sends is SourceKind.EMAIL) != (new.channel is Channel.EMAIL):
        raise _invalid("channel", "mail comes by the channel EMAIL, and nothing else does")
    source_id = new_id()
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    uow.add(
        IntakeSource,
        **tenant,
        id=source_id,
        code=f"{new.estate_id}-{drawn}",
        name=name,
        sends=new.sends,
        channel=new.channel,
        kind=new.kind,
        category_code=new.category_code,
        urgency=new.urgency,
        opened_at=uow.now,
    )
    uow.emit("intake.source_opened", **tenant, subject_id=source_id, by=str(actor.account_id))
    await uow.flush()
    return Opened(source_id, 1)


@dataclass(frozen=True, slots=True)
class RotateSource:
    """`kept` is how long the secret before still holds."""

    estate_id: int
    source_id: UUID
    expected_version: int
    kept: timedelta = KEPT


async def rotate_source(actor: Actor, new: RotateSource, uow: UnitOfWork) -> Opened:
    """Another secret. Raises `NotFound`, `Conflict`, and SOURCE_INVALID for keeping the old one
    longer than a week."""
    check_role(actor, new.estate_id, KEEPERS, "sourceId")
    if not timedelta(0) <= new.kept <= KEPT_MOST:
        raise _invalid("keepHours", "the secret before holds for a week at most")
    version, generation = await _locked(uow, new.estate_id, new.source_id, new.expected_version)
    await uow.execute(
        update(IntakeSource)
        .where(IntakeSource.estate_id == new.estate_id, IntakeSource.id == new.source_id)
        .values(version=version + 1, generation=generation + 1, previous_until=uow.now + new.kept)
    )
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    uow.emit("intake.source_rotated", **tenant, subject_id=new.source_id, by=str(actor.account_id))
    return Opened(new.source_id, generation + 1)


@dataclass(frozen=True, slots=True)
class CloseSource:
    """Nothing more is taken in by it."""

    estate_id: int
    source_id: UUID
    expected_version: int


async def close_source(actor: Actor, new: CloseSource, uow: UnitOfWork) -> UUID:
    """Closed for good, at once. Raises `NotFound` and `Conflict`."""
    check_role(actor, new.estate_id, KEEPERS, "sourceId")
    version, _ = await _locked(uow, new.estate_id, new.source_id, new.expected_version)
    await uow.execute(
        update(IntakeSource)
        .where(IntakeSource.estate_id == new.estate_id, IntakeSource.id == new.source_id)
        .values(version=version + 1, closed_at=uow.now)
    )
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    uow.emit("intake.source_closed", **tenant, subject_id=new.source_id, by=str(actor.account_id))
    return new.source_id


async def _locked(
    uow: UnitOfWork, estate_id: int, source_id: UUID, expected_version: int
) -> tuple[int, int]:
    row = await uow.row(
        select(IntakeSource.version, IntakeSource.generation)
        .where(
            IntakeSource.estate_id == estate_id,
            IntakeSource.id == source_id,
            IntakeSource.closed_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound("sourceId")
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    return row["version"], row["generation"]


def _invalid(field: str, reason: str) -> GuanjiaError:
    return GuanjiaError(IntakeCode.SOURCE_INVALID, field=field, details={"reason": reason})


__all__ = [
    "KEEPERS",
    "KEPT",
    "CloseSource",
    "OpenSource",
    "Opened",
    "RotateSource",
    "close_source",
    "open_source",
    "rotate_source",
]
