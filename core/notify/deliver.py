"""Sending a message: one channel after the other, each try written down before it is made.

    claim (a transaction)  ->  send (outside of any)  ->  record (a transaction)

If the worker dies in between, the claim stands; whoever takes the message up after it sends again
under the same id, by which a provider can tell: at least once, and never silently lost.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.failure import describe
from core.jobs.handlers import Event
from core.notify.channel import Channel, Gone, NotSent, Outgoing, SetUp, TryAgain
from core.notify.kinds import AttemptState, MessageState
from core.notify.people import reader_of
from core.notify.prepare import FAILED, LATER, Means, announce, spoken, usable_at
from core.notify.render import linked
from core.notify.repository import (
    Attempt,
    Waiting,
    attempts_of,
    change_message,
    claim_attempt,
    end_attempt,
    hint,
    lock_message,
)
from core.notify.rules import LEASE, PATIENCE, TRIES_WITH_OTHERS_LEFT, wait_before
from core.notify.settings import stop
from core.notify.templates import template

SECONDS = 20.0
"""What a channel may take for one message."""

log = structlog.get_logger("guanjia.notify")


class UnderWay(Exception):
    """Another worker is sending this message just now."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A try about to be made. `others_left` says whether a further channel could be tried."""

    message: Waiting
    attempt: Attempt
    channel: Channel
    set_up: SetUp
    channel_id: UUID | None
    outgoing: Outgoing
    others_left: bool


async def deliver(database: Database, event: Event, means: Means) -> None:
    """Send the message of an event by the first channel that takes it, or set a time to go on.

    Raises `UnderWay` where another worker is at it: to be looked at again later.
    """
    scope = Scope.system(event.group_id, event.estate_id)
    while True:
        async with unit_of_work(database, scope) as uow:
            claimed = await _claim(uow, event, means)
        if claimed is None:
            return
        provider_id, failure = await _send(claimed)
        async with unit_of_work(database, scope) as uow:
            go_on = await _record(uow, claimed, provider_id, failure)
        if not go_on:
            return


async def _claim(uow: UnitOfWork, event: Event, means: Means) -> Claimed | None:
    message = await lock_message(uow, event.estate_id, event.subject_id)
    if message is None or message.state is not MessageState.WAITING or message.title is None:
        return None
    at = message.estate_id
    usable = (await usable_at(uow, message.group_id, (at,), means))[at]
    tried = await attempts_of(uow, message)
    left = [
        name
        for name in message.channels
        if name in usable and (name not in tried or tried[name].state is not AttemptState.FAILED)
    ]
    if not left:
        await change_message(uow, message, state=MessageState.FAILED)
        announce(uow, message, FAILED)
        await hint(uow)
        return None
    before = tried.get(left[0])
    if before is not None and _under_way(before, uow):
        raise UnderWay
    attempt = await claim_attempt(uow, message, left[0], before)
    channel, ready, channel_id = usable[left[0]]
    reader = await reader_of(uow, message, means.accounts)
    linking = partial(linked, template(message.template), message.values, address=means.address)
    outgoing = Outgoing(
        id=attempt.id,
        message_id=message.id,
        group_id=message.group_id,
        estate_id=message.estate_id,
        template=message.template,
        topic=message.topic,
        urgent=message.urgent,
        locale=message.locale or reader.locale,
        title=message.title,
        body=linking(message.body or ""),
        values={name: linking(said) for name, said in spoken(message, reader).items()},
        ticket_id=message.ticket_id,
        to=reader.to,
    )
    return Claimed(message, attempt, channel, ready, channel_id, outgoing, len(left) > 1)


def _under_way(attempt: Attempt, uow: UnitOfWork) -> bool:
    return attempt.state is AttemptState.CLAIMED and attempt.claimed_at + LEASE > uow.now


async def _send(claimed: Claimed) -> tuple[str | None, NotSent | None]:
    try:
        async with asyncio.timeout(SECONDS):
            return await claimed.channel.send(claimed.outgoing, claimed.set_up), None
    except NotSent as failure:
        return None, failure
    except TimeoutError:
        return None, TryAgain("TIMEOUT")
    except Exception as error:
        log.warning("channel_failed", channel=claimed.channel.name, error=describe(error))
        return None, TryAgain("CHANNEL_FAILED")


async def _record(
    uow: UnitOfWork, claimed: Claimed, provider_id: str | None, failure: NotSent | None
) -> bool:
    """Write how the try ended; True where the next channel is to be tried at once."""
    message = await lock_message(uow, claimed.message.estate_id, claimed.message.id)
    if message is None:
        return False
    attempt = claimed.attempt
    if failure is None:
        sent = {"provider_id": provider_id, "error": None}
        await end_attempt(uow, message, attempt, AttemptState.SENT, **sent)
        if message.state is MessageState.WAITING:
            await change_message(
                uow,
                message,
                state=MessageState.SENT,
                channel=attempt.channel,
                sent_at=uow.now,
            )
        await hint(uow)
        return False
    if isinstance(failure, Gone) and claimed.channel_id is not None:
        await stop(uow, message.group_id, claimed.channel_id, uow.now, failure.code)
    wait = _wait(claimed, failure)
    if wait is None:
        await end_attempt(uow, message, attempt, AttemptState.FAILED, error=failure.code)
        return True
    await end_attempt(uow, message, attempt, AttemptState.RETRY, error=failure.code)
    uow.set_timer(
        LATER,
        f"{message.id}:{attempt.channel}:{attempt.tries}",
        uow.now + wait,
        group_id=message.group_id,
        estate_id=message.estate_id,
        message=str(message.id),
    )
    return False


def _wait(claimed: Claimed, failure: NotSent) -> timedelta | None:
    """How long to wait before this channel's next try; None: it has had its chance."""
    if not isinstance(failure, TryAgain):
        return None
    if claimed.others_left:
        impatient = claimed.message.urgent or (failure.after or timedelta()) > PATIENCE
        if impatient or claimed.attempt.tries >= TRIES_WITH_OTHERS_LEFT:
            return None
    return wait_before(claimed.attempt.tries, failure.after)


__all__ = ["SECONDS", "Claimed", "UnderWay", "deliver"]
