"""Telling somebody something, once.

    await tell(uow, Telling(group_id, estate_id, "customer.dispatched", Recipient.resident(id),
                            key=f"dispatched:{ticket}:{version}", values={...}, ticket_id=ticket))

The message is written with whatever the transaction does, and prepared and delivered after it, by
workers: channel by channel, the next one where one fails.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from core.actor import Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.kinds import MessageState, RecipientKind
from core.notify.repository import insert_messages, messages_by_key
from core.notify.templates import template

TOLD = "message.told"
"""The topic of a message that waits to be prepared."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: a row of the estate, an account, or somebody known by telephone or mail."""

    kind: RecipientKind
    id: UUID | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None

    @classmethod
    def staff(cls, id_: UUID) -> Self:
        """A member of the estate's staff."""
        return cls(RecipientKind.STAFF, id_)

    @classmethod
    def resident(cls, id_: UUID) -> Self:
        """A resident of the estate."""
        return cls(RecipientKind.RESIDENT, id_)

    @classmethod
    def account(cls, id_: UUID) -> Self:
        """An account of the group, whatever it is at the estate."""
        return cls(RecipientKind.ACCOUNT, id_)

    @classmethod
    def contact(cls, name: str | None, phone: str | None = None, email: str | None = None) -> Self:
        """Somebody who left a number or an address."""
        return cls(RecipientKind.CONTACT, None, name, phone, email)


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing told to one person. Under one `key` an estate tells nothing twice.

    `values` are what the template names, no secrets: times as ISO 8601 instants, terms by code.
    `urgent` passes quiet hours.
    """

    group_id: int
    estate_id: int
    template: str
    to: Recipient
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    ticket_id: UUID | None = None
    urgent: bool = False


async def tell(uow: UnitOfWork, telling: Telling) -> UUID | None:
    """Have it told; the message's id, or None where it was told under this key already.

    Works in every transaction whose scope covers the estate. Raises `UnknownTemplate`, and
    ValueError where a value is missing: mistakes in programs, not of people.
    """
    for message_id in await _write(uow, (telling,)):
        return message_id
    return None


async def tell_all(uow: UnitOfWork, tellings: Sequence[Telling]) -> list[UUID]:
    """The same for many at once, by the system: the message of each, told now or before."""
    made = await _write(uow, tellings)
    of = {(each.estate_id, each.key): id_ for id_, each in made.items()}
    before = [each for each in tellings if (each.estate_id, each.key) not in of]
    of |= await messages_by_key(uow, ((each.estate_id, each.key) for each in before))
    return [of[each.estate_id, each.key] for each in tellings]


async def _write(uow: UnitOfWork, tellings: Sequence[Telling]) -> dict[UUID, Telling]:
    """The messages that are new, by id: written, and announced."""
    rows = {new_id(): each for each in tellings}
    if not rows:
        return {}
    await uow.flush()
    async with _as_system(uow, tellings[0]):
        fresh = await insert_messages(uow, [_row(uow, id_, each) for id_, each in rows.items()])
    made = {id_: each for id_, each in rows.items() if id_ in fresh}
    for id_, each in made.items():
        uow.emit(
            TOLD,
            group_id=each.group_id,
            estate_id=each.estate_id,
            subject_id=id_,
            template=each.template,
        )
    return made


def _row(uow: UnitOfWork, message_id: UUID, telling: Telling) -> dict[str, Any]:
    known = template(telling.template)
    missing = known.values.keys() - telling.values.keys()
    if missing:
        raise ValueError(f"{telling.template} is told without {', '.join(sorted(missing))}")
    to = telling.to
    return {
        "group_id": telling.group_id,
        "estate_id": telling.estate_id,
        "id": message_id,
        "key": telling.key,
        "template": telling.template,
        "topic": known.topic,
        "recipient_kind": to.kind,
        "staff_id": to.id if to.kind is RecipientKind.STAFF else None,
        "resident_id": to.id if to.kind is RecipientKind.RESIDENT else None,
        "account_id": to.id if to.kind is RecipientKind.ACCOUNT else None,
        "recipient_name": to.name,
        "phone": to.phone,
        "email": to.email,
        "values": {name: telling.values[name] for name in known.values},
        "ticket_id": telling.ticket_id,
        "urgent": telling.urgent,
        "state": MessageState.WAITING,
        "channels": [],
        "created_at": uow.now,
    }


@asynccontextmanager
async def _as_system(uow: UnitOfWork, telling: Telling) -> AsyncIterator[None]:
    """Write as the system, in this estate alone: whose message it is decides who may read it."""
    if uow.scope.audience is Audience.SYSTEM:
        yield
        return
    own = uow.scope
    await uow.enter(Scope.system(telling.group_id, telling.estate_id))
    yield
    await uow.enter(own)


__all__ = ["TOLD", "Recipient", "Telling", "tell", "tell_all"]
