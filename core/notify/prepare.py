"""A message is prepared once, in the database: its text, its inbox, its channels, its hour."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.config import Settings
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer, Event
from core.notify.channel import Channel, SetUp
from core.notify.kinds import CALM, IN_APP, AttemptState, MessageState
from core.notify.models import MessageAttempt
from core.notify.people import Accounts, Reader, reader_of
from core.notify.registry import channels
from core.notify.render import UNNAMED, is_english, render, shown
from core.notify.repository import Waiting, change_message, hint, lock_message
from core.notify.rules import ORDER, quiet_until
from core.notify.settings import set_up, words
from core.notify.templates import template
from core.plugin.plan import Plan

DUE = "message.due"
"""The topic of a message that is to be sent now."""

FAILED = "message.failed"
"""The topic of a message that no channel would take."""

LATER = "notify.due"
"""The kind of the timers by which a message is sent later."""


Plans = Callable[[UnitOfWork], Awaitable[Plan]]


@dataclass(frozen=True, slots=True)
class Means:
    """What preparing and sending need of the installation. `plans` tells which plugins are on.

    `address` is what a link's mark stands for, which must stand in no row.
    """

    plans: Plans
    accounts: Accounts
    installation: Settings
    address: Callable[[str], str] = str


async def prepare(uow: UnitOfWork, event: Event, means: Means) -> None:
    """Prepare the message of an event, and send it on its way."""
    message = await lock_message(uow, event.estate_id, event.subject_id)
    if message is None or message.title is not None:
        return
    reader = await reader_of(uow, message, means.accounts)
    usable = await _usable(uow, message, means)
    wanted = order(reader, message, usable)
    values = await _text(uow, message, reader)
    muted = message.topic.value in reader.preference.muted and message.topic in CALM
    if muted and not message.urgent:
        await change_message(uow, message, **values, state=MessageState.MUTED)
    else:
        await _route(uow, message, reader, wanted, values)
    await hint(uow)


async def _text(uow: UnitOfWork, message: Waiting, reader: Reader) -> dict[str, object]:
    english = is_english(reader.locale)
    text = await words(uow, message.group_id, message.template, english=english)
    values = spoken(message, reader)
    made = render(text, values)
    return {
        "locale": reader.locale,
        "title": made.title,
        "body": made.body,
        "account_id": reader.to.account_id,
        "recipient_name": reader.to.name,
    }


def spoken(message: Waiting, reader: Reader) -> dict[str, str]:
    """The message's values as the person reads them."""
    english = is_english(reader.locale)
    given = shown(template(message.template), message.values, reader.estate_zone, english=english)
    return {**given, "estate": reader.estate_name, "name": reader.to.name or UNNAMED[english]}


async def _usable(
    uow: UnitOfWork, message: Waiting, means: Means
) -> Mapping[str, tuple[Channel, SetUp, UUID | None]]:
    known = await channels(uow, await means.plans(uow))
    return await set_up(uow, message.group_id, message.estate_id, known, means.installation)


def order(
    reader: Reader, message: Waiting, usable: Mapping[str, tuple[Channel, SetUp, UUID | None]]
) -> tuple[str, ...]:
    """The channels to be tried: the person's own order, else the shipped one after plugins'."""
    own: Sequence[str] | None = (reader.preference.channels or {}).get(message.topic.value)
    if own is None:
        shipped = ORDER[message.topic]
        own = (*(name for name in usable if name not in shipped), *shipped)
    return tuple(
        name
        for name in dict.fromkeys((*own, IN_APP))
        if name in usable and usable[name][0].reaches(reader.to, message.template, usable[name][1])
    )


async def _route(
    uow: UnitOfWork,
    message: Waiting,
    reader: Reader,
    wanted: tuple[str, ...],
    values: dict[str, object],
) -> None:
    wish = reader.preference
    until = quiet_until(uow.now, reader.zone, wish.quiet_from, wish.quiet_to)
    values = {**values, "channels": list(wanted)}
    if not wanted:
        await change_message(uow, message, **values, state=MessageState.FAILED)
        announce(uow, message, FAILED)
    elif until is not None and not message.urgent:
        await change_message(uow, message, **values, state=MessageState.DELAYED, due_at=until)
        uow.set_timer(
            LATER,
            f"{message.id}:quiet",
            until,
            group_id=message.group_id,
            estate_id=message.estate_id,
            message=str(message.id),
        )
    elif wanted[0] == IN_APP:
        await change_message(
            uow, message, **values, state=MessageState.SENT, channel=IN_APP, sent_at=uow.now
        )
        uow.add(
            MessageAttempt,
            group_id=message.group_id,
            estate_id=message.estate_id,
            id=new_id(),
            message_id=message.id,
            channel=IN_APP,
            state=AttemptState.SENT,
            tries=1,
            claimed_at=uow.now,
            ended_at=uow.now,
        )
    else:
        await change_message(uow, message, **values)
        announce(uow, message, DUE)


async def on_time(uow: UnitOfWork, timer: DueTimer) -> None:
    """The hour has come: quiet hours are over, or a try is to be repeated."""
    message = await lock_message(uow, timer.estate_id, UUID(timer.payload["message"]))
    if message is None or message.state not in (MessageState.DELAYED, MessageState.WAITING):
        return
    await change_message(uow, message, state=MessageState.WAITING)
    announce(uow, message, DUE)


def announce(uow: UnitOfWork, message: Waiting, topic: str) -> None:
    """Put what happened to a message in the outbox."""
    uow.emit(
        topic,
        group_id=message.group_id,
        estate_id=message.estate_id,
        subject_id=message.id,
        template=message.template,
    )


__all__ = ["DUE", "FAILED", "LATER", "Means", "announce", "on_time", "order", "prepare", "spoken"]
