"""The facts of delivering: which channels, in which order, how long they are tried, and quiet."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.notify.kinds import EMAIL, IN_APP, SMS, WEBHOOK, WECHAT, Topic

GENTLY = (WEBHOOK, WECHAT, IN_APP, EMAIL, SMS)
"""The inbox is enough for whoever has one; a telephone is rung for nobody else."""

SURELY = (WEBHOOK, WECHAT, SMS, EMAIL, IN_APP)
"""To where people look, first; the inbox is the last resort."""

ORDER: Mapping[Topic, tuple[str, ...]] = {
    Topic.PROGRESS: GENTLY,
    Topic.DELAY: SURELY,
    Topic.WORK: SURELY,
    Topic.ESCALATION: SURELY,
    Topic.REVISIT: GENTLY,
    Topic.BILLING: GENTLY,
    Topic.RECORD: GENTLY,
    Topic.NOTICE: GENTLY,
}
"""Channels as they are tried where a person has not said otherwise; a plugin's come before them."""

TRIES_WITH_OTHERS_LEFT = 3
"""A channel that fails for now is tried so often before the next one's turn; urgent: once."""

PATIENCE = timedelta(minutes=10)
"""A provider that wants to be left alone for longer loses its turn, where another is left."""

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between the tries of the last channel: ten over three days (Standard Webhooks)."""

LONGEST_WAIT = timedelta(days=1)
"""A provider's Retry-After counts up to this."""

STALE = timedelta(days=1)
"""News of a ticket older than this are told to nobody: workers were down, or it was taken over."""

LEASE = timedelta(seconds=60)
"""How long a claimed attempt is believed to be under way."""


def quiet_until(
    now: datetime, zone: ZoneInfo, quiet_from: int | None, quiet_to: int | None
) -> datetime | None:
    """When the quiet hours that `now` lies in end; None outside of them.

    Minutes of the local day, `quiet_to` itself no longer quiet; a span may run over midnight.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if quiet_from < quiet_to:
        inside, tomorrow = quiet_from <= minute < quiet_to, False
    else:
        inside, tomorrow = minute >= quiet_from or minute < quiet_to, minute >= quiet_from
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if tomorrow else 0)
    end = datetime.combine(day, time(quiet_to // 60, quiet_to % 60), tzinfo=zone)
    return max(end.astimezone(UTC), now)


def wait_before(tries: int, asked: timedelta | None) -> timedelta | None:
    """How long to wait after so many failed tries (1 or more) of the last channel; None: no more.

    What the provider asked for counts where it is longer.
    """
    if tries > len(BACK_OFF):
        return None
    return max(BACK_OFF[tries - 1], min(asked or timedelta(), LONGEST_WAIT))


__all__ = [
    "BACK_OFF",
    "LEASE",
    "LONGEST_WAIT",
    "ORDER",
    "PATIENCE",
    "STALE",
    "TRIES_WITH_OTHERS_LEFT",
    "quiet_until",
    "wait_before",
]
