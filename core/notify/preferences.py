"""What somebody wants of their own messages: language, quiet hours, channels, silence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.notify.errors import NotifyCode
from core.notify.kinds import CALM, Topic
from core.notify.models import NotificationPreference
from core.notify.own_row import put
from core.notify.registry import channels

LOCALES = ("zh-CN", "en")
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MAIL = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+", re.ASCII)
_WECHAT = re.compile(r"[\w-]{6,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SetPreference:
    """All of it, in place of what was; what is None, or left out, is as it is shipped.

    Hours are local times of `zone` like `22:00`. `expected_version` is 0 where none was set.
    """

    expected_version: int
    locale: str | None = None
    zone: str | None = None
    quiet_from: str | None = None
    quiet_to: str | None = None
    channels: Mapping[Topic, tuple[str, ...]] | None = None
    muted: tuple[Topic, ...] = ()
    email: str | None = None
    wechat: str | None = None


async def set_preference(actor: Actor, new: SetPreference, uow: UnitOfWork) -> UUID:
    """The caller's own preference; its key. Raises `Conflict` and the refusals of `NotifyCode`."""
    quiet_from, quiet_to = _minutes(new.quiet_from), _minutes(new.quiet_to)
    if (quiet_from is None) != (quiet_to is None):
        raise GuanjiaError(NotifyCode.HOUR_INVALID, field="quietTo")
    values = {
        "locale": _one_of(new.locale),
        "zone": _zone(new.zone),
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "channels": await _channels(uow, new.channels or {}),
        "muted": sorted({_mutable(topic).value for topic in new.muted}),
        "email": _matching(_MAIL, "email", new.email, 200),
        "wechat": _matching(_WECHAT, "wechat", new.wechat, 64),
    }
    whose = {"group_id": actor.group_id, "account_id": actor.account_id}
    return await put(uow, NotificationPreference, whose, new.expected_version, values)


def _minutes(hour: str | None) -> int | None:
    if hour is None:
        return None
    found = _HOUR.fullmatch(hour)
    if found is None:
        raise GuanjiaError(NotifyCode.HOUR_INVALID, field="quietFrom")
    return int(found[1]) * 60 + int(found[2])


def _one_of(locale: str | None) -> str | None:
    if locale is not None and locale not in LOCALES:
        raise GuanjiaError(NotifyCode.LOCALE_UNKNOWN, field="locale")
    return locale


def _zone(zone: str | None) -> str | None:
    if zone is None:
        return None
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GuanjiaError(NotifyCode.ZONE_UNKNOWN, field="zone") from None


def _mutable(topic: Topic) -> Topic:
    if topic not in CALM:
        details = {"topic": topic.value}
        raise GuanjiaError(NotifyCode.TOPIC_NOT_MUTABLE, field="muted", details=details)
    return topic


async def _channels(
    uow: UnitOfWork, wanted: Mapping[Topic, tuple[str, ...]]
) -> dict[str, list[str]]:
    known = await channels(uow, uow.plan)
    for name in (name for names in wanted.values() for name in names):
        if name not in known:
            details = {"channel": name[:60], "known": list(known)}
            raise GuanjiaError(NotifyCode.CHANNEL_UNKNOWN, field="channels", details=details)
    return {topic.value: list(dict.fromkeys(names)) for topic, names in wanted.items()}


def _matching(pattern: re.Pattern[str], field: str, value: str | None, most: int) -> str | None:
    kept = text.optional(field, value, most)
    if kept is not None and not pattern.fullmatch(kept):
        raise GuanjiaError(NotifyCode.ADDRESS_INVALID, field=field)
    return kept


__all__ = ["SetPreference", "set_preference"]
