"""A message is prepared once, in the database: its text, its inbox, its channels, its hour."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.config import Settings
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer, Event
from core.notify.kinds import CALM, IN_APP, AttemptState, MessageState
from core.notify.models import MessageAttempt
from core.notify.people import Accounts, Reader, readers_of
from core.notify.registry import channels
from core.notify.render import UNNAMED, is_english, render, shown
from core.notify.repository import (
    Waiting,
    change_message,
    hint,
    lock_message,
    lock_messages,
    rewrite_messages,
)
from core.notify.rules import ORDER, quiet_until
from core.notify.settings import Usable, set_up, words
from core.notify.templates import Text, template
from core.plugin.plan import Plan

DUE = "message.due"
"""The topic of a message that is to be sent now."""

FAILED = "message.failed"
"""The topic of a message that no channel would take."""

LATER = "notify.due"
"""The kind of the timers by which a message is sent later."""


Plans = Callable[[UnitOfWork, Collection[int]], Awaitable[Mapping[int, Plan]]]


@dataclass(frozen=True, slots=True)
class Means:
    """What preparing and sending need of the installation. `plans` tells which plugins are on at
    estates.

    `address` is what a link's mark stands for, which must stand in no row.
    """

    plans: Plans
    accounts: Accounts
    installation: Settings
    address: Callable[[str], str] = str


async def prepare(uow: UnitOfWork, events: Sequence[Event], means: Means) -> None:
    """Prepare the messages of events of one group, and send them on their way."""
    found = await lock_messages(uow, {(each.estate_id, each.subject_id) for each in events})
    waiting = [message for message in found if message.title is None]
    if not waiting:
        return
    group_id = waiting[0].group_id
    readers = await readers_of(uow, waiting, means.accounts)
    usable = await usable_at(uow, group_id, {each.estate_id for each in waiting}, means)
    texts = await words(uow, group_id, {each.template for each in waiting})
    rows = []
    for message in waiting:
        reader = readers[message.id]
        values = _text(message, reader, texts[message.template])
        muted = message.topic.value in reader.preference.muted and message.topic in CALM
        if muted and not message.urgent:
            fate: dict[str, object] = {"state": MessageState.MUTED}
        else:
            fate = _route(uow, message, reader, order(reader, message, usable[message.estate_id]))
        key = {"estate_id": message.estate_id, "id": message.id}
        rows.append({**key, **_UNSENT, **values, **fate})
    await rewrite_messages(uow, rows)
    await hint(uow)


_UNSENT: Mapping[str, object] = {
    "state": MessageState.WAITING,
    "channels": [],
    "channel": None,
    "due_at": None,
    "sent_at": None,
}
"""What a message is before its fate is decided."""


def _text(message: Waiting, reader: Reader, texts: tuple[Text, Text]) -> dict[str, object]:
    made = render(texts[is_english(reader.locale)], spoken(message, reader))
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


async def usable_at(
    uow: UnitOfWork, group_id: int, estates: Collection[int], means: Means
) -> dict[int, Usable]:
    """The channels that can be used at estates of a group."""
    plans = await means.plans(uow, estates)
    added = {plan: await channels(uow, plan) for plan in set(plans.values())}
    known = {estate_id: added[plan] for estate_id, plan in plans.items()}
    return await set_up(uow, group_id, known, means.installation)


def order(reader: Reader, message: Waiting, usable: Usable) -> tuple[str, ...]:
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


def _route(
    uow: UnitOfWork, message: Waiting, reader: Reader, wanted: tuple[str, ...]
) -> dict[str, object]:
    """What becomes of a message now, as columns of its row."""
    wish = reader.preference
    until = quiet_until(uow.now, reader.zone, wish.quiet_from, wish.quiet_to)
    going: dict[str, object] = {"channels": list(wanted)}
    if not wanted:
        announce(uow, message, FAILED)
        return {**going, "state": MessageState.FAILED}
    if until is not None and not message.urgent:
        uow.set_timer(
            LATER,
            f"{message.id}:quiet",
            until,
            group_id=message.group_id,
            estate_id=message.estate_id,
            message=str(message.id),
        )
        return {**going, "state": MessageState.DELAYED, "due_at": until}
    if wanted[0] == IN_APP:
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
        return {**going, "state": MessageState.SENT, "channel": IN_APP, "sent_at": uow.now}
    announce(uow, message, DUE)
    return going


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


__all__ = [
    "DUE",
    "FAILED",
    "LATER",
    "Means",
    "announce",
    "on_time",
    "order",
    "prepare",
    "spoken",
    "usable_at",
]
