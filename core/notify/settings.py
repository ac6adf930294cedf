"""How a group, or one estate of it, sends by a channel; and the words it has for a template."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import or_, select, update

from core.config import Settings
from core.db.unit_of_work import UnitOfWork
from core.notify.channel import Channel, SetUp
from core.notify.models import ChannelSecret, NotificationChannel, NotificationTemplate
from core.notify.sealing import Unreadable, unseal
from core.notify.templates import Text, template

log = structlog.get_logger("guanjia.notify")


async def set_up(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    known: Mapping[str, Channel],
    installation: Settings,
) -> dict[str, tuple[Channel, SetUp, UUID | None]]:
    """The channels that can be used at an estate, each with its settings and its row's key.

    An estate's own row comes before its group's, also where it switches the channel off.
    """
    rows = await uow.execute(
        select(
            NotificationChannel.id,
            NotificationChannel.channel,
            NotificationChannel.enabled,
            NotificationChannel.settings,
            NotificationChannel.stopped_at,
            ChannelSecret.sealed,
        )
        .outerjoin(
            ChannelSecret,
            (ChannelSecret.group_id == NotificationChannel.group_id)
            & (ChannelSecret.channel_id == NotificationChannel.id),
        )
        .where(
            NotificationChannel.group_id == group_id,
            or_(
                NotificationChannel.only_estate_id.is_(None),
                NotificationChannel.only_estate_id == estate_id,
            ),
        )
        .order_by(NotificationChannel.only_estate_id.asc().nulls_first())
    )
    held = {row["channel"]: row for row in rows.mappings()}
    found: dict[str, tuple[Channel, SetUp, UUID | None]] = {}
    for name, channel in known.items():
        row = held.get(name)
        if row is not None and (not row["enabled"] or row["stopped_at"] is not None):
            continue
        if row is None and not channel.ready(installation):
            continue
        made = _set_up(channel, None if row is None else row, installation)
        if made is not None:
            found[name] = (channel, made, None if row is None else row["id"])
    return found


def _set_up(channel: Channel, row: Any, installation: Settings) -> SetUp | None:
    sealed = None if row is None else row["sealed"]
    try:
        secrets = {} if sealed is None else unseal(installation, sealed)
        return SetUp(
            channel.settings.model_validate({} if row is None else row["settings"]),
            channel.secrets.model_validate(secrets),
            installation,
        )
    except (ValidationError, Unreadable) as error:
        log.error("channel_unusable", channel=channel.name, error=type(error).__name__)
        return None


async def stop(uow: UnitOfWork, group_id: int, channel_id: UUID, at: datetime, why: str) -> None:
    """Use a channel no more until somebody sets it up anew."""
    await uow.execute(
        update(NotificationChannel)
        .where(NotificationChannel.group_id == group_id, NotificationChannel.id == channel_id)
        .values(stopped_at=at, stopped_reason=why, version=NotificationChannel.version + 1)
    )


async def words(uow: UnitOfWork, group_id: int, code: str, *, english: bool) -> Text:
    """The text of a template: the group's own, else what is shipped."""
    row = await uow.row(
        select(
            NotificationTemplate.title,
            NotificationTemplate.body,
            NotificationTemplate.title_en,
            NotificationTemplate.body_en,
        ).where(NotificationTemplate.group_id == group_id, NotificationTemplate.code == code)
    )
    if row is None:
        return template(code).text(english=english)
    if english:
        return Text(row["title_en"], row["body_en"])
    return Text(row["title"], row["body"])


__all__ = ["set_up", "stop", "words"]
