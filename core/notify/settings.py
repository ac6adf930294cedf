"""How a group, or one estate of it, sends by a channel; and the words it has for a template."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import BigInteger, RowMapping, or_, select, update
from sqlalchemy import Text as TextType

from core.config import Settings
from core.db.keys import any_of
from core.db.unit_of_work import UnitOfWork
from core.notify.channel import Channel, SetUp
from core.notify.models import ChannelSecret, NotificationChannel, NotificationTemplate
from core.notify.sealing import Unreadable, unseal
from core.notify.templates import Text, template

log = structlog.get_logger("guanjia.notify")


Usable = Mapping[str, tuple[Channel, SetUp, UUID | None]]
"""Channels that can be used, each with its settings and its row's key."""


async def set_up(
    uow: UnitOfWork,
    group_id: int,
    known: Mapping[int, Mapping[str, Channel]],
    installation: Settings,
) -> dict[int, Usable]:
    """Of the channels `known` at estates of a group, those that can be used there.

    An estate's own row comes before its group's, also where it switches the channel off.
    """
    rows = await uow.execute(
        select(
            NotificationChannel.id,
            NotificationChannel.only_estate_id,
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
                NotificationChannel.only_estate_id == any_of("estates", BigInteger),
            ),
        ),
        [{"estates": list(known)}],
    )
    held = {(row["only_estate_id"], row["channel"]): row for row in rows.mappings()}
    return {
        estate_id: {
            name: made
            for name, channel in channels.items()
            if (made := _usable(channel, held, estate_id, installation)) is not None
        }
        for estate_id, channels in known.items()
    }


def _usable(
    channel: Channel,
    held: Mapping[tuple[int | None, str], RowMapping],
    estate_id: int,
    installation: Settings,
) -> tuple[Channel, SetUp, UUID | None] | None:
    row = held.get((estate_id, channel.name)) or held.get((None, channel.name))
    if row is not None and (not row["enabled"] or row["stopped_at"] is not None):
        return None
    if row is None and not channel.ready(installation):
        return None
    made = _set_up(channel, row, installation)
    return None if made is None else (channel, made, None if row is None else row["id"])


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


async def words(
    uow: UnitOfWork, group_id: int, codes: Collection[str]
) -> dict[str, tuple[Text, Text]]:
    """The texts of templates in Chinese and English: the group's own, else what is shipped."""
    found = await uow.execute(
        select(
            NotificationTemplate.code,
            NotificationTemplate.title,
            NotificationTemplate.body,
            NotificationTemplate.title_en,
            NotificationTemplate.body_en,
        ).where(
            NotificationTemplate.group_id == group_id,
            NotificationTemplate.code == any_of("codes", TextType),
        ),
        [{"codes": list(codes)}],
    )
    own = {row.code: (Text(row.title, row.body), Text(row.title_en, row.body_en)) for row in found}
    shipped = {code: (template(code).zh, template(code).en) for code in codes}
    return shipped | own


__all__ = ["Usable", "set_up", "stop", "words"]
