"""Reading and writing messages and their attempts.

The area's SQL stands here, in `people` (who is told), `settings` and `preferences`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_, update

from core.db.keys import THEM, Key, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.kinds import AttemptState, MessageState, RecipientKind, Topic
from core.notify.models import Message, MessageAttempt

HINT = "guanjia_messages"
"""The PostgreSQL channel on which those who listen are told to look: a hint, they also poll."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message under lock, as it is to be prepared or sent."""

    group_id: int
    estate_id: int
    id: UUID
    template: str
    topic: Topic
    recipient_kind: RecipientKind
    staff_id: UUID | None
    resident_id: UUID | None
    account_id: UUID | None
    recipient_name: str | None
    phone: str | None
    email: str | None
    values: Mapping[str, str]
    ticket_id: UUID | None
    urgent: bool
    state: MessageState
    locale: str | None
    title: str | None
    body: str | None
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far one channel has come with a message."""

    id: UUID
    channel: str
    state: AttemptState
    tries: int
    claimed_at: datetime


_WAITING = tuple(getattr(Message, name) for name in Waiting.__slots__)
_ATTEMPT = tuple(getattr(MessageAttempt, name) for name in Attempt.__slots__)


async def insert_messages(uow: UnitOfWork, rows: list[dict[str, Any]]) -> frozenset[UUID]:
    """Write messages; the ids of those whose key their estate did not have, and only these."""
    return await uow.add_new(Message, rows, ("estate_id", "key"))


async def messages_by_key(
    uow: UnitOfWork, told: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], UUID]:
    """The messages that were told under some keys of estates."""
    wanted = list(told)
    if not wanted:
        return {}
    key = tuple_(Message.estate_id, Message.key)
    found = await uow.execute(
        select(Message.estate_id, Message.key, Message.id).where(key.in_(wanted))
    )
    return {(row.estate_id, row.key): row.id for row in found}


_LOCK = (
    select(*_WAITING)
    .join_from(THEM, Message, is_one(Message.estate_id, Message.id))
    .order_by(Message.estate_id, Message.id)
    .with_for_update(of=Message)
)


async def lock_message(uow: UnitOfWork, estate_id: int, message_id: UUID) -> Waiting | None:
    """The message, nobody else's to change until the transaction ends."""
    for message in await lock_messages(uow, ((estate_id, message_id),)):
        return message
    return None


async def lock_messages(uow: UnitOfWork, them: Iterable[Key]) -> list[Waiting]:
    """Those of the messages that are in scope, in the order in which all lock them."""
    rows = await uow.execute(_LOCK, [keys(them)])
    return [Waiting(**{**row, "channels": tuple(row["channels"])}) for row in rows.mappings()]


async def change_message(uow: UnitOfWork, message: Waiting, **values: Any) -> None:
    """Write columns of a message that is locked."""
    await uow.execute(
        update(Message)
        .where(Message.estate_id == message.estate_id, Message.id == message.id)
        .values(**values)
    )


async def rewrite_messages(uow: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    """Write columns of messages that are locked: each row names its key and the same others."""
    await uow.rewrite(Message, rows)


async def attempts_of(uow: UnitOfWork, message: Waiting) -> dict[str, Attempt]:
    """What was tried so far, by channel."""
    found = await uow.execute(
        select(*_ATTEMPT).where(
            MessageAttempt.estate_id == message.estate_id,
            MessageAttempt.message_id == message.id,
        )
    )
    return {row["channel"]: Attempt(**row) for row in found.mappings()}


async def claim_attempt(
    uow: UnitOfWork, message: Waiting, channel: str, known: Attempt | None
) -> Attempt:
    """Write down that the channel is about to try, once more where it tried before."""
    if known is None:
        made = Attempt(new_id(), channel, AttemptState.CLAIMED, 1, uow.now)
        uow.add(
            MessageAttempt,
            group_id=message.group_id,
            estate_id=message.estate_id,
            id=made.id,
            message_id=message.id,
            channel=channel,
            state=made.state,
            tries=made.tries,
            claimed_at=made.claimed_at,
        )
        await uow.flush()
        return made
    again = Attempt(known.id, channel, AttemptState.CLAIMED, known.tries + 1, uow.now)
    await end_attempt(
        uow,
        message,
        again,
        AttemptState.CLAIMED,
        tries=again.tries,
        claimed_at=uow.now,
        ended_at=None,
    )
    return again


async def end_attempt(
    uow: UnitOfWork, message: Waiting, attempt: Attempt, state: AttemptState, **values: Any
) -> None:
    """Write how an attempt stands."""
    await uow.execute(
        update(MessageAttempt)
        .where(MessageAttempt.estate_id == message.estate_id, MessageAttempt.id == attempt.id)
        .values(state=state, **{"ended_at": uow.now, **values})
    )


async def hint(uow: UnitOfWork) -> None:
    """Have subscribers look. PostgreSQL sends equal hints of a transaction once, after commit."""
    await uow.execute(text(f"select pg_notify('{HINT}', '')"))


__all__ = [
    "HINT",
    "Attempt",
    "Waiting",
    "attempts_of",
    "change_message",
    "claim_attempt",
    "end_attempt",
    "hint",
    "insert_messages",
    "lock_message",
    "lock_messages",
    "messages_by_key",
    "rewrite_messages",
]
