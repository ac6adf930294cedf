"""What other systems send: found by its source, taken in once, answered with its ticket (S-A1)."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.models import EstateEntry
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.models import IntakeMessage, IntakeSource, SourceKind
from core.tickets.kinds import Channel, Kind, Urgency
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef


@dataclass(frozen=True, slots=True)
class Source:
    """A source as its messages find it."""

    group_id: int
    estate_id: int
    id: UUID
    name: str
    sends: SourceKind
    channel: Channel
    kind: Kind | None
    category_code: str | None
    urgency: Urgency | None
    generation: int
    previous_until: datetime | None

    def generations(self, now: datetime) -> tuple[int, ...]:
        """Of its secrets, those that hold now."""
        before = self.previous_until is not None and now < self.previous_until
        return (self.generation, self.generation - 1) if before else (self.generation,)

    @property
    def actor(self) -> Actor:
        """The source as who reports: a service of this one estate."""
        roles = {self.estate_id: frozenset({Role.SERVICE})}
        return Actor(self.group_id, self.id, Audience.SERVICE, self.name, roles)


@dataclass(frozen=True, slots=True)
class Taken:
    """The ticket of a message. `new` unless it was sent, or rung, before."""

    ticket: TicketRef
    number: str
    new: bool


async def find_source(uow: UnitOfWork, code: str) -> Source | None:
    """The open source of an address; leaves the unit of work in its estate, as the system."""
    estate, _, rest = code.partition("-")
    if not (estate.isascii() and estate.isdigit() and len(estate) < 19 and rest.isalnum()):
        return None
    estate_id = int(estate)
    await uow.enter(Scope.system())
    known = select(EstateEntry.group_id).where(EstateEntry.id == estate_id)
    group_id: int | None = (await uow.execute(known)).scalar_one_or_none()
    if group_id is None:
        return None
    await uow.enter(Scope.system(group_id, estate_id))
    return await _open(uow, group_id, estate_id, IntakeSource.code == code)


async def source_of(
    uow: UnitOfWork, group_id: int, estate_id: int, source_id: UUID
) -> Source | None:
    """The open source of a key."""
    return await _open(uow, group_id, estate_id, IntakeSource.id == source_id)


async def _open(
    uow: UnitOfWork, group_id: int, estate_id: int, wanted: ColumnElement[bool]
) -> Source | None:
    columns = (
        getattr(IntakeSource, name)
        for name in Source.__dataclass_fields__
        if name not in ("group_id", "estate_id")
    )
    row = await uow.row(
        select(*columns).where(
            IntakeSource.estate_id == estate_id, wanted, IntakeSource.closed_at.is_(None)
        )
    )
    return None if row is None else Source(group_id, estate_id, **row)


async def once(
    uow: UnitOfWork,
    source: Source,
    key: str,
    content: bytes,
    work: Callable[[], Awaitable[Taken]],
) -> Taken:
    """Do `work` for the first message under a key; answer all others with the same ticket.

    Two that come in the same moment wait for each other. Raises MESSAGE_KEY_REUSED where the key
    was used for another content.
    """
    digest = hashlib.sha256(key.encode() + b"\0" + content).hexdigest()
    message_id = new_id()
    claimed = await uow.execute(
        insert(IntakeMessage)
        .values(
            group_id=source.group_id,
            estate_id=source.estate_id,
            id=message_id,
            source_id=source.id,
            key=key,
            digest=digest,
            received_at=uow.now,
        )
        .on_conflict_do_nothing(index_elements=["estate_id", "source_id", "key"])
        .returning(IntakeMessage.id)
    )
    if claimed.scalar_one_or_none() is None:
        return await _known(uow, source, key, digest)
    taken = await work()
    await uow.flush()
    await uow.execute(
        update(IntakeMessage)
        .where(IntakeMessage.estate_id == source.estate_id, IntakeMessage.id == message_id)
        .values(ticket_id=taken.ticket.id)
    )
    return taken


async def _known(uow: UnitOfWork, source: Source, key: str, digest: str) -> Taken:
    row = await uow.row(
        select(IntakeMessage.digest, Ticket.id, Ticket.number)
        .join(
            Ticket,
            (Ticket.estate_id == IntakeMessage.estate_id) & (Ticket.id == IntakeMessage.ticket_id),
        )
        .where(
            IntakeMessage.estate_id == source.estate_id,
            IntakeMessage.source_id == source.id,
            IntakeMessage.key == key,
        )
    )
    if row is None or row["digest"] != digest:
        raise GuanjiaError(IntakeCode.MESSAGE_KEY_REUSED)
    return Taken(TicketRef(source.estate_id, row["id"]), row["number"], new=False)


__all__ = ["Source", "Taken", "find_source", "once", "source_of"]
